/** Whatever is in a name, a format stays what it is: no name can end a line, a string, an element or a code span. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { gateOf } from '../../src/gate/gate.ts';
import { buildPolicy } from '../../src/policy/build.ts';
import { github } from '../../src/report/github.ts';
import { gitlab } from '../../src/report/gitlab.ts';
import { junit } from '../../src/report/junit.ts';
import { markdown } from '../../src/report/markdown.ts';
import { codeSpan, escapeMarkdown } from '../../src/report/markdown-text.ts';
import { pretty } from '../../src/report/pretty.ts';
import { printable } from '../../src/report/printable.ts';
import { rdjsonl } from '../../src/report/rdjsonl.ts';
import type { Report } from '../../src/report/report.ts';
import { sarif } from '../../src/report/sarif.ts';
import { tap } from '../../src/report/tap.ts';
import { uriOf } from '../../src/report/uri.ts';
import { hostile, reportOf } from './everything.ts';
import { at, fact, outcomeOf, unknown, vacuous, violated } from './fixture.ts';
import { junitErrors, sarifErrors } from './schemas.ts';

/** Characters that mean something somewhere, and any others; halves of characters, too. */
const piece = fc.oneof(
  fc.constantFrom(
    ...[
      '`',
      '``',
      '\\',
      '|',
      '<',
      '>',
      '&',
      '"',
      "'",
      '[',
      ']',
      '(',
      ')',
      '@',
      '#',
      '!',
      '*',
      '_',
      '~',
      '$',
      '%',
    ],
    ...[
      '\n',
      '\r',
      '\t',
      '\0',
      '\u001b[31m',
      '\u0085',
      '\u2028',
      '\u202e',
      '\ud800',
      '\udc00',
      '\ufffe',
      '\uffff',
    ],
    ...[
      '::',
      '::error::',
      '%0A',
      ',',
      ':',
      '://',
      'www.',
      ']]>',
      '<!--',
      '-->',
      '---',
      '...',
      ' # SKIP',
      '1. ',
      '- ',
    ],
    ...[
      '@everyone',
      '#1',
      'GH-1',
      '</details>',
      '</failure>',
      '&#8288;',
      '김연구',
      '👩‍💻',
      ' ',
      '',
      '{0}',
      '](1)',
    ],
  ),
  fc.string({ unit: 'binary', maxLength: 4 }),
  fc.string({ maxLength: 6 }),
);
const name = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));

/** A report that has these names everywhere where a user may write something. */
function reportWith([
  user = '',
  role = '',
  constraint = '',
  path = '',
  reason = '',
  policyName = '',
]: readonly string[]): Report {
  const file = path === '' ? 'x' : path;
  const policy = {
    ...buildPolicy({
      name: policyName,
      undeclared: 'declare',
      users: ['kim'],
      constraints: [
        {
          id: constraint,
          kind: 'exclusion',
          relation: 'exclusive',
          sets: [{ members: ['a', 'b'] }],
          reason,
          owner: user,
        },
      ],
    }),
    path: file,
    files: [{ path: file, text: '', sha256: '' }],
  };
  const location = at(file, 3);
  const suppressed = { id: constraint, expires: '2027-01-01', owner: user, reason, ticket: role };
  const base = {
    rule: 'static-sod',
    constraint,
    file,
    subject: user,
    sentence: `${user} is both ${role} and \`${constraint}\``,
    paths: [
      {
        element: role,
        steps: [fact('assignment', user, role, location), fact('grant', role, reason, location)],
      },
    ],
    core: [{ kind: 'fact', fact: fact('inheritance', role, user, location) }] as const,
    repairs: [{ changes: [], sentence: `remove ${user} from \`${role}\``, locations: [location] }],
    locations: [location],
  };
  const outcomes = [
    outcomeOf(policy, [
      violated({ ...base, fingerprint: '1', standing: { state: 'new' } }),
      violated({ ...base, constraint: role, fingerprint: '2', standing: { state: 'existing', suppressed } }),
      violated({ ...base, constraint: user, fingerprint: '3', standing: { state: 'existing' } }),
      { ...unknown('feasible', user, reason), file },
      { ...vacuous('dynamic-sod', role, 'V1', reason), file },
    ]),
  ];
  const gate = gateOf(outcomes, {
    against: path,
    weakenings: [
      {
        kind: 'rule-off',
        severity: 'error',
        file,
        constraint,
        sentence: reason,
        example: user,
        locations: [],
        fingerprint: '4',
      },
    ],
    removed: [
      {
        policy: policyName,
        fingerprint: '5',
        coreFingerprint: '',
        rule: 'x',
        constraint: role,
        severity: 'error',
        sentence: user,
      },
    ],
    problems: [
      {
        code: 'stale',
        severity: 'error',
        message: reason,
        path: file,
        range: null,
        hint: user,
        related: [{ message: role, location }],
      },
    ],
  });
  const diagnostics = [
    {
      code: 'unknown-role',
      severity: 'warning',
      message: user,
      path: file,
      range: null,
      hint: reason,
      related: [],
    },
  ] as const;
  return reportOf({ outcomes, gate, diagnostics });
}

const names = fc.array(name, { minLength: 6, maxLength: 6 });
const runs = { numRuns: 60, examples: [[Array.from({ length: 6 }, () => hostile)]] as [string[]][] };

function holds(check: (report: Report, names: readonly string[]) => void): void {
  fc.assert(
    fc.property(names, (all) => {
      check(reportWith(all), all);
    }),
    runs,
  );
}

