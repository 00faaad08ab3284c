/** Reads a model of Casbin (`.conf`): what requests and lines of the policy consist of, matchers, effects, constraints. */

import { shown } from '../../policy/names.ts';
import type { SourceFile, Span } from '../../source/text.ts';
import type { ImportBuilder } from '../imported.ts';
import { type Expression, parseExpression } from './expression.ts';

export type Effect = 'allow-override' | 'deny-override' | 'allow-and-deny' | 'priority' | 'subject-priority';

export interface Columns {
  /** `r`, `p`, `p2`. */
  readonly key: string;
  readonly names: readonly string[];
  readonly at: Span;
}

export interface RoleManager {
  /** `g`, `g2`. */
  readonly key: string;
  readonly hasDomain: boolean;
  /** Links that hold under a condition, which only code says. */
  readonly isConditional: boolean;
  /** How many values a line has at least. */
  readonly width: number;
  readonly at: Span;
}

export interface ConstraintEntry {
  readonly key: string;
  readonly expression: Expression;
  readonly at: Span;
}

export interface MatcherEntry {
  readonly expression: Expression;
  readonly at: Span;
}

export interface Model {
  readonly file: SourceFile;
  readonly requests: ReadonlyMap<string, Columns>;
  readonly policies: ReadonlyMap<string, Columns>;
  readonly roles: ReadonlyMap<string, RoleManager>;
  readonly effects: ReadonlyMap<string, Effect>;
  readonly matchers: ReadonlyMap<string, MatcherEntry>;
  readonly constraints: readonly ConstraintEntry[];
}

const sections = [
  'request_definition',
  'policy_definition',
  'role_definition',
  'policy_effect',
  'matchers',
  'constraint_definition',
] as const;

type Section = (typeof sections)[number];

const keyPatterns: Readonly<Record<Section, RegExp>> = {
  request_definition: /^r\d*$/,
  policy_definition: /^p\d*$/,
  role_definition: /^g\d*$/,
  policy_effect: /^e\d*$/,
  matchers: /^m\d*$/,
  constraint_definition: /^c\d*$/,
};

/** As Casbin compares them, without white space. */
const effects: Readonly<Record<string, Effect>> = {
  'some(where(p.eft==allow))': 'allow-override',
  '!some(where(p.eft==deny))': 'deny-override',
  'some(where(p.eft==allow))&&!some(where(p.eft==deny))': 'allow-and-deny',
  'priority(p.eft)||deny': 'priority',
  'subjectPriority(p.eft)||deny': 'subject-priority',
};

interface Entry {
  readonly section: Section;
  readonly key: string;
  /** As long as in the file, with blanks for line ends that are continued, and for comments. */
  readonly value: string;
  readonly start: number;
  readonly at: Span;
}

/** Null where the model cannot be used, which has been reported. */
export function readModel(file: SourceFile, builder: ImportBuilder): Model | null {
  const { report } = builder;
  const before = builder.problems.count(file.path);
  const entries = readEntries(file, report);
  const model = {
    file,
    requests: new Map<string, Columns>(),
    policies: new Map<string, Columns>(),
    roles: new Map<string, RoleManager>(),
    effects: new Map<string, Effect>(),
    matchers: new Map<string, MatcherEntry>(),
    constraints: [] as ConstraintEntry[],
  };
  for (const entry of entries) {
    const { key, at } = entry;
    switch (entry.section) {
      case 'request_definition':
      case 'policy_definition': {
        const columns = readColumns(entry, report);
        (entry.section === 'request_definition' ? model.requests : model.policies).set(key, columns);
        break;
      }
      case 'role_definition': {
        const manager = readManager(entry, report);
        if (manager !== null) model.roles.set(key, manager);
        break;
      }
      case 'policy_effect': {
        const effect = effects[entry.value.replaceAll(/\s+/g, '').replaceAll(/\bp\d*[._]eft\b/g, 'p.eft')];
        if (effect !== undefined) model.effects.set(key, effect);
        else {
          report(
            'import-unsupported',
            `effect \`${shown(entry.value.trim())}\` is none that Casbin has`,
            at,
            'Casbin itself refuses it: it knows some allow, no deny, both, priority and subjectPriority',
          );
        }
        break;
      }
      case 'matchers': {
        const expression = readExpression(entry, report);
        if (expression !== null) model.matchers.set(key, { expression, at });
        break;
      }
      case 'constraint_definition': {
        const expression = readExpression(entry, report);
        if (expression !== null) model.constraints.push({ key, expression, at });
        break;
      }
    }
  }
  const whole = { file, start: 0, end: Math.min(1, file.text.length) };
  const needed = [
    [model.requests, 'r', 'request_definition'],
    [model.policies, 'p', 'policy_definition'],
    [model.effects, 'e', 'policy_effect'],
    [model.matchers, 'm', 'matchers'],
  ] as const;
  for (const [found, key, section] of needed) {
    if (found.has(key) || entries.some((entry) => entry.section === section && entry.key === key)) continue;
    report('import-syntax', `the model has no \`${key} = …\` in \`[${section}]\``, whole);
  }
  return builder.problems.count(file.path) > before && builder.problems.hasErrors() ? null : model;
}

