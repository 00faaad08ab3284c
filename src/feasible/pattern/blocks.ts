/**
 * Blocks of steps that have the same user, and what their candidates imply.
 *
 * Two blocks whose candidates do not meet are different: that is derived at every fixpoint, and explained only when a
 * conflict asks, by a small set of steps without a common candidate among those joined before.
 */

import { assign } from './assign.ts';
import { addLemma } from './clauses.ts';
import { MERGED_EMPTY, pairOf, type State } from './state.ts';
import { bitCount, lowestBit } from './word.ts';

/** Merges what the trail says is the same and separates disjoint blocks. False: `s.conflict` holds a conflict. */
export function mergeBlocks(s: State): boolean {
  const { trail, shift, stepMask, blockOf, blockLeader } = s;
  const before = s.merges;
  while (s.merged < s.trailSize) {
    const literal = trail[s.merged]!;
    if ((literal & 1) === 0) {
      const a = literal >> (shift + 1);
      const b = (literal >> 1) & stepMask;
      if (blockOf[a] !== blockOf[b] && !merge(s, blockOf[a]!, blockOf[b]!, s.merged)) {
        conflictOfEmptyBlock(s, s.steps + s.merges - 1);
        return false;
      }
    }
    s.merged += 1;
  }
  for (let index = before; index < s.merges; index += 1) {
    const leader = blockLeader[s.steps + index]!;
    if (blockOf[leader] === s.steps + index) separate(s, leader);
  }
  return true;
}

/** At the root: separates every pair of steps without a common candidate. */
export function separateSteps(s: State): void {
  for (let step = 0; step < s.steps; step += 1) separate(s, step);
}

/** False if nobody may do all of the merged block. The merge is on the stack in any case. */
function merge(s: State, left: number, right: number, position: number): boolean {
  const { blockClasses, blockMembers, blockOf, blockLeader, blockWeight, classWords, stepWords, capacity } =
    s;
  const block = s.steps + s.merges;
  const into = blockWeight[left]! >= blockWeight[right]! ? left : right;
  const from = into === left ? right : left;
  const leader = blockLeader[into]!;
  const lost = blockLeader[from]!;
  const weight = blockWeight[into]! + blockWeight[from]!;
  s.mergeLeft[s.merges] = into;
  s.mergeRight[s.merges] = from;
  s.mergePosition[s.merges] = position;
  s.merges += 1;
  blockLeader[block] = leader;
  blockWeight[block] = weight;
  s.leaders[lost >> 5]! &= ~(1 << (lost & 31));
  for (let word = 0; word < stepWords; word += 1) {
    const intoBits = blockMembers[into * stepWords + word]!;
    const fromBits = blockMembers[from * stepWords + word]!;
    blockMembers[block * stepWords + word] = intoBits | fromBits;
    for (let bits = intoBits | fromBits; bits !== 0; bits &= bits - 1) {
      blockOf[(word << 5) + lowestBit(bits)] = block;
    }
  }
  let any = 0;
  const at = block * classWords;
  const intoAt = into * classWords;
  const fromAt = from * classWords;
  if (capacity === undefined) {
    for (let word = 0; word < classWords; word += 1) {
      const bits = blockClasses[intoAt + word]! & blockClasses[fromAt + word]!;
      blockClasses[at + word] = bits;
      any |= bits;
    }
  } else {
    const capacityAt = weight * classWords;
    for (let word = 0; word < classWords; word += 1) {
      const bits = blockClasses[intoAt + word]! & blockClasses[fromAt + word]! & capacity[capacityAt + word]!;
      blockClasses[at + word] = bits;
      any |= bits;
    }
  }
  return any !== 0;
}

/** Takes back the merges caused at trail position `size` or later. */
export function unmerge(s: State, size: number): void {
  const { mergePosition, mergeLeft, mergeRight, blockMembers, blockOf, blockLeader, stepWords } = s;
  while (s.merges > 0 && mergePosition[s.merges - 1]! >= size) {
    s.merges -= 1;
    const into = mergeLeft[s.merges]!;
    const from = mergeRight[s.merges]!;
    for (let word = 0; word < stepWords; word += 1) {
      for (let bits = blockMembers[into * stepWords + word]!; bits !== 0; bits &= bits - 1) {
        blockOf[(word << 5) + lowestBit(bits)] = into;
      }
      for (let bits = blockMembers[from * stepWords + word]!; bits !== 0; bits &= bits - 1) {
        blockOf[(word << 5) + lowestBit(bits)] = from;
      }
    }
    const lost = blockLeader[from]!;
    s.leaders[lost >> 5]! |= 1 << (lost & 31);
  }
}

