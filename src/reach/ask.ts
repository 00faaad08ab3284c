/**
 * Whether a goal can be reached, by the cheapest argument that decides it.
 *
 * First what needs no search: the initial state, slices, barriers. Then the exact search for a shortest run, which is
 * quick where few roles matter; proofs about one user whom everybody serves; bounded search and proofs about several
 * users at once. Each step is right by itself; the order is a matter of time only.
 */

import type { Administration, Keep, ReachGoal } from '../policy/administration.ts';
import { marksOf } from '../policy/marks.ts';
import type { Policy } from '../policy/model.ts';
import type { DecidedBy } from '../verdict/reach.ts';
import type { ReachAnswer } from './answer.ts';
import { approximate, type Proved } from './approximate.ts';
import { assemble } from './assemble.ts';
import { completenessBound } from './bounded/bound.ts';
import { boundedSearch } from './bounded/search.ts';
import type { Core } from './core.ts';
import { problemOf, problemOfKeep } from './encode/encode.ts';
import { cutoffOf, type Joint, jointOf } from './joint.ts';
import { narrowed } from './narrow.ts';
import { proveSystem } from './pdr/prove.ts';
import type { Problem } from './problem.ts';
import { peopleOf } from './search/people.ts';
import { shortestRun } from './search/shortest.ts';
import type { Slice } from './slice/slice.ts';
import type { Found, Limits, System } from './system.ts';
import { evidenceOfCore, evidenceOfSlicing, type JointProof } from './tell/evidence.ts';
import { initially } from './tell/initially.ts';
import { type Moved, retell } from './tell/run.ts';
import { traceOf } from './tell/trace.ts';
import { trimmed } from './trim.ts';

export interface ReachLimits extends Limits {
  readonly tell?: (doing: string) => void;
}

export function askReach(policy: Policy, goal: ReachGoal, limits: ReachLimits): ReachAnswer {
  const administration = administrationOf(policy);
  return answer(policy, administration, problemOf(policy, administration, goal, marksOf(policy)), limits);
}

/** Whether what the business needs can come about: here `reachable` is the good answer. */
export function askKeep(
  policy: Policy,
  keep: Pick<Keep, 'from' | 'roles'>,
  limits: ReachLimits,
): ReachAnswer {
  const administration = administrationOf(policy);
  return answer(policy, administration, problemOfKeep(policy, administration, keep, marksOf(policy)), limits);
}

function administrationOf({ administration }: Policy): Administration {
  if (administration === null) throw new Error('the policy has no administration');
  return administration;
}

function answer(
  policy: Policy,
  administration: Administration,
  problem: Problem,
  limits: ReachLimits,
): ReachAnswer {
  const met = initially(problem);
  if (met !== null)
    return {
      kind: 'reachable',
      trace: traceOf(policy, administration, problem, met, true),
      decidedBy: 'initial state',
    };
  return afterwards({ policy, administration, problem, limits });
}

interface Question {
  readonly policy: Policy;
  readonly administration: Administration;
  readonly problem: Problem;
  readonly limits: ReachLimits;
}

function afterwards(question: Question): ReachAnswer {
  const { problem, limits } = question;
  limits.tell?.('slicing');
  const { slice, ground, targetBarriers } = narrowed(problem);
  const { core } = slice;
  if (core.targets.length === 0)
    return {
      kind: 'unreachable',
      invariant: evidenceOfSlicing(ground, targetBarriers),
      decidedBy: targetBarriers.length + ground.off.size > 0 ? 'cardinality barrier' : 'slicing',
    };

  limits.tell?.(`searching for a shortest trace (${core.variables} roles, ${core.searching.length} rules)`);
  const shortest = shortestRun(core, limits);
  if (shortest.kind === 'found')
    return told(
      question,
      core,
      peopleOf(core, shortest.graph, shortest.steps),
      true,
      'shortest-trace search',
    );

  limits.tell?.('proving it of one user at a time');
  const prove = (system: System): Found => proveSystem(system, limits);
  const approximated = approximate(core, prove);
  const evidence = (joint: JointProof | null, proved: readonly Proved[]) =>
    evidenceOfCore(ground, core, targetBarriers, question.policy, proved, joint);
  if (approximated.kind === 'unreachable')
    return {
      kind: 'unreachable',
      invariant: evidence(null, approximated.proved),
      decidedBy: shortest.kind === 'none' ? 'over-approximation' : 'property-directed reachability',
    };

  if (shortest.kind === 'gave up' && approximated.kind === 'open') {
    limits.tell?.('putting a trace together');
    const lone = core.users === 1 ? shortestAlone(question, core) : null;
    if (lone?.kind === 'told') return lone.answer;
    const moves = assemble(core, prove);
    const atLeast = Math.max(shortest.atLeast, lone?.atLeast ?? 0);
    const answer = moves === null ? null : tryTelling(question, core, moves, atLeast);
    if (answer !== null) return answer;
  }
  return aboutSeveral(question, slice, evidence);
}

function told(
  { policy, administration, problem }: Question,
  core: Core,
  moves: readonly Moved[],
  isShortest: boolean,
  decidedBy: DecidedBy,
): ReachAnswer {
  const retold = retell(problem, core, moves);
  if (retold.kind === 'stuck')
    throw new Error(`step ${retold.at + 1} of a run that was found cannot be carried out`);
  return {
    kind: 'reachable',
    trace: traceOf(policy, administration, problem, retold.run, isShortest),
    decidedBy,
  };
}

