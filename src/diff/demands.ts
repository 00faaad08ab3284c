/**
 * What a policy demands, one demand at a time and by name, so that a demand of one policy can be asked of another.
 *
 * A constraint with several sets is several demands with one id; an exclusive one is a static and a dynamic demand.
 */

import type { ReachGoal } from '../policy/administration.ts';
import type { Constraint, Policy, Severity, Within } from '../policy/model.ts';
import type { Location } from '../source/text.ts';
import { listed } from '../source/words.ts';
import { asksOf } from '../verdict/reach-words.ts';

export type DemandContent =
  /** Fewer than `limit` of `members` may meet. */
  | {
      readonly kind: 'exclusion';
      readonly relation: 'static' | 'dynamic';
      readonly over: 'role' | 'permission';
      readonly members: readonly string[];
      readonly limit: number;
    }
  | {
      readonly kind: 'strictness';
      readonly degree: 'strict' | 'one-step';
      readonly within: string;
      /** Those of the operation; none of an application. */
      readonly permissions: readonly string[];
      readonly members: readonly string[];
    }
  | { readonly kind: 'cardinality'; readonly role: string; readonly atMost: number }
  | { readonly kind: 'prerequisite'; readonly role: string; readonly needs: readonly string[] }
  | { readonly kind: 'window'; readonly role: string; readonly open: readonly Interval[] }
  | {
      readonly kind: 'one-per-object';
      readonly each: 'user' | 'role';
      readonly within: string;
      readonly permissions: readonly string[];
    }
  /** Covering the permissions takes at least so many users. */
  | {
      readonly kind: 'coverage';
      readonly permissions: readonly string[];
      readonly atLeast: number;
      readonly enforced: boolean;
    }
  /** What `asks` says must stay out of reach. */
  | {
      readonly kind: 'goal';
      readonly about: ReachGoal['kind'];
      /** Roles, permissions, or pairs of sessions, by name. */
      readonly names: readonly string[];
      readonly users: number;
      readonly user: string | null;
      readonly asks: string;
    };

