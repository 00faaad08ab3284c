/**
 * Operations and applications as rules judge them: schema 6 lists permissions, and a session application has what its
 * sessions can do.
 */

import { type Index, union } from '../index/index.ts';
import type { Application, Operation, Place, Policy, Severity, Within } from '../policy/model.ts';
import type { Scope } from '../verdict/verdict.ts';
import type { Focus } from './rule.ts';

/** An application of either kind with its operations. */
export interface Subject {
  readonly name: string;
  readonly kind: 'operation' | 'application';
  /** Distinct. */
  readonly atoms: readonly number[];
  readonly place: Place;
  readonly severity: Severity;
  readonly focus: Focus;
  readonly scope: Scope;
}

export function operationSubject(operation: Operation): Subject {
  return {
    name: operation.name,
    kind: 'operation',
    atoms: [...new Set(operation.permissions)],
    place: operation.place,
    severity: operation.severity,
    focus: {},
    scope: 'this policy',
  };
}

export function applicationSubject(index: Index, application: Application): Subject {
  const roles = new Set(application.sessions.flatMap((session) => session.roles));
  return {
    name: application.name,
    kind: 'application',
    atoms: [...union(Int32Array.from(roles), index.permissions())],
    place: application.place,
    severity: 'error',
    focus: { application: application.name },
    scope: 'this application',
  };
}

/** What a constraint is within, with the operations that are declared: only they are on objects. */
export function subjectWithin(policy: Policy, index: Index, { kind, index: at }: Within): Subject {
  const subject =
    kind === 'operation'
      ? operationSubject(policy.operations[at]!)
      : applicationSubject(index, policy.applications[at]!);
  return { ...subject, atoms: subject.atoms.filter((atom) => atom < policy.permissions.declaredCount) };
}

/** What a permission is on: the part of its name before the last colon. */
export function objectOf(policy: Policy, permission: number): string {
  const name = policy.permissions.list[permission]!;
  const colon = name.lastIndexOf(':');
  return colon < 0 ? name : name.slice(0, colon);
}

/** The operations of `subject` on each object. */
export function atomsByObject(policy: Policy, subject: Subject): ReadonlyMap<string, readonly number[]> {
  const byObject = new Map<string, number[]>();
  for (const atom of subject.atoms) {
    const object = objectOf(policy, atom);
    const known = byObject.get(object);
    if (known === undefined) byObject.set(object, [atom]);
    else known.push(atom);
  }
  return byObject;
}
