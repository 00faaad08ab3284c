/**
 * Questions as a command line asks them, and what is wrong with one.
 *
 * The words of a question make up one small text, so that a name that the policy does not have is shown under the user's
 * own words, with the nearest that it has. A misspelt name must never be answered with "nobody".
 */

import { createHash } from 'node:crypto';
import type { Names, Policy } from '../policy/model.ts';
import { shown } from '../policy/names.ts';
import { isPattern, matcher } from '../policy/pattern.ts';
import type { Diagnostic, Result } from '../source/diagnostic.ts';
import { suggester } from '../source/suggest.ts';
import type { SourceFile, Span } from '../source/text.ts';
import { listed } from '../source/words.ts';
import { inOrder } from './ways.ts';
import type { Thing } from './who.ts';

/** Each question with the words that follow it, and how many of them there may be. */
export const questionForms = {
  'who-can': { words: 'PERMISSION', least: 1, most: 1 },
  'who-has': { words: 'ROLE', least: 1, most: 1 },
  'who-both': { words: 'PERMISSION-OR-ROLE PERMISSION-OR-ROLE…', least: 2, most: 16 },
  'what-can': { words: 'USER', least: 1, most: 1 },
  can: { words: 'USER PERMISSION', least: 2, most: 2 },
  has: { words: 'USER ROLE', least: 2, most: 2 },
  conflicts: { words: 'USER', least: 1, most: 1 },
  assignable: { words: 'USER [ROLE]', least: 1, most: 2 },
} as const;

export type QuestionName = keyof typeof questionForms;

export const questionNames = Object.keys(questionForms) as readonly QuestionName[];

/** With `session`, the user is the session's, and is left out. */
export const sessionQuestions: readonly QuestionName[] = ['what-can', 'can', 'has'];

export const withinQuestions: readonly QuestionName[] = ['who-can', 'who-has', 'who-both'];

export interface Words {
  readonly name: QuestionName;
  readonly words: readonly string[];
  /** A session of the policy that the question is about, instead of a user. */
  readonly session: string | null;
  /** Only users with this role. */
  readonly within: string | null;
}

/** Ids are the policy's. */
export type Question =
  | { readonly kind: 'who'; readonly things: readonly Thing[]; readonly within: number | null }
  | { readonly kind: 'what'; readonly subject: SubjectId }
  | { readonly kind: 'can'; readonly subject: SubjectId; readonly thing: Thing }
  | { readonly kind: 'conflicts'; readonly user: number }
  | { readonly kind: 'assignable'; readonly user: number; readonly role: number | null };

export interface SubjectId {
  readonly user: number;
  readonly session: number | null;
}

/** What the text of the question is called where places are shown. */
const questionPath = 'question';

/** The permissions and patterns that a question names: where wildcards are imported, they are split along them. */
export function permissionsNamedBy({ name, words }: Pick<Words, 'name' | 'words'>): readonly string[] {
  switch (name) {
    case 'who-can':
      return words.map(nfc);
    case 'who-both':
      return words.map((word) => nfc(word.replace(/^permission=/, ''))).filter((word) => word.includes(':'));
    case 'can':
      return words.slice(-1).map(nfc);
    case 'who-has':
    case 'what-can':
    case 'has':
    case 'conflicts':
    case 'assignable':
      return [];
    default:
      return name satisfies never;
  }
}

const nfc = (text: string): string => text.normalize('NFC');

export function readQuestion({ name, words, session, within }: Words, policy: Policy): Result<Question> {
  const parts = [
    name,
    ...words,
    ...(session === null ? [] : ['--session', session]),
    ...(within === null ? [] : ['--role', within]),
  ];
  const spans = spansOf(parts);
  const diagnostics: Diagnostic[] = [];
  const finder = finderOf(policy, diagnostics, name === 'can' || name === 'has' ? words : []);
  const spanAt = (at: number): Span => spans[at]!;
  const done = (question: () => Question | null): Result<Question> => {
    const value = question();
    return value === null || diagnostics.length > 0
      ? { kind: 'failed', diagnostics }
      : { kind: 'ok', value, warnings: [] };
  };
  const role = within === null ? null : finder.role(within, spans[spans.length - 1]!);
  const user = (): number | null => finder.user(words[0]!, spanAt(1));
  const last = words[words.length - 1] ?? '';
  const lastSpan = spanAt(words.length);
  const subject = (): SubjectId | null => {
    if (session !== null) return finder.session(session, spanAt(words.length + 2));
    const id = user();
    return id === null ? null : { user: id, session: null };
  };

  switch (name) {
    case 'who-can':
    case 'who-has':
    case 'who-both':
      return done(() => {
        const sort = name === 'who-can' ? 'permission' : name === 'who-has' ? 'role' : 'either';
        const things = words.map((word, at) => finder.thing(word, sort, spanAt(at + 1)));
        return { kind: 'who', things: things.filter((thing) => thing !== null), within: role };
      });
    case 'what-can':
      return done(() => {
        const id = subject();
        return id === null ? null : { kind: 'what', subject: id };
      });
    case 'can':
    case 'has':
      return done(() => {
        const id = subject();
        const thing = finder.thing(last, name === 'can' ? 'permission' : 'role', lastSpan);
        return id === null || thing === null ? null : { kind: 'can', subject: id, thing };
      });
    case 'conflicts':
      return done(() => {
        const id = user();
        return id === null ? null : { kind: 'conflicts', user: id };
      });
    case 'assignable':
      return done(() => {
        const id = user();
        const wanted = words[1] === undefined ? null : finder.role(words[1], spanAt(2));
        return id === null ? null : { kind: 'assignable', user: id, role: wanted };
      });
    default:
      return name satisfies never;
  }
}

