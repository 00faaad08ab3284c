/** The rule pack over the smallest cluster that each of its rules is about, and over one that none is about. */

import { expect, test } from 'vitest';
import { checkPolicy } from '../../src/check/run.ts';
import { importers } from '../../src/import/importers.ts';
import { readPolicy } from '../../src/policy/read.ts';
import { memoryFiles } from '../../src/source/files.ts';
import { rendered } from '../policy/render.ts';

interface Rule {
  readonly group: string;
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  readonly names?: readonly string[];
}

/** What the pack says of one user with these rules, in one namespace or everywhere. */
async function findings(rules: readonly Rule[], namespace: string | null): Promise<readonly string[]> {
  const role = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: 'r' },
    rules: rules.map(({ group, resources, verbs, names }) => ({
      apiGroups: [group],
      resources,
      verbs,
      ...(names === undefined ? {} : { resourceNames: names }),
    })),
  };
  const binding = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: namespace === null ? 'ClusterRoleBinding' : 'RoleBinding',
    metadata: { name: 'b', ...(namespace === null ? {} : { namespace }) },
    roleRef: { kind: 'ClusterRole', name: 'r' },
    subjects: [{ kind: 'User', name: 'ann' }],
  };
  const files = memoryFiles({
    'p.policy.yaml':
      "policy: p\nimports: [{ file: rbac.json, from: kubernetes }]\ninclude: ['pack:kubernetes']\n",
    'rbac.json': JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [role, binding] }),
  });
  const read = readPolicy('p.policy.yaml', files, { importers });
  if (read.kind === 'failed') throw new Error(read.diagnostics.map(rendered).join('\n'));
  const { verdicts } = await checkPolicy(read.value);
  return verdicts
    .flatMap(({ status, constraint }) => (status === 'violated' && constraint !== null ? [constraint] : []))
    .sort();
}

const rbac = 'rbac.authorization.k8s.io';
const one = (group: string, resource: string, verb: string, names?: readonly string[]): Rule => ({
  group,
  resources: [resource],
  verbs: [verb],
  ...(names === undefined ? {} : { names }),
});

const certificates = 'certificates.k8s.io';
const signing: readonly Rule[] = [
  one(certificates, 'certificatesigningrequests', 'create'),
  one(certificates, 'certificatesigningrequests/approval', 'update'),
  one(certificates, 'signers', 'approve', ['kubernetes.io/kube-apiserver-client']),
];

test.each<[string, readonly Rule[], string | null, readonly string[]]>([
  ['roles alone', [one(rbac, 'roles', 'create')], null, []],
  ['bindings alone', [one(rbac, 'rolebindings', 'create')], null, []],
  [
    'roles and bindings',
    [one(rbac, 'roles', 'patch'), one(rbac, 'rolebindings', 'create')],
    'n',
    ['roles-and-bindings'],
  ],
  [
    'one role by name, and bindings',
    [one(rbac, 'roles', 'update', ['x']), one(rbac, 'rolebindings', 'create')],
    'n',
    ['roles-and-bindings'],
  ],
  [
    'cluster roles in a namespace, where there are none',
    [one(rbac, 'clusterroles', 'create'), one(rbac, 'rolebindings', 'create')],
    'n',
    [],
  ],
  ['escalate', [one(rbac, 'clusterroles', 'escalate')], null, ['escalate']],
  ['bind one role', [one(rbac, 'clusterroles', 'bind', ['admin'])], 'n', ['bind']],
  ['roles of another group', [one('iam.example', 'roles', 'bind')], null, []],
  ['impersonate', [one('', 'users', 'impersonate')], null, ['impersonation']],
  [
    'impersonate service accounts of a namespace',
    [one('', 'serviceaccounts', 'impersonate')],
    'n',
    ['impersonation'],
  ],
  ['tokens', [one('', 'serviceaccounts/token', 'create', ['robot'])], 'n', ['service-account-tokens']],
  [
    'tokens by any resource with such a subresource',
    [one('', '*/token', 'create')],
    'n',
    ['service-account-tokens'],
  ],
  ['secrets of all', [one('', 'secrets', 'list')], null, ['all-secrets']],
  ['secrets of the control plane', [one('', 'secrets', 'get')], 'kube-system', ['all-secrets']],
  ['secrets of one namespace', [one('', 'secrets', 'get')], 'n', []],
  ['one secret', [one('', 'secrets', 'get', ['x'])], 'kube-system', []],
  ['kubelets', [one('', 'nodes/proxy', 'get')], null, ['kubelet-api']],
  [
    'webhooks',
    [one('admissionregistration.k8s.io', 'mutatingwebhookconfigurations', 'patch', ['x'])],
    null,
    ['admission-webhooks'],
  ],
  ['certificates', signing, null, ['certificates-alone']],
  ['certificates without approval', [signing[0]!, signing[2]!], null, []],
  ['volumes', [one('', 'persistentvolumes', 'create')], null, ['host-volumes']],
  ['pods everywhere', [one('', 'pods', 'create')], null, ['workloads-anywhere']],
  ['jobs of the control plane', [one('batch', 'jobs', 'create')], 'kube-system', ['workloads-anywhere']],
  ['pods of a namespace', [one('', 'pods', 'create')], 'n', []],
  [
    'pods and labels of a namespace',
    [one('', 'pods', 'create'), one('', 'namespaces', 'patch')],
    'n',
    ['namespaces-and-workloads'],
  ],
  [
    'everything to read',
    [{ group: '*', resources: ['*'], verbs: ['get', 'list', 'watch'] }],
    null,
    ['all-secrets', 'kubelet-api'],
  ],
  [
    'everything of a namespace',
    [{ group: '*', resources: ['*'], verbs: ['*'] }],
    'n',
    [
      'bind',
      'escalate',
      'impersonation',
      'namespaces-and-workloads',
      'roles-and-bindings',
      'service-account-tokens',
    ],
  ],
])('%s', async (_, rules, namespace, expected) => {
  expect(await findings(rules, namespace)).toEqual(expected);
});
