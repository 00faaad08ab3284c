/** Makes the core of a problem: what its goal depends on, renumbered (`core.ts`). */

import type { Core, CoreKind, CoreMove, CoreTarget, Power } from '../core.ts';
import { meets } from '../encode/exclusions.ts';
import type { Kind, Problem, Rule } from '../problem.ts';
import type { Clause, Threshold } from '../system.ts';
import { type Forward, forwardOf, rulesByVariable } from './forward.ts';
import { simplified } from './prune.ts';
import { type Relevance, relevanceOf } from './relevance.ts';

export interface Slice {
  readonly forward: Forward;
  readonly core: Core;
}

const nothing = new Int32Array(0);

/** `off`: 1 where a rule is known never to be used. */
export function sliceOf(problem: Problem, off: Uint8Array): Slice {
  const forward = forwardOf(problem, off);
  const relevance = relevanceOf(problem, forward);
  const numbering = numberingOf(problem, relevance);
  const isForgotten = freelyRevocable(problem, forward, relevance);
  const powers = powersOf(problem, relevance, numbering);
  const moveOf = (number: number, keeps: (variable: number) => boolean): CoreMove => {
    const rule = problem.rules[number]!;
    return {
      needs: rule.needs.map(numbering.mapped),
      bars: numbering.mapped(rule.bars.filter(keeps)),
      avoids: rule.avoids.flatMap((avoid) => projectedAvoid(avoid, numbering, keeps)),
      adds: numbering.mapped(rule.adds),
      removes: numbering.mapped(rule.removes),
      power: powers.indexOf(rule),
      rule: number,
    };
  };
  const searching: CoreMove[] = [];
  const proving: CoreMove[] = [];
  relevance.useful.forEach((isUseful, number) => {
    if (isUseful === 0) return;
    searching.push(moveOf(number, () => true));
    proving.push(moveOf(number, (variable) => !isForgotten(variable)));
  });
  return {
    forward,
    core: {
      variables: numbering.original.length,
      original: numbering.original,
      kinds: kindsOf(problem.kinds, numbering),
      powers: powers.list,
      searching: simplified(searching),
      proving: simplified([...proving, ...freeMoves(problem, forward, relevance, numbering)]),
      targets: targetsOf(problem, forward, numbering),
      users: problem.users,
    },
  };
}

interface Numbering {
  readonly original: Int32Array;
  /** Variables that are followed, renumbered; others are left out. */
  readonly mapped: (variables: Int32Array) => Int32Array;
  readonly numberOf: Int32Array;
}

/** Followed is what is wanted true, and of what is wanted false what may be true. */
function numberingOf(problem: Problem, { wantedTrue, wantedFalse, useful }: Relevance): Numbering {
  const comes = new Uint8Array(problem.variables);
  for (const { start } of problem.kinds) for (const variable of start) comes[variable] = 1;
  useful.forEach((isUseful, rule) => {
    if (isUseful === 1) for (const variable of problem.rules[rule]!.adds) comes[variable] = 1;
  });
  const numberOf = new Int32Array(problem.variables).fill(-1);
  const original: number[] = [];
  for (let variable = 0; variable < problem.variables; variable += 1) {
    if (wantedTrue[variable] === 1 || (wantedFalse[variable] === 1 && comes[variable] === 1))
      numberOf[variable] = original.push(variable) - 1;
  }
  return {
    original: Int32Array.from(original),
    numberOf,
    mapped: (variables) => {
      const followed = variables.filter((variable) => numberOf[variable]! >= 0);
      return followed.map((variable) => numberOf[variable]!);
    },
  };
}

/**
 * Roles that are wanted false only and can be taken from anybody at any time stand in nobody's way: conditions on them
 * are forgotten in proofs. Of a run that ignores them one is made by revoking them first.
 */
