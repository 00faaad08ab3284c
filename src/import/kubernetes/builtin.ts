/**
 * Roles that every cluster has, for bindings of roles that the files do not define.
 *
 * `cluster-admin` is everything, in every release. `admin`, `edit`, `view` and two roles for API servers are what the
 * documentation and the bootstrap policy say, as far as all supported releases agree; where they differ, a rule is only
 * possible. Besides, roles of the files lend their rules to the three by the labels that Kubernetes aggregates.
 * Everything else (`system:…`) changes too much from release to release to be known.
 *
 * Who writes these roles into the files is believed instead: nothing here is used then.
 */

import type { Span } from '../../source/text.ts';
import type { Leaf, Requirement, Role, Rule, Selector } from './objects.ts';
import { selects } from './selectors.ts';

export interface Builtin {
  readonly role: Role;
  /** Rules that depend on the release. */
  readonly possible: readonly Rule[];
}

interface Line {
  readonly groups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  readonly names?: readonly string[];
}

const read = ['get', 'list', 'watch'];
const write = ['create', 'delete', 'deletecollection', 'patch', 'update'];

const workloads = ['daemonsets', 'deployments', 'deployments/scale', 'replicasets', 'replicasets/scale'];
const statefulWorkloads = [...workloads, 'statefulsets', 'statefulsets/scale'];
const statusOf = (resources: readonly string[]): readonly string[] =>
  resources.filter((resource) => !resource.includes('/')).map((resource) => `${resource}/status`);

const view: readonly Line[] = [
  {
    groups: [''],
    resources: [
      'bindings',
      'configmaps',
      'endpoints',
      'events',
      'limitranges',
      'namespaces',
      'namespaces/status',
      'persistentvolumeclaims',
      'persistentvolumeclaims/status',
      'pods',
      'pods/log',
      'pods/status',
      'replicationcontrollers',
      'replicationcontrollers/scale',
      'replicationcontrollers/status',
      'resourcequotas',
      'resourcequotas/status',
      'serviceaccounts',
      'services',
      'services/status',
    ],
    verbs: read,
  },
  {
    groups: ['apps'],
    resources: ['controllerrevisions', ...statefulWorkloads, ...statusOf(statefulWorkloads)],
    verbs: read,
  },
  {
    groups: ['autoscaling'],
    resources: ['horizontalpodautoscalers', 'horizontalpodautoscalers/status'],
    verbs: read,
  },
  { groups: ['batch'], resources: ['cronjobs', 'cronjobs/status', 'jobs', 'jobs/status'], verbs: read },
  { groups: ['policy'], resources: ['poddisruptionbudgets', 'poddisruptionbudgets/status'], verbs: read },
  {
    groups: ['networking.k8s.io'],
    resources: ['ingresses', 'ingresses/status', 'networkpolicies'],
    verbs: read,
  },
];

const viewPossible: readonly Line[] = [
  { groups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: read },
  {
    groups: ['extensions'],
    resources: [
      ...workloads,
      ...statusOf(workloads),
      'ingresses',
      'ingresses/status',
      'networkpolicies',
      'replicationcontrollers/scale',
    ],
    verbs: read,
  },
  { groups: ['resource.k8s.io'], resources: ['resourceclaims', 'resourceclaimtemplates'], verbs: read },
];

const connections = ['pods/attach', 'pods/exec', 'pods/portforward', 'pods/proxy', 'services/proxy'];

const edit: readonly Line[] = [
  { groups: [''], resources: ['secrets', ...connections], verbs: read },
  { groups: [''], resources: ['serviceaccounts'], verbs: ['impersonate'] },
  {
    groups: [''],
    resources: [
      'configmaps',
      'events',
      'persistentvolumeclaims',
      'pods',
      'replicationcontrollers',
      'replicationcontrollers/scale',
      'secrets',
      'serviceaccounts',
      'services',
      ...connections,
    ],
    verbs: write,
  },
  { groups: [''], resources: ['pods/eviction'], verbs: ['create'] },
  { groups: ['apps'], resources: ['deployments/rollback', ...statefulWorkloads], verbs: write },
  { groups: ['autoscaling'], resources: ['horizontalpodautoscalers'], verbs: write },
  { groups: ['batch'], resources: ['cronjobs', 'jobs'], verbs: write },
  { groups: ['policy'], resources: ['poddisruptionbudgets'], verbs: write },
  { groups: ['networking.k8s.io'], resources: ['ingresses', 'networkpolicies'], verbs: write },
];

