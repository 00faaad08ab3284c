/** Small clusters whose parts get into each other's way, and requests to them. */

import fc from 'fast-check';
import { nameOf } from './facts.ts';
import type { Request, WrittenObject, WrittenRule, WrittenSelector, WrittenSubject } from './oracle.ts';

const some = <T>(...values: readonly T[]): fc.Arbitrary<T[]> =>
  fc.subarray([...values], { minLength: 1, maxLength: 3 });
const sometimes = <T>(weight: number, value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight, arbitrary: value }, { weight: 10 - weight, arbitrary: fc.constant(undefined) });

const verbs = fc.oneof(
  { weight: 3, arbitrary: some('get', 'create', 'delete') },
  { weight: 1, arbitrary: some('*', 'get', 'a:b') },
);

const resourceRule: fc.Arbitrary<WrittenRule> = fc
  .record({
    verbs,
    apiGroups: fc.oneof(
      { weight: 4, arbitrary: some('', 'apps', 'core', 'x/y') },
      { weight: 1, arbitrary: some('*', '', 'apps') },
    ),
    resources: fc.oneof(
      { weight: 4, arbitrary: some('pods', 'pods/exec', 'secrets', 'pods/*', '(other)') },
      { weight: 2, arbitrary: some('*', '*/exec', '*/scale', 'pods/exec', 'pods') },
    ),
    resourceNames: sometimes(3, some('n', 'm', '', 'x:y]')),
  })
  .map(({ resourceNames, ...rule }) => (resourceNames === undefined ? rule : { ...rule, resourceNames }));

const urlRule: fc.Arbitrary<WrittenRule> = fc.record({
  verbs,
  nonResourceURLs: some('/a', '/a/b', '/a/*', '/ab*', '/*', '*', '/a(other)', '/a/b**'),
});

const namespace = fc.constantFrom('a', 'b');
const label = fc.constantFrom('x', 'y');

const selector: fc.Arbitrary<WrittenSelector> = fc.oneof(
  { weight: 4, arbitrary: label.map((key) => ({ matchLabels: { [key]: 'true' } })) },
  {
    weight: 2,
    arbitrary: fc
      .record({ key: label, operator: fc.constantFrom('In', 'NotIn', 'Exists', 'DoesNotExist') })
      .map(({ key, operator }) => ({
        matchExpressions: [
          operator.endsWith('In') ? { key, operator, values: ['true', 'maybe'] } : { key, operator },
        ],
      })),
  },
  { weight: 1, arbitrary: fc.constant({}) },
);

const labels = fc.dictionary(label, fc.constantFrom('true', 'false'), { maxKeys: 2 });
const apiVersion = fc.constantFrom('rbac.authorization.k8s.io/v1', 'rbac.authorization.k8s.io/v1beta1');

const clusterRole = (name: string): fc.Arbitrary<WrittenObject> =>
  fc
    .record({
      apiVersion,
      labels,
      rules: fc.oneof(
        {
          weight: 5,
          arbitrary: fc.array(
            fc.oneof({ weight: 4, arbitrary: resourceRule }, { weight: 1, arbitrary: urlRule }),
            { maxLength: 3 },
          ),
        },
        { weight: 1, arbitrary: fc.constant(null) },
      ),
      selectors: sometimes(3, fc.array(selector, { minLength: 1, maxLength: 2 })),
    })
    .map(({ selectors, labels: own, ...rest }) => ({
      ...rest,
      kind: 'ClusterRole',
      metadata: { name, labels: own },
      ...(selectors === undefined ? {} : { aggregationRule: { clusterRoleSelectors: selectors } }),
    }));

const role = (name: string): fc.Arbitrary<WrittenObject> =>
  fc
    .record({ apiVersion, namespace, rules: fc.array(resourceRule, { maxLength: 3 }) })
    .map(({ namespace: within, ...rest }) => ({
      ...rest,
      kind: 'Role',
      metadata: { name, namespace: within },
    }));

const subject: fc.Arbitrary<WrittenSubject> = fc.oneof(
  fc.record({
    kind: fc.constant('User'),
    name: fc.constantFrom('ann', 'bob', 'system:anonymous', 'system:serviceaccount:a:robot'),
  }),
  fc.record({
    kind: fc.constant('Group'),
    name: fc.constantFrom(
      'dev',
      'system:serviceaccounts',
      'system:serviceaccounts:a',
      'system:authenticated',
      'system:unauthenticated',
      'system:masters',
    ),
  }),
  fc.record({ kind: fc.constant('ServiceAccount'), name: fc.constantFrom('robot', 'other'), namespace }),
);

const roleNames = ['r0', 'r1', 'r2', 'r3'] as const;
const clusterRoleNames = ['c0', 'c1', 'c2', 'c3'] as const;

const binding = (name: string): fc.Arbitrary<WrittenObject> =>
  fc
    .record({
      apiVersion,
      isCluster: fc.boolean(),
      namespace,
      subjects: fc.array(subject, { maxLength: 3 }),
      isLocal: fc.boolean(),
      of: fc.nat(3),
      odd: fc.nat(19),
      unqualified: fc.boolean(),
    })
    .map(({ apiVersion: version, isCluster, namespace: within, subjects, isLocal, of, odd, unqualified }) => {
      const ofRole = !isCluster && isLocal;
      const named = odd === 0 ? 'nowhere' : odd === 1 && !ofRole ? 'cluster-admin' : null;
      const roleRef = {
        kind: ofRole ? 'Role' : 'ClusterRole',
        name: named ?? (ofRole ? roleNames[of]! : clusterRoleNames[of]!),
      };
      return isCluster
        ? { apiVersion: version, kind: 'ClusterRoleBinding', metadata: { name }, subjects, roleRef }
        : {
            apiVersion: version,
            kind: 'RoleBinding',
            metadata: { name, namespace: within },
            subjects: subjects.map(({ namespace: of, ...rest }) =>
              of === undefined || unqualified ? rest : { ...rest, namespace: of },
            ),
            roleRef,
          };
    });

