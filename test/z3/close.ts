/** Run as a process of its own: it must end by itself after the session is closed. */
import { openZ3 } from '../../src/z3/session.ts';

async function main(): Promise<void> {
  const session = await openZ3();
  const { kind } = await session.decide(
    { text: '(declare-const p Bool)(assert p)(assert (not p))', constants: [], logic: 'QF_FD', core: false },
    { timeLimit: 5000 },
  );
  await session.close();
  process.stdout.write(`closed after ${kind}\n`);
}

void main();
