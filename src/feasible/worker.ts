/** A thread that answers one task after another: long searches there leave the terminal free for progress and interrupts. */

import { parentPort } from 'node:worker_threads';
import { answerTask, type Task, type TaskAnswer } from './task.ts';

export interface Order {
  readonly task: Task;
  /** Milliseconds. */
  readonly time: number;
  /** Not 0 when the search is to end. */
  readonly stop: Int32Array;
}

export type Message =
  | { readonly kind: 'doing'; readonly text: string }
  | { readonly kind: 'answer'; readonly answer: TaskAnswer };

const port = parentPort;
port?.on('message', ({ task, time, stop }: Order) => {
  const send = (message: Message): void => port.postMessage(message);
  const answer = answerTask(task, {
    time,
    interrupted: () => Atomics.load(stop, 0) !== 0,
    tell: (text) => send({ kind: 'doing', text }),
  });
  send({ kind: 'answer', answer });
});
