/** Which rules somebody can use at all, as far as the parts of an invariant about single users tell. */

import type { AdministrativeRule } from '../../policy/administration.ts';
import { type ByVariable, byVariable, type Condition, type Group, isTrueIn } from './condition.ts';
import { staticExclusions } from './exclusions.ts';
import { type AdministrationFacts, remembered } from './facts.ts';
import type { UserPart } from './parts.ts';
import { satisfiable } from './satisfiable.ts';

/** What may be assumed of users. */
export interface Assumed {
  readonly never: (variable: number) => boolean;
  /** Of users about whom each of these parts is. */
  readonly ofUsers: (users: ReadonlySet<number> | null) => ByVariable;
  /** What enforced exclusions demand of a user after an assignment. */
  readonly enforced: ByVariable;
  /** Those that some user violates at the start: whoever does is assigned nothing. */
  readonly violated: readonly Condition[];
}

const nothing: ByVariable = () => [];

export function assumedOf(facts: AdministrationFacts, parts: readonly UserPart[]): Assumed {
  const never = new Set(parts.flatMap((part) => [...(part.never ?? [])]));
  const informative = parts.filter((part) => part.never === null);
  const scopes = new Map<string, ByVariable>();
  const exclusions = facts.administration.enforcesExclusions ? staticExclusions(facts) : [];
  const enforced = exclusions.length === 0 ? nothing : byVariable(exclusions);
  const violated = violatedAtStart(facts, enforced);
  // Only an assignment or an enrolment could violate another one, and it is refused.
  const kept = exclusions.filter((exclusion) => !violated.has(exclusion));
  return {
    never: (variable) => never.has(variable),
    ofUsers: (users) => {
      const applying = informative.filter((part) => isAbout(part, users));
      const key = applying.map(({ number }) => number).join(' ');
      let scope = scopes.get(key);
      if (scope === undefined) {
        scope = byVariable([...kept, ...applying.flatMap(({ conditions }) => conditions)]);
        scopes.set(key, scope);
      }
      return scope;
    },
    enforced,
    violated: [...violated],
  };
}

function violatedAtStart({ population }: AdministrationFacts, enforced: ByVariable): ReadonlySet<Condition> {
  const violated = new Set<Condition>();
  for (const { start } of population.classes)
    for (const exclusion of new Set([...start].flatMap((role) => enforced(role))))
      if (!isTrueIn(exclusion, start)) violated.add(exclusion);
  return violated;
}

/** Whether the part is about each of the users; null: whoever there is. */
export function isAbout({ users }: UserPart, asked: ReadonlySet<number> | null): boolean {
  if (users === null) return true;
  return asked !== null && [...asked].every((user) => users.has(user));
}

export interface Powers {
  /** Of rule number `rule`: null: somebody can always use it; else whoever may act and is assigned one of these. */
  readonly of: (rule: number) => Group | null;
  /** False where nobody can ever use the rule. */
  readonly isUsable: (rule: number) => boolean;
}

export function powersOf(facts: AdministrationFacts, assumed: Assumed): Powers {
  const { administration, population, policy, absent } = facts;
  const acting = administration.administrators;
  const actors = new Set(acting ?? Array.from({ length: policy.users.declaredCount }, (_, user) => user));
  const scope = assumed.ofUsers(acting === null && population.hasOthers ? null : actors);
  const canBeHeld = remembered((role) => {
    if (assumed.never(role)) return false;
    const given = (variable: number): boolean | undefined =>
      variable === role ? true : variable === absent || assumed.never(variable) ? false : undefined;
    return (
      satisfiable({
        before: given,
        after: given,
        asked: scope(role).map((condition) => ({ condition, when: 'before' })),
        assumed: [{ about: scope, when: 'before' }],
      }) !== 'unsatisfiable'
    );
  });
  const groups = new Map<AdministrativeRule['by'], Group | null>();
  const of = (rule: number): Group | null => {
    const { by } = administration.rules[rule]!;
    if (!population.someoneActs) return [];
    if (by === null || by.users.some((user) => actors.has(user))) return null;
    let group = groups.get(by);
    if (group === undefined) {
      // Of one role the same list each time, so that whether somebody has one is asked once.
      group =
        by.roles.length === 1 ? facts.holding(by.roles[0]!) : [...new Set(by.roles.flatMap(facts.holding))];
      groups.set(by, group);
    }
    return group;
  };
  const usable = new Map<Group, boolean>();
  const isHeldBySomeone = (group: Group): boolean => {
    let found = usable.get(group);
    if (found === undefined) {
      found = group.some(canBeHeld);
      usable.set(group, found);
    }
    return found;
  };
  return {
    of,
    isUsable: remembered((number) => {
      const rule = administration.rules[number]!;
      const group = of(number);
      if (group !== null && !isHeldBySomeone(group)) return false;
      return (
        rule.kind === 'enrol' ||
        rule.needs.every((role) => facts.holding(role).some((one) => !assumed.never(one)))
      );
    }),
  };
}

/** Roles that somebody can be enrolled with. */
export function enrolledRoles(
  { administration }: AdministrationFacts,
  assumed: Assumed,
  powers: Powers,
): ReadonlySet<number> {
  const roles = new Set<number>();
  administration.rules.forEach((rule, number) => {
    if (rule.kind !== 'enrol' || !powers.isUsable(number)) return;
    for (const role of rule.roles) roles.add(role);
  });
  for (const role of roles) {
    const alone = new Set([role]);
    if (assumed.enforced(role).some((condition) => !isTrueIn(condition, alone))) roles.delete(role);
  }
  return roles;
}
