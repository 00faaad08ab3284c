/** A run as a trace in the user's names, with what each step changes. */

import { match } from 'ts-pattern';
import type { Administration } from '../../policy/administration.ts';
import type { Place, Policy } from '../../policy/model.ts';
import type { Location } from '../../source/text.ts';
import type { ReachStep, StateChange, Trace } from '../../verdict/reach.ts';
import type { Problem, Target } from '../problem.ts';
import type { Cast, Person } from './cast.ts';
import type { Act, ToldRun } from './run.ts';

export function traceOf(
  policy: Policy,
  administration: Administration,
  problem: Problem,
  { acts, cast }: ToldRun,
  isShortest: boolean,
): Trace {
  const steps = acts.map((act) => stepOf(policy, administration, problem, act));
  const final = whoMeets(problem, cast) ?? [];
  return {
    arrivals: cast.called.flatMap(({ copy, kind, ...person }) =>
      copy === null || kind.isAbsent
        ? []
        : [
            {
              user: nameOf(policy, { copy, kind, ...person }),
              kind: copy.name,
              roles: [...kind.start].map(problem.nameOf),
            },
          ],
    ),
    steps,
    isShortest,
    finally: final.map(({ person, variables }) => ({
      user: nameOf(policy, person),
      roles: variables.filter((variable) => variable < policy.roles.list.length).map(problem.nameOf),
    })),
  };
}

export const nameOf = (policy: Policy, { user, copy }: Person): string =>
  user === null ? `${copy!.name} ${copy!.number}` : policy.users.list[user]!;

function stepOf(
  policy: Policy,
  administration: Administration,
  problem: Problem,
  { rule, person, actor, as }: Act,
): ReachStep {
  const user = nameOf(policy, person);
  return match(rule.origin)
    .with({ kind: 'perform' }, ({ application, session }): ReachStep => {
      const { name, sessions } = policy.applications[application]!;
      const done = { user, application: name, session: sessions[session]!.name };
      return { kind: 'perform', ...done, changes: [{ kind: 'performed', ...done }] };
    })
    .otherwise(({ kind, rule: number, role }): ReachStep => {
      const stated = administration.rules[number]!;
      const name = policy.roles.list[role]!;
      const changes: readonly StateChange[] =
        kind === 'revoke'
          ? [{ kind: 'revoked', user, role: name }]
          : [
              ...(kind === 'enrol' ? [{ kind: 'joined' as const, user }] : []),
              { kind: 'assigned', user, role: name },
            ];
      return {
        kind,
        actor: nameOf(policy, actor!),
        as: as === null ? null : problem.nameOf(as),
        user,
        role: name,
        rule: stated.id,
        location: locationOf(policy, stated.place),
        changes,
      };
    });
}

export function locationOf(policy: Policy, { file, line, column }: Place): Location {
  return { path: policy.files[file]?.path ?? policy.path, line, column };
}

interface Meeting {
  readonly person: Person;
  /** Variables by which members are met. */
  readonly variables: readonly number[];
}

/** People who meet a target between them, and are called for it where they were not; null where nobody does. */
export function whoMeets(problem: Problem, cast: Cast): readonly Meeting[] | null {
  const met = meeting(problem, cast.called);
  if (met !== null) return met;
  const others = problem.kinds
    .filter(cast.hasLeft)
    .map((kind): Person => ({ user: null, copy: null, kind, state: new Set(kind.start) }));
  const mixed = meeting(problem, [...cast.called, ...others]);
  if (mixed === null) return null;
  for (const { person } of mixed) if (others.includes(person)) cast.callNew([person.kind]);
  return meeting(problem, cast.called);
}

/** People who meet a target between them, as few as may be; null where nobody does. */
function meeting({ targets, users }: Problem, people: readonly Person[]): readonly Meeting[] | null {
  const aiming = people.filter(({ kind }) => kind.mayAim);
  for (let most = 1; most <= users; most += 1) {
    for (const target of targets) {
      const found = covering(target, most, aiming);
      if (found !== null) return found.map((person) => ({ person, variables: variablesOf(target, person) }));
    }
  }
  return null;
}

function covering(target: Target, most: number, people: readonly Person[]): readonly Person[] | null {
  const sets = people.map(
    ({ state }) =>
      new Set(
        target.members.flatMap((member, at) => (member.some((variable) => state.has(variable)) ? [at] : [])),
      ),
  );
  const search = (covered: ReadonlySet<number>, left: number): readonly number[] | null => {
    if (covered.size >= target.atLeast) return [];
    if (left === 0) return null;
    for (const [at, set] of sets.entries()) {
      const more = new Set([...covered, ...set]);
      if (more.size === covered.size) continue;
      const rest = search(more, left - 1);
      if (rest !== null) return [at, ...rest];
    }
    return null;
  };
  return search(new Set(), most)?.map((at) => people[at]!) ?? null;
}

const variablesOf = ({ members }: Target, { state }: Person): readonly number[] => [
  ...new Set(
    members.flatMap((member) => {
      const variable = member.find((one) => state.has(one));
      return variable === undefined ? [] : [variable];
    }),
  ),
];
