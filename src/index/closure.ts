/**
 * geq == RH⁺ ∪ id roles (FORMAL.md A.2) as rows, by strongly connected components.
 *
 * A cyclic hierarchy violates P02, but every other property must still be decided on it as the specification
 * defines it, so the closure may not assume a partial order. Components come out of the search juniors first, so one
 * pass over them in that order closes everything.
 */

import { type Rows, rowsBuilder } from './rows.ts';

export interface Components {
  readonly count: number;
  /** Component of each role; a junior's component never has a higher number than its senior's. */
  readonly of: Int32Array;
  /** Roles of each component. */
  readonly members: Rows;
  /** 1 where the component has a cycle: several roles, or one that inherits itself. */
  readonly cyclic: Uint8Array;
}

/** Tarjan's algorithm with an explicit stack: a hierarchy may be deeper than the call stack. */
export function components(juniors: Rows): Components {
  const size = juniors.count;
  const order = new Int32Array(size).fill(-1);
  const low = new Int32Array(size);
  const of = new Int32Array(size).fill(-1);
  const next = juniors.start.slice(0, size);
  const open: number[] = [];
  const calls: number[] = [];
  let visited = 0;
  let count = 0;
  const enter = (role: number): void => {
    order[role] = visited;
    low[role] = visited;
    visited += 1;
    open.push(role);
    calls.push(role);
  };
  for (let root = 0; root < size; root += 1) {
    if (order[root] !== -1) continue;
    enter(root);
    while (calls.length > 0) {
      const role = calls[calls.length - 1]!;
      if (next[role]! < juniors.start[role + 1]!) {
        const junior = juniors.items[next[role]!]!;
        next[role]! += 1;
        if (order[junior] === -1) enter(junior);
        else if (of[junior] === -1) low[role] = Math.min(low[role]!, order[junior]!);
        continue;
      }
      calls.pop();
      const caller = calls[calls.length - 1];
      if (caller !== undefined) low[caller] = Math.min(low[caller]!, low[role]!);
      if (low[role] !== order[role]) continue;
      for (;;) {
        const member = open.pop()!;
        of[member] = count;
        if (member === role) break;
      }
      count += 1;
    }
  }
  const members = membersOf(of, count);
  const cyclic = new Uint8Array(count);
  for (let role = 0; role < size; role += 1) {
    for (let at = juniors.start[role]!; at < juniors.start[role + 1]!; at += 1) {
      if (of[juniors.items[at]!] === of[role]) cyclic[of[role]!] = 1;
    }
  }
  return { count, of, members, cyclic };
}

function membersOf(of: Int32Array, count: number): Rows {
  const start = new Int32Array(count + 1);
  for (const component of of) start[component + 1]! += 1;
  for (let component = 0; component < count; component += 1) start[component + 1]! += start[component]!;
  const next = start.slice();
  const items = new Int32Array(of.length);
  for (let role = 0; role < of.length; role += 1) {
    const component = of[role]!;
    items[next[component]!] = role;
    next[component]! += 1;
  }
  return { count, columns: of.length, start, items };
}

/**
 * Juniors of each role, and the role itself where it is one of the first `declared`: a dangling role is senior to
 * what RH⁺ says and not to itself, because geq adds id only for elements of `roles`.
 */
export function closure(juniors: Rows, parts: Components, declared: number): Rows {
  const below = belowComponents(juniors, parts);
  const rows = rowsBuilder(juniors.count, juniors.count);
  for (let role = 0; role < juniors.count; role += 1) {
    const component = parts.of[role]!;
    for (let at = below.start[component]!; at < below.start[component + 1]!; at += 1) {
      rows.push(below.items[at]!);
    }
    if (parts.cyclic[component] === 0 && role < declared) rows.push(role);
    rows.endRow();
  }
  return rows.build();
}

/** RH⁺ by component: what each of its roles is strictly senior to, itself included if it lies on a cycle. */
function belowComponents(juniors: Rows, parts: Components): Rows {
  const stamp = new Int32Array(juniors.count);
  const rows: number[][] = [];
  for (let component = 0; component < parts.count; component += 1) {
    const below: number[] = [];
    const add = (role: number): void => {
      if (stamp[role] === component + 1) return;
      stamp[role] = component + 1;
      below.push(role);
    };
    const memberEnd = parts.members.start[component + 1]!;
    for (let at = parts.members.start[component]!; at < memberEnd; at += 1) {
      const role = parts.members.items[at]!;
      for (let edge = juniors.start[role]!; edge < juniors.start[role + 1]!; edge += 1) {
        const junior = juniors.items[edge]!;
        const juniorComponent = parts.of[junior]!;
        // A junior that is stamped brought its own juniors along, unless it is of this component.
        if (juniorComponent === component || stamp[junior] !== component + 1) {
          add(junior);
          if (juniorComponent !== component) for (const role of rows[juniorComponent]!) add(role);
        }
      }
    }
    rows.push(below);
  }
  const builder = rowsBuilder(parts.count, juniors.count);
  for (const row of rows) {
    for (const role of row) builder.push(role);
    builder.endRow();
  }
  return builder.build();
}
