/**
 * RBAC of real clusters: the default roles of Kubernetes (2017) and an installation of Argo CD. This repository does not hold
 * them; without them the tests are skipped.
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { checkPolicy } from '../../src/check/run.ts';
import type { Imported } from '../../src/import/imported.ts';
import { importers } from '../../src/import/importers.ts';
import { kubernetes } from '../../src/import/kubernetes.ts';
import { readPolicy } from '../../src/policy/read.ts';
import { memoryFiles } from '../../src/source/files.ts';
import type { SourceFile } from '../../src/source/text.ts';
import { judge } from '../import/kubernetes/facts.ts';
import { authorizer, type Request, type WrittenObject } from '../import/kubernetes/oracle.ts';
import { rendered } from '../policy/render.ts';

const data = resolve(import.meta.dirname, '../../../shared/data/kubernetes');
const isPresent = existsSync(data);
const skipped = isPresent ? '' : ' (skipped: ../shared/data is absent)';

const defaults = (): readonly SourceFile[] => {
  const directory = join(data, 'k8s-default-2017-08');
  return readdirSync(directory)
    .sort()
    .map((path) => ({ path, text: readFileSync(join(directory, path), 'utf8'), sha256: '' }));
};
const argo = (): readonly SourceFile[] => [
  { path: 'argo.yaml', text: readFileSync(join(data, 'argo-cd-ha-install.rbac.yaml'), 'utf8'), sha256: '' },
];

function read(files: readonly SourceFile[], mentioned: readonly string[] = []): Imported {
  const result = kubernetes.read({ files, mentioned, map: new Map([['namespace', 'argocd']]) });
  if (result.kind === 'failed') throw new Error(result.diagnostics.map(rendered).join('\n'));
  return result.value;
}

/** The objects, read by another reader, in the namespace that they are in. */
function objectsOf(files: readonly SourceFile[]): readonly WrittenObject[] {
  const all = files.flatMap(({ text }) =>
    parseAllDocuments(text).map((document) => document.toJS() as unknown),
  );
  return all
    .flatMap((document) => (document as { items?: unknown[] } | null)?.items ?? [document])
    .filter((object) => object !== null)
    .map((object) => {
      const written = object as WrittenObject;
      if (written.kind.startsWith('Cluster')) return written;
      return { ...written, metadata: { namespace: 'argocd', ...written.metadata } };
    });
}

const rbac = 'rbac.authorization.k8s.io';
/** Roles that have a permission of one of these names. */
const rolesWith = (facts: Imported, pattern: RegExp): readonly string[] =>
  [...new Set(facts.grants.filter(({ right }) => pattern.test(right)).map(({ left }) => left))].sort();

const spoken = ['clusterroles', 'roles', 'clusterrolebindings', 'rolebindings'].flatMap((resource) =>
  ['create', 'update', 'escalate', 'bind'].map((verb) => `(cluster)/${rbac}/${resource}:${verb}`),
);

/** Certain facts against the authorizer, for every user and every request of these parts. */
function compare(files: readonly SourceFile[]): { allowed: number; denied: number } {
  const facts = read(files);
  const objects = objectsOf(files);
  const may = authorizer(objects, false);
  const told = judge(facts, false);
  const rules = objects.flatMap((object) => ('rules' in object ? (object.rules ?? []) : []));
  const every = (of: readonly (readonly string[] | undefined)[]): readonly string[] => [
    ...new Set(of.flatMap((texts) => texts ?? []).filter((text) => text !== '*')),
    'zz',
  ];
  const groups = every(rules.map(({ apiGroups }) => apiGroups));
  const resources = every(rules.map((rule) => rule.resources));
  const verbs = every(rules.map((rule) => rule.verbs));
  const names = ['', ...every(rules.map(({ resourceNames }) => resourceNames))];
  const urls = every(rules.map(({ nonResourceURLs }) => nonResourceURLs));
  const namespaces = ['', 'kube-system', 'kube-public', 'argocd', 'zz'];
  const counted = { allowed: 0, denied: 0 };
  const ask = (request: Request): void => {
    const is = may(request);
    if (told(request) !== is) throw new Error(`${is}: ${JSON.stringify(request)}`);
    counted[is ? 'allowed' : 'denied'] += 1;
  };
  let state = 7;
  const pick = (texts: readonly string[]): string => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return texts[Math.floor((state / 2 ** 32) * texts.length)]!;
  };
  for (const { name: user } of facts.users) {
    for (let round = 0; round < 250; round += 1) {
      const [resource = '', subresource = ''] = pick(resources).split('/');
      const request = {
        resource,
        subresource,
        group: pick(groups),
        verb: pick(verbs),
        namespace: pick(namespaces),
      };
      ask({ kind: 'resource', user, name: pick(names), ...request });
    }
    for (const url of urls)
      ask({ kind: 'url', user, verb: 'get', url: url.startsWith('/') ? url.replace(/\*$/, 'x') : '/zz' });
  }
  return counted;
}

