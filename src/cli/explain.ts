/** `dutyproof explain`: a rule, a code, a switch, an operation, or what there is. */

import { catalogue } from '../check/catalogue.ts';
import { overview, type PrintZ, topicLines } from '../explain/text.ts';
import { topicNames, topicsOf } from '../explain/topics.ts';
import { printFormula, printSchema } from '../notation/index.ts';
import { blank, paint } from '../report/text.ts';
import { suggester } from '../source/suggest.ts';
import type { ExitCode } from '../verdict/verdict.ts';
import { type ColorWish, colorFor, widthFor } from './color.ts';
import { UsageError } from './usage.ts';
import type { World } from './world.ts';

const print: PrintZ = {
  schema: (schema) => printSchema(schema, 'unicode').split('\n'),
  formula: (formula, width) => printFormula(formula, { width }).split('\n'),
};

export async function explain(
  name: string | undefined,
  options: { readonly color: ColorWish },
  world: World,
): Promise<ExitCode> {
  const width = widthFor(world);
  const color = colorFor(options.color, world);
  if (name === undefined) {
    world.out(paint(overview(catalogue, width), color));
    return 0;
  }
  const topics = topicsOf(name, catalogue);
  if (topics.length === 0) {
    const hint = suggester().hint(name, topicNames(catalogue), '`dutyproof explain` lists what there is');
    throw new UsageError(`nothing is called \`${name}\`; ${hint}`);
  }
  // Only operations have guards, and reading the matrix takes longer than all other explanations.
  const guards = topics.some(({ kind }) => kind === 'operation')
    ? (await import('../prove/committed.ts')).committedMatrix().guards
    : [];
  const lines = topics.flatMap((topic, index) => [
    ...(index === 0 ? [] : [blank]),
    ...topicLines(topic, print, guards, width),
  ]);
  world.out(paint(lines, color));
  return 0;
}