type Lone =
  | { readonly kind: 'told'; readonly answer: ReachAnswer }
  | { readonly kind: 'no'; readonly atLeast: number };

/**
 * The shortest run of one user whom somebody serves at any time: no run of several users is shorter, so that it is the
 * shortest of all where the administrators are there.
 */
function shortestAlone(question: Question, core: Core): Lone {
  const { problem, limits } = question;
  const kinds = core.kinds.flatMap(({ mayAim }, kind) => (mayAim ? [kind] : []));
  const system = {
    variables: core.variables,
    starts: kinds.map((kind) => core.kinds[kind]!.start),
    moves: core.searching,
    bad: core.targets,
  };
  const until = performance.now() + patience;
  const found = boundedSearch(system, {
    to: mostDepth,
    most: mostLiterals,
    interrupted: () => limits.interrupted() || performance.now() > until,
  });
  if (found.kind !== 'reachable') return { kind: 'no', atLeast: 0 };
  const moves = found.moves.map((move) => ({
    who: 0,
    kind: kinds[found.start]!,
    rule: core.searching[move]!.rule,
  }));
  if (retell(problem, core, moves).kind === 'told')
    return { kind: 'told', answer: told(question, core, moves, true, 'bounded search') };
  // With administrators only who are there from the start, or are the user itself, nobody has to become one first.
  const ready = core.searching.map((move) =>
    move.power < 0 || core.powers[move.power]!.isHeldAtFirst
      ? move
      : { ...move, needs: [...move.needs, core.powers[move.power]!.roles] },
  );
  const unaided = boundedSearch(
    { ...system, moves: ready },
    {
      to: moves.length,
      most: mostLiterals,
      interrupted: () => limits.interrupted() || performance.now() > until,
    },
  );
  return { kind: 'no', atLeast: unaided.kind === 'none' ? moves.length + 1 : moves.length };
}

/** Milliseconds that are spent on showing that a run is the shortest. */
const patience = 2500;

/** Null where there are too few people for it. */
function tryTelling(
  question: Question,
  core: Core,
  moves: readonly Moved[],
  atLeast: number,
): ReachAnswer | null {
  const { problem, limits } = question;
  if (retell(problem, core, moves).kind === 'stuck') return null;
  const short = trimmed(problem, core, moves, limits);
  return told(question, core, short, short.length <= atLeast, 'property-directed reachability');
}

/** Exactly, with as many users as can matter. */
function aboutSeveral(
  question: Question,
  { core, forward }: Slice,
  evidence: (
    joint: JointProof | null,
    proved: readonly Proved[],
  ) => Extract<ReachAnswer, { kind: 'unreachable' }>['invariant'],
): ReachAnswer {
  const { problem, administration, limits } = question;
  const cutoff = cutoffOf(problem, administration, forward.live);
  const joint = (moves: Core['searching']): Joint | null =>
    jointOf(problem, core, administration, moves, cutoff);
  const proving = joint(core.proving);
  if (proving === null) return { kind: 'unknown', reason: 'too many users matter to follow them at once' };
  limits.tell?.('proving it of several users at once');
  const found = proveSystem(proving.system, limits);
  switch (found.kind) {
    case 'unreachable':
      return {
        kind: 'unreachable',
        invariant: evidence({ joint: proving, invariant: found.invariant }, []),
        decidedBy: 'several users together',
      };
    case 'reachable': {
      const answer = tryTelling(question, core, movedOf(proving, found.moves), 0);
      if (answer?.kind !== 'reachable')
        return { kind: 'unknown', reason: 'the run that was found could not be carried out' };
      return shortened(question, core, joint(core.searching), answer);
    }
    case 'unknown':
      return found;
    default:
      return found satisfies never;
  }
}

/** A shortest run in the place of another one, where it is found in time. */
function shortened(
  question: Question,
  core: Core,
  searching: Joint | null,
  answer: Extract<ReachAnswer, { kind: 'reachable' }>,
): ReachAnswer {
  if (searching === null) return answer;
  const { interrupted, tell } = question.limits;
  tell?.('searching for a shorter trace of several users');
  const until = performance.now() + patience;
  const found = boundedSearch(searching.system, {
    to: Math.min(answer.trace.steps.length - 1, completenessBound(searching.system)),
    most: mostLiterals,
    interrupted: () => interrupted() || performance.now() > until,
  });
  switch (found.kind) {
    case 'reachable':
      return told(question, core, movedOf(searching, found.moves), true, 'bounded search');
    case 'none':
      return { ...answer, trace: { ...answer.trace, isShortest: true } };
    case 'unknown':
      return answer;
    default:
      return found satisfies never;
  }
}

const mostDepth = 40;
const mostLiterals = 4_000_000;

/** Free moves are left out: they never help. */
function movedOf({ users, system }: Joint, moves: readonly number[]): readonly Moved[] {
  return moves.flatMap((number) => {
    const { who, rule } = system.moves[number]!;
    return rule < 0 ? [] : [{ who, kind: users[who]!.coreKind, rule }];
  });
}
