/**
 * Violations as failing checks of an OpenFGA store (`fga model test --tests FILE`): types for users, roles and permissions,
 * tuples of the facts, and for each violation an object whose relation `all` is what the user must not have: all of its
 * parts. It is true as long as the violation is there, and false after any repair.
 */

import type { Facts, Policy } from '../policy/model.ts';
import type { Exported, Exporter } from './exported.ts';
import { fileNames } from './file-names.ts';
import { type Finding, findingsOf, saidOf, subsetsOf, testedRules } from './findings.ts';
import { oneLine } from './lines.ts';
import { hasByInheritance } from './static.ts';

export const openfgaTestExporter: Exporter = {
  format: 'openfga-test',
  title: 'a failing OpenFGA check for each violation',
  rules: testedRules,
  ofViolations: true,
  write(policy, verdicts): Exported {
    const { findings, remarks } = findingsOf(policy, verdicts);
    return { ...openfgaTests(policy, findings), remarks };
  },
};

interface Tuple {
  readonly user: string;
  readonly relation: string;
  readonly object: string;
}

/** Tests of `findings` on what `policy` says, which may be repaired already. */
export function openfgaTests(policy: Policy, findings: readonly Finding[]): Exported {
  const path = fileNames().take(policy.name, '.fga.yaml');
  const { users, roles, permissions } = policy;
  const ids = objectIds();
  const user = (id: number): string => ids('user', users.list[id]!);
  const role = (id: number): string => ids('role', roles.list[id]!);
  const permission = (id: number): string => ids('permission', permissions.list[id]!);
  const tuples: Tuple[] = [
    ...facts(policy.assignments, (left, right) => ({
      user: user(left),
      relation: 'assigned',
      object: role(right),
    })),
    // A senior role has what the junior's members have.
    ...(hasByInheritance(policy)
      ? facts(policy.inheritance, (left, right) => ({
          user: role(left),
          relation: 'senior',
          object: role(right),
        }))
      : []),
    ...facts(policy.grants, (left, right) => ({
      user: `${role(left)}#member`,
      relation: 'holder',
      object: permission(right),
    })),
  ];
  const tests = findings.map((finding) => {
    const { over, elements, limit, fingerprint } = finding;
    const short = fingerprint.slice(0, 12);
    const whole = (name: string): string => `${ids(over, name)}#${over === 'role' ? 'member' : 'holder'}`;
    const subsets = subsetsOf(elements, limit) ?? [elements];
    const checks = subsets.map((subset, at) => {
      const object = `together_${limit}:${short}${subsets.length === 1 ? '' : `_${at + 1}`}`;
      subset.forEach((name, part) => {
        tuples.push({ user: whole(name), relation: `part_${part + 1}`, object });
      });
      return object;
    });
    return { finding, checks, user: ids('user', finding.user) };
  });
  const limits = [...new Set(findings.map(({ limit }) => limit))].sort((a, b) => a - b);
  const quoted = (text: string): string => JSON.stringify(oneLine(text));
  const text = [
    `# ${oneLine(`${policy.name} (${policy.path}), written by dutyproof. Each check says what must not be; run: fga model test --tests ${path}`)}`,
    `name: ${quoted(policy.name)}`,
    'model: |',
    ...modelOf(limits).map((line) => (line === '' ? '' : `  ${line}`)),
    'tuples:',
    ...tuples.map(
      (tuple) =>
        `  - { user: ${quoted(tuple.user)}, relation: ${tuple.relation}, object: ${quoted(tuple.object)} }`,
    ),
    'tests:',
    ...tests.flatMap(({ finding, checks, user: subject }) => [
      ...saidOf(finding).map((line) => `  # ${line}`),
      `  - name: ${quoted(`${finding.rule} ${finding.fingerprint.slice(0, 12)}`)}`,
      `    description: ${quoted(saidOf(finding).join('; '))}`,
      '    check:',
      ...checks.flatMap((object) => [
        `      - user: ${quoted(subject)}`,
        `        object: ${quoted(object)}`,
        '        assertions:',
        '          all: false',
      ]),
    ]),
    '',
  ].join('\n');
  return { files: [{ path, text }], remarks: [] };
}

/** Each fact once. */
function facts({ left, right }: Facts, make: (left: number, right: number) => Tuple): Tuple[] {
  const all = new Map<string, Tuple>();
  left.forEach((id, row) => {
    all.set(`${id} ${right[row]!}`, make(id, right[row]!));
  });
  return [...all.values()];
}

function modelOf(limits: readonly number[]): string[] {
  const parts = (limit: number): string[] => Array.from({ length: limit }, (_, at) => `part_${at + 1}`);
  return [
    'model',
    '  schema 1.1',
    '',
    'type user',
    '',
    'type role',
    '  relations',
    '    define assigned: [user]',
    '    define senior: [role]',
    '    define member: assigned or member from senior',
    '',
    'type permission',
    '  relations',
    '    define holder: [role#member]',
    ...limits.flatMap((limit) => [
      '',
      `type together_${limit}`,
      '  relations',
      ...parts(limit).map((part) => `    define ${part}: [role#member, permission#holder]`),
      `    define all: ${parts(limit).join(' and ')}`,
    ]),
  ];
}

/**
 * `type:id`. An id has no white space, colon, `#` or `@`, and at most so many characters; what has is spelled `%hex`, and
 * what is too long is numbered.
 */
function objectIds(): (type: string, name: string) => string {
  const longest = 200;
  const cut = new Map<string, string>();
  return (type, name) => {
    const id = name.replace(
      /[%:#@*\s"'\\|]/gu,
      (one) => `%${one.codePointAt(0)!.toString(16).toUpperCase()}`,
    );
    if (id.length <= longest) return `${type}:${id}`;
    const known =
      cut.get(`${type}:${id}`) ??
      `${type}:%long-${cut.size + 1}-${[...id]
        .slice(0, 40)
        .join('')
        .replace(/%[^%]*$/, '')}`;
    cut.set(`${type}:${id}`, known);
    return known;
  };
}
