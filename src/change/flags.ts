/**
 * Changes as a command line writes them: `--assign kim=approver`.
 *
 * All flags of a command line make up one small text, a flag on each line, so that what is wrong with one is shown under
 * the user's own words, and what one adds has a place like everything else.
 */

import { createHash } from 'node:crypto';
import type { Policy } from '../policy/model.ts';
import { nameProblem, shown } from '../policy/names.ts';
import { type Problems, problemCollector } from '../policy/problems.ts';
import type { Result } from '../source/diagnostic.ts';
import type { SourceFile, Span } from '../source/text.ts';
import type { PolicyChange, Written } from './change.ts';
import { reportChange } from './codes.ts';

/** Each flag with the form of its value, which `--help` shows. */
export const changeFlags = {
  assign: 'user=role',
  revoke: 'user=role',
  grant: 'role=permission',
  ungrant: 'role=permission',
  inherit: 'senior=junior',
  disinherit: 'senior=junior',
  'add-user': 'name[=role,…]',
  'add-role': 'name[=permission,…]',
  move: 'user=role,…',
  'remove-user': 'user',
  'remove-role': 'role',
  exclude: 'role,role',
  'drop-constraint': 'id',
} as const;

export type ChangeFlag = keyof typeof changeFlags;

export const changeFlagNames = Object.keys(changeFlags) as readonly ChangeFlag[];

export interface FlagValue {
  readonly flag: ChangeFlag;
  readonly value: string;
}

/** What the text of all flags is called where places are shown. */
export const commandLinePath = 'command line';

/** The changes that the flags state, in their order, or all that is wrong with how they are written. */
export function readChangeFlags(
  values: readonly FlagValue[],
  policy: Policy,
): Result<readonly PolicyChange[]> {
  const text = values.map(({ flag, value }) => `--${flag} ${value}\n`).join('');
  const sha256 = createHash('sha256').update(text).digest('hex');
  const file: SourceFile = { path: commandLinePath, text, sha256 };
  const problems = problemCollector();
  let start = 0;
  const changes = values.flatMap((one) => {
    const at = start + one.flag.length + 3;
    start = at + one.value.length + 1;
    const change = readFlag(one, { file, start: at, end: at + one.value.length }, policy, problems);
    return change === null ? [] : [change];
  });
  if (problems.hasErrors()) return { kind: 'failed', diagnostics: problems.all([file]) };
  return { kind: 'ok', value: changes, warnings: [] };
}

function readFlag(
  { flag, value }: FlagValue,
  span: Span,
  policy: Policy,
  problems: Problems,
): PolicyChange | null {
  const part = (from: number, to: number): Written => ({
    text: value.slice(from, to).normalize('NFC'),
    span: { file: span.file, start: span.start + from, end: span.start + to },
  });
  const whole = part(0, value.length);
  const list = (from: number): readonly Written[] => {
    const found: Written[] = [];
    for (let at = from; at <= value.length; ) {
      const comma = value.indexOf(',', at);
      const end = comma < 0 ? value.length : comma;
      if (end > at || comma >= 0) found.push(part(at, end));
      at = end + 1;
    }
    return found;
  };
  /** Names may contain `=`: the first one after which the left side is known counts. */
  const split = (isKnown: (name: string) => boolean): number => {
    for (let at = value.indexOf('='); at >= 0; at = value.indexOf('=', at + 1)) {
      if (isKnown(part(0, at).text)) return at;
    }
    return value.indexOf('=');
  };
  const isUser = (name: string): boolean => policy.users.ids.has(name);
  const isRole = (name: string): boolean => policy.roles.ids.has(name);
  const pair = (isKnown: (name: string) => boolean): readonly [Written, Written] | null => {
    const at = split(isKnown);
    if (at < 0) return malformed();
    return all([part(0, at), part(at + 1, value.length)] as const);
  };
  const malformed = (): null => {
    reportChange(problems, {
      code: 'bad-change',
      message: `\`--${flag}\` is written \`${changeFlags[flag]}\`, not \`${shown(value)}\``,
      span,
    });
    return null;
  };
  const all = <Names extends readonly Written[]>(names: Names): Names | null => {
    const bad = names.filter(({ text }) => nameProblem(text) !== null);
    for (const { text, span: at } of bad) {
      const message =
        text === '' ? 'a name is empty' : `name \`${shown(text)}\` ${nameProblem(text) ?? 'is refused'}`;
      problems.report({ code: 'bad-name', message, span: at });
    }
    return bad.length === 0 ? names : null;
  };

  switch (flag) {
    case 'assign':
    case 'revoke': {
      const names = pair(isUser);
      return names === null ? null : { kind: flag, user: names[0], role: names[1], span };
    }
    case 'grant':
    case 'ungrant': {
      const names = pair(isRole);
      if (names === null) return null;
      const [role, permission] = names;
      return isPermission(permission, problems) ? { kind: flag, role, permission, span } : null;
    }
    case 'inherit':
    case 'disinherit': {
      const names = pair(isRole);
      return names === null ? null : { kind: flag, senior: names[0], junior: names[1], span };
    }
    case 'add-user':
    case 'add-role': {
      const at = value.indexOf('=');
      const name = at < 0 ? whole : part(0, at);
      const others = at < 0 ? [] : list(at + 1);
      if (all([name, ...others]) === null) return null;
      if (flag === 'add-user') return { kind: flag, name, roles: others, span };
      if (!others.every((permission) => isPermission(permission, problems))) return null;
      return { kind: flag, name, inherits: [], permissions: others, seniors: [], span };
    }
    case 'move': {
      const at = split(isUser);
      if (at < 0) return malformed();
      const user = part(0, at);
      const roles = list(at + 1);
      return all([user, ...roles]) === null ? null : { kind: flag, user, roles, span };
    }
    case 'remove-user':
    case 'remove-role':
      return all([whole]) === null ? null : { kind: flag, name: whole, span };
    case 'exclude': {
      const roles = list(0);
      if (roles.length < 2) return malformed();
      return all(roles) === null ? null : { kind: flag, roles, id: null, span };
    }
    case 'drop-constraint':
      return all([whole]) === null ? null : { kind: flag, id: whole, span };
    default:
      return flag satisfies never;
  }
}

function isPermission({ text, span }: Written, problems: Problems): boolean {
  if (/^.+:[^:]+$/.test(text)) return true;
  problems.report({
    code: 'bad-permission',
    message: `permission \`${shown(text)}\` is not of the form \`object:operation\``,
    span,
  });
  return false;
}