describe.skipIf(!isPresent)(`RBAC of real clusters${skipped}`, () => {
  test('the default roles of Kubernetes: 41 ClusterRoles, 7 Roles, 30 and 6 bindings, 196 rules', () => {
    const objects = objectsOf(defaults());
    const count = (kind: string): number => objects.filter((object) => object.kind === kind).length;
    expect(['ClusterRole', 'Role', 'ClusterRoleBinding', 'RoleBinding'].map(count)).toEqual([41, 7, 30, 6]);
    expect(objects.flatMap((object) => ('rules' in object ? (object.rules ?? []) : []))).toHaveLength(196);
    const facts = read(defaults(), spoken);
    const roles = facts.roles.map(({ name }) => name);
    expect(roles.filter((name) => name.startsWith('ClusterRole/'))).toHaveLength(41);
    expect(roles.filter((name) => /^kube-\w+\/Role\//.test(name))).toHaveLength(7);
    expect(roles).toHaveLength(48);
    expect(facts.doubts).toEqual([]);
    // Members of `system:masters` are never asked for a role.
    expect(rolesWith(facts, /roles(?:\[.*\])?:(?:escalate|bind)$/)).toEqual([
      'ClusterRole/cluster-admin',
      'Group/system:masters',
    ]);
  });

  test('Argo CD: one role escalates and binds, two write roles and bindings', () => {
    const facts = read(argo(), spoken);
    const escalates = rolesWith(facts, /roles(?:\[.*\])?:(?:escalate|bind)$/);
    expect(escalates).toEqual(['ClusterRole/argocd-application-controller']);
    const writesRoles = rolesWith(facts, /\/(?:cluster)?roles:(?:create|update|patch)$/);
    const writesBindings = rolesWith(facts, /\/(?:cluster)?rolebindings:(?:create|update|patch)$/);
    expect(writesRoles.filter((name) => writesBindings.includes(name))).toEqual([
      'ClusterRole/argocd-application-controller',
      'ClusterRole/argocd-server',
    ]);
  });

  test('every user may exactly what the authorizer says', () => {
    const kubernetes = compare(defaults());
    expect(kubernetes.allowed).toBeGreaterThan(200);
    const argocd = compare(argo());
    expect(argocd.allowed).toBeGreaterThan(200);
    expect(kubernetes.denied + argocd.denied).toBeGreaterThan(5_000);
  });

  test('the rule pack over the defaults finds masters and the controllers that may do everything to anything', async () => {
    const files = defaults();
    const policy = `policy: defaults\nimports: [{ files: [${files.map(({ path }) => path).join(', ')}], from: kubernetes }]\ninclude: ['pack:kubernetes']\n`;
    const texts = Object.fromEntries(files.map(({ path, text }) => [path, text]));
    const read = readPolicy('p.policy.yaml', memoryFiles({ ...texts, 'p.policy.yaml': policy }), {
      importers,
    });
    if (read.kind === 'failed') throw new Error(read.diagnostics.map(rendered).join('\n'));
    const { verdicts } = await checkPolicy(read.value);
    const found = verdicts.flatMap((verdict) =>
      verdict.status === 'violated'
        ? [`${verdict.constraint}: ${verdict.counterexample.bindings[0]!.value}`]
        : [],
    );
    expect(found.filter((line) => /^(?:escalate|bind): /.test(line))).toEqual([
      'bind: (member of system:masters)',
      'escalate: (member of system:masters)',
    ]);
    expect(found.filter((line) => line.startsWith('roles-and-bindings'))).toEqual(
      expect.arrayContaining([
        'roles-and-bindings: (member of system:masters)',
        'roles-and-bindings: system:serviceaccount:kube-system:generic-garbage-collector',
      ]),
    );
  });
});
