/**
 * Answers a task without keeping anybody waiting: what takes a moment is answered at once, what takes longer in a thread
 * that tells what it is doing and can be interrupted.
 *
 * A search that was cut short starts again in the thread. It is deterministic, so nothing but that moment is lost.
 */

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { answerTask, type Task, type TaskAnswer } from './task.ts';
import type { Message, Order } from './worker.ts';

export interface AskLimits {
  /** Milliseconds. */
  readonly time: number;
  readonly signal?: AbortSignal;
  readonly tell?: (doing: string) => void;
}

/** What is worth waiting for without a thread, in milliseconds. */
const moment = 250;
/** How long an interrupted search may take to say what it knows. */
const patience = 2000;

export async function ask(task: Task, limits: AskLimits): Promise<TaskAnswer> {
  const quick = answerTask(task, { time: Math.min(moment, limits.time) });
  if (!quick.cutShort || limits.time <= moment || limits.signal?.aborted === true) return quick;
  return askThread(task, { ...limits, time: limits.time - moment }, quick);
}

function askThread(task: Task, { time, signal, tell }: AskLimits, quick: TaskAnswer): Promise<TaskAnswer> {
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(workerFile(), { execArgv: [] });
  return new Promise((resolve, reject) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const end = (answer: TaskAnswer | Error): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', interrupt);
      void worker.terminate();
      if (answer instanceof Error) reject(answer);
      else resolve(answer);
    };
    const interrupt = (): void => {
      Atomics.store(stop, 0, 1);
      timer = setTimeout(() => end(quick), patience);
    };
    signal?.addEventListener('abort', interrupt);
    // A thread whose memory is full ends; what was known before is still right.
    worker.on('error', (error: Error & { code?: string }) =>
      end(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? quick : error),
    );
    worker.on('message', (message: Message) => {
      if (message.kind === 'doing') tell?.(message.text);
      else end(message.answer);
    });
    worker.postMessage({ task, time, stop } satisfies Order);
  });
}

/** The source where it runs from sources, else the bundle beside or above the bundle that contains this module. */
function workerFile(): string | URL {
  if (import.meta.url.endsWith('.ts')) return fromSources(new URL('./worker.ts', import.meta.url));
  const files = ['./feasible/worker.cjs', '../feasible/worker.cjs'].map((place) =>
    fileURLToPath(new URL(place, import.meta.url)),
  );
  const file = files.find((candidate) => existsSync(candidate));
  if (file === undefined) throw new Error(`the search thread is at none of ${files.join(', ')}`);
  return file;
}

/** Node runs no TypeScript in a thread of its own accord: a line of JavaScript has `tsx` load it. */
function fromSources(source: URL): URL {
  const home = pathToFileURL(createRequire(import.meta.url).resolve('tsx/package.json'));
  const loader = new URL('./dist/esm/api/index.mjs', home).href;
  const script = `import { tsImport } from '${loader}'; await tsImport('${source.href}', '${source.href}');`;
  return new URL(`data:text/javascript,${encodeURIComponent(script)}`);
}
