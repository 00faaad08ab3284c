/** Inside a thread: answers one task after another. */

import { parentPort } from 'node:worker_threads';

export interface Order<Task> {
  readonly task: Task;
  /** Milliseconds. */
  readonly time: number;
  /** Not 0 when the search is to end. */
  readonly stop: Int32Array;
}

export type Message<Answer> =
  | { readonly kind: 'doing'; readonly text: string }
  | { readonly kind: 'answer'; readonly answer: Answer };

export interface ServeLimits {
  /** Milliseconds. */
  readonly time: number;
  readonly interrupted: () => boolean;
  readonly tell: (doing: string) => void;
}

export function serve<Task, Answer>(answerTask: (task: Task, limits: ServeLimits) => Answer): void {
  const port = parentPort;
  port?.on('message', ({ task, time, stop }: Order<Task>) => {
    const send = (message: Message<Answer>): void => port.postMessage(message);
    const answer = answerTask(task, {
      time,
      interrupted: () => Atomics.load(stop, 0) !== 0,
      tell: (text) => send({ kind: 'doing', text }),
    });
    send({ kind: 'answer', answer });
  });
}
