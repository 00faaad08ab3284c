/**
 * How often each operation succeeded, each guard was seen as the first that fails, and each effect was seen that is not
 * there every time. What is never seen is not tested (V12).
 */

import { operations } from '../../spec/operations/catalogue.ts';
import type { Operation } from '../../src/logic/operation.ts';

export interface Coverage {
  count(operation: string, events: readonly string[]): void;
  /** How often an event was seen. */
  times(operation: string, event: string): number;
  /** How often the rarest report or effect of an operation was seen. */
  leastOf(operation: Operation): number;
  /** Reports and effects that were seen less often than `atLeast`, one a line. */
  below(atLeast: number): readonly string[];
}

const reportsOf = ({ guards }: Operation): readonly string[] => [
  'ok',
  ...guards.map(({ label, error }) => `${label} ${error}`),
];

/** What must be seen beside reports: what the cascade takes along, what HR gives and takes, what time ends. */
const effects: Readonly<Record<string, readonly string[]>> = {
  DeleteUser: ['less UA', 'less ar', 'less pend', 'less limits'],
  DeleteRole: ['less UA', 'less ar', 'less pend', 'less limits'],
  DeassignUser: ['less ar', 'less limits'],
  DeleteInheritance: ['less UA', 'less ar'],
  SetWindow: ['less ar'],
  DefineRole: ['more UA', 'less UA', 'less ar', 'more pend', 'less pend'],
  Tick: ['less UA', 'less ar', 'less limits'],
};

const eventsOf = (operation: Operation): readonly string[] => [
  ...reportsOf(operation),
  ...(effects[operation.name] ?? []).map((effect) => `ok ${effect}`),
];

export function coverage(): Coverage {
  const counts = new Map<string, number>();
  const key = (operation: string, event: string) => `${operation}: ${event}`;
  const times = (operation: string, event: string) => counts.get(key(operation, event)) ?? 0;
  return {
    times,
    leastOf: (operation) => Math.min(...eventsOf(operation).map((event) => times(operation.name, event))),
    count: (operation, events) => {
      for (const event of events) counts.set(key(operation, event), times(operation, event) + 1);
    },
    below: (atLeast) =>
      operations.flatMap((operation) =>
        eventsOf(operation)
          .filter((event) => times(operation.name, event) < atLeast)
          .map((event) => `${key(operation.name, event)}: seen ${times(operation.name, event)} times`),
      ),
  };
}
