/** What is said of a verdict in one line, by every report alike. */

import type { Location } from '../source/text.ts';
import type { ReplayFailure } from '../verdict/failure.ts';
import type { Verdict, Violated } from '../verdict/verdict.ts';
import { printable } from './printable.ts';
import { type Line, sentence } from './text.ts';

/** `rule · constraint`, the two names that a person can ask about. */
export function titleOf(named: { readonly rule: string; readonly constraint: string | null }): string {
  return named.constraint === null ? named.rule : `${named.rule} · ${named.constraint}`;
}

/** The sentence, without the derivations at its end and the places in it, which are shown below it. */
export function headlineOf({ counterexample, locations }: Violated): string {
  const [first] = counterexample.paths;
  const end = first === undefined ? -1 : counterexample.sentence.indexOf(`: ${first.element} `);
  const text = end < 0 ? counterexample.sentence : counterexample.sentence.slice(0, end);
  const shown = counterexample.paths.flatMap((path) => path.steps.flatMap((step) => step.locations));
  return withoutPlaces(text, [...locations, ...shown]);
}

/** Places stand in a column of their own. */
export function withoutPlaces(text: string, locations: readonly Location[]): string {
  return locations.reduce(
    (rest, { path, line: number }) => rest.replaceAll(` (${path}:${number})`, ''),
    text,
  );
}

/** Why a verdict that is no answer is none: a sentence with names in backticks. */
export function undecidedSentence(verdict: Extract<Verdict, { status: 'unknown' | 'bounded' }>): string {
  return verdict.status === 'unknown' ? verdict.reason : `nothing found ${verdict.bound}`;
}

/** What an engine claimed and the specification does not confirm. */
export function contradictionOf({ bindings, claim, reason }: ReplayFailure): string {
  const bound = bindings.map(({ variable, value }) => `${variable} = ${value}`).join(', ');
  const why = reason.kind === 'evidence' ? `its evidence does not prove it: ${reason.why}` : reason.kind;
  return `${claim}(${bound}): ${why}`;
}

/** A line as plain text that obeys nobody: neither style nor control characters. */
export function textOf(content: Line): string {
  return content.map(({ text }) => printable(text)).join('');
}

/** A sentence with names in backticks as plain text. */
export function plainSentence(text: string): string {
  return textOf(sentence(text));
}
