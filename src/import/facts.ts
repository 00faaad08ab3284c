/** Facts of an import, each once: certain if anything says so. Shared by importers whose files say things twice. */

import { nameProblem, shown } from '../policy/names.ts';
import type { Span } from '../source/text.ts';
import type { ImportBuilder } from './imported.ts';

export type FactKind = 'grant' | 'assign' | 'inherit';

export interface Fact {
  readonly kind: FactKind;
  readonly left: string;
  readonly right: string;
  readonly at: Span;
  /** Why it is not known to hold; null where it does. */
  readonly doubt: string | null;
}

export interface FactSet {
  add(kind: FactKind, left: string, right: string, at: Span, doubt: string | null): void;
  of(kind: FactKind): readonly Fact[];
  remove(fact: Fact): void;
  /** States all; a reason that several facts have is one doubt, at the first of them. */
  tell(builder: ImportBuilder): void;
}

export function factSet(): FactSet {
  const facts = new Map<string, Fact>();
  const keyOf = (kind: FactKind, left: string, right: string): string => `${kind}\n${left}\n${right}`;
  return {
    add(kind, left, right, at, doubt) {
      const key = keyOf(kind, left, right);
      const known = facts.get(key);
      if (known === undefined || (known.doubt !== null && doubt === null)) {
        facts.set(key, { kind, left, right, at, doubt });
      }
    },
    of: (kind) => [...facts.values()].filter((fact) => fact.kind === kind),
    remove: ({ kind, left, right }) => void facts.delete(keyOf(kind, left, right)),
    tell(builder) {
      const doubts = new Map<string, number>();
      const checked = new Set<string>();
      const check = (name: string, at: Span): void => {
        if (checked.has(name)) return;
        checked.add(name);
        const problem = nameProblem(name);
        if (problem !== null) builder.report('bad-name', `name \`${shown(name)}\` ${problem}`, at);
      };
      for (const { kind, left, right, at, doubt } of facts.values()) {
        check(left, at);
        check(right, at);
        let index: number | null = null;
        if (doubt !== null) {
          index = doubts.get(doubt) ?? builder.doubt(at, doubt);
          doubts.set(doubt, index);
        }
        builder[kind](left, right, at, index);
      }
    },
  };
}

/** Null: certainly; a text: possibly, and why. */
export type Surely = string | null;

/** Roles that each user is authorised for, through the hierarchy. */
export function authorisedRoles(facts: FactSet): ReadonlyMap<string, ReadonlyMap<string, Surely>> {
  const juniors = new Map<string, Fact[]>();
  for (const fact of facts.of('inherit')) {
    const of = juniors.get(fact.left);
    if (of === undefined) juniors.set(fact.left, [fact]);
    else of.push(fact);
  }
  const direct = new Map<string, Fact[]>();
  for (const fact of facts.of('assign')) {
    const of = direct.get(fact.left);
    if (of === undefined) direct.set(fact.left, [fact]);
    else of.push(fact);
  }
  const all = new Map<string, ReadonlyMap<string, Surely>>();
  for (const [user, assigned] of direct) {
    const reached = new Map<string, Surely>();
    const certain = assigned.filter(({ doubt }) => doubt === null).map(({ right }) => right);
    for (const role of certain) {
      if (reached.has(role)) continue;
      reached.set(role, null);
      for (const { right, doubt } of juniors.get(role) ?? []) if (doubt === null) certain.push(right);
    }
    const possible: (readonly [string, Surely])[] = [
      ...[...reached.keys()].flatMap((role) => juniors.get(role) ?? []),
      ...assigned,
    ].flatMap(({ right, doubt }) => (doubt === null ? [] : [[right, doubt] as const]));
    for (const [role, why] of possible) {
      if (reached.has(role)) continue;
      reached.set(role, why);
      for (const { right, doubt } of juniors.get(role) ?? []) possible.push([right, doubt ?? why]);
    }
    all.set(user, reached);
  }
  return all;
}

/** That whoever is authorised for `role` is denied a permission: `doubt`, why it may not be so. */
export interface Denial {
  readonly role: string;
  readonly permission: string;
  readonly at: Span;
  readonly doubt: Surely;
}

/**
 * Takes from users what a denial through any of their roles takes from them. A permission that is denied to somebody who
 * has it leaves the roles that grant it; who keeps it has it from a role of its own, `PERMISSION (after denials)`.
 */
export function applyDenials(facts: FactSet, denials: readonly Denial[]): void {
  if (denials.length === 0) return;
  const roles = authorisedRoles(facts);
  const byPermission = new Map<string, Denial[]>();
  for (const denial of denials) {
    const of = byPermission.get(denial.permission);
    if (of === undefined) byPermission.set(denial.permission, [denial]);
    else of.push(denial);
  }
  for (const [permission, all] of byPermission) {
    const grants = facts.of('grant').filter(({ right }) => right === permission);
    const outcomes = [...roles].flatMap(([user, has]) => {
      const through = grants.flatMap(({ left, at, doubt }) =>
        has.has(left) ? [{ at, doubt: doubt ?? has.get(left) ?? null }] : [],
      );
      const denied = all.flatMap(({ role, doubt }) =>
        has.has(role) ? [doubt ?? has.get(role) ?? null] : [],
      );
      return through.length === 0 ? [] : [{ user, through, denied }];
    });
    if (outcomes.every(({ denied }) => denied.length === 0)) continue;
    const role = `${permission} (after denials)`;
    for (const grant of grants) facts.remove(grant);
    for (const { user, through, denied } of outcomes) {
      if (denied.includes(null)) continue;
      const first = through.find(({ doubt }) => doubt === null) ?? through[0]!;
      facts.add('grant', role, permission, first.at, null);
      facts.add('assign', user, role, first.at, denied[0] ?? first.doubt);
    }
  }
}
