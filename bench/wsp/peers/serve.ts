/**
 * The process of one solver that is a library: `apart.ts` starts it, with the solver's name as its argument, and sends
 * instances; each comes back as an answer, with the processor time of this process alone.
 */

import type { Instance } from '../../../src/workflow/instance.ts';
import type { Peer } from '../solver.ts';
import { cadicalWasm } from './cadical-wasm.ts';
import { orTools } from './or-tools.ts';
import { z3 } from './z3.ts';

const libraries = new Map<string, () => Promise<Peer>>([
  ['cadical-wasm', cadicalWasm],
  ['z3', z3],
  ['or-tools', orTools],
]);

const peer = await libraries.get(process.argv[2] ?? '')?.();
if (peer === undefined) throw new Error(`no library ${process.argv[2]}`);
if (peer.kind === 'absent') {
  process.send?.(peer);
  process.disconnect?.();
} else {
  process.on('message', async (instance: Instance) => process.send?.(await peer.solver.run(instance)));
  // Threads of a library would keep the process.
  process.on('disconnect', () => process.exit());
  process.send?.({ kind: 'ready' });
}
