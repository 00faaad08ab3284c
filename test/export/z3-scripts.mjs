// Runs whole SMT-LIB scripts: what Z3 prints for each, in a thread that the test can end.

import { parentPort } from 'node:worker_threads';
import { init } from 'z3-solver';

const { em, Z3 } = await init();

parentPort.on('message', (text) => {
  const config = Z3.mk_config();
  const context = Z3.mk_context(config);
  Z3.del_config(config);
  const bytes = Buffer.from(text, 'utf8');
  const address = em._malloc(bytes.length + 1);
  em.HEAPU8.set(bytes, address);
  em.HEAPU8[address + bytes.length] = 0;
  const output = em.ccall('Z3_eval_smtlib2_string', 'string', ['number', 'number'], [context, address]);
  em._free(address);
  Z3.del_context(context);
  parentPort.postMessage(output);
});
