/**
 * What a function demands of authorisation objects, against the values that roles have.
 *
 * A role that has all of it by itself has the function for certain. One that does not may still be one of several roles
 * that have it together, so that the function is possible; only where no role at all has a value that is demanded is it
 * out of the question. A demand with NOT is not settled by what roles have.
 */

import { isPattern, matches } from './patterns.ts';
import type { Authorisation, Condition } from './reading.ts';

export type Settled = 'yes' | 'maybe' | 'no';

export interface Settlement {
  of(role: string, conditions: readonly Condition[]): Settled;
}

export function settlement(authorisations: ReadonlyMap<string, readonly Authorisation[]>): Settlement {
  const all = [...authorisations.values()].flat();
  return {
    of(role, conditions) {
      if (conditions.some(({ operator }) => operator === 'not')) return 'maybe';
      if (all.length === 0) return 'maybe';
      const objects = [...new Set(conditions.map(({ object }) => object))];
      const own = authorisations.get(role) ?? [];
      if (objects.some((object) => !somebodyHas(object, conditions, all))) return 'no';
      return objects.every((object) => has(object, conditions, own)) ? 'yes' : 'maybe';
    },
  };
}

function somebodyHas(
  object: string,
  conditions: readonly Condition[],
  all: readonly Authorisation[],
): boolean {
  const values = all.filter((value) => matches(value.object, object));
  return fieldsOf(object, conditions).every((field) =>
    conditions.some(
      (condition) =>
        condition.object === object &&
        condition.field === field &&
        values.some((value) => touches(value, condition)),
    ),
  );
}

function has(object: string, conditions: readonly Condition[], own: readonly Authorisation[]): boolean {
  const values = own.filter((value) => value.isSure && value.object === object);
  const fields = fieldsOf(object, conditions);
  const instances = [...new Set(values.map(({ instance }) => instance))];
  return instances.some((instance) => {
    // Values of unknown instances need not count together.
    if (instance === null && fields.length > 1) return false;
    const together = values.filter((value) => value.instance === instance);
    return fields.every((field) => {
      const wanted = conditions.filter(
        (condition) => condition.object === object && condition.field === field,
      );
      const met = (condition: Condition): boolean => together.some((value) => gives(value, condition));
      return wanted.some(({ operator }) => operator === 'and') ? wanted.every(met) : wanted.some(met);
    });
  });
}

function fieldsOf(object: string, conditions: readonly Condition[]): readonly string[] {
  return [
    ...new Set(conditions.filter((condition) => condition.object === object).map(({ field }) => field)),
  ];
}

/** Whether a value may have something in common with what is demanded, also where either is a pattern. */
function touches(value: Authorisation, condition: Condition): boolean {
  if (gives(value, condition)) return true;
  const texts = [value.from, value.to ?? '', condition.from, condition.to ?? ''];
  return value.field === condition.field && texts.some(isPattern);
}

function gives(value: Authorisation, { field, from, to }: Condition): boolean {
  if (value.field !== field) return false;
  if (from === '*' || value.from === '*') return true;
  const last = value.to ?? value.from;
  if (value.to === null && matches(value.from, from)) return true;
  return from <= last && value.from <= (to ?? from);
}
