/**
 * A conversation with Z3 in a thread that can be ended.
 *
 * Z3 in WebAssembly cannot be interrupted from outside while it works, shares one lock between all of its contexts,
 * and is not to be trusted after it ran out of time or memory: the deadline is kept here, and after any failure the
 * next problem meets a new thread.
 */

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';

/** SMT-LIB commands up to, not including, `(check-sat)`. ASCII only. */
export interface Problem {
  readonly text: string;
  /** Asked for in a model. */
  readonly constants: readonly string[];
  /** Propositional, ground with equality and functions, or with quantifiers. */
  readonly logic: 'QF_FD' | 'QF_UF' | 'UF';
  /** Whether an unsatisfiable problem is asked which of its named assertions were needed. */
  readonly core: boolean;
}

export type Answer =
  | { readonly kind: 'sat'; readonly values: ReadonlyMap<string, boolean> }
  /** Names of assertions that are unsatisfiable together; none where the problem did not ask. */
  | { readonly kind: 'unsat'; readonly core: readonly string[] }
  | { readonly kind: 'unknown'; readonly reason: 'time limit' | 'memory' | 'incomplete' | 'solver' };

export interface Limits {
  /** Milliseconds for one problem; the answer comes at most a second later. */
  readonly timeLimit: number;
}

export interface Z3Session {
  /** Rejects only where Z3 does not understand the problem, which is a defect of whoever wrote it. */
  decide(problem: Problem, limits: Limits): Promise<Answer>;
  /** Answers in order; a problem that fails does not keep the others from being decided. */
  decideAll(problems: readonly Problem[], limits: Limits): Promise<readonly Answer[]>;
  /** Ends the thread; problems still open are answered `unknown`. The session can be used no more. */
  close(): Promise<void>;
}

/** What Z3's own limit may overrun before the thread is ended. */
const grace = 500;
/** Loading takes a third of a second, more on a loaded machine. */
const startLimit = 60_000;

interface Reply {
  readonly number: number;
  readonly output: string;
  readonly values: string;
}

/** A thread that is ready for a problem. */
interface Engine {
  readonly ask: (problem: Problem, timeLimit: number) => Promise<Reply | 'time limit' | 'solver'>;
  readonly end: () => Promise<void>;
}

/** Starts the thread at once; it is ready with the first answer. */
export async function openZ3(): Promise<Z3Session> {
  let engine: Engine | null = await startEngine();
  let closed = false;
  let last: Promise<unknown> = Promise.resolve();

  async function answer(problem: Problem, { timeLimit }: Limits): Promise<Answer> {
    if (closed) return { kind: 'unknown', reason: 'solver' };
    engine ??= await startEngine();
    const current = engine;
    const reply = await current.ask(problem, timeLimit);
    const understood: Answer = typeof reply === 'string' ? { kind: 'unknown', reason: reply } : read(reply);
    if (understood.kind === 'unknown' && understood.reason !== 'incomplete') {
      engine = null;
      await current.end();
    }
    return understood;
  }

  function decide(problem: Problem, limits: Limits): Promise<Answer> {
    const next = last.then(() => answer(problem, limits));
    last = next.catch(() => undefined);
    return next;
  }

  return {
    decide,
    decideAll: (problems, limits) => Promise.all(problems.map((problem) => decide(problem, limits))),
    async close() {
      closed = true;
      await engine?.end();
      await last;
      engine = null;
    },
  };
}

function read({ output, values }: Reply): Answer {
  const both = `${output}${values}`;
  if (/\(error "[^"]*(out of memory|memory|Aborted|unreachable|OOM)/i.test(both)) {
    return { kind: 'unknown', reason: 'memory' };
  }
  if (both.includes('(error') || both.includes('unsupported')) throw new Error(`Z3: ${both.slice(0, 2000)}`);
  switch (output) {
    case 'sat':
      return { kind: 'sat', values: valuesOf(values) };
    case 'unsat':
      return { kind: 'unsat', core: values.replace(/[()]/g, ' ').trim().split(/\s+/).filter(Boolean) };
    case 'unknown':
      return { kind: 'unknown', reason: /timeout|canceled/.test(values) ? 'time limit' : 'incomplete' };
    case 'timeout':
      return { kind: 'unknown', reason: 'time limit' };
    default:
      throw new Error(`Z3 answered \`${output.slice(0, 2000)}\``);
  }
}

function valuesOf(text: string): ReadonlyMap<string, boolean> {
  const values = new Map<string, boolean>();
  for (const [, name, value] of text.matchAll(/\(\s*([^\s()]+)\s+(true|false)\s*\)/g)) {
    values.set(name!, value === 'true');
  }
  return values;
}

/** Beside this module, or where a bundle that contains this module leaves it. */
function workerFile(): string {
  const places = ['./worker.mjs', './z3/worker.mjs', '../z3/worker.mjs'];
  const files = places.map((place) => fileURLToPath(new URL(place, import.meta.url)));
  const found = files.find((file) => existsSync(file));
  if (found === undefined) throw new Error(`z3/worker.mjs is at none of ${files.join(', ')}`);
  return found;
}

async function startEngine(): Promise<Engine> {
  const worker = new Worker(workerFile(), { execArgv: [] });
  let settle: ((reply: Reply | 'solver') => void) | null = null;
  let failed = false;
  const receive = (reply: Reply | 'solver'): void => {
    const waiting = settle;
    settle = null;
    waiting?.(reply);
  };
  worker.on('message', (reply: Reply) => receive(reply));
  worker.on('error', () => {
    failed = true;
    receive('solver');
  });
  worker.on('exit', () => {
    failed = true;
    receive('solver');
  });

  function reply(within: number): Promise<Reply | 'time limit' | 'solver'> {
    if (failed) return Promise.resolve('solver');
    worker.ref();
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        settle = null;
        resolve('time limit');
      }, within);
      settle = (value) => {
        clearTimeout(timer);
        worker.unref();
        resolve(value);
      };
    });
  }

  const end = async (): Promise<void> => {
    await worker.terminate();
  };
  const ready = await reply(startLimit);
  if (typeof ready === 'string') {
    await end();
    throw new Error('Z3 does not start');
  }
  return {
    ask(problem, timeLimit) {
      const answer = reply(timeLimit + grace);
      if (!failed) worker.postMessage({ number: 1, problem, timeLimit: Math.max(1, Math.ceil(timeLimit)) });
      return answer;
    },
    end,
  };
}
