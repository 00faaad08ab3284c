/**
 * The static semantics of applications (FORMAL.md D.2): what is wrong with a tree that parses.
 *
 * A name that is wrong in many places is one problem, reported at its first place with the others beside it.
 */

import { type Suggester, suggester } from '../source/suggest.ts';
import type { Span } from '../source/text.ts';
import type { ApplicationCode, ApplicationDiagnostic } from './codes.ts';
import { otherWords } from './grammar.ts';
import { printSeparation } from './print.ts';
import { neverStarted, orders, subject, unreachableSessions } from './runs.ts';
import type { ApplicationTree, Name, Separation } from './tree.ts';
import { typeErrors } from './types.ts';
import { conditionsOf, objectsOf, sessionsOf, temporalsOf } from './walk.ts';

/** What the policy that owns the application knows: names in Unicode NFC. */
export interface ApplicationContext {
  readonly roles: ReadonlySet<string>;
  /** Null where the policy declares no objects: then conditions may mention any. */
  readonly objects: ReadonlySet<string> | null;
}

interface Judging extends ApplicationContext {
  readonly suggest: Suggester;
}

type Check = (tree: ApplicationTree, judging: Judging) => readonly ApplicationDiagnostic[];

const checks: readonly Check[] = [
  sessionDeclarations,
  undeclaredSessions,
  unknownRoles,
  repeatedRoles,
  initiators,
  reflexivePairs,
  duplicatePairs,
  emptyIntervals,
  unknownObjects,
  (tree) => typeErrors(conditionsOf(tree.body)),
  unusedSessions,
  unreachable,
  neverTrue,
  unsatisfiableGaps,
];

/** All errors and warnings of the static semantics (FORMAL.md D.2), in the order of the text. */
export function checkApplication(
  tree: ApplicationTree,
  context: ApplicationContext,
): readonly ApplicationDiagnostic[] {
  const judging = { ...context, suggest: suggester() };
  return checks
    .flatMap((check) => check(tree, judging))
    .toSorted((a, b) => (a.span?.start ?? 0) - (b.span?.start ?? 0));
}

type Related = readonly { readonly message: string; readonly span: Span }[];

function problem(
  severity: 'error' | 'warning',
  code: ApplicationCode,
  message: string,
  span: Span,
  hint: string,
  related: Related = [],
): ApplicationDiagnostic {
  return { code, severity, message, span, hint, ...(related.length === 0 ? {} : { related }) };
}

const also = (places: readonly Name[]): Related =>
  places.map((name) => ({ message: 'also here', span: name.span }));

/** Occurrences by name, in the order of the text. */
function byName(names: readonly Name[]): ReadonlyMap<string, readonly [Name, ...Name[]]> {
  const groups = new Map<string, [Name, ...Name[]]>();
  for (const name of names.toSorted((a, b) => a.span.start - b.span.start)) {
    const group = groups.get(name.text);
    if (group === undefined) groups.set(name.text, [name]);
    else group.push(name);
  }
  return groups;
}

/** One error for each name that is not in `known`. */
function unknownNames(
  suggest: Suggester,
  names: readonly Name[],
  known: ReadonlySet<string>,
  describe: (text: string) => { readonly code: ApplicationCode; readonly message: string },
  many: string,
  extra: readonly string[] = [],
): readonly ApplicationDiagnostic[] {
  const wrong = [...byName(names)].filter(([text]) => !known.has(text));
  const candidates = [...known, ...extra];
  const otherwise = existing(known, many);
  return wrong.map(([text, [first, ...others]]) => {
    const { code, message } = describe(text);
    const hint = suggest.hint(text, candidates, otherwise);
    return problem('error', code, message, first.span, hint, also(others));
  });
}

function existing(known: ReadonlySet<string>, many: string): string {
  if (known.size === 0) return `there are no ${many}`;
  const shown = [...known].slice(0, 6).map((name) => `\`${name}\``);
  return `the ${many} are ${shown.join(', ')}${known.size > shown.length ? ', …' : ''}`;
}

