/** Conditions on what is true of a user: what parts of an invariant, guards and goals are put together from. */

/** Variables; at least one of them is true. */
export type Group = readonly number[];

export type Condition =
  /** Some variable of `some` is true, or some of `orNot` is false. */
  | { readonly kind: 'clause'; readonly some: readonly number[]; readonly orNot: readonly number[] }
  /** So many of the groups, at most or at least. */
  | {
      readonly kind: 'at-most' | 'at-least';
      readonly groups: readonly Group[];
      readonly count: number;
    };

export const someOf = (some: readonly number[]): Condition => ({ kind: 'clause', some, orNot: [] });

/** Not all of `held` with none of `lacked`. */
export const notTogether = (held: readonly number[], lacked: readonly number[]): Condition => ({
  kind: 'clause',
  some: lacked,
  orNot: held,
});

export function variablesOf(condition: Condition): readonly number[] {
  switch (condition.kind) {
    case 'clause':
      return [...condition.some, ...condition.orNot];
    case 'at-most':
    case 'at-least':
      return condition.groups.flat();
    default:
      return condition satisfies never;
  }
}

/** Whether it is true where just `state` is. */
export function isTrueIn(condition: Condition, state: ReadonlySet<number>): boolean {
  switch (condition.kind) {
    case 'clause':
      return (
        condition.some.some((variable) => state.has(variable)) ||
        condition.orNot.some((variable) => !state.has(variable))
      );
    case 'at-most':
    case 'at-least': {
      const met = condition.groups.filter((group) => group.some((variable) => state.has(variable))).length;
      return condition.kind === 'at-most' ? met <= condition.count : met >= condition.count;
    }
    default:
      return condition satisfies never;
  }
}

/** The same of variables `by` further on. */
export function shifted(condition: Condition, by: number): Condition {
  const shift = (variables: readonly number[]) => variables.map((variable) => variable + by);
  switch (condition.kind) {
    case 'clause':
      return { kind: 'clause', some: shift(condition.some), orNot: shift(condition.orNot) };
    case 'at-most':
    case 'at-least':
      return { ...condition, groups: condition.groups.map(shift) };
    default:
      return condition satisfies never;
  }
}

/** Conditions by the variables that they speak of. */
export type ByVariable = (variable: number) => readonly Condition[];

export function byVariable(conditions: readonly Condition[]): ByVariable {
  const found = new Map<number, Condition[]>();
  for (const condition of conditions) {
    for (const variable of new Set(variablesOf(condition))) {
      const list = found.get(variable);
      if (list === undefined) found.set(variable, [condition]);
      else list.push(condition);
    }
  }
  return (variable) => found.get(variable) ?? [];
}
