/**
 * Whatever stands in the files of an import, it ends soon with an answer: what was read, or what is wrong with it, at a
 * place inside the text. Never an exception. One file of several is cut off, changed at random, or nested deeply.
 */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cedar } from '../../src/import/cedar.ts';
import { csv } from '../../src/import/csv.ts';
import { grc } from '../../src/import/grc.ts';
import type { Importer } from '../../src/import/imported.ts';
import { openfga } from '../../src/import/openfga.ts';
import { sodMatrix } from '../../src/import/sod-matrix.ts';
import { diagnosticLines } from '../../src/report/diagnostics.ts';
import { paint } from '../../src/report/text.ts';
import { read, type Texts } from './imported.ts';

const samples: readonly (readonly [Importer, Texts])[] = [
  [
    csv,
    {
      'a.csv': 'user,roles,valid to,status\nkim,"clerk;manager",31.12.9999,active\nlee,,20200101,locked\n',
      'b.csv': '역할;권한\nclerk;invoice:create\nmanager;"ME2*"\n',
      'c.csv': 'senior\tjunior\nmanager\tclerk\n',
    },
  ],
  [
    sodMatrix,
    { 'm.csv': 'r,a,b,c\na,,x,L\nb,x,,\nc,L,,\n', 'p.csv': 'role1,role2,risk,level\na,c,R1,High\n' },
  ],
  [
    grc,
    {
      'f.csv': 'Function,Action,Status\nF,ME2*,Active\nG,FB60,Disabled\n',
      'p.csv': 'Function,Action,Permission Object,Field,From,To,Operator\nF,ME21N,M_B,ACTVT,01,02,AND\n',
      'r.csv': 'Risk,Function,Level,Description\nR,F,High,x\nR,G,High,\n',
      'v.csv': 'Role,Object,Auth,Field,Low,High\nA,S_TCODE,T,TCD,ME21N,ME29N\nA,M_B,T,ACTVT,01,\n',
      'c.yaml': 'conflicts:\n  - roles: [a, b]\n    reason: r\n    level: High\n',
    },
  ],
  [
    cedar,
    {
      'p.cedar':
        '@id("a")\npermit (principal in G::"a", action, resource) when { resource.owner == principal };\nforbid (principal, action == Action::"x", resource) unless { context.b };\n',
      's.cedarschema':
        'entity G; entity U in [G]; entity D = { owner: U }; action x, y appliesTo { principal: U, resource: D };',
      'e.json': JSON.stringify([
        { uid: { type: 'U', id: 'u' }, attrs: {}, parents: [{ type: 'G', id: 'a' }] },
        { uid: { type: 'D', id: 'd' }, attrs: { owner: { type: 'U', id: 'u' } }, parents: [] },
      ]),
    },
  ],
  [
    openfga,
    {
      'm.fga':
        'model\n  schema 1.1\ntype user\ntype doc\n  relations\n    define p: [doc]\n    define r: ([user, user:*, doc#r with c] or r from p) but not b\n    define b: [user]\ncondition c(x: int) {\n  x < 3\n}\n',
      't.yaml':
        'tuples:\n  - user: user:*\n    relation: r\n    object: doc:1\n  - { user: "doc:1#r", relation: r, object: "doc:2", condition: { name: c } }\n',
    },
  ],
];

const pieces = [
  ...[
    '"',
    ',',
    ';',
    '\n',
    '\r',
    '(',
    ')',
    '{',
    '}',
    '[',
    ']',
    ':',
    '::',
    '#',
    '*',
    '|',
    '?',
    '\\',
    '//',
    '- ',
    '~',
    '==',
  ],
  ...[
    '\u0000',
    '\u202e',
    '\u200b',
    '\ufeff',
    '\ud800',
    '한글',
    '👩‍👧',
    'when',
    'unless',
    'define',
    'but not',
    'user',
    '1',
  ],
  ...[
    '__proto__',
    'constructor',
    '"__entity"',
    'null',
    '1e999',
    '-9223372036854775809',
    '%s',
    '&a',
    '*a',
    '<<: ',
  ],
];

/** What a terminal would obey, or not show. */
const obeyed = /(?!\n)[\p{Cc}\p{Cs}\u200b\u202e]/u;

/** Milliseconds, on a machine that has other work. */
const soon = 5000;

function answered(importer: Importer, texts: Texts): 'ok' | 'failed' {
  const start = performance.now();
  const result = read(importer, texts);
  expect(performance.now() - start, importer.format).toBeLessThan(soon);
  const diagnostics = result.kind === 'ok' ? result.warnings : result.diagnostics;
  expect(diagnostics.some(({ severity }) => severity === 'error')).toBe(result.kind === 'failed');
  for (const { code, message, hint, span } of diagnostics) {
    expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(`${message} ${hint ?? ''}`).not.toMatch(/\bNaN\b|\[object|\bundefined\b/);
    if (span === undefined) continue;
    expect(span.start).toBeGreaterThanOrEqual(0);
    expect(span.end).toBeGreaterThanOrEqual(span.start);
    expect(span.end).toBeLessThanOrEqual(span.file.text.length);
  }
  expect(paint(diagnosticLines(diagnostics, 80), 'plain')).not.toMatch(obeyed);
  return result.kind;
}

describe.each(samples.map(([importer, texts]) => [importer.format, importer, texts] as const))(
  '%s',
  (_, importer, texts) => {
    const paths = Object.keys(texts);

    test('is read as it is', () => {
      expect(answered(importer, texts)).toBe('ok');
    });

    test('cut off at any place, or changed at random, is answered', { timeout: 60_000 }, () => {
      const counts = { ok: 0, failed: 0 };
      const change = fc.record({
        path: fc.constantFrom(...paths),
        at: fc.double({ min: 0, max: 1, noNaN: true }),
        remove: fc.oneof(fc.constant(0), fc.nat(20), fc.constant(Number.MAX_SAFE_INTEGER)),
        insert: fc.array(fc.constantFrom(...pieces), { maxLength: 3 }),
      });
      fc.assert(
        fc.property(fc.array(change, { minLength: 1, maxLength: 2 }), (changes) => {
          const changed: Record<string, string> = { ...texts };
          for (const { path, at, remove, insert } of changes) {
            const text = changed[path]!;
            const start = Math.floor(at * text.length);
            changed[path] = text.slice(0, start) + insert.join('') + text.slice(start + remove);
          }
          for (const path of paths) importer.detects({ path, text: changed[path]!, sha256: '' });
          counts[answered(importer, changed)] += 1;
        }),
        { numRuns: 80 },
      );
      // That it may also be read is shown by the files as they are.
      expect(counts.failed).toBeGreaterThan(5);
    });

    test.each(['(', '[', '{', '- ', '!', '"', 'a,', '\n', '[[{"uid":', 'define a: (', 'a or '])(
      'thousands of %j are answered',
      (piece) => {
        for (const path of paths) {
          const text = texts[path]!;
          for (const changed of [piece.repeat(10_000), `${text}${piece.repeat(2000)}`]) {
            importer.detects({ path, text: changed, sha256: '' });
            answered(importer, { ...texts, [path]: changed });
          }
        }
      },
    );
  },
);
