/** A policy test as read: every expectation with its place, so that what differs points at what was expected. */

import type { PolicyChange, Written } from '../change/change.ts';
import type { Span } from '../source/text.ts';

/** One expected verdict. */
export interface Expectation {
  readonly rule: Written;
  readonly constraint: Written | null;
  readonly subject: Written | null;
  readonly span: Span;
}

/** Statuses that a test names verdicts of, beside the violated ones. */
export const namedStatuses = ['holds', 'vacuous', 'unknown'] as const;
export type NamedStatus = (typeof namedStatuses)[number];

export interface AccessExpectation {
  readonly user: Written;
  readonly permission: Written;
  /** The active roles; null: any role of the user. */
  readonly roles: readonly Written[] | null;
  readonly expect: 'allowed' | 'denied';
  readonly span: Span;
}

export interface PlanExpectation {
  readonly application: Written;
  readonly assign: readonly { readonly session: Written; readonly user: Written }[];
  readonly expect: 'accepted' | 'refused';
  readonly span: Span;
}

export interface FeasibleExpectation {
  readonly application: Written;
  readonly expect: 'feasible' | 'infeasible';
  readonly span: Span;
}

/** A value of an input, as written: one element, or a list of elements or tuples. */
export type InputValue = string | readonly (string | readonly string[])[];

export interface OperationExpectation {
  readonly operation: Written;
  readonly inputs: readonly { readonly name: Written; readonly value: InputValue }[];
  readonly expect: Written;
  readonly span: Span;
}

export interface PolicyTest {
  /** Null: it is called by its policy. */
  readonly name: string | null;
  readonly span: Span;
  /** Path of the policy, relative to the test's file. */
  readonly policy: Written;
  readonly changes: readonly PolicyChange[];
  readonly exit: { readonly code: number; readonly span: Span } | null;
  /** The complete list; null: not asked. */
  readonly violated: { readonly list: readonly Expectation[]; readonly span: Span } | null;
  readonly named: Readonly<Record<NamedStatus, readonly Expectation[]>>;
  readonly access: readonly AccessExpectation[];
  readonly plans: readonly PlanExpectation[];
  readonly feasible: readonly FeasibleExpectation[];
  readonly operations: readonly OperationExpectation[];
}

/** What the test is called. */
export function titleOf({ name, policy }: PolicyTest): string {
  return name ?? policy.text;
}

/** Whether the test asks for verdicts of `check`. */
export function asksForVerdicts({ exit, violated, named }: PolicyTest): boolean {
  return exit !== null || violated !== null || namedStatuses.some((status) => named[status].length > 0);
}

/** How many things are expected. */
export function expectationsOf(test: PolicyTest): number {
  return (
    (test.exit === null ? 0 : 1) +
    (test.violated === null ? 0 : Math.max(1, test.violated.list.length)) +
    namedStatuses.reduce((sum, status) => sum + test.named[status].length, 0) +
    test.access.length +
    test.plans.length +
    test.feasible.length +
    test.operations.length
  );
}
