/** How an operation of the reference machine is written down: guards in order, and what happens where all hold. */

import type { Machine, Pair } from './state.ts';
import type { View } from './view.ts';

/** By name, without `?`. */
export type Inputs = Readonly<Record<string, string | readonly (string | readonly string[])[]>>;

interface Kinds {
  readonly name: string;
  readonly number: number;
  readonly names: readonly string[];
  readonly intervals: readonly (readonly [number, number])[];
}

type Shapes = Readonly<Record<string, keyof Kinds>>;
type Values<S extends Shapes> = { readonly [K in keyof S]: Kinds[S[K]] };

export interface Rule {
  readonly guards: (view: View, inputs: Inputs) => readonly Guard[];
  readonly effect: (view: View, inputs: Inputs) => Machine;
  readonly answer: ((view: View, inputs: Inputs) => boolean) | null;
}

/** The report where it is the first that does not hold. A guard that the profile does not ask for holds. */
export type Guard = readonly [error: string, holds: boolean];

const readers: { readonly [K in keyof Kinds]: (value: Inputs[string]) => Kinds[K] } = {
  name: String,
  number: Number,
  names: (value) => [...value].map(String),
  intervals: (value) => [...value].map(([from, to]) => [Number(from), Number(to)] as const),
};

export function rule<const S extends Shapes>(
  shapes: S,
  parts: {
    readonly guards: (view: View, values: Values<S>) => readonly Guard[];
    readonly effect?: (view: View, values: Values<S>) => Machine;
    readonly answer?: (view: View, values: Values<S>) => boolean;
  },
): Rule {
  const { guards, effect, answer } = parts;
  const read = (inputs: Inputs) =>
    Object.fromEntries(
      Object.entries(shapes).map(([name, kind]) => [name, readers[kind](inputs[name]!)]),
    ) as Values<S>;
  return {
    guards: (view, inputs) => guards(view, read(inputs)),
    effect: (view, inputs) => effect?.(view, read(inputs)) ?? view.m,
    answer: answer === undefined ? null : (view, inputs) => answer(view, read(inputs)),
  };
}

export const both = (x: string, y: string): readonly [Pair, Pair] => [
  [x, y],
  [y, x],
];
