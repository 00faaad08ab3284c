/** The other solvers by name, in the order of the tables. */

import type { Peer } from '../solver.ts';
import { apart } from './apart.ts';
import { cadical } from './cadical.ts';
import { clingo } from './clingo.ts';

export const peers = new Map<string, () => Peer | Promise<Peer>>([
  ['cadical', cadical],
  ['cadical-wasm', () => apart('cadical-wasm')],
  ['z3', () => apart('z3')],
  ['clingo', clingo],
  ['or-tools', () => apart('or-tools')],
]);