function freelyRevocable(
  problem: Problem,
  { live }: Forward,
  { wantedTrue, wantedFalse, isImmaterial }: Relevance,
): (variable: number) => boolean {
  const removing = rulesByVariable(problem, 'removes');
  const isFree = ({ needs, bars, avoids, power, adds }: Rule): boolean =>
    needs.length === 1 &&
    needs[0]!.length === 1 &&
    bars.length === 0 &&
    avoids.length === 0 &&
    adds.length === 0 &&
    (power === null || isImmaterial(power));
  return (variable) =>
    wantedFalse[variable] === 1 &&
    wantedTrue[variable] === 0 &&
    removing(variable).some((rule) => live[rule] === 1 && isFree(problem.rules[rule]!));
}

function powersOf(problem: Problem, { useful, isImmaterial }: Relevance, { mapped }: Numbering) {
  const list: Power[] = [];
  const known = new Map<string, number>();
  const isHeldAtFirst = (power: Clause): boolean =>
    problem.kinds.some(({ mayAct, start }) => mayAct && meets(power, start));
  useful.forEach((isUseful, number) => {
    const power = problem.rules[number]!.power;
    if (isUseful === 0 || power === null || isImmaterial(power)) return;
    const roles = mapped(power);
    const key = roles.join(' ');
    if (!known.has(key)) known.set(key, list.push({ roles, isHeldAtFirst: isHeldAtFirst(power) }) - 1);
  });
  return {
    list,
    indexOf: ({ power }: Rule): number =>
      power === null || isImmaterial(power) ? -1 : known.get(mapped(power).join(' '))!,
  };
}

function projectedAvoid(
  { members, atLeast }: Threshold,
  { mapped }: Numbering,
  keeps: (variable: number) => boolean,
): readonly Threshold[] {
  const left = members.map((member) => mapped(member.filter(keeps))).filter((member) => member.length > 0);
  return left.length < atLeast ? [] : [{ members: left, atLeast }];
}

/** What useless moves do to what is followed, made free: it is never needed, and an invariant has to stand it. */
function freeMoves(
  problem: Problem,
  { live }: Forward,
  { wantedTrue, wantedFalse }: Relevance,
  { original }: Numbering,
): CoreMove[] {
  const adding = rulesByVariable(problem, 'adds');
  const removing = rulesByVariable(problem, 'removes');
  const isLive = (rule: number) => live[rule] === 1;
  const free = { avoids: [], power: -1, rule: -1 };
  const moves: CoreMove[] = [];
  original.forEach((variable, number) => {
    const self = Int32Array.of(number);
    if (wantedTrue[variable] === 0 && adding(variable).some(isLive))
      moves.push({ ...free, needs: [], bars: self, adds: self, removes: nothing });
    if (wantedFalse[variable] === 0 && removing(variable).some(isLive))
      moves.push({ ...free, needs: [self], bars: nothing, adds: nothing, removes: self });
  });
  return moves;
}

function kindsOf(kinds: readonly Kind[], { mapped }: Numbering): readonly CoreKind[] {
  const merged = new Map<string, Omit<CoreKind, 'kinds' | 'count'> & { kinds: number[]; count: number }>();
  kinds.forEach(({ start, mayAct, mayAim, count }, number) => {
    const projected = mapped(start);
    const key = `${mayAct ? 1 : 0}${mayAim ? 1 : 0} ${projected.join(' ')}`;
    const kind = merged.get(key);
    if (kind === undefined) merged.set(key, { start: projected, mayAct, mayAim, count, kinds: [number] });
    else {
      kind.kinds.push(number);
      kind.count += count;
    }
  });
  return [...merged.values()];
}

function targetsOf(problem: Problem, { possible }: Forward, { mapped }: Numbering): readonly CoreTarget[] {
  return problem.targets.flatMap(({ members, atLeast }, target) => {
    const left = members
      .map((member) => mapped(member.filter((variable) => possible[variable] === 1)))
      .filter((member) => member.length > 0);
    return left.length < atLeast ? [] : [{ members: left, atLeast, target }];
  });
}
