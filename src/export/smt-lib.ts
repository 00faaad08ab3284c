/**
 * The facts and static demands of a policy as an SMT-LIB 2.6 script: users are an enumerated type, each role and permission
 * is a predicate over them, defined by the facts, and each demand is refuted or violated by one `(check-sat)`. Nothing but
 * finite types and sums of 0 and 1 is used, so that every answer is decided: `unsat` says that the demand holds, and in a
 * model `who` violates it. What was closed over inheritance elsewhere is defined here from the facts again, role by role.
 *
 * It is meant for thousands of facts: a solver reads every definition whole.
 */

import { findCycles } from '../policy/cycles.ts';
import type { Facts, Policy } from '../policy/model.ts';
import { shown } from '../policy/names.ts';
import type { Verdict } from '../verdict/verdict.ts';
import type { Exported, Exporter } from './exported.ts';
import { fileNames } from './file-names.ts';
import { oneLine } from './lines.ts';
import {
  beyondStatic,
  countsByInheritance,
  type Demand,
  expectedOf,
  hasByInheritance,
  staticDemands,
  staticRules,
} from './static.ts';

export const smtLibExporter: Exporter = {
  format: 'smt-lib',
  title: 'SMT-LIB 2.6, one check-sat for each demand',
  rules: staticRules,
  ofViolations: false,
  write(policy, verdicts): Exported {
    const remarks = beyondStatic(policy);
    const path = fileNames().take(policy.name, '.smt2');
    return { files: [{ path, text: scriptOf(policy, verdicts, remarks) }], remarks };
  },
};

/**
 * A symbol that no other name of another kind has: kinds are words with a space behind. Bars and backslashes are what a
 * quoted symbol cannot contain.
 */
