/** The other solvers by name, in the order of the tables. */

import type { Peer } from '../solver.ts';
import { cadical } from './cadical.ts';
import { cadicalWasm } from './cadical-wasm.ts';
import { clingo } from './clingo.ts';
import { orTools } from './or-tools.ts';
import { z3 } from './z3.ts';

export const peers = new Map<string, () => Peer | Promise<Peer>>([
  ['cadical', cadical],
  ['cadical-wasm', cadicalWasm],
  ['z3', z3],
  ['clingo', clingo],
  ['or-tools', orTools],
]);
