/**
 * The administration of a policy from plain names, for `buildPolicy`. Nothing is filled in as the reader does: a rule is
 * used by those it names, and nothing is asked but the goals that are listed.
 */

import type {
  Administration,
  AdministrativeRule,
  Area,
  Keep,
  Newcomers,
  Officers,
  ReachGoal,
} from './administration.ts';
import type { Place, Severity } from './model.ts';

/** Whoever has the role, or one of the roles; or these roles and users. */
export type OfficersInput =
  | string
  | readonly string[]
  | { readonly roles?: readonly string[]; readonly users?: readonly string[] };

interface RuleInputBase {
  /** Default: `assign 1`, `revoke 2`, … by position among the rules of its kind. */
  readonly id?: string;
  /** Null: anybody. */
  readonly by: OfficersInput | null;
  readonly roles: readonly string[];
}

export type AdministrativeRuleInput = RuleInputBase &
  (
    | {
        readonly kind: 'assign' | 'revoke';
        readonly needs?: readonly string[];
        readonly bars?: readonly string[];
      }
    | { readonly kind: 'enrol' }
  );

interface GoalInputBase {
  /** Default: `goal 1`, `goal 2`, … by position. */
  readonly id?: string;
  readonly severity?: Severity;
  readonly reason?: string;
}

export type ReachGoalInput = GoalInputBase &
  (
    | {
        readonly kind: 'roles';
        readonly roles: readonly string[];
        readonly user?: string;
        /** Default 1. */
        readonly users?: number;
      }
    | { readonly kind: 'permissions'; readonly permissions: readonly string[]; readonly users?: number }
    | { readonly kind: 'exclusions' }
    | { readonly kind: 'activation' }
    | {
        readonly kind: 'own-approver';
        readonly application: string;
        /** Names of sessions. */
        readonly pairs: readonly (readonly [string, string])[];
      }
  );

export interface AdministrationInput {
  /** Default: everybody. */
  readonly administrators?: readonly string[];
  /** Default true. */
  readonly enforcesExclusions?: boolean;
  /** Default `fixed`. */
  readonly population?: Administration['population'];
  readonly newcomers?: readonly {
    readonly name: string;
    readonly roles: readonly string[];
    /** Default: any number. */
    readonly atMost?: number;
  }[];
  readonly areas?: readonly {
    /** Absent: the central area. */
    readonly name?: string;
    readonly officers: OfficersInput;
    readonly roles: readonly string[];
  }[];
  readonly rules?: readonly AdministrativeRuleInput[];
  readonly goals?: readonly ReachGoalInput[];
  readonly keeps?: readonly {
    readonly id?: string;
    readonly from?: readonly string[];
    readonly roles: readonly string[];
  }[];
}

/** How names become ids; each is new at the place unless it is known. */
export interface AdministrationNames {
  nextPlace(): Place;
  users(names: readonly string[], place: Place): number[];
  roles(names: readonly string[], place: Place): number[];
  permissions(names: readonly string[], place: Place): number[];
  application(name: string): number;
  session(application: string, name: string): number;
}

export function buildAdministration(input: AdministrationInput, names: AdministrationNames): Administration {
  const officers = (by: OfficersInput, place: Place): Officers => {
    if (typeof by === 'string') return { roles: names.roles([by], place), users: [] };
    if ('length' in by) return { roles: names.roles(by, place), users: [] };
    return { roles: names.roles(by.roles ?? [], place), users: names.users(by.users ?? [], place) };
  };

  const ruleOf = (rule: AdministrativeRuleInput, id: string): AdministrativeRule => {
    const place = names.nextPlace();
    const base = {
      id: rule.id ?? id,
      place,
      by: rule.by === null ? null : officers(rule.by, place),
      roles: names.roles(rule.roles, place),
    };
    switch (rule.kind) {
      case 'assign':
      case 'revoke': {
        const needs = names.roles(rule.needs ?? [], place);
        return { ...base, kind: rule.kind, needs, bars: names.roles(rule.bars ?? [], place) };
      }
      case 'enrol':
        return { ...base, kind: 'enrol' };
      default:
        return rule satisfies never;
    }
  };

  const goalOf = (goal: ReachGoalInput, index: number): ReachGoal => {
    const place = names.nextPlace();
    const base = {
      id: goal.id ?? `goal ${index + 1}`,
      place,
      severity: goal.severity ?? 'error',
      reason: goal.reason ?? null,
    } as const;
    switch (goal.kind) {
      case 'roles': {
        const [user = null] = goal.user === undefined ? [] : names.users([goal.user], place);
        return {
          ...base,
          kind: 'roles',
          roles: names.roles(goal.roles, place),
          user,
          users: goal.users ?? 1,
        };
      }
      case 'permissions': {
        const permissions = names.permissions(goal.permissions, place);
        return { ...base, kind: 'permissions', permissions, users: goal.users ?? 1 };
      }
      case 'exclusions':
      case 'activation':
        return { ...base, kind: goal.kind };
      case 'own-approver': {
        const session = (name: string): number => names.session(goal.application, name);
        return {
          ...base,
          kind: 'own-approver',
          application: names.application(goal.application),
          pairs: goal.pairs.map(([left, right]) => [session(left), session(right)]),
        };
      }
      default:
        return goal satisfies never;
    }
  };

  const place = names.nextPlace();
  const counts = { assign: 0, revoke: 0, enrol: 0 };
  return {
    place,
    administrators: input.administrators === undefined ? null : names.users(input.administrators, place),
    enforcesExclusions: input.enforcesExclusions ?? true,
    population: input.population ?? 'fixed',
    newcomers: (input.newcomers ?? []).map(({ name, roles, atMost }): Newcomers => {
      const at = names.nextPlace();
      return { name, roles: names.roles(roles, at), atMost: atMost ?? null, place: at };
    }),
    areas: (input.areas ?? []).map((area): Area => {
      const at = names.nextPlace();
      return {
        name: area.name ?? null,
        officers: officers(area.officers, at),
        roles: names.roles(area.roles, at),
        place: at,
      };
    }),
    rules: (input.rules ?? []).map((rule) => {
      counts[rule.kind] += 1;
      return ruleOf(rule, `${rule.kind} ${counts[rule.kind]}`);
    }),
    goals: (input.goals ?? []).map(goalOf),
    keeps: (input.keeps ?? []).map(({ id, from, roles }, index): Keep => {
      const at = names.nextPlace();
      return {
        id: id ?? `keep ${index + 1}`,
        from: names.roles(from ?? [], at),
        roles: names.roles(roles, at),
        place: at,
      };
    }),
  };
}
