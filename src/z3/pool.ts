/** Several threads of Z3 behind one session: each problem goes to the thread that has the fewest waiting. */

import { openZ3, type Z3Session } from './session.ts';

export async function openPool(size: number): Promise<Z3Session> {
  const threads = await Promise.all(
    Array.from({ length: size }, async () => ({ session: await openZ3(), waiting: 0 })),
  );
  const decide: Z3Session['decide'] = async (problem, limits) => {
    const thread = threads.reduce((idlest, other) => (other.waiting < idlest.waiting ? other : idlest));
    thread.waiting += 1;
    try {
      return await thread.session.decide(problem, limits);
    } finally {
      thread.waiting -= 1;
    }
  };
  return {
    decide,
    decideAll: (problems, limits) => Promise.all(problems.map((problem) => decide(problem, limits))),
    async close() {
      await Promise.all(threads.map(({ session }) => session.close()));
    },
  };
}