const editPossible: readonly Line[] = [
  { groups: [''], resources: ['serviceaccounts/token'], verbs: ['create'] },
  { groups: [''], resources: ['endpoints', 'pods/ephemeralcontainers', 'pods/resize'], verbs: write },
  { groups: ['coordination.k8s.io'], resources: ['leases'], verbs: [...read, ...write] },
  {
    groups: ['extensions'],
    resources: [
      'deployments/rollback',
      ...workloads,
      'ingresses',
      'networkpolicies',
      'replicationcontrollers/scale',
    ],
    verbs: write,
  },
  { groups: ['resource.k8s.io'], resources: ['resourceclaims', 'resourceclaimtemplates'], verbs: write },
];

const admin: readonly Line[] = [
  { groups: ['authorization.k8s.io'], resources: ['localsubjectaccessreviews'], verbs: ['create'] },
  {
    groups: ['rbac.authorization.k8s.io'],
    resources: ['rolebindings', 'roles'],
    verbs: [...read, ...write],
  },
];

const adminPossible: readonly Line[] = [
  { groups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: write },
];

interface Definition {
  readonly rules: readonly Line[];
  readonly possible: readonly Line[];
  readonly aggregates: readonly string[];
}

const known: ReadonlyMap<string, Definition> = new Map([
  ['view', { rules: view, possible: viewPossible, aggregates: ['view'] }],
  [
    'edit',
    {
      rules: [...view, ...edit],
      possible: [...viewPossible, ...editPossible],
      aggregates: ['edit', 'view'],
    },
  ],
  [
    'admin',
    {
      rules: [...view, ...edit, ...admin],
      possible: [...viewPossible, ...editPossible, ...adminPossible],
      aggregates: ['admin', 'edit', 'view'],
    },
  ],
  [
    'system:auth-delegator',
    {
      rules: [
        { groups: ['authentication.k8s.io'], resources: ['tokenreviews'], verbs: ['create'] },
        { groups: ['authorization.k8s.io'], resources: ['subjectaccessreviews'], verbs: ['create'] },
      ],
      possible: [],
      aggregates: [],
    },
  ],
]);

const authenticationReader: Line = {
  groups: [''],
  resources: ['configmaps'],
  names: ['extension-apiserver-authentication'],
  verbs: read,
};

/** The role of this name in every cluster, as if it were written where it is bound; null where it is not known. */
export function builtinRole(namespace: string | null, name: string, at: Span): Builtin | null {
  const role = (rules: readonly Rule[], selectors: Role['selectors'] = null): Role => ({
    namespace,
    name: { text: name, at },
    labels: new Map(),
    rules,
    selectors,
  });
  if (namespace !== null) {
    return namespace === 'kube-system' && name === 'extension-apiserver-authentication-reader'
      ? { role: role([ruleOf(authenticationReader, at)]), possible: [] }
      : null;
  }
  if (name === 'cluster-admin') return { role: role(everything(at)), possible: [] };
  const definition = known.get(name);
  if (definition === undefined) return null;
  const selectors = definition.aggregates.map((label) => ({ at, requirements: [aggregatedTo(label)] }));
  return {
    role: role(
      definition.rules.map((line) => ruleOf(line, at)),
      selectors.length === 0 ? null : selectors,
    ),
    possible: definition.possible.map((line) => ruleOf(line, at)),
  };
}

/** Whatever can be asked for. */
export function everything(at: Span): readonly Rule[] {
  const star: readonly Leaf[] = [{ text: '*', at }];
  return [
    { verbs: star, groups: star, resources: star, names: [], urls: [] },
    { verbs: star, groups: [], resources: [], names: [], urls: star },
  ];
}

/** Roles of every cluster that lend their rules by a label. */
const lent: readonly (readonly [name: string, to: string])[] = [
  ['system:aggregate-to-admin', 'admin'],
  ['edit', 'admin'],
  ['system:aggregate-to-edit', 'edit'],
  ['view', 'edit'],
  ['system:aggregate-to-view', 'view'],
];

/** Whether a selector selects roles of every cluster that are not among `defined`. */
export function selectsBuiltin(selector: Selector, defined: ReadonlySet<string>): boolean {
  return lent.some(([name, to]) => {
    const labels = new Map([
      ['kubernetes.io/bootstrapping', 'rbac-defaults'],
      [aggregatedTo(to).key, 'true'],
    ]);
    return !defined.has(name) && selects(selector, labels);
  });
}

function aggregatedTo(name: string): Requirement {
  return { key: `rbac.authorization.k8s.io/aggregate-to-${name}`, operator: 'In', values: ['true'] };
}

function ruleOf({ groups, resources, verbs, names = [] }: Line, at: Span): Rule {
  const leaves = (texts: readonly string[]): readonly Leaf[] => texts.map((text) => ({ text, at }));
  return {
    verbs: leaves(verbs),
    groups: leaves(groups),
    resources: leaves(resources),
    names: leaves(names),
    urls: [],
  };
}
