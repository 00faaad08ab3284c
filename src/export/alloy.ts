/**
 * The facts and static demands of a policy as a module of Alloy 6: users, roles and permissions are atoms, and each demand
 * is an assertion with a `check` that says what is expected. Identifiers are of plain letters; the names stand beside them.
 *
 * Alloy was not at hand where this was written: tests read the module with a reader of their own, which knows the part of
 * the language that is used here, and evaluate it. The module says so itself.
 */

import type { Facts, Policy } from '../policy/model.ts';
import type { Verdict } from '../verdict/verdict.ts';
import type { Exported, Exporter } from './exported.ts';
import { fileNames } from './file-names.ts';
import { identifiers } from './identifiers.ts';
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

export const alloyExporter: Exporter = {
  format: 'alloy',
  title: 'Alloy 6, one check for each demand',
  rules: staticRules,
  ofViolations: false,
  write(policy, verdicts): Exported {
    const remarks = beyondStatic(policy);
    const path = fileNames().take(policy.name, '.als');
    return { files: [{ path, text: moduleOf(policy, verdicts, remarks) }], remarks };
  },
};

interface Atoms {
  readonly users: readonly string[];
  readonly roles: readonly string[];
  readonly permissions: readonly string[];
}

function moduleOf(policy: Policy, verdicts: readonly Verdict[], remarks: readonly string[]): string {
  const made = identifiers();
  const { users, roles, permissions } = policy;
  const people = users.list.slice(0, users.declaredCount);
  const atoms: Atoms = {
    users: people.map((name) => made.of('User', name)),
    roles: roles.list.map((name) => made.of('Role', name)),
    permissions: permissions.list.map((name) => made.of('Permission', name)),
  };
  const isUser = (id: number): boolean => id < users.declaredCount;
  const mayHave = hasByInheritance(policy) ? 'u.assigned.*inherits' : 'u.assigned';
  const demands = staticDemands(policy);
  const most = Math.max(8, users.list.length, roles.list.length, permissions.list.length);
  // Alloy counts in two's complement.
  const bits = Math.ceil(Math.log2(most + 1)) + 1;
  return [
    ...[
      `${policy.name} (${policy.path}), written by dutyproof for Alloy 6.`,
      'It was not run in Alloy where it was written, but read and evaluated by a reader of this part of the language.',
      'Of each check is expected: 0 counterexamples where the demand holds, 1 where it does not.',
      ...remarks.map((remark) => `Note: ${remark}.`),
    ].map(comment),
    `module ${made.of('policy', policy.name)}`,
    '',
    'abstract sig User { assigned: set Role }',
    'abstract sig Role { inherits: set Role, grants: set Permission }',
    'abstract sig Permission {}',
    '',
    ...sigs('User', atoms.users, people),
    ...sigs('Role', atoms.roles, roles.list),
    ...sigs('Permission', atoms.permissions, permissions.list),
    '',
    'fact {',
    `  assigned = ${relation(policy.assignments, atoms.users, atoms.roles, isUser)}`,
    `  inherits = ${relation(policy.inheritance, atoms.roles, atoms.roles)}`,
    `  grants = ${relation(policy.grants, atoms.roles, atoms.permissions)}`,
    '}',
    '',
    comment('The roles that users have in this reading, and what they may do.'),
    `fun roles[u: User]: set Role { ${mayHave} }`,
    'fun permissions[u: User]: set Permission { roles[u].grants }',
    ...demands.flatMap((demand) =>
      assertion(policy, demand, atoms, made.of('demand', `${demand.rule} ${demand.id}`), verdicts, bits),
    ),
    '',
  ].join('\n');
}

const comment = (text: string): string => `-- ${oneLine(text)}`;

function sigs(sort: string, atoms: readonly string[], names: readonly string[]): string[] {
  if (atoms.length === 0) return [`fact { no ${sort} }`];
  return atoms.map((atom, at) => `one sig ${atom} extends ${sort} {}  ${comment(names[at]!)}`);
}

function relation(
  { left, right }: Facts,
  from: readonly string[],
  to: readonly string[],
  isKept: (left: number) => boolean = () => true,
): string {
  const pairs = new Set<string>();
  left.forEach((id, row) => {
    if (isKept(id)) pairs.add(`${from[id]!} -> ${to[right[row]!]!}`);
  });
  return pairs.size === 0 ? 'none -> none' : [...pairs].join('\n    + ');
}

function assertion(
  policy: Policy,
  demand: Demand,
  { roles, permissions }: Atoms,
  name: string,
  verdicts: readonly Verdict[],
  bits: number,
): string[] {
  const expected = expectedOf(demand, verdicts);
  const { rule, id, reason } = demand;
  return [
    '',
    comment(`${rule} · ${id}${reason === null ? '' : `: ${reason}`}`),
    `assert ${name} {`,
    ...bodyOf(policy, demand, roles, permissions).map((line) => `  ${line}`),
    '}',
    `check ${name} for 3 but ${bits} int${expected === null ? '' : ` expect ${expected === 'holds' ? 0 : 1}`}`,
  ];
}

function bodyOf(
  policy: Policy,
  demand: Demand,
  roles: readonly string[],
  permissions: readonly string[],
): readonly string[] {
  const union = (atoms: readonly string[]): string => atoms.join(' + ');
  switch (demand.kind) {
    case 'fewer': {
      const [atoms, held] = demand.over === 'role' ? [roles, 'roles[u]'] : [permissions, 'permissions[u]'];
      return demand.sets.map(({ members, limit }) => {
        const own = `${held} & (${union(members.map((member) => atoms[member]!))})`;
        if (limit === 1) return `all u: User | no (${own})`;
        return limit === 2 ? `all u: User | lone (${own})` : `all u: User | #(${own}) < ${limit}`;
      });
    }
    case 'cardinality': {
      const role = roles[demand.role]!;
      const members = countsByInheritance(policy) ? `assigned.*inherits.${role}` : `assigned.${role}`;
      return [`#(${members}) =< ${demand.atMost}`];
    }
    case 'prerequisite': {
      const needed = union(demand.needs.map((need) => roles[need]!));
      return [`all u: User | ${roles[demand.role]!} in u.assigned implies (${needed}) in roles[u]`];
    }
    default:
      return demand satisfies never;
  }
}