/** Where each word stands in the text of all of them. */
function spansOf(parts: readonly string[]): readonly Span[] {
  const text = `${parts.join(' ')}\n`;
  const sha256 = createHash('sha256').update(text).digest('hex');
  const file: SourceFile = { path: questionPath, text, sha256 };
  let start = 0;
  return parts.map((part) => {
    const span = { file, start, end: start + part.length };
    start = span.end + 1;
    return span;
  });
}

function finderOf(policy: Policy, diagnostics: Diagnostic[], aboutUser: readonly string[]) {
  const suggest = suggester();
  const fail = (code: string, message: string, span: Span, hint?: string): null => {
    diagnostics.push({ code, severity: 'error', message, span, ...(hint === undefined ? {} : { hint }) });
    return null;
  };
  const find = (sort: Sort, names: Names, text: string, span: Span, otherwise?: string): number | null => {
    const id = names.ids.get(nfc(text));
    if (id !== undefined) return id;
    const near = suggest.hint(nfc(text), names.list) ?? otherwise;
    return fail(`unknown-${sort}`, `the policy has no ${sort} \`${shown(text)}\``, span, near);
  };
  const matching = (names: Names, text: string): readonly number[] => {
    const exact = names.ids.get(nfc(text));
    if (exact !== undefined) return [exact];
    if (!isPattern(text)) return [];
    const matches = matcher(nfc(text));
    return names.list.flatMap((name, id) => (matches(name) ? [id] : []));
  };
  const all = { permission: policy.permissions, role: policy.roles };

  return {
    user: (text: string, span: Span) =>
      find('user', policy.users, text, span, otherSort(policy, 'user', nfc(text))),
    role: (text: string, span: Span) =>
      find('role', policy.roles, text, span, otherSort(policy, 'role', nfc(text))),
    session(text: string, span: Span): SubjectId | null {
      const at = policy.sessions.findIndex(({ name }) => name === nfc(text));
      const found = policy.sessions[at];
      if (found !== undefined) return { user: found.user, session: at };
      const names = policy.sessions.map(({ name }) => name);
      const hint = names.length === 0 ? 'it has no sessions' : suggest.hint(nfc(text), names);
      return fail('unknown-session', `the policy has no session \`${shown(text)}\``, span, hint);
    },
    /** A permission, a role, or all that a pattern matches. */
    thing(word: string, wanted: 'permission' | 'role' | 'either', span: Span): Thing | null {
      const prefix = /^(permission|role)=/.exec(word);
      const sort = prefix === null || wanted !== 'either' ? wanted : (prefix[1] as 'permission' | 'role');
      const text = sort === wanted ? word : word.slice(prefix![0].length);
      const sorts = sort === 'either' ? (['permission', 'role'] as const) : ([sort] as const);
      const found = sorts.flatMap((one) => {
        const ids = matching(all[one], text);
        return ids.length === 0 ? [] : [{ name: nfc(text), target: { sort: one, ids } }];
      });
      if (found.length > 1)
        return fail(
          'ambiguous-name',
          `\`${shown(text)}\` is a role and a permission`,
          span,
          `write \`role=${shown(text)}\` or \`permission=${shown(text)}\``,
        );
      const [thing] = found;
      if (thing !== undefined) return thing;
      if (isPattern(text))
        return fail(
          `unknown-${sorts[0]}`,
          `no ${sorts.join(' and no ')} matches \`${shown(text)}\``,
          span,
          '`*` stands for any characters',
        );
      const [first] = sorts;
      const near = sorts.flatMap((one) => suggest.nearest(nfc(text), all[one].list));
      const hint =
        near.length > 0
          ? `did you mean ${near.map((name) => `\`${name}\``).join(' or ')}?`
          : sort === 'either'
            ? undefined
            : (otherSort(policy, sort, nfc(text), aboutUser) ?? ofObject(policy, sort, nfc(text)));
      return fail(
        `unknown-${first}`,
        `the policy has no ${sorts.join(' and no ')} \`${shown(text)}\``,
        span,
        hint,
      );
    },
  };
}

type Sort = 'user' | 'role' | 'permission';

/** The name is there, but is something else: another question was meant. */
function otherSort(
  policy: Policy,
  sort: Sort,
  text: string,
  aboutUser: readonly string[] = [],
): string | undefined {
  const sorts = { user: policy.users, role: policy.roles, permission: policy.permissions };
  const [user, thing] = aboutUser;
  for (const other of ['user', 'role', 'permission'] as const) {
    if (other === sort || !sorts[other].ids.has(text)) continue;
    const isOfUser = user !== undefined && thing !== undefined && other !== 'user';
    const ask = isOfUser
      ? `${other === 'role' ? 'has' : 'can'} ${shown(user)} ${shown(thing)}`
      : `${{ user: 'what-can', role: 'who-has', permission: 'who-can' }[other]} ${shown(text)}`;
    return `it is a ${other}: ask \`${ask}\``;
  }
  return undefined;
}

const mostOperations = 8;

/** What can be done with the object, where the object is known. */
function ofObject(policy: Policy, sort: Sort, text: string): string | undefined {
  const colon = text.lastIndexOf(':');
  if (sort !== 'permission') return undefined;
  const start = colon < 0 ? `${text}:` : text.slice(0, colon + 1);
  const { list } = policy.permissions;
  const own = list.flatMap((name, id) => (name.startsWith(start) ? [id] : []));
  if (own.length === 0) return undefined;
  return `of \`${shown(start.slice(0, -1))}\` there are ${listed(
    inOrder(own, list).map((id) => `\`${shown(list[id]!)}\``),
    mostOperations,
  )}`;
}
