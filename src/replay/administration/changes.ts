/** Which changes could make a condition false: a variable that comes true or false, and who can change it. */

import type { Condition } from './condition.ts';
import type { Moment } from './satisfiable.ts';

/** Variables that the condition lets come about, or go, only with care. */
export interface Dangers {
  /** It can be false after one of these has come true. */
  readonly gained: readonly number[];
  /** It can be false after one of these has become false. */
  readonly lost: readonly number[];
}

export function dangersTo(condition: Condition): Dangers {
  switch (condition.kind) {
    case 'clause':
      return { gained: condition.orNot, lost: condition.some };
    case 'at-most':
      return { gained: condition.groups.flat(), lost: [] };
    case 'at-least':
      return { gained: [], lost: condition.groups.flat() };
    default:
      return condition satisfies never;
  }
}

/** That the condition is false afterwards: values of single variables, and one condition more. */
export interface Broken {
  readonly values: ReadonlyMap<number, boolean>;
  readonly asked: readonly Moment[];
}

export function broken(condition: Condition): Broken {
  switch (condition.kind) {
    case 'clause':
      return {
        values: new Map([
          ...condition.orNot.map((variable) => [variable, true] as const),
          ...condition.some.map((variable) => [variable, false] as const),
        ]),
        asked: [],
      };
    case 'at-most':
      return {
        values: new Map(),
        asked: [{ condition: { ...condition, kind: 'at-least', count: condition.count + 1 }, when: 'after' }],
      };
    case 'at-least':
      return {
        values: new Map(),
        asked: [{ condition: { ...condition, kind: 'at-most', count: condition.count - 1 }, when: 'after' }],
      };
    default:
      return condition satisfies never;
  }
}
