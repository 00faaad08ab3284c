/**
 * Z3's Spacer on Horn clauses: a predicate over the assignments of one user, whom administrators serve who have their role
 * from some user that can be (`naive.ts` has the same reading), sliced to the roles that the goal depends on.
 * Seconds do not count the start of Z3.
 */

import { Worker } from 'node:worker_threads';
import type { AdministrativeRule } from '../../src/policy/administration.ts';
import type { Policy } from '../../src/policy/model.ts';
import type { PeerAnswer } from './peer.ts';

type Change = Exclude<AdministrativeRule, { kind: 'enrol' }>;

export interface Spacer {
  readonly answer: PeerAnswer;
  readonly seconds: number;
}

export async function spacer(policy: Policy, seconds: number): Promise<Spacer> {
  const text = hornText(policy);
  const worker = new Worker(new URL('./spacer-worker.mjs', import.meta.url), { workerData: text });
  try {
    return await new Promise<Spacer>((resolve, reject) => {
      let started = performance.now();
      let timer: ReturnType<typeof setTimeout> | undefined;
      const end = (answer: PeerAnswer): void => {
        clearTimeout(timer);
        resolve({ answer, seconds: (performance.now() - started) / 1000 });
      };
      worker.on('error', (error) => end({ kind: 'unknown', why: error.message }));
      worker.on('messageerror', reject);
      worker.on('message', (output: string) => {
        if (output === 'ready') {
          started = performance.now();
          timer = setTimeout(() => end({ kind: 'unknown', why: 'time limit' }), seconds * 1000);
        } else if (output === 'sat') end({ kind: 'unreachable' });
        else if (output === 'unsat') end({ kind: 'reachable', steps: null });
        else end({ kind: 'unknown', why: output.slice(0, 80) });
      });
    });
  } finally {
    await worker.terminate();
  }
}

/** Satisfiable where no reachable state of a user has the goal's roles. */
function hornText(policy: Policy): string {
  const { rules, goals } = policy.administration!;
  const goal = goals[0]!;
  if (goal.kind !== 'roles') throw new Error('the peer knows goals of roles only');
  const changes = rules.filter((rule): rule is Change => rule.kind !== 'enrol');
  const relevant = relevantRoles(changes, goal.roles);
  const position = new Map([...relevant].map((role, at) => [role, at]));
  const variables = [...position.values()].map((at) => `x${at}`);
  const lines = [
    '(set-logic HORN)',
    `(declare-fun S (${variables.map(() => 'Bool').join(' ')}) Bool)`,
    ...variables.map((_, at) => `(declare-fun P${at} () Bool)`),
  ];
  const declared = `(${variables.map((name) => `(${name} Bool)`).join(' ')})`;
  const state = `(S ${variables.join(' ')})`;
  const starts = new Set(['']);
  const held = new Map<number, number[]>();
  policy.assignments.left.forEach((user, at) => {
    const own = position.get(policy.assignments.right[at]!);
    if (own !== undefined) held.set(user, [...(held.get(user) ?? []), own]);
  });
  for (const own of held.values()) starts.add([...new Set(own)].sort((a, b) => a - b).join(' '));
  for (const start of starts) {
    const own = new Set(start === '' ? [] : start.split(' ').map(Number));
    lines.push(`(assert (S ${variables.map((_, at) => (own.has(at) ? 'true' : 'false')).join(' ')}))`);
  }
  for (const at of position.values())
    lines.push(`(assert (forall ${declared} (=> (and ${state} x${at}) P${at})))`);
  for (const { kind, by, roles, needs, bars } of changes) {
    for (const role of roles) {
      const own = position.get(role);
      if (own === undefined) continue;
      const after = variables.map((name, at) => (at === own ? String(kind === 'assign') : name)).join(' ');
      const condition = [
        state,
        ...needs.map((one) => `x${position.get(one)!}`),
        ...bars.flatMap((one) => (position.has(one) ? [`(not x${position.get(one)!})`] : [])),
      ];
      for (const administrator of by === null ? [null] : by.roles) {
        const power = administrator === null ? [] : [`P${position.get(administrator)!}`];
        lines.push(
          `(assert (forall ${declared} (=> (and ${[...condition, ...power].join(' ')}) (S ${after}))))`,
        );
      }
    }
  }
  const wanted = goal.roles.map((role) => `x${position.get(role)!}`);
  lines.push(`(assert (forall ${declared} (=> (and ${state} ${wanted.join(' ')}) false)))`, '(check-sat)');
  return lines.join('\n');
}

/** The goal's roles, and of rules about relevant roles what they need, bar and are used by. */
function relevantRoles(changes: readonly Change[], wanted: readonly number[]): ReadonlySet<number> {
  const relevant = new Set(wanted);
  for (let size = -1; size < relevant.size; ) {
    size = relevant.size;
    for (const { roles, needs, bars, by } of changes) {
      if (!roles.some((role) => relevant.has(role))) continue;
      for (const one of [...needs, ...bars, ...(by?.roles ?? [])]) relevant.add(one);
    }
  }
  return relevant;
}
