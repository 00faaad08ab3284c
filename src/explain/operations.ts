/** Operations and their reports as lines: what is asked for, what refuses, and what changes. */

import { operations } from '../../spec/operations/catalogue.ts';
import type { Guard, Operation } from '../logic/operation.ts';
import type { Formula } from '../logic/terms.ts';
import type { CommittedGuard } from '../prove/committed.ts';
import { blank, indented, type Line, line, padded, piece, quoting, wrap } from '../report/text.ts';
import { purposes } from './reports.ts';

/** A formula in Z, on lines of at most `width` columns. */
export type PrintFormula = (formula: Formula, width: number) => readonly string[];

/** `found`: what was found of guards when each was left out, of this operation and others. */
export function operationLines(
  operation: Operation,
  print: PrintFormula,
  found: readonly CommittedGuard[],
  width: number,
): readonly Line[] {
  const { inputs, guards, name } = operation;
  return [
    ...section(
      'Asked for',
      inputs.flatMap((input) =>
        row([[input.name, columnOf(inputs.map((other) => other.name))]], [input.meaning], width),
      ),
    ),
    ...section('Refused by the first of these that fails', guardRows(guards, print, width)),
    ...section('Why they are there', purposeRows(guards, width)),
    ...section(
      'What breaks without them',
      protectionRows(
        found.filter((guard) => guard.operation === name),
        width,
      ),
    ),
    ...section('What changes', changes(operation, width)),
    ...section(
      'Formally',
      wrap(line(`dutyproof spec ${name}: guards and effect in Z, with all terms in it`), width, 2),
    ),
  ];
}

/** Which guards give a report, and why. */
export function reportLines(error: string, print: PrintFormula, width: number): readonly Line[] {
  const given = operations.flatMap(({ name, guards }) =>
    guards.filter((guard) => guard.error === error).map((guard) => ({ name, guard })),
  );
  const column = columnOf(given.map(({ name }) => name));
  return [
    ...section(
      'Reported by',
      given.flatMap(({ name, guard }) =>
        row(
          [
            [name, column],
            [guard.label, 5],
            [guard.purpose, purposeColumn],
          ],
          print(guard.formula, width - column - 5 - purposeColumn),
          width,
        ),
      ),
    ),
    ...section(
      'Why these guards are there',
      purposeRows(
        given.map(({ guard }) => guard),
        width,
      ),
    ),
  ];
}

const columnOf = (names: readonly string[]): number => Math.max(0, ...names.map(({ length }) => length)) + 2;
const purposeColumn = columnOf(Object.keys(purposes));

const guardRows = (guards: readonly Guard[], print: PrintFormula, width: number): readonly Line[] => {
  const column = columnOf(guards.map(({ error }) => error));
  return guards.flatMap(({ label, error, purpose, formula }) =>
    row(
      [
        [label, 5],
        [error, column],
        [purpose, purposeColumn],
      ],
      print(formula, width - 5 - column - purposeColumn),
      width,
    ),
  );
};

const purposeRows = (guards: readonly Guard[], width: number): readonly Line[] => {
  const used = new Set<string>(guards.map(({ purpose }) => purpose));
  return Object.entries(purposes)
    .filter(([purpose]) => used.has(purpose))
    .flatMap(([purpose, meaning]) => row([[purpose, purposeColumn]], [meaning], width));
};

/** The invariant that each guard protects: a counterexample was replayed when the proofs were last committed. */
const protectionRows = (guards: readonly CommittedGuard[], width: number): readonly Line[] =>
  guards.flatMap(({ guard, error, invariant, isTheGoal }) =>
    invariant === null
      ? []
      : row(
          [
            [guard, 5],
            [error, columnOf(guards.map((one) => one.error))],
          ],
          [isTheGoal ? `${invariant}, which is what the guard says` : invariant],
          width,
        ),
  );

function changes({ steps }: Operation, width: number): readonly Line[] {
  if (steps.length === 0) return [line('nothing; it only answers')];
  return steps.flatMap((step) =>
    step.kind === 'update'
      ? wrap(line(step.updates.map(({ component }) => component).join(', ')), width)
      : wrap(quoting(`then \`${step.cascade.name}\`: ${step.cascade.meaning}`), width, 2),
  );
}

/** Cells in columns, and text beside them. */
function row(
  cells: readonly (readonly [string, number])[],
  text: readonly string[],
  width: number,
): readonly Line[] {
  const head = cells.flatMap(([content, columns], index) =>
    padded(line(content, index === 0 ? 'strong' : 'plain'), columns),
  );
  const column = cells.reduce((sum, [, columns]) => sum + columns, 0);
  const [first = blank, ...rest] = text.flatMap((content) =>
    content.startsWith(' ') ? [line(content)] : wrap(line(content), Math.max(20, width - column)),
  );
  return [[...head, ...first], ...indented(rest, column)];
}

const section = (heading: string, lines: readonly Line[]): readonly Line[] =>
  lines.length === 0 ? [] : [blank, [piece(heading, 'strong')], ...indented(lines, 2)];