function declared(tree: ApplicationTree): ReadonlySet<string> {
  return new Set(tree.sessions.map((session) => session.name.text));
}

function sessionDeclarations(tree: ApplicationTree): readonly ApplicationDiagnostic[] {
  const found: ApplicationDiagnostic[] = [];
  const first = new Map<string, Name>();
  for (const { name, roles, span } of tree.sessions) {
    const before = first.get(name.text);
    if (before === undefined) first.set(name.text, name);
    else {
      found.push(
        problem(
          'error',
          'duplicate-session',
          `session \`${name.text}\` is declared twice`,
          name.span,
          'give it another name, or one declaration with all roles',
          [{ message: 'first declared here', span: before.span }],
        ),
      );
    }
    if (roles.length === 0) {
      const message = `session \`${name.text}\` has no roles`;
      found.push(
        problem(
          'error',
          'session-without-roles',
          message,
          span,
          `everybody could run it: write \`(${name.text}, role)\``,
        ),
      );
    }
  }
  return found;
}

/** The sessions that SOD, the body and its conditions mention. */
function mentioned(tree: ApplicationTree): readonly Name[] {
  const inSeparations = tree.separations.flatMap((separation) =>
    separation.kind === 'window' ? [separation.session] : [separation.left, separation.right],
  );
  const inConditions = conditionsOf(tree.body)
    .flatMap(temporalsOf)
    .flatMap((temporal) =>
      temporal.kind === 'in-window' ? [temporal.session] : [temporal.left, temporal.right],
    );
  return [...inSeparations, ...inConditions, ...sessionsOf(tree.body)];
}

function undeclaredSessions(tree: ApplicationTree, { suggest }: Judging): readonly ApplicationDiagnostic[] {
  return unknownNames(
    suggest,
    mentioned(tree),
    declared(tree),
    (text) => ({ code: 'undeclared-session', message: `session \`${text}\` is not declared` }),
    'sessions',
    otherWords,
  );
}

function unknownRoles(tree: ApplicationTree, { roles, suggest }: Judging): readonly ApplicationDiagnostic[] {
  return unknownNames(
    suggest,
    [...tree.sessions.flatMap((session) => session.roles), ...tree.initiator],
    roles,
    (text) => ({ code: 'unknown-role', message: `role \`${text}\` is not in the policy` }),
    'roles',
  );
}

function repeatedRoles(tree: ApplicationTree): readonly ApplicationDiagnostic[] {
  return [...tree.sessions.map((session) => session.roles), tree.initiator].flatMap((roles) =>
    [...byName(roles)].flatMap(([text, [first, ...others]]) =>
      others.map((other) =>
        problem('warning', 'duplicate-role', `role \`${text}\` is named twice`, other.span, 'remove one', [
          { message: 'first here', span: first.span },
        ]),
      ),
    ),
  );
}

function initiators(tree: ApplicationTree): readonly ApplicationDiagnostic[] {
  const [first, second] = [...byName(tree.initiator).values()].map(([name]) => name);
  if (first === undefined || second === undefined) return [];
  return [
    problem(
      'warning',
      'several-initiators',
      'there is more than one initiator role',
      second.span,
      'whether a user needs all of them or any of them is decided by the reading profile (`initiator`, S11)',
      [{ message: 'the first is here', span: first.span }],
    ),
  ];
}

function reflexivePairs(tree: ApplicationTree): readonly ApplicationDiagnostic[] {
  return tree.separations.flatMap((separation) => {
    if (separation.kind === 'window' || separation.left.text !== separation.right.text) return [];
    const name = separation.left.text;
    return separation.kind === 'exclusion'
      ? [
          problem(
            'error',
            'reflexive-pair',
            `session \`${name}\` is separated from itself`,
            separation.span,
            'a session has one user: to have different users for each iteration, declare a session for each',
          ),
        ]
      : [
          problem(
            'error',
            'reflexive-pair',
            `the gap of session \`${name}\` is to itself`,
            separation.span,
            'a gap is between the end of one session and the start of another',
          ),
        ];
  });
}

