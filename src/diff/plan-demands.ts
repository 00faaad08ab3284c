/** What an application demands of its plans, by name: pairs of exclusive sessions, and the policy's constraints. */

import { printSeparation } from '../application/print.ts';
import type { Application, People, Policy, SessionConstraint } from '../policy/model.ts';
import { type Location, locate } from '../source/text.ts';
import { listed } from '../source/words.ts';
import { locationIn } from './demands.ts';

export type PlanContent =
  /** Sessions that need different people. */
  | { readonly kind: 'separation' | 'binding'; readonly sessions: readonly string[] }
  | {
      readonly kind: 'at-most' | 'at-least';
      readonly sessions: readonly string[];
      readonly bound: number;
    }
  | { readonly kind: 'load'; readonly bound: number; readonly users: string | null }
  /** No plan gives everything to one user. */
  | { readonly kind: 'every-plan' }
  /** Compared as a whole. */
  | { readonly kind: 'other'; readonly text: string };

export interface PlanDemand {
  /** The user's id; null for a pair of the application's own SOD list. */
  readonly id: string | null;
  readonly content: PlanContent;
  readonly location: Location;
}

export function planDemandsOf(policy: Policy, application: Application): readonly PlanDemand[] {
  const name = (session: number): string => application.sessions[session]!.name;
  const names = (sessions: readonly number[]): readonly string[] => [...new Set(sessions.map(name))].sort();
  return [
    ...application.exclusions.map(
      ({ left, right, place }): PlanDemand => ({
        id: null,
        content: { kind: 'separation', sessions: names([left, right]) },
        location: locationIn(policy, place),
      }),
    ),
    ...(application.everyPlan
      ? [
          {
            id: null,
            content: { kind: 'every-plan' },
            location: locationIn(policy, application.place),
          } satisfies PlanDemand,
        ]
      : []),
    ...application.tree.separations
      .filter(({ kind }) => kind !== 'exclusion')
      .map(
        (separation): PlanDemand => ({
          id: null,
          content: other(printSeparation(separation)),
          location: locate(separation.span),
        }),
      ),
    ...application.constraints.map(
      (constraint): PlanDemand => ({
        id: constraint.id,
        content: contentOf(policy, constraint, name, names),
        location: locationIn(policy, constraint.place),
      }),
    ),
  ];
}

function contentOf(
  policy: Policy,
  constraint: SessionConstraint,
  name: (session: number) => string,
  names: (sessions: readonly number[]) => readonly string[],
): PlanContent {
  const people = (whom: People): string => peopleText(policy, whom);
  switch (constraint.kind) {
    case 'separation':
    case 'binding':
      return { kind: constraint.kind, sessions: names(constraint.sessions) };
    case 'at-most':
    case 'at-least':
      return { kind: constraint.kind, sessions: names(constraint.sessions), bound: constraint.bound };
    case 'load':
      return {
        kind: 'load',
        bound: constraint.bound,
        users: constraint.users === null ? null : people(constraint.users),
      };
    case 'team':
      return other(
        `${listed(names(constraint.sessions))} by one of the teams ${constraint.teams.map(people).sort().join('; ')}`,
      );
    case 'group-unless':
      return other(
        `${listed(names(constraint.sessions))} by ${constraint.bound} people unless all are of ${people(constraint.group)}`,
      );
    case 'dependent':
      return other(
        `${name(constraint.right)} by ${people(constraint.rightUsers)} if ${name(constraint.left)} by ${people(constraint.leftUsers)}`,
      );
    case 'unavailable':
      return other(`nothing by ${people(constraint.users)}`);
    case 'forced':
    case 'forbidden': {
      const user = policy.users.list[constraint.user]!;
      return other(`${name(constraint.session)} ${constraint.kind === 'forced' ? 'by' : 'not by'} ${user}`);
    }
    default:
      return constraint satisfies never;
  }
}

const other = (text: string): PlanContent => ({ kind: 'other', text });

function peopleText(policy: Policy, people: People): string {
  return people.kind === 'role'
    ? `whoever has ${policy.roles.list[people.role]!}`
    : [...new Set(people.users.map((user) => policy.users.list[user]!))].sort().join(', ');
}

/** "S3 and S4 need different people". */
export function planDemandText(content: PlanContent): string {
  switch (content.kind) {
    case 'separation':
      return `${listed(content.sessions)} need different people`;
    case 'binding':
      return `${listed(content.sessions)} need the same person`;
    case 'at-most':
    case 'at-least':
      return `${listed(content.sessions)} need ${content.kind === 'at-most' ? 'at most' : 'at least'} ${content.bound} people`;
    case 'load':
      return `at most ${content.bound} sessions by each of ${content.users ?? 'all users'}`;
    case 'every-plan':
      return 'no plan may give everything to one person';
    case 'other':
      return content.text;
    default:
      return content satisfies never;
  }
}

/**
 * Whether demands imply `content`. Sessions that the application does not have any more bind nobody; what came in their
 * place is in `sessions` of the demand already. Complete for pairs; for the rest what is not seen to follow does not.
 */
export function implies(demands: readonly PlanDemand[], content: PlanContent): boolean {
  const key = JSON.stringify(content);
  if (demands.some((demand) => JSON.stringify(demand.content) === key)) return true;
  switch (content.kind) {
    case 'separation':
      return pairsOf(content.sessions).every((pair) =>
        demands.some(
          (demand) => demand.content.kind === 'separation' && includes(demand.content.sessions, pair),
        ),
      );
    case 'binding':
      if (content.sessions.length < 2) return true;
      return demands.some(
        (demand) => demand.content.kind === 'binding' && includes(demand.content.sessions, content.sessions),
      );
    case 'at-most':
      if (content.sessions.length <= content.bound) return true;
      return demands.some(
        ({ content: its }) =>
          its.kind === 'at-most' && its.bound <= content.bound && includes(its.sessions, content.sessions),
      );
    case 'at-least':
      return demands.some(
        ({ content: its }) =>
          its.kind === 'at-least' && its.bound >= content.bound && includes(content.sessions, its.sessions),
      );
    case 'load':
      return demands.some(
        ({ content: its }) =>
          its.kind === 'load' &&
          its.bound <= content.bound &&
          (its.users === null || its.users === content.users),
      );
    case 'every-plan':
    case 'other':
      return false;
    default:
      return content satisfies never;
  }
}

export function pairsOf(names: readonly string[]): readonly (readonly [string, string])[] {
  return names.flatMap((left, at) => names.slice(at + 1).map((right) => [left, right] as const));
}

function includes(all: readonly string[], some: readonly string[]): boolean {
  return some.every((name) => all.includes(name));
}
