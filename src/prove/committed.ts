/**
 * The matrix that the repository holds: what was proved when it was last looked at, one cell a line, so that a change
 * of a proof is a difference that a reviewer reads.
 *
 * `dutyproof prove` compares what it finds with it. Counterexamples, sizes and hypotheses are left out of the
 * comparison, and counterexamples out of the file: another solver may find others that are as good.
 */

import * as z from 'zod';
import type { Purpose } from '../logic/operation.ts';
import type { Findings, GuardFinding, LawFinding } from './findings.ts';
import matrixJson from './matrix.json' with { type: 'json' };
import { type Cell, type Matrix, type Strength, strengths } from './matrix.ts';

export interface CommittedGuard
  extends Pick<GuardFinding, 'operation' | 'guard' | 'error' | 'declared' | 'found' | 'isTheGoal'> {
  /** The invariant that breaks without it; null for guards that protect none. */
  readonly invariant: string | null;
}

export type CommittedLaw = Pick<LawFinding, 'law' | 'expected' | 'status'>;

export interface Committed extends Matrix {
  readonly guards: readonly CommittedGuard[];
  readonly laws: readonly CommittedLaw[];
}

const strength = z.enum(strengths satisfies readonly Strength[]);
const purposes = ['safety', 'no-op', 'report', 'authority', 'reading'] as const satisfies readonly Purpose[];

export const matrixShape = {
  profile: z.record(z.string(), z.string()).describe('the reading under which everything was proved'),
  cells: z.array(
    z.strictObject({
      operation: z.string(),
      invariant: z.string(),
      status: strength,
      how: z.enum(['untouched', 'kept', 'restored', 'guard', 'searched', 'none']),
      because: z.array(z.string()),
      size: z.record(z.string(), z.int()),
      reason: z.string(),
    }),
  ),
};

const shape = z.strictObject({
  ...matrixShape,
  guards: z.array(
    z.strictObject({
      operation: z.string(),
      guard: z.string(),
      error: z.string(),
      declared: z.enum(purposes),
      found: z.enum([...purposes, 'unknown']),
      isTheGoal: z.boolean(),
      invariant: z.string().nullable(),
    }),
  ),
  laws: z.array(z.strictObject({ law: z.string(), expected: z.enum(['holds', 'fails']), status: strength })),
});

let read: Committed | null = null;

/** The committed matrix; read when it is first asked for. */
export function committedMatrix(): Committed {
  read ??= shape.parse(matrixJson);
  return read;
}

/** What of the findings is committed, in an order of its own. */
export function committedOf({ matrix, guards, laws }: Findings): Committed {
  return {
    profile: matrix.profile,
    cells: sorted(matrix.cells, cellKey).map(
      ({ operation, invariant, status, how, because, size, reason }): Cell => ({
        operation,
        invariant,
        status,
        how,
        because: [...because].sort(),
        size: Object.fromEntries(sorted(Object.entries(size), ([sort]) => sort)),
        reason,
      }),
    ),
    guards: sorted(guards, guardKey).map(
      ({ operation, guard, error, declared, found, isTheGoal, counterexample }) => ({
        operation,
        guard,
        error,
        declared,
        found,
        isTheGoal,
        invariant: counterexample?.invariant ?? null,
      }),
    ),
    laws: sorted(laws, lawKey).map(({ law, expected, status }) => ({ law, expected, status })),
  };
}

export const cellKey = ({ operation, invariant }: Pick<Cell, 'operation' | 'invariant'>): string =>
  `${operation} ${invariant}`;
export const guardKey = ({ operation, guard }: Pick<CommittedGuard, 'operation' | 'guard'>): string =>
  `${operation} ${guard}`;
export const lawKey = ({ law }: Pick<CommittedLaw, 'law'>): string => law;

/** By name, numbers in names by their size: I2 before I10. */
export function byName(left: string, right: string): number {
  const padded = (name: string): string => name.replace(/\d+/g, (digits) => digits.padStart(4, '0'));
  const [first, second] = [padded(left), padded(right)];
  return first < second ? -1 : first > second ? 1 : 0;
}

const sorted = <T>(list: readonly T[], key: (one: T) => string): readonly T[] =>
  [...list].sort((left, right) => byName(key(left), key(right)));

/** The text of the committed file. */
export function matrixText({ profile, cells, guards, laws }: Committed): string {
  const lines = (list: readonly unknown[]): string =>
    list.length === 0 ? '[]' : `[\n${list.map((one) => `    ${JSON.stringify(one)}`).join(',\n')}\n  ]`;
  return [
    '{',
    `  "profile": ${JSON.stringify(profile)},`,
    `  "cells": ${lines(cells)},`,
    `  "guards": ${lines(guards)},`,
    `  "laws": ${lines(laws)}`,
    '}',
    '',
  ].join('\n');
}