/** The same for separations that say the same. Exclusion has no direction, a gap has. */
function key(separation: Separation): string {
  switch (separation.kind) {
    case 'exclusion':
      return JSON.stringify([separation.kind, ...[separation.left.text, separation.right.text].sort()]);
    case 'gap':
      return JSON.stringify([
        separation.kind,
        separation.left.text,
        separation.right.text,
        separation.duration,
      ]);
    case 'window':
      return JSON.stringify([separation.kind, separation.session.text, separation.from, separation.to]);
  }
}

function duplicatePairs(tree: ApplicationTree): readonly ApplicationDiagnostic[] {
  const first = new Map<string, Separation>();
  return tree.separations.flatMap((separation) => {
    const before = first.get(key(separation));
    if (before === undefined) {
      first.set(key(separation), separation);
      return [];
    }
    const message = `\`${printSeparation(separation)}\` says the same as \`${printSeparation(before)}\``;
    return [
      problem('warning', 'duplicate-pair', message, separation.span, 'remove one', [
        { message: 'first here', span: before.span },
      ]),
    ];
  });
}

function emptyIntervals(tree: ApplicationTree): readonly ApplicationDiagnostic[] {
  const inConditions = conditionsOf(tree.body).flatMap(temporalsOf);
  return [...tree.separations, ...inConditions].flatMap((part) =>
    (part.kind === 'window' || part.kind === 'in-window') && part.from > part.to
      ? [
          problem(
            'error',
            'empty-interval',
            `the interval ends at ${part.to}, before it begins at ${part.from}`,
            part.span,
            `did you mean \`[${part.to}, ${part.from}]\`?`,
          ),
        ]
      : [],
  );
}

function unknownObjects(
  tree: ApplicationTree,
  { objects, suggest }: Judging,
): readonly ApplicationDiagnostic[] {
  if (objects === null) return [];
  return unknownNames(
    suggest,
    conditionsOf(tree.body).flatMap(objectsOf),
    objects,
    (text) => ({ code: 'unknown-object', message: `object \`${text}\` is not in the policy` }),
    'objects',
  );
}

function unusedSessions(tree: ApplicationTree): readonly ApplicationDiagnostic[] {
  const used = new Set(sessionsOf(tree.body).map((name) => name.text));
  return tree.sessions
    .filter((session) => !used.has(session.name.text))
    .map(({ name }) =>
      problem(
        'warning',
        'unused-session',
        `session \`${name.text}\` is declared, but not in the body`,
        name.span,
        'static feasibility needs a user for it all the same: use it or remove it',
      ),
    );
}

function unreachable(tree: ApplicationTree): readonly ApplicationDiagnostic[] {
  return unreachableSessions(tree.body).map(({ session, after }) =>
    problem(
      'warning',
      'unreachable-session',
      `no run reaches session \`${session.text}\``,
      session.span,
      'everything before it ends in `abort`',
      [{ message: 'no run gets through here', span: after.span }],
    ),
  );
}

function neverTrue(tree: ApplicationTree): readonly ApplicationDiagnostic[] {
  const known = declared(tree);
  return neverStarted(tree.body)
    .filter((temporal) => known.has(subject(temporal).text))
    .map((temporal) =>
      problem(
        'warning',
        'never-started',
        `session \`${subject(temporal).text}\` cannot have started here`,
        temporal.span,
        'the condition is always false',
      ),
    );
}

function unsatisfiableGaps(tree: ApplicationTree): readonly ApplicationDiagnostic[] {
  const gaps = tree.separations.filter((separation) => separation.kind === 'gap');
  const pairs = gaps.map(({ left, right }) => ({ left: left.text, right: right.text }));
  const order = orders(tree.body, pairs);
  return gaps.flatMap((gap, at) => {
    const { left, right } = pairs[at]!;
    const { together, follows } = order[at]!;
    if (left === right || !together || follows) return [];
    return [
      problem(
        'error',
        'unsatisfiable-gap',
        `\`${right}\` must precede \`${left}\`, so this gap can never be kept`,
        gap.span,
        `did you mean \`${printSeparation({ ...gap, left: gap.right, right: gap.left })}\`?`,
      ),
    ];
  });
}