/** Both ends included. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

export interface Demand {
  readonly id: string;
  readonly severity: Severity;
  readonly location: Location;
  readonly content: DemandContent;
}

export function demandsOf(policy: Policy): readonly Demand[] {
  return [
    ...policy.constraints.flatMap((constraint) => ofConstraint(policy, constraint)),
    ...policy.operations.map(
      ({ name, permissions, atLeast, enforced, severity, place }): Demand => ({
        id: name,
        severity,
        location: locationIn(policy, place),
        content: {
          kind: 'coverage',
          permissions: namesIn(policy.permissions.list, permissions),
          atLeast: atLeast ?? 2,
          enforced,
        },
      }),
    ),
    ...(policy.administration?.goals ?? []).map(
      (goal): Demand => ({
        id: goal.id,
        severity: goal.severity,
        location: locationIn(policy, goal.place),
        content: ofGoal(policy, goal),
      }),
    ),
  ];
}

function ofConstraint(policy: Policy, constraint: Constraint): readonly Demand[] {
  const roles = policy.roles.list;
  const demand = (content: DemandContent): Demand => ({
    id: constraint.id,
    severity: constraint.severity,
    location: locationIn(policy, constraint.place),
    content,
  });
  switch (constraint.kind) {
    case 'exclusion': {
      const { over, strictness } = constraint;
      const relations = (['static', 'dynamic'] as const).filter((relation) => constraint[relation]);
      return constraint.sets.flatMap(({ members: ids, limit }) => {
        const members = namesIn(over === 'role' ? roles : policy.permissions.list, ids);
        return [
          ...relations.map((relation) => demand({ kind: 'exclusion', relation, over, members, limit })),
          ...(strictness === null
            ? []
            : [
                demand({
                  kind: 'strictness',
                  degree: strictness.degree,
                  within: withinName(policy, strictness.within),
                  permissions: withinPermissions(policy, strictness.within),
                  members,
                }),
              ]),
        ];
      });
    }
    case 'cardinality':
      return [demand({ kind: 'cardinality', role: roles[constraint.role]!, atMost: constraint.atMost })];
    case 'prerequisite':
      return [
        demand({
          kind: 'prerequisite',
          role: roles[constraint.role]!,
          needs: namesIn(roles, constraint.needs),
        }),
      ];
    case 'window':
      return [demand({ kind: 'window', role: roles[constraint.role]!, open: constraint.open })];
    case 'one-per-object':
      return [
        demand({
          kind: 'one-per-object',
          each: constraint.each,
          within: withinName(policy, constraint.within),
          permissions: withinPermissions(policy, constraint.within),
        }),
      ];
    default:
      return constraint satisfies never;
  }
}

function ofGoal(policy: Policy, goal: ReachGoal): DemandContent {
  const base = { kind: 'goal', asks: asksOf(policy, goal), users: 1, user: null } as const;
  switch (goal.kind) {
    case 'roles':
      return {
        ...base,
        about: 'roles',
        names: namesIn(policy.roles.list, goal.roles),
        users: goal.users,
        user: goal.user === null ? null : policy.users.list[goal.user]!,
      };
    case 'permissions':
      return {
        ...base,
        about: 'permissions',
        names: namesIn(policy.permissions.list, goal.permissions),
        users: goal.users,
      };
    case 'own-approver': {
      const application = policy.applications[goal.application]!;
      const name = (session: number) => application.sessions[session]!.name;
      const pairs = goal.pairs.map(([a, b]) =>
        JSON.stringify([application.name, ...[name(a), name(b)].sort()]),
      );
      return { ...base, about: 'own-approver', names: pairs.sort() };
    }
    case 'exclusions':
    case 'activation':
      return { ...base, about: goal.kind, names: [] };
    default:
      return goal satisfies never;
  }
}

/** What a demand says, as a sentence without its subject: "no user holds creator and approver". */
export function demandText(content: DemandContent): string {
  switch (content.kind) {
    case 'exclusion': {
      const { relation, over, members, limit } = content;
      const what = `${over === 'role' ? '' : 'the permissions '}${listed(members)}`;
      const some = limit === members.length ? what : `${limit} of ${what}`;
      return relation === 'static'
        ? `nobody may hold ${some}${limit === members.length ? ' together' : ''}`
        : `no session may have ${some} active${limit === members.length ? ' together' : ''}`;
    }
    case 'strictness':
      return `${listed(content.members)} work on different objects within ${content.within} (${content.degree})`;
    case 'cardinality':
      return `at most ${content.atMost} may have ${content.role}`;
    case 'prerequisite':
      return `${content.role} needs ${listed(content.needs)}`;
    case 'window':
      return `${content.role} may be active only ${listed(content.open.map(({ from, to }) => `from ${from} to ${to}`))}`;
    case 'one-per-object':
      return `each ${content.each} has one operation of ${content.within} on an object`;
    case 'coverage':
      return `it takes ${content.atLeast} people to hold ${listed(content.permissions)}${content.enforced ? ', by role exclusions' : ''}`;
    case 'goal':
      return `it must be out of reach that ${content.asks}`;
    default:
      return content satisfies never;
  }
}

function withinName(policy: Policy, { kind, index }: Within): string {
  return (kind === 'operation' ? policy.operations : policy.applications)[index]?.name ?? '?';
}

function withinPermissions(policy: Policy, { kind, index }: Within): readonly string[] {
  const operation = kind === 'operation' ? policy.operations[index] : undefined;
  return operation === undefined ? [] : namesIn(policy.permissions.list, operation.permissions);
}

/** Distinct, in order of name. */
function namesIn(list: readonly string[], ids: readonly number[]): readonly string[] {
  return [...new Set(ids.map((id) => list[id]!))].sort();
}

export function locationIn(
  policy: Policy,
  { file, line, column }: { readonly file: number; readonly line: number; readonly column: number },
): Location {
  return { path: policy.files[file]!.path, line, column };
}
