/** From a policy and a goal to the question with numbers for names. */

import type {
  Administration,
  AdministrativeRule,
  Keep,
  Officers,
  ReachGoal,
} from '../../policy/administration.ts';
import type { Marks } from '../../policy/marks.ts';
import type { Policy } from '../../policy/model.ts';
import type { Kind, Problem, Rule } from '../problem.ts';
import { meets, refusalsOf } from './exclusions.ts';
import { type Holders, holdersOf, staticExclusions } from './holders.ts';
import { populationOf } from './population.ts';
import { type Aim, aimOf, type Performed } from './targets.ts';

const nothing = new Int32Array(0);

export function problemOf(
  policy: Policy,
  administration: Administration,
  goal: ReachGoal,
  marks: Marks,
): Problem {
  const holders = holdersOf(policy);
  const aim = aimOf(policy, goal, holders, policy.roles.list.length);
  const wanted = goal.kind === 'roles' ? goal.user : null;
  return problemFor(
    policy,
    administration,
    holders,
    aim,
    marks,
    (user) => wanted === null || user === wanted,
  );
}

/** Whether somebody who holds `from` today can come to hold all of `roles`. */
export function problemOfKeep(
  policy: Policy,
  administration: Administration,
  { from, roles }: Pick<Keep, 'from' | 'roles'>,
  marks: Marks,
): Problem {
  const holders = holdersOf(policy);
  const target = { members: roles.map(holders.ofRole), atLeast: roles.length, about: '' };
  const aim = { targets: [target], users: 1, performed: [] };
  const clauses = from.map(holders.ofRole);
  return problemFor(policy, administration, holders, aim, marks, (_, start) =>
    clauses.every((clause) => meets(clause, start)),
  );
}

function problemFor(
  policy: Policy,
  administration: Administration,
  holders: Holders,
  aim: Aim,
  marks: Marks,
  mayAim: (user: number | null, start: Int32Array) => boolean,
): Problem {
  const roles = policy.roles.list.length;
  const enrols = administration.rules.some(({ kind }) => kind === 'enrol');
  const absent = enrols ? roles + aim.performed.length : null;
  const kinds = populationOf(policy, administration, absent, mayAim);
  const names = aim.performed.map(({ application, session }) => {
    const { name, sessions } = policy.applications[application]!;
    return marks.performed(name, sessions[session]!.name);
  });
  return {
    variables: roles + names.length + (enrols ? 1 : 0),
    nameOf: (variable) =>
      variable < roles ? policy.roles.list[variable]! : (names[variable - roles] ?? marks.absent),
    kinds,
    rules: [
      ...administrativeRules(policy, administration, holders, kinds, absent),
      ...aim.performed.map((session, at) => performance(policy, session, holders, roles + at, absent)),
    ],
    targets: aim.targets,
    users: aim.users,
  };
}

/** One for each role of each rule that somebody might use. */
function administrativeRules(
  policy: Policy,
  administration: Administration,
  holders: Holders,
  kinds: readonly Kind[],
  absent: number | null,
): Rule[] {
  const powerOf = powers(administration, holders, kinds);
  const refusals = administration.enforcesExclusions
    ? refusalsOf(
        staticExclusions(policy, holders),
        kinds.map(({ start }) => start),
      )
    : () => ({ isDead: false, bars: [], avoids: [] });
  const found: Rule[] = [];
  administration.rules.forEach((rule, number) => {
    const { power, officers } = powerOf(rule);
    if (power !== null && power.length === 0) return;
    const needs = rule.kind === 'enrol' ? [] : rule.needs.map(holders.ofRole);
    const bars = rule.kind === 'enrol' ? [] : rule.bars.flatMap((role) => [...holders.ofRole(role)]);
    for (const role of new Set(rule.roles)) {
      const origin = { kind: rule.kind, rule: number, role };
      if (rule.kind === 'revoke') {
        const adds = nothing;
        // Whoever is absent is assigned nothing.
        found.push({
          needs: [Int32Array.of(role), ...needs],
          bars: sortedBars(bars),
          avoids: [],
          adds,
          removes: Int32Array.of(role),
          power,
          officers,
          origin,
        });
        continue;
      }
      const refused = refusals(role);
      if (refused.isDead) continue;
      if (rule.kind === 'enrol') {
        found.push({
          needs: [Int32Array.of(absent!)],
          bars: nothing,
          avoids: [],
          adds: Int32Array.of(role),
          removes: Int32Array.of(absent!),
          power,
          officers,
          origin,
        });
        continue;
      }
      const isForAll = needs.length === 0 && absent !== null;
      found.push({
        needs,
        bars: sortedBars([role, ...bars, ...refused.bars, ...(isForAll ? [absent] : [])]),
        avoids: refused.avoids,
        adds: Int32Array.of(role),
        removes: nothing,
        power,
        officers,
        origin,
      });
    }
  });
  return found;
}

const sortedBars = (bars: readonly number[]): Int32Array =>
  bars.length === 1 ? Int32Array.of(bars[0]!) : Int32Array.from(new Set(bars)).sort();

/** Who can make a rule's move. An empty power: nobody ever. */
type Makers = Pick<Rule, 'power' | 'officers'>;

function powers(
  { administrators }: Administration,
  holders: Holders,
  kinds: readonly Kind[],
): (rule: AdministrativeRule) => Makers {
  const someoneActs = kinds.some(({ mayAct, isAbsent }) => mayAct && !isAbsent);
  const acting = administrators === null ? null : new Set(administrators);
  const known = new Map<Officers, Makers>();
  const compute = ({ roles, users }: Officers): Makers => {
    const officers = users.filter((user) => acting?.has(user) ?? true);
    if (officers.length > 0) return { power: null, officers };
    // Rules of the same officers share their clause, so that it is looked at once.
    const power =
      roles.length === 1
        ? holders.ofRole(roles[0]!)
        : Int32Array.from(new Set(roles.flatMap((role) => [...holders.ofRole(role)]))).sort();
    return { power, officers: [] };
  };
  return ({ by }) => {
    if (!someoneActs) return { power: nothing, officers: [] };
    if (by === null) return { power: null, officers: [] };
    let makers = known.get(by);
    if (makers === undefined) {
      makers = compute(by);
      known.set(by, makers);
    }
    return makers;
  };
}

function performance(
  policy: Policy,
  { application, session }: Performed,
  holders: Holders,
  mark: number,
  absent: number | null,
): Rule {
  const needs = policy.applications[application]!.sessions[session]!.roles.map(holders.ofRole);
  return {
    needs,
    bars: Int32Array.from(needs.length === 0 && absent !== null ? [mark, absent] : [mark]),
    avoids: [],
    adds: Int32Array.of(mark),
    removes: nothing,
    power: null,
    officers: [],
    origin: { kind: 'perform', application, session },
  };
}
