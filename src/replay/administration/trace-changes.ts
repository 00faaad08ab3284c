/** What an operation has changed, told as a trace tells it. */

import type { State } from '../../logic/state.ts';
import type { StateChange } from '../../verdict/reach.ts';

/** The difference of two states, in any order. */
export function changesBetween(before: State, after: State, application: string): readonly StateChange[] {
  const name = (sort: string, element: number): string => after.sorts[sort]![element]!;
  const pair = ([user, role]: readonly number[]) => ({
    user: name('USER', user!),
    role: name('ROLE', role!),
  });
  return [
    ...gone(after, before, 'users').map(
      ([user]): StateChange => ({ kind: 'joined', user: name('USER', user!) }),
    ),
    ...gone(after, before, 'UA').map((tuple): StateChange => ({ kind: 'assigned', ...pair(tuple) })),
    ...gone(before, after, 'UA').map((tuple): StateChange => ({ kind: 'revoked', ...pair(tuple) })),
    ...gone(after, before, 'performed').map(
      ([user, session]): StateChange => ({
        kind: 'performed',
        user: name('USER', user!),
        application,
        session: name('SNAME', session!),
      }),
    ),
  ];
}

/** Tuples of the first that the second has not. */
function gone(first: State, second: State, component: string): readonly (readonly number[])[] {
  const known = new Set(second.relations[component]!.map(String));
  return first.relations[component]!.filter((tuple) => !known.has(String(tuple)));
}

export function areSame(left: readonly StateChange[], right: readonly StateChange[]): boolean {
  const keys = (changes: readonly StateChange[]): string[] => changes.map(keyOf).sort();
  const others = keys(right);
  return left.length === right.length && keys(left).every((key, at) => key === others[at]);
}

function keyOf(change: StateChange): string {
  switch (change.kind) {
    case 'joined':
      return JSON.stringify([change.kind, change.user]);
    case 'assigned':
    case 'revoked':
      return JSON.stringify([change.kind, change.user, change.role]);
    case 'performed':
      return JSON.stringify([change.kind, change.user, change.application, change.session]);
    default:
      return change satisfies never;
  }
}
