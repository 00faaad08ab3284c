/**
 * Z notation of the specification.
 *
 * Formulas and terms are printed on one line unless a width is given; switches that were not lowered away are printed
 * in place, `[S1: authorised: … | assigned: …]`.
 */

import type { Formula, Term } from '../logic/terms.ts';
import { printer } from './expression.ts';
import { latexInline } from './latex.ts';
import type { Doc } from './layout.ts';
import type { Style } from './specification.ts';
import { oneLine, unicodeLines } from './unicode.ts';

export type { Definition } from './collect.ts';
export {
  printDefinition,
  printSchema,
  printSpecification,
  type Specification,
  type SpecificationRequest,
  type Style,
  specificationNames,
} from './specification.ts';

export interface PrintOptions {
  readonly style?: Style;
  /** Columns after which Unicode is broken; by default never. */
  readonly width?: number;
}

const inline = printer({ kind: 'inline' });

const print = (doc: Doc, { style = 'unicode', width }: PrintOptions): string => {
  if (style === 'latex') return latexInline(doc);
  return width === undefined ? oneLine(doc) : unicodeLines(doc, width).join('\n');
};

export const printFormula = (formula: Formula, options: PrintOptions = {}): string =>
  print(inline.formula(formula).doc, options);

/** An element is printed as such, `u`, not as the set {u}. */
export const printTerm = (term: Term, options: PrintOptions = {}): string =>
  print(inline.value(term).doc, options);
