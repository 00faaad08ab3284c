/**
 * Native clingo (Debian package `gringo`) on a compact answer set program: who does what, the users that a scope
 * uses, and nothing about patterns.
 */

import type { Instance } from '../../../src/workflow/instance.ts';
import { type Answer, clock, type Peer, unknown } from '../solver.ts';
import { isInstalled, runProgram } from './native.ts';

const rules = `
1 { does(S,U) : may(S,U) } 1 :- step(S).
:- separate(A,B), does(A,U), does(B,U).
:- bind(A,B), does(A,U), not does(B,U).
uses(C,U) :- in(C,S), does(S,U).
:- most(C,R), #count { U : uses(C,U) } > R.
#show does/2.
`;

export function clingo(): Peer {
  if (!isInstalled('clingo')) return { kind: 'absent', name: 'clingo', how: 'Debian package gringo' };
  return { kind: 'present', isSlow: true, solver: { name: 'clingo', run } };
}

function run(instance: Instance): Answer {
  const read = clock();
  const text = programOf(instance);
  const building = read();
  const { output, seconds: solving } = runProgram('clingo', ['--verbose=1', '-'], text);
  const seconds = building + solving;
  if (/^UNSATISFIABLE/m.test(output)) return { verdict: 'infeasible', seconds, building };
  if (!/^SATISFIABLE/m.test(output)) return unknown(seconds);
  const plan = new Int32Array(instance.steps).fill(-1);
  for (const [, step, user] of output.matchAll(/does\((\d+),(\d+)\)/g)) plan[Number(step)] = Number(user);
  return { verdict: 'feasible', seconds, building, plan };
}

function programOf(instance: Instance): string {
  const facts: string[] = [rules];
  for (const [step, row] of instance.authorised.entries()) {
    facts.push(`step(${step}).`);
    for (let user = 0; user < instance.users; user += 1) {
      if (((row[user >>> 5]! >>> (user & 31)) & 1) === 1) facts.push(`may(${step},${user}).`);
    }
  }
  for (const [index, constraint] of instance.constraints.entries()) {
    switch (constraint.kind) {
      case 'separation':
        facts.push(`separate(${constraint.left},${constraint.right}).`);
        break;
      case 'binding':
        facts.push(`bind(${constraint.left},${constraint.right}).`);
        break;
      case 'at-most':
        facts.push(`most(${index},${constraint.bound}).`);
        for (const step of constraint.steps) facts.push(`in(${index},${step}).`);
        break;
      default:
        throw new Error(`no encoding of ${constraint.kind}`);
    }
  }
  return facts.join('\n');
}
