// One Horn problem in a thread of its own, which ends with it: Spacer cannot be interrupted from outside.

import { parentPort, workerData } from 'node:worker_threads';
import { init } from 'z3-solver';

const { em, Z3 } = await init();
parentPort.postMessage('ready');
const config = Z3.mk_config();
const context = Z3.mk_context(config);
// Long texts would overflow the stack that ccall copies strings to.
const bytes = Buffer.from(workerData, 'latin1');
const address = em._malloc(bytes.length + 1);
em.HEAPU8.set(bytes, address);
em.HEAPU8[address + bytes.length] = 0;
parentPort.postMessage(
  em.ccall('Z3_eval_smtlib2_string', 'string', ['number', 'number'], [context, address]).trim(),
);
