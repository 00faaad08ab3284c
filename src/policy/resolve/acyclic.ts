/** Reports cycles of the hierarchy (I2) and of prerequisites as paths, with the place of each step. */

import type { PolicyCode } from '../codes.ts';
import { findCycles } from '../cycles.ts';
import { shown } from '../names.ts';
import type { Edges, Reading } from './reading.ts';

/** Names shown of a long cycle; its steps are all listed as related places up to the same number. */
const shownSteps = 20;

export function reportCycles(
  reading: Reading,
  edges: Edges,
  code: Extract<PolicyCode, 'hierarchy-cycle' | 'prerequisite-cycle'>,
  verb: 'inherits' | 'needs',
): void {
  const { names } = reading.spaces.role;
  const spanOf = (edge: number) => ({
    file: reading.files[edges.file[edge]!]!,
    start: edges.start[edge]!,
    end: edges.end[edge]!,
  });
  for (const cycle of findCycles(names.size(), edges.from, edges.to)) {
    const steps = cycle.map((edge) => ({
      from: shown(names.name(edges.from[edge]!)),
      to: shown(names.name(edges.to[edge]!)),
      span: spanOf(edge),
    }));
    const path = [...steps.slice(0, shownSteps).map(({ from }) => from), steps[0]!.from];
    if (steps.length > shownSteps) path.splice(shownSteps, 0, '…');
    reading.problems.report({
      code,
      message: `roles ${verb === 'inherits' ? 'inherit' : 'need'} each other in a circle: ${path
        .map((name) => (name === '…' ? name : `\`${name}\``))
        .join(' -> ')}`,
      span: steps[0]!.span,
      hint: steps.length === 1 ? 'remove this entry' : 'remove any one of these entries',
      related: steps
        .slice(1, shownSteps)
        .map(({ from, to, span }) => ({ message: `\`${from}\` ${verb} \`${to}\` here`, span })),
    });
  }
}