const account = fc
  .record({ name: fc.constantFrom('robot', 'other'), namespace })
  .map((metadata): WrittenObject => ({ apiVersion: 'v1', kind: 'ServiceAccount', metadata }));

/** Most roles that are bound are there. */
export const cluster: fc.Arbitrary<readonly WrittenObject[]> = fc
  .tuple(
    fc.tuple(...clusterRoleNames.map(clusterRole)),
    fc.tuple(...roleNames.map(role)),
    fc.array(fc.nat(7), { maxLength: 2 }),
    fc.tuple(binding('b0'), binding('b1'), binding('b2'), binding('b3')),
    fc.array(account, { maxLength: 2 }),
  )
  .map(([clusterRoles, roles, gone, bindings, accounts]) => [
    ...[...clusterRoles, ...roles].filter((_, at) => !gone.includes(at)),
    ...bindings,
    ...accounts,
  ]);

/** All requests of these parts; `zz` is what no object names. */
const requests: readonly Unasked[] = [
  ...product(
    ['get', 'create', 'zz', 'a:b'],
    ['', 'a', 'b', 'zz'],
    ['', 'apps', 'core', 'x/y', 'zz'],
    ['pods', 'secrets', 'zz', '(other)'],
    ['', 'exec', 'scale', 'zz'],
    ['', 'n', 'm', 'zz', 'x:y]'],
  ).map(
    ([verb, namespace, group, resource, subresource, name]): Unasked => ({
      kind: 'resource',
      verb: verb!,
      namespace: namespace!,
      group: group!,
      resource: resource!,
      subresource: subresource!,
      name: name!,
    }),
  ),
  ...product(['get', 'create', 'zz'], ['/', '/a', '/a/b', '/a/c', '/ab', '/abc', '/zz', '/a/bc']).map(
    ([verb, url]): Unasked => ({ kind: 'url', verb: verb!, url: url! }),
  ),
];

/** A request of nobody yet. */
export type Unasked =
  | Omit<Extract<Request, { kind: 'resource' }>, 'user'>
  | Omit<Extract<Request, { kind: 'url' }>, 'user'>;

function product(...sides: readonly (readonly string[])[]): string[][] {
  return sides.reduce<string[][]>(
    (rows, side) => rows.flatMap((row) => side.map((value) => [...row, value])),
    [[]],
  );
}

const url = requests.length - 24;
const request: fc.Arbitrary<Unasked> = fc
  .oneof(
    { weight: 5, arbitrary: fc.nat(url - 1) },
    { weight: 1, arbitrary: fc.integer({ min: url, max: requests.length - 1 }) },
  )
  .map((at) => requests[at]!);

/** As many requests as are wanted, out of a seed: to generate each by itself would take most of the time. */
export function requestsOf(seed: number, wanted: number): readonly Request[] {
  let state = seed;
  const below = (bound: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
  return Array.from({ length: wanted }, () => {
    const at = below(6) === 0 ? url + below(24) : below(url);
    return { ...requests[at]!, user: users[below(users.length)]! };
  });
}

export const users = [
  'ann',
  'bob',
  'system:anonymous',
  'system:serviceaccount:a:robot',
  'system:serviceaccount:b:robot',
  'system:serviceaccount:a:other',
  '(member of dev)',
  '(member of system:masters)',
  '(member of system:authenticated)',
  'system:serviceaccount:(other):(other)',
  'system:serviceaccount:a:(other)',
] as const;

/** Permissions and patterns that a constraint may speak of. */
const pattern: fc.Arbitrary<string> = fc
  .record({
    namespace: fc.constantFrom('(cluster)', 'a', 'zz', 'z*', '*'),
    group: fc.constantFrom('core', 'apps', 'zz', '*', 'ap*'),
    resource: fc.constantFrom(
      'pods',
      'pods/exec',
      'secrets[n]',
      'zz',
      '*',
      'sec*',
      'zz[zz]',
      'z*[z*]',
      '*/zz',
    ),
    verb: fc.constantFrom('get', 'zz', '*', 'z*'),
    shape: fc.nat(9),
    url: fc.constantFrom('/zz', '/a/*', '/*', '/a', '*'),
  })
  .map(({ namespace: within, group, resource, verb, shape, url }) => {
    if (shape === 0) return `${url}:${verb}`;
    if (shape === 1) return `*${resource}:${verb}`;
    if (shape === 2) return `${within}/*:${verb}`;
    if (shape === 3) return `${within}/*`;
    return `${within}/${group}/${resource}:${verb}`;
  });

/** With the request that it is the name of, if it is one. */
export const mention: fc.Arbitrary<{ readonly text: string; readonly of: Unasked | null }> = fc.oneof(
  pattern.map((text) => ({ text, of: null })),
  request.map((of) => ({ text: nameOf({ ...of, user: '' }), of })),
);
