/**
 * Requests to Azure, decided one by one as the documentation describes it ("how Azure RBAC determines if a user has access
 * to a resource"), under each way in which conditions and what no file says may come out.
 */

import type { Answer } from './having.ts';

export interface Block {
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly dataActions: readonly string[];
  readonly notDataActions: readonly string[];
}

export interface Assignment {
  readonly principal: string;
  /** Null: a role that no file defines. */
  readonly role: readonly Block[] | null;
  readonly scope: string;
  readonly hasCondition: boolean;
}

export interface Denial {
  readonly principals: readonly string[];
  readonly excluded: readonly string[];
  readonly block: Block;
  readonly scope: string;
  readonly isHereOnly: boolean;
  readonly hasCondition: boolean;
}

export interface World {
  readonly members: Readonly<Record<string, readonly string[]>>;
  readonly assignments: readonly Assignment[];
  readonly denials: readonly Denial[];
  /** The subscriptions of a management group; null: in no file. */
  readonly below: readonly string[] | null;
}

export const managementGroup = '/providers/Microsoft.Management/managementGroups/m';
export const everybody = '00000000-0000-0000-0000-000000000000';

export interface Request {
  readonly action: string;
  readonly isData: boolean;
  readonly scope: string;
}

const known = new Map<string, RegExp>();
const fits = (patterns: readonly string[], action: string): boolean =>
  patterns.some((pattern) => {
    const found =
      known.get(pattern) ?? new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '.*')}$`, 'i');
    known.set(pattern, found);
    return found.test(action);
  });

function covers(
  { actions, notActions, dataActions, notDataActions }: Block,
  { action, isData }: Request,
): boolean {
  return isData
    ? fits(dataActions, action) && !fits(notDataActions, action)
    : fits(actions, action) && !fits(notActions, action);
}

/** Things that only the request or another file decides, as ways numbered in bits. */
export function decide(world: World, user: string, request: Request): Answer {
  const open: object[] = [
    ...world.assignments.filter(({ hasCondition, role }) => hasCondition || role === null),
    ...world.denials.filter(({ hasCondition }) => hasCondition),
  ];
  const isUnknown = world.below === null;
  let [isEver, isAlways] = [false, true];
  for (let way = 0; way < 2 ** (open.length + (isUnknown ? 1 : 0)); way += 1) {
    const holds = (one: object): boolean => !open.includes(one) || (way & (2 ** open.indexOf(one))) !== 0;
    // Whether the scope of the request lies below the management group.
    const isBelow = isUnknown
      ? (way & (2 ** open.length)) !== 0 && request.scope !== '/'
      : world.below.some((one) => request.scope === one || request.scope.startsWith(`${one}/`));
    const reaches = (scope: string): boolean =>
      scope === '/' ||
      request.scope.toLowerCase() === scope.toLowerCase() ||
      request.scope.toLowerCase().startsWith(`${scope.toLowerCase()}/`) ||
      (scope === managementGroup && isBelow);
    const isAbout = (id: string): boolean => id === user || (world.members[id] ?? []).includes(user);
    const denied = world.denials.some(
      (one) =>
        holds(one) &&
        one.principals.some((id) => id === everybody || isAbout(id)) &&
        !one.excluded.some(isAbout) &&
        covers(one.block, request) &&
        (one.isHereOnly ? one.scope === request.scope : reaches(one.scope)),
    );
    const may =
      !denied &&
      world.assignments.some(
        (one) =>
          holds(one) &&
          isAbout(one.principal) &&
          reaches(one.scope) &&
          (one.role === null || one.role.some((block) => covers(block, request))),
      );
    isEver ||= may;
    isAlways &&= may;
  }
  return isAlways ? 'yes' : isEver ? 'depends' : 'no';
}