function readEntries(file: SourceFile, report: ImportBuilder['report']): Entry[] {
  const { text } = file;
  const entries: Entry[] = [];
  const seen = new Set<string>();
  let section: Section | null = null;
  let isKnown = false;
  let value: string | null = null;
  let valueStart = 0;
  const finish = (): void => {
    if (value === null) return;
    add(value, valueStart);
    value = null;
  };
  const add = (value: string, start: number): void => {
    const equals = value.indexOf('=');
    const lead = value.length - value.trimStart().length;
    const at = { file, start: start + lead, end: start + value.trimEnd().length };
    if (equals < 0) {
      report('import-syntax', 'a line of a model is `[section]` or `key = value`', at);
      return;
    }
    if (section === null) {
      if (!isKnown) report('import-syntax', 'this stands outside of any section', at);
      return;
    }
    const key = value.slice(0, equals).trim();
    if (!keyPatterns[section].test(key)) {
      report('import-syntax', `key \`${shown(key)}\` has no meaning in \`[${section}]\``, at);
      return;
    }
    if (seen.has(`${section} ${key}`)) {
      report('import-syntax', `\`${key}\` is defined twice`, at);
      return;
    }
    seen.add(`${section} ${key}`);
    entries.push({ section, key, value: value.slice(equals + 1), start: start + equals + 1, at });
  };
  let at = 0;
  while (at < text.length) {
    const newline = text.indexOf('\n', at);
    const end = newline < 0 ? text.length : newline;
    const line = withoutComment(text.slice(at, end).replace(/\r$/, ' '));
    const trimmed = line.trim();
    const next = newline < 0 ? text.length : newline + 1;
    const isSection = trimmed.startsWith('[') && trimmed.endsWith(']') && value === null;
    if (isSection) {
      const name = trimmed.slice(1, -1).trim();
      const span = { file, start: at + line.indexOf('['), end: at + line.trimEnd().length };
      isKnown = true;
      section = sections.find((one) => one === name) ?? null;
      if (section === null) {
        report(
          'import-syntax',
          `\`[${shown(name)}]\` is no section of a model`,
          span,
          `sections are ${sections.join(', ')}`,
        );
      } else if (seen.has(section)) report('import-syntax', `section \`[${section}]\` occurs twice`, span);
      if (section !== null) seen.add(section);
    } else if (trimmed !== '' || value !== null) {
      const continues = line.trimEnd().endsWith('\\');
      const content = continues ? `${line.slice(0, line.lastIndexOf('\\'))} ` : line;
      const padded = content.padEnd(next - at, ' ');
      // Blank and commented lines within a value are passed over, as Casbin does.
      if (value === null) valueStart = at;
      value = (value ?? '') + padded;
      if (!continues && trimmed !== '') finish();
    }
    at = next;
  }
  finish();
  return entries;
}

/** With blanks in place of a comment; `#` and `;` within quotes begin none. */
function withoutComment(line: string): string {
  let quote = '';
  for (let at = 0; at < line.length; at += 1) {
    const character = line[at]!;
    if (quote !== '') quote = character === quote ? '' : quote;
    else if (character === '"' || character === "'") quote = character;
    else if (character === '#' || character === ';') return line.slice(0, at).padEnd(line.length, ' ');
  }
  // A quote that is not closed is an apostrophe in a comment, or wrong anyway.
  const sign = quote === '' ? -1 : line.search(/[#;]/);
  return sign < 0 ? line : line.slice(0, sign).padEnd(line.length, ' ');
}

function readColumns({ key, value, at }: Entry, report: ImportBuilder['report']): Columns {
  const names = value.split(',').map((name) => name.trim());
  for (const [index, name] of names.entries()) {
    if (!/^[A-Za-z_$][\w$]*$/.test(name)) {
      report(
        'import-syntax',
        name === '' ? 'a column has no name' : `\`${shown(name)}\` is no name of a column`,
        at,
      );
    } else if (names.indexOf(name) < index) report('import-syntax', `column \`${name}\` occurs twice`, at);
  }
  return { key, names, at };
}

function readManager({ key, value, at }: Entry, report: ImportBuilder['report']): RoleManager | null {
  const compact = value.replaceAll(/\s+/g, '');
  const found = /^_,_((?:,_)*)((?:,\([_,]*\))?)$/.exec(compact);
  if (found === null) {
    report(
      'import-syntax',
      `\`${shown(value.trim())}\` defines no roles`,
      at,
      'write `g = _, _`, or `g = _, _, _` with domains',
    );
    return null;
  }
  const more = found[1]!.length / 2;
  if (more > 1) {
    report('import-unsupported', 'role links have at most one domain', at, 'Casbin itself refuses more');
    return null;
  }
  return { key, hasDomain: more === 1, isConditional: found[2] !== '', width: 2 + more, at };
}

function readExpression({ value, start, at }: Entry, report: ImportBuilder['report']): Expression | null {
  const parsed = parseExpression(value, start);
  if (parsed.kind === 'ok') return parsed.expression;
  const place = Math.min(Math.max(parsed.at, at.start), at.end);
  report('import-syntax', parsed.message, {
    file: at.file,
    start: place,
    end: Math.min(place + 1, at.file.text.length),
  });
  return null;
}
