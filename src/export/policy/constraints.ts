/** Constraints, operations and suppressions in the policy language. */

import type {
  Constraint,
  Exclusion,
  ExclusionSet,
  Operation,
  Suppression,
  Within,
} from '../../policy/model.ts';
import { list, map, type Yaml } from '../yaml.ts';
import type { Naming } from './names.ts';

/** How many pairs stand in the policy before they get a table. */
const mostPairs = 300;

/** Writes a table of pairs of roles, and says how the policy refers to it. */
export type WritePairs = (id: string, pairs: readonly (readonly [string, string])[]) => Yaml;

export function constraintNode(naming: Naming, constraint: Constraint, writePairs: WritePairs): Yaml {
  return map([
    ['id', constraint.id],
    ['severity', constraint.severity === 'error' ? undefined : constraint.severity],
    demand(naming, constraint, writePairs),
    ['reason', constraint.reason ?? undefined],
    ['owner', constraint.owner ?? undefined],
  ]);
}

function demand(naming: Naming, constraint: Constraint, writePairs: WritePairs): readonly [string, Yaml] {
  switch (constraint.kind) {
    case 'exclusion': {
      const key = !constraint.dynamic ? 'static' : constraint.static ? 'exclusive' : 'dynamic';
      const { strictness } = constraint;
      const strict =
        strictness === null
          ? undefined
          : map([
              ['degree', strictness.degree],
              ['within', withinName(naming, strictness.within)],
            ]);
      return [key, map([...exclusive(naming, constraint, writePairs), ['strictness', strict]])];
    }
    case 'cardinality':
      return [
        'cardinality',
        map([
          ['role', naming.role(constraint.role)],
          ['at-most', constraint.atMost],
        ]),
      ];
    case 'prerequisite':
      return [
        'prerequisite',
        map([
          ['role', naming.role(constraint.role)],
          ['needs', naming.roles(constraint.needs)],
        ]),
      ];
    case 'window':
      return [
        'window',
        map([
          ['role', naming.role(constraint.role)],
          ['open', list(constraint.open.map(({ from, to }) => list([from, to])))],
        ]),
      ];
    case 'one-per-object':
      return [
        'one-per-object',
        map([
          ['within', withinName(naming, constraint.within)],
          ['each', constraint.each === 'user' ? undefined : constraint.each],
        ]),
      ];
    default:
      return constraint satisfies never;
  }
}

function withinName({ policy }: Naming, { kind, index }: Within): string {
  return kind === 'operation' ? policy.operations[index]!.name : policy.applications[index]!.name;
}

type Entries = readonly (readonly [string, Yaml | undefined])[];

/** One set by itself; pairs as pairs, shorter where they are all that two lists have; anything else as sets. */
function exclusive(naming: Naming, { id, over, sets }: Exclusion, writePairs: WritePairs): Entries {
  const names = over === 'role' ? naming.roles : naming.permissions;
  const name = over === 'role' ? naming.role : naming.permission;
  const [first] = sets;
  const setNode = ({ members, limit }: ExclusionSet): Entries =>
    over === 'role'
      ? [
          ['roles', names(members)],
          ['fewer-than', limit === 2 ? undefined : limit],
        ]
      : [['permissions', names(members)]];
  if (sets.length === 1 && first !== undefined) return setNode(first);
  const isPairs = sets.every(({ members, limit }) => limit === 2 && members.length === 2);
  if (!isPairs || first === undefined) return [['sets', list(sets.map((set) => map(setNode(set))))]];
  const pairs = sets.map(({ members }) => [members[0]!, members[1]!] as const);
  const sides = productOf(pairs);
  if (sides !== null)
    return [[over === 'role' ? 'between' : 'permissions-between', list([names(sides[0]), names(sides[1])])]];
  if (over === 'role' && pairs.length > mostPairs)
    return [
      [
        'table',
        writePairs(
          id,
          pairs.map(([a, b]) => [name(a), name(b)] as const),
        ),
      ],
    ];
  return [[over === 'role' ? 'pairs' : 'permission-pairs', list(pairs.map((pair) => names(pair)))]];
}

/** Two lists of which the pairs are the product, each pair once; null where there are none, or no shorter. */
function productOf(
  pairs: readonly (readonly [number, number])[],
): readonly [readonly number[], readonly number[]] | null {
  if (pairs.length < 4) return null;
  const neighbours = new Map<number, Set<number>>();
  const join = (a: number, b: number): void => {
    const known = neighbours.get(a);
    if (known === undefined) neighbours.set(a, new Set([b]));
    else known.add(b);
  };
  for (const [a, b] of pairs) {
    join(a, b);
    join(b, a);
  }
  const right = [...neighbours.get(pairs[0]![0])!];
  const left = [...neighbours.get(right[0]!)!];
  if (left.length * right.length !== pairs.length || neighbours.size !== left.length + right.length)
    return null;
  const isRight = new Set(right);
  if (left.some((member) => isRight.has(member))) return null;
  const isProduct = left.every((member) => {
    const own = neighbours.get(member)!;
    return own.size === right.length && right.every((other) => own.has(other));
  });
  return isProduct ? [left, right] : null;
}

export function operationNode(naming: Naming, operation: Operation): Yaml {
  const { name, severity, reason, owner, permissions, atLeast, enforced } = operation;
  return map([
    ['name', name],
    ['severity', severity === 'error' ? undefined : severity],
    ['permissions', naming.permissions(permissions)],
    ['at-least', atLeast ?? undefined],
    ['enforced-by', enforced ? 'role-exclusions' : undefined],
    ['reason', reason ?? undefined],
    ['owner', owner ?? undefined],
  ]);
}

export function suppressionNode(suppression: Suppression): Yaml {
  const { id, expires, owner, reason, control, ticket, covers } = suppression;
  return map([
    ['id', id],
    ['expires', expires],
    ['owner', owner],
    ['reason', reason],
    ['control', control ?? undefined],
    ['ticket', ticket ?? undefined],
    ['fingerprint', covers.fingerprint ?? undefined],
    ['rule', covers.rule ?? undefined],
    ['constraint', covers.constraint ?? undefined],
    ['subject', covers.subject ?? undefined],
  ]);
}
