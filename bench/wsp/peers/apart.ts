/**
 * A solver that is a library, in a process of its own: threads that one library leaves spinning (OR-tools does) must
 * not be counted as another's work, and one that dies (Z3 does, on some instances of k = 42) has not answered, but
 * ends nothing else.
 */

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type Answer, LIMIT, type Peer, unknown } from '../solver.ts';

type Reply = Extract<Peer, { kind: 'absent' }> | Answer | { readonly kind: 'ready' };

export async function apart(name: string): Promise<Peer> {
  let child = start(name);
  const first = await replyOf(child);
  if (first === undefined) return { kind: 'absent', name, how: 'its process ended at the start' };
  if ('kind' in first && first.kind === 'absent') return first;
  release(child);
  const run = async (instance: object): Promise<Answer> => {
    if (!child.connected) {
      child = start(name);
      await replyOf(child);
    }
    hold(child);
    // Its own limit may be of processor time: this is for one that does not keep it.
    const hung = setTimeout(() => child.kill('SIGKILL'), 4000 * LIMIT);
    child.send(instance);
    const answer = await replyOf(child);
    clearTimeout(hung);
    release(child);
    return answer !== undefined && 'verdict' in answer ? answer : unknown(Number.POSITIVE_INFINITY);
  };
  return { kind: 'present', isSlow: true, solver: { name, run } };
}

function start(name: string): ChildProcess {
  return fork(join(import.meta.dirname, 'serve.ts'), [name], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
}

/** Undefined if it ends instead. */
async function replyOf(child: ChildProcess): Promise<Reply | undefined> {
  const ended = new AbortController();
  const end = () => ended.abort();
  child.once('exit', end);
  try {
    const [message]: Reply[] = await once(child, 'message', { signal: ended.signal });
    return message;
  } catch {
    return undefined;
  } finally {
    child.off('exit', end);
  }
}

/** This process waits for the other only while it has asked something. */
function hold(child: ChildProcess): void {
  child.ref();
  child.channel?.ref();
}

function release(child: ChildProcess): void {
  child.unref();
  child.channel?.unref();
}
