/**
 * The shortest run of all users together: A* over who has left where they started.
 *
 * Users of a kind are interchangeable, so a state is the multiset of those who are elsewhere than at their start. With
 * an estimate that never exceeds what is left, the first goal taken from the queue is at the least distance; a queue that
 * runs empty has seen every reachable state.
 */

import type { Core, CoreTarget } from '../core.ts';
import type { Limits } from '../system.ts';
import { estimateOf, type Standing } from './estimate.ts';
import { type Graph, graphOf, metIn, someBit } from './graph.ts';

/** One move: of a user of `kind` who is in state `from` of the graph, at the start of its kind where `isFirst`. */
export interface RunStep {
  readonly kind: number;
  readonly from: number;
  readonly to: number;
  /** Index into `core.searching`. */
  readonly move: number;
}

export type Shortest =
  | { readonly kind: 'found'; readonly steps: readonly RunStep[]; readonly graph: Graph }
  /** No state of all users together that can be reached meets the goal. */
  | { readonly kind: 'none' }
  /** The goal, if it can be reached at all, takes at least so many moves. */
  | { readonly kind: 'gave up'; readonly atLeast: number };

interface Node {
  readonly moved: readonly Standing[];
  readonly cost: number;
  readonly parent: Node | null;
  readonly step: RunStep | null;
}

const mostStates = 30_000;
const mostNodes = 40_000;

export function shortestRun(core: Core, limits: Limits): Shortest {
  const graph = graphOf(core, mostStates, limits);
  if (graph === null) return { kind: 'gave up', atLeast: 0 };
  const { powers, searching } = core;
  // No more of a kind than can matter (`policy/cutoff.ts`): one for each power, and those whom the goal is about.
  const kinds = core.kinds.map((kind) => ({
    ...kind,
    count: Math.min(kind.count, powers.length + core.users),
  }));
  const estimate = estimateOf(core, graph);
  const holdersAtFirst = powers.map(({ roles }) =>
    kinds.flatMap(({ mayAct }, kind) =>
      mayAct && someBit(roles, graph.states[graph.starts[kind]!]!) ? [kind] : [],
    ),
  );
  const holds = powers.map(({ roles }) =>
    Uint8Array.from(graph.states, (bits) => (someBit(roles, bits) ? 1 : 0)),
  );
  const away = new Int32Array(kinds.length);
  /** Whoever there is, one of each kind for those at their start. */
  const standing = (moved: readonly Standing[]): Standing[] => {
    away.fill(0);
    for (const { kind } of moved) away[kind]! += 1;
    const users = [...moved];
    kinds.forEach(({ count }, kind) => {
      if (away[kind]! < count) users.push({ kind, state: graph.starts[kind]! });
    });
    return users;
  };
  const isOpen =
    (moved: readonly Standing[]) =>
    (power: number): boolean =>
      !holdersAtFirst[power]!.some(
        (kind) => moved.reduce((sum, one) => sum + (one.kind === kind ? 1 : 0), 0) < kinds[kind]!.count,
      ) && !moved.some(({ kind, state }) => kinds[kind]!.mayAct && holds[power]![state] === 1);

  const queue: Node[][] = [];
  const best = new Map<string, number>();
  let least = 0;
  let size = 0;
  const push = (node: Node): void => {
    const key = keyOf(node.moved);
    const known = best.get(key);
    if (known !== undefined && known <= node.cost) return;
    best.set(key, node.cost);
    const left = estimate.left(standing(node.moved), isOpen(node.moved));
    if (left === Number.POSITIVE_INFINITY) return;
    const total = node.cost + left;
    queue[total] ??= [];
    queue[total].push(node);
    least = Math.min(least, total);
    size += 1;
  };
  push({ moved: [], cost: 0, parent: null, step: null });
  for (let expanded = 0; size > 0; ) {
    while ((queue[least]?.length ?? 0) === 0) least += 1;
    const node = queue[least]!.pop()!;
    size -= 1;
    if (best.get(keyOf(node.moved))! < node.cost) continue;
    const users = standing(node.moved);
    if (isMet(core, graph, users)) return { kind: 'found', steps: stepsTo(node), graph };
    expanded += 1;
    if (best.size > mostNodes || ((expanded & 63) === 0 && limits.interrupted()))
      return { kind: 'gave up', atLeast: least };
    const open = isOpen(node.moved);
    const isOpenNow = powers.map((_, power) => open(power));
    users.forEach((user, at) => {
      const list = graph.moves[user.state]!;
      for (let edge = 0; edge < list.length; edge += 2) {
        const move = list[edge]!;
        const { power } = searching[move]!;
        if (power >= 0 && isOpenNow[power]) continue;
        const to = list[edge + 1]!;
        const others = node.moved.filter((_, position) => position !== at);
        const isBack = graph.starts[user.kind] === to;
        push({
          moved: isBack ? others : inserted(others, { kind: user.kind, state: to }),
          cost: node.cost + 1,
          parent: node,
          step: { kind: user.kind, from: user.state, to, move },
        });
      }
    });
  }
  return { kind: 'none' };
}

const keyOf = (moved: readonly Standing[]): string =>
  moved.map(({ kind, state }) => `${kind}.${state}`).join(' ');

function inserted(moved: readonly Standing[], user: Standing): readonly Standing[] {
  const at = moved.findIndex(
    ({ kind, state }) => kind > user.kind || (kind === user.kind && state > user.state),
  );
  return at < 0 ? [...moved, user] : [...moved.slice(0, at), user, ...moved.slice(at)];
}

function stepsTo(node: Node): readonly RunStep[] {
  const steps: RunStep[] = [];
  for (let at: Node | null = node; at?.step != null; at = at.parent) steps.push(at.step);
  return steps.reverse();
}

function isMet({ targets, kinds, users: together }: Core, graph: Graph, users: readonly Standing[]): boolean {
  const aiming = users.filter(({ kind }) => kinds[kind]!.mayAim);
  if (together === 1)
    return targets.some((target) => aiming.some(({ state }) => metIn(target, graph.states[state]!)));
  return targets.some((target) => isCovered(target, together, aiming, graph));
}

/** Whether at most `most` of the users meet the target between them. */
function isCovered(target: CoreTarget, most: number, users: readonly Standing[], graph: Graph): boolean {
  // Two users in the same state meet no more than one of them.
  const sets = users.map(({ state }) =>
    target.members.flatMap((member, at) => (someBit(member, graph.states[state]!) ? [at] : [])),
  );
  const search = (covered: ReadonlySet<number>, left: number): boolean => {
    if (covered.size >= target.atLeast) return true;
    if (left === 0) return false;
    return sets.some((set) => {
      const more = new Set([...covered, ...set]);
      return more.size > covered.size && search(more, left - 1);
    });
  };
  return search(new Set(), most);
}
