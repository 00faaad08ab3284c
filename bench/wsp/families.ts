/** What is measured. */

import type { Instance } from '../../src/workflow/instance.ts';
import { am3, hard60, sparse } from './generate.ts';

export interface Family {
  readonly name: string;
  readonly steps: number;
  /** Seeds 1 to count. */
  readonly count: number;
  readonly make: (seed: number) => Instance;
  /** For nobody else: the clauses would not fit. */
  readonly isAlone: boolean;
}

const transition = (k: number, count: number): Family => ({
  name: `am3-${k}`,
  steps: k,
  count,
  make: (seed) => am3(k, seed),
  isAlone: false,
});

export const families: readonly Family[] = [
  ...[12, 18, 24, 30, 36, 42, 48].map((k) => transition(k, 10)),
  transition(54, 5),
  transition(60, 5),
  { name: 'hard60', steps: 60, count: 20, make: hard60, isAlone: false },
  { name: 'sparse', steps: 100, count: 5, make: (seed) => sparse(100, 10_000, seed), isAlone: true },
];
