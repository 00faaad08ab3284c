/** A conflict as one sentence. Names and phrases come from the caller, so that it speaks of roles, or of numbers. */

import type { Instance } from '../../workflow/instance.ts';
import type { Conflict } from './conflict.ts';

export interface Names {
  readonly step: (step: number) => string;
  readonly user: (user: number) => string;
  /** Half a sentence: "S1 and S2 need different people". */
  readonly constraint: (constraint: number) => string;
}

/** `conflict` of `instance`: "S1, S2 and S3 must be done by different people, but only kim and lee may do them." */
export function tellConflict(instance: Instance, conflict: Conflict, names: Names): string {
  const steps = (list: readonly number[]): string => listed(list.map(names.step), mostSteps);
  const users = (list: readonly number[]): string => listed(list.map(names.user), mostUsers);
  const clauses = (list: readonly number[]): string =>
    listed(list.map(names.constraint), mostConstraints, 'constraint');
  switch (conflict.kind) {
    case 'no-candidate': {
      const own = steps(conflict.steps);
      if (conflict.users.length === 0) return `Nobody is authorised for ${own}.`;
      const verb = conflict.users.length === 1 ? 'is' : 'are';
      return `Nobody can do ${own}: ${users(conflict.users)} ${verb} authorised, but ${clauses(conflict.constraints)}.`;
    }
    case 'hall': {
      const { blocks } = conflict;
      const why = conflict.constraints.filter((index) => {
        const { kind } = instance.constraints[index]!;
        return !['separation', 'binding', 'at-most', 'at-least'].includes(kind);
      });
      const since = why.length === 0 ? '' : `, since ${clauses(why)}`;
      const [only = [], ...others] = blocks;
      if (others.length === 0) {
        const all = only.length === 2 ? 'both' : 'all of them';
        return `${steps(only)} must be done by the same person, but nobody may do ${all}${since}.`;
      }
      const joint = blocks.filter((block) => block.length > 1).map((block) => `${steps(block)} by the same`);
      const same = joint.length === 0 ? '' : ` (${listed(joint, joint.length)})`;
      const apart = steps(blocks.map((block) => block[0]!));
      return `${apart} must be done by different people${same}, but ${onlyThese(conflict.users, users)} may do them${since}.`;
    }
    case 'other': {
      const said = clauses(conflict.constraints);
      if (conflict.steps.length === 0) return `There can be no plan: ${said}.`;
      if (conflict.constraints.length === 0) return `Nobody can be found for ${steps(conflict.steps)}.`;
      return `Nobody can be found for ${steps(conflict.steps)} together: ${said}.`;
    }
    default:
      return conflict satisfies never;
  }
}

const mostSteps = 12;
const mostUsers = 6;
const mostConstraints = 6;

function onlyThese(list: readonly number[], users: (list: readonly number[]) => string): string {
  return list.length === 0 ? 'nobody' : `only ${users(list)}`;
}

/** "a, b and c"; what is more than `most` is counted: "a, b and 3 more". */
function listed(names: readonly string[], most: number, noun?: string): string {
  const more = names.length - most;
  const tail = noun === undefined ? '' : ` ${noun}${more === 1 ? '' : 's'}`;
  const shown = more > 0 ? [...names.slice(0, most), `${more} more${tail}`] : names;
  if (shown.length < 2) return shown.join('');
  return `${shown.slice(0, -1).join(', ')} and ${shown.at(-1) ?? ''}`;
}
