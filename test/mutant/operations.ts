/**
 * Mistakes planted in the specification's operations and invariants: each has to be caught by a proof run, with a
 * counterexample that was performed.
 */

import { operations } from '../../spec/operations/catalogue.ts';
import type { Operation, Step, Update } from '../../src/logic/operation.ts';
import type { Formula, Term } from '../../src/logic/terms.ts';

export interface Defect {
  readonly name: string;
  readonly operation: Operation;
  /** An invariant that breaks. */
  readonly breaks: string;
}

const named = (name: string): Operation => {
  const found = operations.find((operation) => operation.name === name);
  if (found === undefined) throw new Error(`no operation ${name}`);
  return found;
};

const always: Formula = { kind: 'true' };

/** The guard is never asked. */
const withoutGuard = (name: string, error: string, breaks: string): Defect => {
  const operation = named(name);
  const guards = operation.guards.map((guard) =>
    guard.error === error ? { ...guard, formula: always } : guard,
  );
  if (guards.every((guard, index) => guard === operation.guards[index])) throw new Error(`no guard ${error}`);
  return { name: `${name} without ${error}`, operation: { ...operation, guards }, breaks };
};

/** The guard asks something else. */
const otherGuard = (
  name: string,
  error: string,
  what: string,
  formula: (given: Formula) => Formula,
  breaks: string,
): Defect => {
  const operation = named(name);
  const guards = operation.guards.map((guard) =>
    guard.error === error ? { ...guard, formula: formula(guard.formula) } : guard,
  );
  return { name: `${name}: ${what}`, operation: { ...operation, guards }, breaks };
};

/** The effect is another. */
const otherSteps = (
  name: string,
  what: string,
  steps: (given: readonly Step[]) => readonly Step[],
  breaks: string,
): Defect => {
  const operation = named(name);
  return { name: `${name}: ${what}`, operation: { ...operation, steps: steps(operation.steps) }, breaks };
};

const withoutCascade = (name: string, breaks: string): Defect =>
  otherSteps(name, 'no cascade', (steps) => steps.filter(({ kind }) => kind === 'update'), breaks);

/** One component is forgotten by the effect. */
const forgets = (name: string, component: string, breaks: string): Defect =>
  otherSteps(
    name,
    `forgets ${component}`,
    (steps) =>
      steps.map((step) =>
        step.kind === 'update'
          ? { kind: 'update', updates: step.updates.filter((update) => update.component !== component) }
          : step,
      ),
    breaks,
  );

/** A cascade's round without one of its updates. */
const weakerCascade = (name: string, component: string, breaks: string): Defect =>
  otherSteps(
    name,
    `the cascade forgets ${component}`,
    (steps) =>
      steps.map((step) =>
        step.kind === 'cascade'
          ? {
              kind: 'cascade',
              cascade: {
                ...step.cascade,
                round: step.cascade.round.filter((update) => update.component !== component),
              },
            }
          : step,
      ),
    breaks,
  );

const changed = (
  name: string,
  what: string,
  component: string,
  value: (given: Term) => Term,
  breaks: string,
): Defect =>
  otherSteps(
    name,
    what,
    (steps) =>
      steps.map((step) =>
        step.kind === 'update'
          ? {
              kind: 'update',
              updates: step.updates.map(
                (update): Update =>
                  update.component === component ? { component, value: value(update.value) } : update,
              ),
            }
          : step,
      ),
    breaks,
  );

const firstOf = (formula: Formula): Formula => (formula.kind === 'and' ? formula.operands[0]! : formula);

/** Only one of two exclusive pairs is stated. */
const leftOfUnion = (term: Term): Term =>
  term.kind === 'union' && term.right.kind === 'union' ? { ...term, right: term.right.left } : term;

export const defects: readonly Defect[] = [
  withoutGuard('AssignUser', 'UNKNOWN_USER', 'I1'),
  withoutGuard('AssignUser', 'SSOD_VIOLATION', 'I5'),
  withoutGuard('AssignUser', 'PSOD_VIOLATION', 'I7'),
  withoutGuard('AssignUser', 'CARDINALITY_EXCEEDED', 'I9'),
  withoutGuard('AssignUser', 'PREREQ_MISSING', 'I10'),
  withoutGuard('AssignUser', 'HR_MANAGED_ROLE', 'I12'),
  withoutGuard('AddInheritance', 'CYCLE', 'I2'),
  withoutGuard('AddInheritance', 'SSOD_VIOLATION', 'I5'),
  withoutGuard('AddInheritance', 'DSOD_ACTIVE', 'I6'),
  withoutGuard('AddInheritance', 'PSOD_ACTIVE', 'I8'),
  withoutGuard('AddInheritance', 'OUTSIDE_WINDOW', 'I11'),
  otherGuard('AddInheritance', 'CYCLE', 'only a link to itself is refused', firstOf, 'I2'),
  withoutGuard('GrantPermission', 'PSOD_VIOLATION', 'I7'),
  withoutGuard('GrantPermission', 'PSOD_ACTIVE', 'I8'),
  withoutGuard('CreateSession', 'NOT_AUTHORISED', 'I4'),
  withoutGuard('CreateSession', 'SESSION_EXISTS', 'I1'),
  withoutGuard('AddActiveRole', 'NOT_AUTHORISED', 'I4'),
  withoutGuard('AddActiveRole', 'DSOD_VIOLATION', 'I6'),
  withoutGuard('AddActiveRole', 'OUTSIDE_WINDOW', 'I11'),
  withoutGuard('DeleteRole', 'SET_UNDERFLOW', 'I3'),
  withoutGuard('AddMutexS', 'VIOLATED_NOW', 'I5'),
  withoutGuard('SetCardinality', 'VIOLATED_NOW', 'I9'),
  withoutCascade('DeassignUser', 'I4'),
  withoutCascade('DeleteInheritance', 'I4'),
  withoutCascade('SetWindow', 'I11'),
  weakerCascade('DeassignUser', 'ar', 'I4'),
  weakerCascade('DeleteInheritance', 'UA', 'I10'),
  forgets('DeleteUser', 'UA', 'I1'),
  forgets('DeleteUser', 'su', 'I1'),
  forgets('DeleteRole', 'mutexS', 'I1'),
  forgets('DeleteSession', 'ar', 'I1'),
  changed('AddMutexS', 'one direction only', 'mutexS', leftOfUnion, 'I3'),
  changed('AddMutexD', 'one direction only', 'mutexD', leftOfUnion, 'I3'),
];
