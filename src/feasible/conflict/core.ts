/**
 * Where to look for a small conflict first. What people can act on is told first: a step that nobody can do, then few
 * blocks of steps for too few users. The core found need not be minimal, but it is small and has no plan.
 */

import type { Instance } from '../../workflow/instance.ts';
import { size } from '../bits.ts';
import { candidatesOf } from '../candidates.ts';
import { restrict } from '../restrict.ts';
import { blocksOf } from './blocks.ts';
import type { Elements } from './conflict.ts';

/** Sets of blocks that are looked at for one that has too few users. */
const mostSets = 20_000;
/** A conflict of more blocks tells nobody anything; the general search may still find it. */
const mostBlocks = 8;

export function coreOf(instance: Instance): Elements | null {
  const constraints = instance.constraints.map((_, index) => index);
  for (let step = 0; step < instance.steps; step += 1) {
    const alone = restrict(instance, [step], constraints);
    if (size(candidatesOf(alone.instance)[0]!) === 0)
      return { steps: [step], constraints: alone.constraints };
  }
  const steps = crowdedSteps(instance);
  return steps === null ? null : { steps, constraints: restrict(instance, steps, constraints).constraints };
}

/** The steps of blocks that are pairwise apart and have fewer users than they are; as few blocks as possible. */
function crowdedSteps(instance: Instance): readonly number[] | null {
  const { steps, candidates, apart } = blocksOf(boundTo(instance));
  const inside = steps.findIndex((_, block) => apart[block]!.has(block));
  if (inside >= 0) return steps[inside]!;
  let looked = 0;
  /** Blocks after the last of `chosen`, apart from all of them; `bits` are the users of `chosen`. */
  const grow = (chosen: readonly number[], bits: Uint32Array, most: number): readonly number[] | null => {
    if (size(bits) < chosen.length) return chosen;
    if (chosen.length === most) return null;
    for (let block = (chosen.at(-1) ?? -1) + 1; block < steps.length; block += 1) {
      if (!chosen.every((other) => apart[block]!.has(other))) continue;
      const own = candidates[block]!;
      const joint = bits.map((word, at) => word | own[at]!);
      if (size(joint) >= most) continue;
      looked += 1;
      if (looked > mostSets) return null;
      const found = grow([...chosen, block], joint, most);
      if (found !== null) return found;
    }
    return null;
  };
  const nobody = new Uint32Array((instance.users + 31) >>> 5);
  for (let most = 1; most <= Math.min(mostBlocks, steps.length); most += 1) {
    const found = grow([], nobody, most);
    if (found !== null) return found.flatMap((block) => steps[block]!).sort((a, b) => a - b);
    if (looked > mostSets) return null;
  }
  return null;
}

/** Only what keeps its meaning in every part that has the steps of some blocks. */
function boundTo(instance: Instance): Instance {
  return {
    ...instance,
    constraints: instance.constraints.filter(({ kind }) => kind !== 'group-unless' && kind !== 'at-least'),
  };
}

/** Steps that can be left out of any conflict: separations alone speak of them, and they have users to spare. */
export function withoutSlack(instance: Instance, elements: Elements): Elements {
  const { instance: part, steps, constraints } = restrict(instance, elements.steps, elements.constraints);
  if (part.constraints.some(({ kind }) => kind === 'load')) return { steps, constraints };
  const separated = steps.map(() => new Set<number>());
  const isHeld = new Uint8Array(steps.length);
  for (const constraint of part.constraints) {
    switch (constraint.kind) {
      case 'separation':
        separated[constraint.left]!.add(constraint.right);
        separated[constraint.right]!.add(constraint.left);
        if (constraint.left === constraint.right) isHeld[constraint.left] = 1;
        break;
      case 'binding':
      case 'dependent':
        isHeld[constraint.left] = 1;
        isHeld[constraint.right] = 1;
        break;
      case 'at-most':
      case 'at-least':
      case 'team':
      case 'group-unless':
        for (const step of constraint.steps) isHeld[step] = 1;
        break;
      case 'load':
      case 'unavailable':
      case 'forced':
      case 'forbidden':
        break;
      default:
        constraint satisfies never;
    }
  }
  const spare = candidatesOf(part).map(size);
  const isGone = new Uint8Array(steps.length);
  for (let changed = true; changed; ) {
    changed = false;
    for (let step = 0; step < steps.length; step += 1) {
      if (isGone[step] === 1 || isHeld[step] === 1 || spare[step]! <= separated[step]!.size) continue;
      isGone[step] = 1;
      changed = true;
      for (const other of separated[step]!) separated[other]!.delete(step);
    }
  }
  const left = steps.filter((_, step) => isGone[step] === 0);
  return { steps: left, constraints: restrict(instance, left, constraints).constraints };
}

/** Elements that nothing connects, smallest first; each step with its constraints. */
export function partsOf(instance: Instance, elements: Elements): readonly Elements[] {
  const { instance: part, steps, constraints } = restrict(instance, elements.steps, elements.constraints);
  if (part.constraints.some(({ kind }) => kind === 'load')) return [elements];
  const root = steps.map((_, step) => step);
  const find = (step: number): number => (root[step] === step ? step : find(root[step]!));
  const join = (group: readonly number[]): void => {
    for (const step of group) root[find(step)] = find(group[0]!);
  };
  for (const constraint of part.constraints) {
    switch (constraint.kind) {
      case 'separation':
      case 'binding':
      case 'dependent':
        join([constraint.left, constraint.right]);
        break;
      case 'at-most':
      case 'at-least':
      case 'team':
      case 'group-unless':
        join(constraint.steps);
        break;
      default:
        break;
    }
  }
  const groups = new Map<number, number[]>();
  for (const [at, step] of steps.entries()) {
    const list = groups.get(find(at)) ?? [];
    groups.set(find(at), list);
    list.push(step);
  }
  return [...groups.values()]
    .sort((a, b) => a.length - b.length || a[0]! - b[0]!)
    .map((list) => ({ steps: list, constraints: restrict(instance, list, constraints).constraints }));
}
