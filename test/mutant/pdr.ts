/** Mistakes in proofs by frames. */

import type { Mistake } from './plant.ts';

const cube = 'src/reach/pdr/cube.ts';
const prove = 'src/reach/pdr/prove.ts';
const question = 'src/reach/pdr/question.ts';
const guards = 'src/reach/pdr/guards.ts';

export const mistakes: readonly Mistake[] = [
  // Lifting forgets what the guard needs, bars, avoids.
  { file: cube, from: 'literals.push(literal);', to: '' },
  {
    file: cube,
    from: 'for (const variable of move.bars) literals.push(-(variable + 1));',
    to: '',
  },
  {
    file: cube,
    from: 'for (const avoid of move.avoids) literals.push(...unmetBy(avoid, move, state));',
    to: '',
  },
  // Cubes may contain a start.
  {
    file: prove,
    from: 'if (kept.length === 0 || startIn(kept) >= 0) kept = withoutStarts(kept, cube);',
    to: 'if (kept.length === 0) kept = withoutStarts(kept, cube);',
  },
  {
    file: prove,
    from: 'if (fewer.length === kept.length || startIn(fewer) >= 0) continue;',
    to: '',
  },
  // Generalised and carried on without asking.
  { file: prove, from: "if (entered.kind !== 'closed') continue;", to: '' },
  {
    file: prove,
    from: "if (questions.enters(solvers[frame]!, cube).kind === 'closed') block(cube, frame + 1);",
    to: 'block(cube, frame + 1);',
  },
  // Subsumption the wrong way round.
  {
    file: prove,
    from: 'if (cubes[at]!.some((other) => contains(other, cube))) return true;',
    to: 'if (cubes[at]!.some((other) => contains(cube, other))) return true;',
  },
  // Questions that ask for too much.
  {
    file: question,
    from: 'for (const other of kept) if (failed.has(other)) core.add(other);',
    to: '',
  },
  { file: guards, from: 'clauses.push([-literalOf(variable), literal]);', to: 'clauses.push([literal]);' },
];
