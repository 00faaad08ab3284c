/**
 * A thread that answers one task: it tells what it is doing and can be interrupted, while the terminal stays free.
 *
 * The other side is `serve.ts`. A thread is a bundle of its own (`dist/NAME/worker.cjs`), or the source where everything
 * runs from sources.
 */

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Message, Order } from './serve.ts';

export interface ThreadLimits {
  /** Milliseconds. */
  readonly time: number;
  readonly signal?: AbortSignal;
  readonly tell?: (doing: string) => void;
}

/** How long an interrupted search may take to say what it knows, and one whose time is over (it also has to start). */
const patience = { interrupted: 2000, late: 10_000 };

/** The directory below `src` whose `worker.ts` is run. */
export type ThreadName = 'feasible' | 'reach';

/** The thread's answer; `known` where it had to be ended without one. */
export function runThread<Task, Answer>(
  name: ThreadName,
  task: Task,
  { time, signal, tell }: ThreadLimits,
  known: Answer,
): Promise<Answer> {
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(workerFile(name), { execArgv: [] });
  return new Promise((resolve, reject) => {
    let timer = setTimeout(() => end(known), time + patience.late);
    const end = (answer: Answer | Error): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', interrupt);
      void worker.terminate();
      if (answer instanceof Error) reject(answer);
      else resolve(answer);
    };
    const interrupt = (): void => {
      Atomics.store(stop, 0, 1);
      clearTimeout(timer);
      timer = setTimeout(() => end(known), patience.interrupted);
    };
    signal?.addEventListener('abort', interrupt);
    // A thread whose memory is full ends; what was known before is still right.
    worker.on('error', (error: Error & { code?: string }) =>
      end(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? known : error),
    );
    worker.on('message', (message: Message<Answer>) => {
      if (message.kind === 'doing') tell?.(message.text);
      else end(message.answer);
    });
    worker.postMessage({ task, time, stop } satisfies Order<Task>);
  });
}

/** The source where it runs from sources, else the bundle beside or above the bundle that contains this module. */
function workerFile(name: ThreadName): string | URL {
  if (import.meta.url.endsWith('.ts')) return fromSources(new URL(`../${name}/worker.ts`, import.meta.url));
  const files = [`./${name}/worker.cjs`, `../${name}/worker.cjs`].map((place) =>
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
