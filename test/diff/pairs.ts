/** Pairs of policies: one, and the same after a few random edits, with its names listed in another order. */

import fc from 'fast-check';
import type { PolicyInput } from '../../src/policy/build.ts';
import { policyInput, roleNames } from '../oracle/arbitrary.ts';

type Pair = readonly [string, string];

export interface Edit {
  readonly kind:
    | 'assign'
    | 'unassign'
    | 'inherit'
    | 'disinherit'
    | 'grant'
    | 'ungrant'
    | 'new-user'
    | 'new-role'
    | 'drop-role'
    | 'drop-user'
    | 'reading';
  readonly a: number;
  readonly b: number;
}

const edit: fc.Arbitrary<Edit> = fc.record({
  kind: fc.constantFrom(
    'assign',
    'assign',
    'unassign',
    'inherit',
    'inherit',
    'disinherit',
    'grant',
    'grant',
    'ungrant',
    'new-user',
    'new-role',
    'drop-role',
    'drop-user',
    'reading',
  ),
  a: fc.nat(1000),
  b: fc.nat(1000),
});

const at = <T>(list: readonly T[], index: number): T => list[index % list.length]!;
const drop = <T>(list: readonly T[], index: number): T[] =>
  list.filter((_, one) => list.length > 0 && one !== index % list.length);

function withPair(pairs: readonly Pair[] | undefined, pair: Pair): Pair[] {
  const rest = (pairs ?? []).filter(([a, b]) => a !== pair[0] || b !== pair[1]);
  return [...rest, pair];
}

function applied(input: PolicyInput, { kind, a, b }: Edit): PolicyInput {
  const { users = [], roles = [], assignments = [], inheritance = [], grants = [] } = input;
  switch (kind) {
    case 'assign':
      return users.length === 0
        ? input
        : { ...input, assignments: withPair(assignments, [at(users, a), at(roles, b)]) };
    case 'unassign':
      return { ...input, assignments: drop(assignments, a) };
    case 'inherit': {
      // From an earlier role to a later one, so that nothing becomes cyclic.
      const old = roleNames.filter((role) => roles.includes(role));
      if (old.length < 2) return input;
      const senior = a % (old.length - 1);
      const junior = senior + 1 + (b % (old.length - 1 - senior));
      return { ...input, inheritance: withPair(inheritance, [old[senior]!, old[junior]!]) };
    }
    case 'disinherit':
      return { ...input, inheritance: drop(inheritance, a) };
    case 'grant':
      return { ...input, grants: withPair(grants, [at(roles, a), at(input.permissions ?? [], b)]) };
    case 'ungrant':
      return { ...input, grants: drop(grants, a) };
    case 'new-user':
      return {
        ...input,
        users: [...new Set([...users, 'eve'])],
        assignments: withPair(assignments, ['eve', at(roles, a)]),
      };
    case 'new-role':
      return {
        ...input,
        roles: [...new Set([...roles, 'fresh'])],
        inheritance: withPair(
          inheritance.filter(([senior]) => senior !== 'fresh'),
          [
            at(
              roles.filter((role) => role !== 'fresh'),
              a,
            ),
            'fresh',
          ],
        ),
        grants: withPair(grants, ['fresh', at(input.permissions ?? [], b)]),
      };
    case 'drop-role': {
      if (roles.length < 2) return input;
      const gone = at(roles, a);
      const is = (pair: Pair) => !pair.includes(gone);
      return {
        ...input,
        roles: roles.filter((role) => role !== gone),
        assignments: assignments.filter(is),
        inheritance: inheritance.filter(is),
        grants: grants.filter(is),
      };
    }
    case 'drop-user': {
      const gone = at(users, a);
      return {
        ...input,
        users: users.filter((user) => user !== gone),
        assignments: assignments.filter(([user]) => user !== gone),
      };
    }
    case 'reading':
      return {
        ...input,
        profile: { ...input.profile, membership: a % 2 === 0 ? 'authorised' : 'assigned' },
      };
    default:
      return kind satisfies never;
  }
}

/** Who is who, what stands below what, what is granted: nothing else. */
export const factsInput: fc.Arbitrary<PolicyInput> = policyInput('roles').map((input) => ({
  ...input,
  constraints: [],
}));

const reversed = <T>(list: readonly T[] | undefined): T[] => [...(list ?? [])].reverse();

/** The same, listed in another order: other ids, other rows. */
export function relisted(input: PolicyInput): PolicyInput {
  return {
    ...input,
    users: reversed(input.users),
    roles: reversed(input.roles),
    permissions: reversed(input.permissions),
    assignments: reversed(input.assignments),
    inheritance: reversed(input.inheritance),
    grants: reversed(input.grants),
  };
}

export const editedPair: fc.Arbitrary<{
  readonly before: PolicyInput;
  readonly now: PolicyInput;
  readonly edits: readonly Edit[];
}> = fc
  .record({
    before: factsInput,
    edits: fc.array(edit, { minLength: 1, maxLength: 4 }),
    isRelisted: fc.boolean(),
  })
  .map(({ before, edits, isRelisted }) => {
    const now = edits.reduce(applied, before);
    return { before, now: isRelisted ? relisted(now) : now, edits };
  });
