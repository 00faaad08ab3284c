/**
 * The pattern encoding PBPB of Karapetyan and Gutin (TDSC 2022) as clauses, for CaDiCaL: M[s,t] says that s and t have
 * the same user, x[s,u] (authorised pairs only) that u does s.
 *
 * Transitivity in three clauses a triple; M[s,t] is false when s and t have no candidate in common, and the ternary
 * clauses shrink to one binary clause each when a triple has none (the strongest form the research note knows). Both directions of
 * channelling. At least one user per step suffices: several true x[s,u] would all do.
 */

import type { Instance } from '../../src/workflow/instance.ts';

export interface Cnf {
  readonly text: string;
  readonly variables: number;
  readonly clauses: number;
  /** Per step and user the variable x[s,u], 0 where u is not authorised. */
  readonly does: readonly Int32Array[];
}

export function pbpb(instance: Instance): Cnf {
  const k = instance.steps;
  const rows = instance.authorised;
  const lines: string[] = [];
  let variables = 0;
  const same = Array.from({ length: k }, () => new Int32Array(k));
  for (let a = 0; a < k; a += 1) {
    for (let b = a + 1; b < k; b += 1) {
      variables += 1;
      same[a]![b] = variables;
      same[b]![a] = variables;
    }
  }
  const does = Array.from({ length: k }, () => new Int32Array(instance.users));
  for (let step = 0; step < k; step += 1) {
    for (let user = 0; user < instance.users; user += 1) {
      if (!has(rows[step]!, user)) continue;
      variables += 1;
      does[step]![user] = variables;
    }
  }
  const meet = (steps: readonly number[]) => {
    for (let word = 0; word < rows[0]!.length; word += 1) {
      let bits = -1;
      for (const step of steps) bits &= rows[step]![word]!;
      if (bits !== 0) return true;
    }
    return false;
  };
  for (let a = 0; a < k; a += 1) {
    for (let b = a + 1; b < k; b += 1) {
      const ab = same[a]![b]!;
      if (!meet([a, b])) lines.push(`-${ab} 0`);
      for (let c = b + 1; c < k; c += 1) {
        const ac = same[a]![c]!;
        const bc = same[b]![c]!;
        if (meet([a, b, c])) {
          lines.push(`-${ab} -${bc} ${ac} 0`, `-${ab} -${ac} ${bc} 0`, `-${ac} -${bc} ${ab} 0`);
        } else {
          lines.push(`-${ab} -${bc} 0`, `-${ab} -${ac} 0`, `-${ac} -${bc} 0`);
        }
      }
    }
  }
  for (let step = 0; step < k; step += 1) {
    const own = does[step]!;
    lines.push(`${[...own].filter((variable) => variable > 0).join(' ')} 0`);
    for (let other = 0; other < k; other += 1) {
      if (other === step) continue;
      const pair = same[step]![other]!;
      const theirs = does[other]!;
      for (let user = 0; user < instance.users; user += 1) {
        if (own[user] === 0) continue;
        if (theirs[user] === 0) lines.push(`-${pair} -${own[user]} 0`);
        else {
          lines.push(`-${pair} -${own[user]} ${theirs[user]} 0`);
          if (other > step) lines.push(`-${own[user]} -${theirs[user]} ${pair} 0`);
        }
      }
    }
  }
  for (const constraint of instance.constraints) {
    switch (constraint.kind) {
      case 'separation':
        lines.push(`-${same[constraint.left]![constraint.right]} 0`);
        break;
      case 'binding':
        lines.push(`${same[constraint.left]![constraint.right]} 0`);
        break;
      case 'at-most':
        for (const group of subsets(constraint.steps, constraint.bound + 1)) {
          const pairs = subsets(group, 2).map(([a = 0, b = 0]) => same[a]![b]);
          lines.push(`${pairs.join(' ')} 0`);
        }
        break;
      default:
        throw new Error(`no encoding of ${constraint.kind}`);
    }
  }
  return {
    text: `p cnf ${variables} ${lines.length}\n${lines.join('\n')}\n`,
    variables,
    clauses: lines.length,
    does,
  };
}

function has(bits: Uint32Array, user: number): boolean {
  return ((bits[user >>> 5]! >>> (user & 31)) & 1) === 1;
}

function subsets(items: readonly number[], size: number): number[][] {
  if (size === 0) return [[]];
  return items.flatMap((item, at) => subsets(items.slice(at + 1), size - 1).map((rest) => [item, ...rest]));
}