/** Declares the block led by `leader` different from every other that shares no candidate with it. */
function separate(s: State, leader: number): void {
  const { leaders, relation, stepWords, blockOf, blockClasses, meeting, classWords, steps, capacity } = s;
  const row = 2 * leader * stepWords;
  const differs = row + stepWords;
  const own = blockOf[leader]! * classWords;
  const ownWeight = s.blockWeight[blockOf[leader]!]!;
  for (let word = 0; word < stepWords; word += 1) {
    let bits = leaders[word]! & ~relation[row + word]! & ~relation[differs + word]!;
    for (; bits !== 0; bits &= bits - 1) {
      const other = (word << 5) + lowestBit(bits);
      const theirs = blockOf[other]! * classWords;
      const slot = leader * steps + other;
      const seen = meeting[slot]!;
      if (capacity === undefined) {
        if ((blockClasses[own + seen]! & blockClasses[theirs + seen]!) !== 0) continue;
        let at = 0;
        while (at < classWords && (blockClasses[own + at]! & blockClasses[theirs + at]!) === 0) at += 1;
        if (at < classWords) {
          meeting[slot] = at;
          continue;
        }
      } else {
        const limit = (ownWeight + s.blockWeight[blockOf[other]!]!) * classWords;
        let at = 0;
        while (
          at < classWords &&
          (blockClasses[own + at]! & blockClasses[theirs + at]! & capacity[limit + at]!) === 0
        ) {
          at += 1;
        }
        if (at < classWords) continue;
      }
      assign(s, 2 * pairOf(s, leader, other) + 1, MERGED_EMPTY);
    }
  }
}

/** Turns the lazy reason of "a and b are different" into a lemma, and returns its reference. */
export function explainSeparation(s: State, variable: number): number {
  const { relation, stepWords, position } = s;
  const a = variable >> s.shift;
  const b = variable & s.stepMask;
  const when = position[variable]!;
  let count = 0;
  for (let side = 0; side < 2; side += 1) {
    const centre = side === 0 ? a : b;
    for (let word = 0; word < stepWords; word += 1) {
      for (let bits = relation[2 * centre * stepWords + word]!; bits !== 0; bits &= bits - 1) {
        const step = (word << 5) + lowestBit(bits);
        if (step === centre) continue;
        const joined = pairOf(s, centre, step);
        if (position[joined]! < when) {
          s.coreSteps[count] = step;
          s.coreLiterals[count] = 2 * joined + 1;
          count += 1;
        }
      }
    }
  }
  startMeet(s, a);
  narrowMeet(s, b);
  const size = emptyMeet(s, count);
  s.lemma[0] = variable * 2 + 1;
  for (let at = 0; at < size; at += 1) s.lemma[at + 1] = s.coreLiterals[at]!;
  s.proof?.add('candidates', s.lemma, size + 1);
  return addLemma(s, size + 1);
}

function conflictOfEmptyBlock(s: State, block: number): void {
  const { blockMembers, stepWords } = s;
  const centre = s.blockLeader[block]!;
  let count = 0;
  for (let word = 0; word < stepWords; word += 1) {
    for (let bits = blockMembers[block * stepWords + word]!; bits !== 0; bits &= bits - 1) {
      const step = (word << 5) + lowestBit(bits);
      if (step === centre) continue;
      s.coreSteps[count] = step;
      s.coreLiterals[count] = 2 * pairOf(s, centre, step) + 1;
      count += 1;
    }
  }
  startMeet(s, centre);
  s.conflictSize = emptyMeet(s, count);
  for (let at = 0; at < s.conflictSize; at += 1) s.conflict[at] = s.coreLiterals[at]!;
  s.proof?.add('candidates', s.conflict, s.conflictSize);
}

function startMeet(s: State, step: number): void {
  s.meetWeight = s.weight[step]!;
  for (let word = 0; word < s.classWords; word += 1) s.meet[word] = s.rows[step * s.classWords + word]!;
}

function narrowMeet(s: State, step: number): void {
  s.meetWeight += s.weight[step]!;
  const at = step * s.classWords;
  const limit = s.meetWeight * s.classWords;
  for (let word = 0; word < s.classWords; word += 1) {
    s.meet[word]! &= s.rows[at + word]!;
    if (s.capacity !== undefined) s.meet[word]! &= s.capacity[limit + word]!;
  }
}

/**
 * Moves to the front of `coreSteps` and `coreLiterals` (of which `count` are in use) a few that, with the meet started,
 * leave no candidate: greedily the one that leaves fewest. Returns how many. All of them together leave none.
 */
function emptyMeet(s: State, count: number): number {
  const { coreSteps, coreLiterals, classWords, rows, meet, capacity } = s;
  let size = 0;
  for (;;) {
    let any = 0;
    for (let word = 0; word < classWords; word += 1) any |= meet[word]!;
    if (any === 0) return size;
    if (size === count) throw new Error('these steps have a candidate in common');
    let best = -1;
    let fewest = 0x7fffffff;
    for (let at = size; at < count; at += 1) {
      const row = coreSteps[at]! * classWords;
      let left = 0;
      if (capacity === undefined) {
        for (let word = 0; word < classWords && left < fewest; word += 1) {
          const bits = meet[word]! & rows[row + word]!;
          if (bits !== 0) left += bitCount(bits);
        }
      } else {
        const limit = (s.meetWeight + s.weight[coreSteps[at]!]!) * classWords;
        for (let word = 0; word < classWords && left < fewest; word += 1) {
          left += bitCount(meet[word]! & rows[row + word]! & capacity[limit + word]!);
        }
      }
      if (left < fewest) {
        fewest = left;
        best = at;
      }
    }
    const step = coreSteps[best]!;
    const literal = coreLiterals[best]!;
    coreSteps[best] = coreSteps[size]!;
    coreLiterals[best] = coreLiterals[size]!;
    coreSteps[size] = step;
    coreLiterals[size] = literal;
    size += 1;
    narrowMeet(s, step);
  }
}
