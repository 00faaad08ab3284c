// Runs Z3 in a thread of its own: a query is one synchronous call that nothing can interrupt, so that the only sure
// deadline is to end the thread. Plain JavaScript, because a thread is started from a file as it is.
//
// Every query gets a context of its own, which gives back all of its memory (a thousand queries stay flat) and keeps
// nothing of one problem for the next.

import { parentPort } from 'node:worker_threads';
import { init } from 'z3-solver';

const { em, Z3 } = await init();

// Without minimisation a core names nearly everything that was asserted.
const cores = '(set-option :produce-unsat-cores true)\n(set-option :smt.core.minimize true)\n';

function evaluate(context, text) {
  // Long texts would overflow the stack that ccall copies strings to.
  const bytes = Buffer.from(text, 'latin1');
  const address = em._malloc(bytes.length + 1);
  em.HEAPU8.set(bytes, address);
  em.HEAPU8[address + bytes.length] = 0;
  const output = em.ccall('Z3_eval_smtlib2_string', 'string', ['number', 'number'], [context, address]);
  em._free(address);
  return output;
}

function decide({ text, constants, logic, core }, timeLimit) {
  const config = Z3.mk_config();
  const context = Z3.mk_context(config);
  Z3.del_config(config);
  try {
    const output = evaluate(
      context,
      `(set-option :timeout ${timeLimit})\n${core ? cores : ''}(set-logic ${logic})\n${text}\n(check-sat)\n`,
    ).trim();
    if (output === 'unknown') return { output, values: evaluate(context, '(get-info :reason-unknown)') };
    if (output === 'unsat' && core) return { output, values: evaluate(context, '(get-unsat-core)') };
    if (output !== 'sat') return { output, values: '' };
    if (constants.length === 0) return { output, values: '' };
    return { output, values: evaluate(context, `(get-value (${constants.join(' ')}))`) };
  } catch (error) {
    return { output: `(error "${error}")`, values: '' };
  } finally {
    Z3.del_context(context);
  }
}

parentPort.on('message', ({ number, problem, timeLimit }) => {
  parentPort.postMessage({ number, ...decide(problem, timeLimit) });
});
// The first check compiles what later ones find compiled; it must not count against the first problem's limit.
decide({ text: '(declare-const p Bool)\n(assert p)', constants: ['p'], logic: 'QF_FD', core: false }, 60_000);
parentPort.postMessage({ number: 0, output: 'ready', values: '' });