test('SARIF is valid, and its addresses lead back to the file', () => {
  fc.assert(
    fc.property(names, (all) => {
      const text = sarif(reportWith(all), { version: '1.2.3' });
      expect(sarifErrors(text)).toEqual([]);
      // A link in a message could be any address.
      for (const { message } of JSON.parse(text).runs[0].results) expect(message.text).not.toContain('](');
    }),
    { ...runs, numRuns: 25 },
  );
  fc.assert(
    fc.property(name, (path) => {
      const { uri, isRelative } = uriOf(path);
      expect(uri).toMatch(/^[\x21-\x7e]*$/);
      const back = decodeURIComponent(isRelative ? uri : uri.replace(/^file:\/\//, ''));
      expect(back).toBe(path.replaceAll('\\', '/').replace(/\p{Cs}/gu, '\ufffd'));
    }),
  );
});

test('JUnit is valid', () => holds((report) => expect(junitErrors(junit(report))).toEqual([])));

test('annotations are a line each, with the file and line that were meant', () => {
  holds((report, [, , , path = '']) => {
    const text = github(report);
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Zl}]/u);
    const lines = text.trimEnd().split('\n');
    expect(lines.length).toBe(6);
    const read = lines.map((line) => {
      const match = /^::(?:error|warning|notice) ([^\n]*?)::/.exec(line)!;
      return new Map(
        match[1]!.split(',').map((one): [string, string] => {
          const [key = '', value = ''] = one.split('=', 2);
          const plain = value
            .replaceAll('%2C', ',')
            .replaceAll('%3A', ':')
            .replaceAll('%0A', '\n')
            .replaceAll('%0D', '\r');
          return [key, plain.replaceAll('%25', '%')];
        }),
      );
    });
    if (!path.includes('=')) expect(read[0]!.get('file')).toBe(path === '' ? 'x' : printable(path));
    expect(read[0]!.get('line')).toBe('3');
  });
});

test('Code Quality and reviewdog are JSON', () => {
  holds((report) => {
    const issues: readonly { fingerprint: string }[] = JSON.parse(gitlab(report));
    expect(new Set(issues.map(({ fingerprint }) => fingerprint)).size).toBe(issues.length);
    for (const line of rdjsonl(report).trimEnd().split('\n')) JSON.parse(line);
  });
});

test('TAP has its lines and no others, and its blocks are YAML', () => {
  holds((report) => {
    const lines = tap(report).trimEnd().split('\n');
    expect(lines[0]).toBe('TAP version 14');
    const points = lines.filter((line) => /^(not )?ok \d+ - /.test(line));
    expect(lines[1]).toBe(`1..${points.length}`);
    const blocks = lines.slice(2).filter((line) => !points.includes(line));
    expect(blocks.every((line) => line.startsWith('  '))).toBe(true);
    // A directive is one of ours: `#` of a name is escaped.
    for (const point of points.filter((line) => line.startsWith('not ok'))) {
      expect(point).not.toMatch(/(?<!\\)#/);
    }
    for (const block of blocks
      .join('\n')
      .split(/^ {2}---$/m)
      .slice(1)) {
      expect(parse(block.replace(/^ {2}\.\.\.$/m, ''))).toMatchObject({ message: expect.any(String) });
    }
  });
});

/** Text of Markdown outside of code; what is escaped is left out. A run of backticks that nothing closes is an error. */
function outsideCode(line: string): string {
  let rest = line;
  let text = '';
  while (rest !== '') {
    const run = /^`+/.exec(rest)?.[0];
    if (run !== undefined) {
      const close = new RegExp(`(?<!\`)\`{${run.length}}(?!\`)`).exec(rest.slice(run.length));
      if (close === null) throw new Error(`not closed: ${line}`);
      rest = rest.slice(run.length + close.index + run.length);
      text += '¤';
    } else if (/^\\[!-/:-@[-`{-~]/.test(rest)) {
      text += '¤';
      rest = rest.slice(2);
    } else {
      text += rest.charAt(0);
      rest = rest.slice(1);
    }
  }
  return text;
}

const tags = /<\/?(?:details|summary)>/g;

function expectText(line: string): void {
  const text = outsideCode(line)
    .replace(/^#{3,4} /, '')
    .replace(tags, '')
    .replace(/^\d+\. |^- /, '');
  expect(text).not.toMatch(/</);
  expect(text).not.toMatch(/&(?!amp;|lt;|gt;|#8288;)/);
  expect(text).not.toMatch(/[[\]`\\~$]/);
  expect(text).not.toMatch(/(?<![\p{L}\p{N}])@[\p{L}\p{N}_-]/u);
  expect(text.replaceAll('&#8288;', '\u2060')).not.toMatch(/#[\p{L}\p{N}]|:\/\/|GH-\d|www\./u);
}

describe('Markdown', () => {
  test('has no markup of a name', () => {
    holds((report) => {
      const lines = markdown(report).split('\n');
      for (const line of lines)
        if (!line.startsWith('|'))
          expectText(line.replace(/^\*\*(.*)\*\* —/, '$1 —').replace(/^\*\*(.*)\*\*$/, '$1'));
      expect(lines.filter((line) => line.startsWith('### ')).length).toBe(1);
      expect(lines.filter((line) => line.startsWith('#### ')).length).toBe(4);
      expect(lines.filter((line) => line.startsWith('<details>')).length).toBe(
        lines.filter((line) => line === '</details>').length,
      );
    });
  });

  test('text and code of one name are on one line', () => {
    fc.assert(
      fc.property(name, (text) => {
        expectText(escapeMarkdown(text));
        expect(outsideCode(codeSpan(text))).toMatch(/^¤$|^\(empty\)$/);
        expect(codeSpan(text)).not.toMatch(/[\r\n]/);
      }),
      { numRuns: 500 },
    );
  });
});

test('the pretty report has no control characters', () => {
  holds((report) => {
    const text = pretty(report, { width: 80, color: 'plain' });
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
  });
});