function symbol(kind: string, name: string): string {
  return `|${kind} ${name.replace(/[%|\\]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`)}|`;
}

function scriptOf(policy: Policy, verdicts: readonly Verdict[], remarks: readonly string[]): string {
  const { users, roles, permissions } = policy;
  const user = (id: number): string => symbol('user', users.list[id]!);
  const has = (id: number): string => symbol(hasByInheritance(policy) ? 'has' : 'assigned', roles.list[id]!);
  const may = (id: number): string => symbol('may', permissions.list[id]!);
  const people = users.list.slice(0, users.declaredCount).map((name) => symbol('user', name));
  const head = [
    `${shown(policy.name)} (${shown(policy.path)}), written by dutyproof.`,
    'Expected of each check: unsat where the demand holds; sat, with who violates it, where it does not.',
    ...remarks.map((remark) => `Note: ${remark}.`),
  ];
  return [
    ...head.map(comment),
    '(set-info :smt-lib-version 2.6)',
    '(set-option :produce-models true)',
    '(set-logic ALL)',
    '',
    comment('Users'),
    `(declare-datatypes ((User 0)) ((${(people.length === 0 ? ['|no user|'] : people).map((one) => `(${one})`).join(' ')})))`,
    '',
    comment('Roles: who is assigned them, and who has them through inheritance'),
    ...roleDefinitions(policy, user),
    '',
    comment('Permissions'),
    ...permissionDefinitions(policy, has, may),
    ...staticDemands(policy).flatMap((demand) => checkOf(policy, demand, { user, has, may, verdicts })),
    '',
  ].join('\n');
}

const comment = (text: string): string => `; ${oneLine(text)}`;

const anyOf = (terms: readonly string[]): string =>
  terms.length === 0 ? 'false' : terms.length === 1 ? terms[0]! : `(or ${terms.join(' ')})`;

const allOf = (terms: readonly string[]): string =>
  terms.length === 0 ? 'true' : terms.length === 1 ? terms[0]! : `(and ${terms.join(' ')})`;

/** How many of the terms are true. */
function sum(terms: readonly string[]): string {
  const numbers = terms.map((term) => `(ite ${term} 1 0)`);
  return numbers.length === 0 ? '0' : numbers.length === 1 ? numbers[0]! : `(+ ${numbers.join(' ')})`;
}

const predicate = (name: string, body: string): string => `(define-fun ${name} ((u User)) Bool ${body})`;

/** For each id on the right, those on the left, each once. */
function byRight({ left, right }: Facts, size: number): readonly (readonly number[])[] {
  const sets = Array.from({ length: size }, () => new Set<number>());
  right.forEach((id, row) => void sets[id]!.add(left[row]!));
  return sets.map((set) => [...set]);
}

function roleDefinitions(policy: Policy, user: (id: number) => string): string[] {
  const { roles, users, assignments, inheritance } = policy;
  const assignedTo = byRight(assignments, roles.list.length);
  const seniors = byRight(inheritance, roles.list.length);
  const assigned = (id: number): string => symbol('assigned', roles.list[id]!);
  const has = (id: number): string => symbol('has', roles.list[id]!);
  const definitions = roles.list.map((_, role) =>
    predicate(
      assigned(role),
      anyOf(assignedTo[role]!.filter((id) => id < users.declaredCount).map((id) => `(= u ${user(id)})`)),
    ),
  );
  for (const { role, above, isInCircle } of seniorsFirst(roles.list.length, seniors, policy)) {
    const through = above.map((senior) => `(${isInCircle ? assigned(senior) : has(senior)} u)`);
    definitions.push(predicate(has(role), anyOf([`(${assigned(role)} u)`, ...through])));
  }
  return definitions;
}

/**
 * Roles after their seniors. In a circle, no definition could come first: there the roles are defined by all who are
 * above, directly or not.
 */
function seniorsFirst(
  size: number,
  seniors: readonly (readonly number[])[],
  { inheritance }: Policy,
): readonly { readonly role: number; readonly above: readonly number[]; readonly isInCircle: boolean }[] {
  const isCyclic = findCycles(size, [...inheritance.left], [...inheritance.right]).length > 0;
  if (isCyclic) {
    return seniors.map((_, role) => {
      const above = new Set<number>([role]);
      for (const one of above) for (const senior of seniors[one]!) above.add(senior);
      above.delete(role);
      return { role, above: [...above], isInCircle: true };
    });
  }
  const ordered: number[] = [];
  const state = new Uint8Array(size);
  for (let start = 0; start < size; start += 1) {
    const open = [start];
    while (open.length > 0) {
      const role = open.at(-1)!;
      const waiting = state[role] === 0 ? seniors[role]!.filter((one) => state[one] !== 2) : [];
      if (state[role] === 0) state[role] = 1;
      if (waiting.length > 0) open.push(...waiting);
      else {
        open.pop();
        if (state[role] !== 2) ordered.push(role);
        state[role] = 2;
      }
    }
  }
  return ordered.map((role) => ({ role, above: seniors[role]!, isInCircle: false }));
}

function permissionDefinitions(
  { permissions, grants }: Policy,
  has: (id: number) => string,
  may: (id: number) => string,
): string[] {
  const grantedTo = byRight(grants, permissions.list.length);
  return permissions.list.map((_, id) =>
    predicate(may(id), anyOf(grantedTo[id]!.map((role) => `(${has(role)} u)`))),
  );
}

interface Symbols {
  readonly user: (id: number) => string;
  readonly has: (id: number) => string;
  readonly may: (id: number) => string;
  readonly verdicts: readonly Verdict[];
}

function checkOf(policy: Policy, demand: Demand, { user, has, may, verdicts }: Symbols): string[] {
  const { rule, id, reason } = demand;
  const expected = expectedOf(demand, verdicts);
  const said = { holds: 'unsat', violated: 'sat' } as const;
  const isAboutSomebody = demand.kind !== 'cardinality';
  const violation = (): string => {
    switch (demand.kind) {
      case 'fewer': {
        const name = demand.over === 'role' ? has : may;
        return anyOf(
          demand.sets.map(({ members, limit }) => {
            const own = members.map((member) => `(${name(member)} who)`);
            return limit === members.length ? allOf(own) : `(>= ${sum(own)} ${limit})`;
          }),
        );
      }
      case 'cardinality': {
        const member = countsByInheritance(policy)
          ? symbol('has', policy.roles.list[demand.role]!)
          : symbol('assigned', policy.roles.list[demand.role]!);
        const everybody = Array.from(
          { length: policy.users.declaredCount },
          (_, one) => `(${member} ${user(one)})`,
        );
        return `(> ${sum(everybody)} ${demand.atMost})`;
      }
      case 'prerequisite': {
        const needed = demand.needs.map((role) => `(${has(role)} who)`);
        const assigned = symbol('assigned', policy.roles.list[demand.role]!);
        return `(and (${assigned} who) (not ${allOf(needed)}))`;
      }
      default:
        return demand satisfies never;
    }
  };
  return [
    '',
    comment(`${rule} · ${id}${reason === null ? '' : `: ${reason}`}`),
    comment(
      expected === null
        ? 'expected: nobody decided it'
        : `expected: ${said[expected]}, because it ${expected === 'holds' ? 'holds' : 'is violated'}`,
    ),
    '(push 1)',
    ...(isAboutSomebody ? ['(declare-const who User)'] : []),
    ...(isAboutSomebody && policy.users.declaredCount === 0 ? ['(assert false)'] : []),
    `(assert ${violation()})`,
    ...(expected === null ? [] : [`(set-info :status ${said[expected]})`]),
    '(check-sat)',
    ...(expected === 'violated' && isAboutSomebody ? ['(get-value (who))'] : []),
    '(pop 1)',
  ];
}
