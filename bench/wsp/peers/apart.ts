/**
 * A solver that is a library, in a process of its own: threads that one library leaves spinning (OR-tools does) must
 * not be counted as another's work.
 */

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type Answer, type Peer, unknown } from '../solver.ts';

type Reply = Extract<Peer, { kind: 'absent' }> | Answer | { readonly kind: 'ready' };

export async function apart(name: string): Promise<Peer> {
  const child = fork(join(import.meta.dirname, 'serve.ts'), [name], { serialization: 'advanced' });
  const ended = once(child, 'exit').then(() => [undefined]);
  const reply = async (): Promise<Reply | undefined> => {
    const [message]: (Reply | undefined)[] = await Promise.race([once(child, 'message'), ended]);
    return message;
  };
  const first = await reply();
  if (first === undefined) return { kind: 'absent', name, how: 'its process ended at the start' };
  if ('kind' in first && first.kind === 'absent') return first;
  // Whoever asks waits for the answer; otherwise nobody waits for this process.
  child.unref();
  child.channel?.unref();
  return {
    kind: 'present',
    isSlow: true,
    solver: {
      name,
      run: async (instance) => {
        child.channel?.ref();
        child.send(instance);
        const answer = await reply();
        child.channel?.unref();
        return answer !== undefined && 'verdict' in answer ? answer : unknown(Number.POSITIVE_INFINITY);
      },
    },
  };
}
