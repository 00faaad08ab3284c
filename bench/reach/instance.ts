/**
 * What a generator makes: a policy in the `.arbac` format whose answer is known from how it was made.
 *
 * Two facts carry all arguments. A reachable instance has a planted run: whatever else is added, nobody has to use it, so
 * the run stays (rules only add moves). An unreachable one has an invariant: whatever else is added is drawn again until
 * it keeps the invariant, rule by rule.
 */

import type { SourceFile } from '../../src/source/text.ts';

export interface Instance {
  readonly name: string;
  readonly text: string;
  readonly expected: 'reachable' | 'unreachable';
  /** Steps of the planted run: no shortest one is longer. Null where there is none. */
  readonly planted: number | null;
}

export interface ArbacRule {
  readonly by: string;
  readonly needs: readonly string[];
  readonly bars: readonly string[];
  readonly role: string;
}

export interface Arbac {
  readonly roles: readonly string[];
  readonly users: readonly string[];
  /** User and role. */
  readonly assignments: readonly (readonly [string, string])[];
  readonly assign: readonly ArbacRule[];
  /** Administrator and role. */
  readonly revoke: readonly (readonly [string, string])[];
  readonly goal: string;
}

export function arbacText({ roles, users, assignments, assign, revoke, goal }: Arbac): string {
  const pair = ([left, right]: readonly [string, string]): string => `<${left},${right}>`;
  return `${[
    ['Roles', ...roles],
    ['Users', ...users],
    ['UA', ...assignments.map(pair)],
    ['CR', ...revoke.map(pair)],
    ['CA', ...assign.map((rule) => `<${rule.by},${condition(rule)},${rule.role}>`)],
    ['SPEC', goal],
  ]
    .map((words) => `${words.join('\n')}\n;`)
    .join('\n\n')}\n`;
}

function condition({ needs, bars }: ArbacRule): string {
  const literals = [...needs, ...bars.map((role) => `-${role}`)];
  return literals.length === 0 ? 'TRUE' : literals.join('&');
}

export function sourceOf({ name, text }: Instance): SourceFile {
  return { path: `${name}.arbac`, text, sha256: '' };
}
