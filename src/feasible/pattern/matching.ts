/**
 * When every pair is decided, the blocks need different users: a matching into the counted classes, or a set of
 * blocks with fewer users than members (Hall), which becomes the conflict.
 */

import { pairOf, type State } from './state.ts';
import { bitCount, lowestBit } from './word.ts';

/** A class per block, in `s.classOfBlock[leader]`; false: `s.conflict` says which blocks cannot all be different. */
export function matchBlocks(s: State): boolean {
  const blocks: number[] = [];
  for (let word = 0; word < s.stepWords; word += 1) {
    for (let bits = s.leaders[word]!; bits !== 0; bits &= bits - 1) {
      blocks.push((word << 5) + lowestBit(bits));
    }
  }
  const sizeOf = (leader: number) => {
    let count = 0;
    const at = s.blockOf[leader]! * s.classWords;
    for (let word = 0; word < s.classWords; word += 1) count += bitCount(s.blockClasses[at + word]!);
    return count;
  };
  const sizes = new Map(blocks.map((leader) => [leader, sizeOf(leader)]));
  blocks.sort((a, b) => sizes.get(a)! - sizes.get(b)! || a - b);
  const holders: number[][] = Array.from({ length: s.problem.classes }, () => []);
  for (const leader of blocks) {
    const reached = new Set<number>();
    const asked = new Set<number>();
    if (augment(s, holders, leader, reached, asked)) continue;
    hallConflict(s, [...reached], asked);
    return false;
  }
  for (const [index, list] of holders.entries()) for (const leader of list) s.classOfBlock[leader] = index;
  return true;
}

/** `reached`: blocks that were asked to move; `asked`: the classes they want, all full. */
function augment(
  s: State,
  holders: number[][],
  leader: number,
  reached: Set<number>,
  asked: Set<number>,
): boolean {
  reached.add(leader);
  const at = s.blockOf[leader]! * s.classWords;
  const { multiplicity } = s.problem;
  for (let word = 0; word < s.classWords; word += 1) {
    for (let bits = s.blockClasses[at + word]!; bits !== 0; bits &= bits - 1) {
      const index = (word << 5) + lowestBit(bits);
      if (holders[index]!.length < multiplicity[index]!) {
        holders[index]!.push(leader);
        return true;
      }
    }
  }
  for (let word = 0; word < s.classWords; word += 1) {
    for (let bits = s.blockClasses[at + word]!; bits !== 0; bits &= bits - 1) {
      const index = (word << 5) + lowestBit(bits);
      if (asked.has(index)) continue;
      asked.add(index);
      const list = holders[index]!;
      for (let place = 0; place < list.length; place += 1) {
        if (reached.has(list[place]!)) continue;
        if (augment(s, holders, list[place]!, reached, asked)) {
          list[place] = leader;
          return true;
        }
      }
    }
  }
  return false;
}

/** The blocks `reached` have only the classes `asked`, with fewer users than blocks: not all of them are different. */
function hallConflict(s: State, reached: readonly number[], asked: ReadonlySet<number>): void {
  let size = 0;
  const allowed = new Int32Array(s.classWords);
  for (const index of asked) allowed[index >> 5]! |= 1 << (index & 31);
  for (const leader of reached) {
    // A few members suffice, as long as their common candidates are among those asked.
    const left = new Int32Array(s.classWords);
    let weight = s.weight[leader]!;
    for (let word = 0; word < s.classWords; word += 1) {
      left[word] = s.rows[leader * s.classWords + word]! & ~allowed[word]!;
    }
    const members: number[] = [];
    const row = s.blockOf[leader]! * s.stepWords;
    for (let word = 0; word < s.stepWords; word += 1) {
      for (let bits = s.blockMembers[row + word]!; bits !== 0; bits &= bits - 1) {
        const step = (word << 5) + lowestBit(bits);
        if (step !== leader) members.push(step);
      }
    }
    while (left.some((bits) => bits !== 0)) {
      let best = -1;
      let fewest = 0x7fffffff;
      for (const step of members) {
        let count = 0;
        const limit = (weight + s.weight[step]!) * s.classWords;
        for (let word = 0; word < s.classWords; word += 1) {
          let bits = left[word]! & s.rows[step * s.classWords + word]!;
          if (s.capacity !== undefined) bits &= s.capacity[limit + word]!;
          count += bitCount(bits);
        }
        if (count < fewest) {
          fewest = count;
          best = step;
        }
      }
      if (best < 0) throw new Error('the candidates of a block are not those of its members');
      members.splice(members.indexOf(best), 1);
      weight += s.weight[best]!;
      for (let word = 0; word < s.classWords; word += 1) {
        left[word]! &= s.rows[best * s.classWords + word]!;
        if (s.capacity !== undefined) left[word]! &= s.capacity[weight * s.classWords + word]!;
      }
      s.conflict[size] = 2 * pairOf(s, leader, best) + 1;
      size += 1;
    }
  }
  for (const [at, a] of reached.entries()) {
    for (const b of reached.slice(at + 1)) {
      s.conflict[size] = 2 * pairOf(s, a, b);
      size += 1;
    }
  }
  s.conflictSize = size;
  s.proof?.add('hall', s.conflict, size);
}
