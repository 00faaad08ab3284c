/**
 * Requests to Google Cloud, decided one by one as the documentation describes it ("policy evaluation": deny policies first,
 * then allow policies, each inherited along the hierarchy), under each way in which conditions and what no file says may come out.
 */

import type { Answer } from './having.ts';

export interface Binding {
  readonly resource: string;
  /** Null: a role that no file defines. */
  readonly permissions: readonly string[] | null;
  readonly members: readonly string[];
  readonly hasCondition: boolean;
}

export interface Denial {
  readonly resource: string;
  readonly principals: readonly string[];
  readonly exceptPrincipals: readonly string[];
  /** Patterns, as bindings write permissions. */
  readonly permissions: readonly string[];
  readonly exceptPermissions: readonly string[];
  readonly hasCondition: boolean;
}

export interface World {
  readonly bindings: readonly Binding[];
  readonly denials: readonly Denial[];
  /** Above each resource; null: in no file. */
  readonly above: Readonly<Record<string, readonly string[] | null>>;
  /** Whether somebody is in a group, which no file says, is asked for denials alone: what a group has, its stand-in has. */
  readonly groups: readonly string[];
}

const known = new Map<string, RegExp>();
const fits = (patterns: readonly string[], permission: string): boolean =>
  patterns.some((pattern) => {
    const found =
      known.get(pattern) ?? new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '.*')}$`);
    known.set(pattern, found);
    return found.test(permission);
  });

export function decide(world: World, user: string, permission: string, resource: string): Answer {
  const open: unknown[] = [
    ...world.bindings.filter(({ hasCondition, permissions }) => hasCondition || permissions === null),
    ...world.denials.filter(({ hasCondition }) => hasCondition),
    ...world.groups,
    ...(world.above[resource] === null ? ['organizations/1', 'folders/2'] : []),
  ];
  let [isEver, isAlways] = [false, true];
  for (let way = 0; way < 2 ** open.length; way += 1) {
    const holds = (one: unknown): boolean => !open.includes(one) || (way & (2 ** open.indexOf(one))) !== 0;
    const reaches = (at: string): boolean => {
      const above = world.above[resource]!;
      if (at === resource) return true;
      return above === null
        ? (at === 'organizations/1' || at === 'folders/2') && holds(at)
        : above.includes(at);
    };
    const isIn = (members: readonly string[]): boolean =>
      members.some((one) => one === user || one === 'allUsers' || one === 'allAuthenticatedUsers');
    const isMeant = (members: readonly string[]): boolean =>
      isIn(members) || members.some((one) => world.groups.includes(one) && holds(one));
    const denied = world.denials.some(
      (one) =>
        holds(one) &&
        reaches(one.resource) &&
        isMeant(one.principals) &&
        !isMeant(one.exceptPrincipals) &&
        fits(one.permissions, permission) &&
        !fits(one.exceptPermissions, permission),
    );
    const may =
      !denied &&
      world.bindings.some(
        (one) =>
          holds(one) &&
          reaches(one.resource) &&
          isIn(one.members) &&
          (one.permissions === null || one.permissions.includes(permission)),
      );
    isEver ||= may;
    isAlways &&= may;
  }
  return isAlways ? 'yes' : isEver ? 'depends' : 'no';
}
