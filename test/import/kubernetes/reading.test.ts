/** How objects are read: places, what is told of them, and what is refused. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Imported, ImportedFact } from '../../../src/import/imported.ts';
import { kubernetes } from '../../../src/import/kubernetes.ts';
import type { Result } from '../../../src/source/diagnostic.ts';
import { locate } from '../../../src/source/text.ts';
import { rendered } from '../../policy/render.ts';

const path = 'p.policy.yaml';

function read(
  text: string,
  map: Readonly<Record<string, string>> = {},
  mentioned: readonly string[] = [],
): Result<Imported> {
  return kubernetes.read({
    files: [{ path, text, sha256: '' }],
    mentioned,
    map: new Map(Object.entries(map)),
  });
}

function imported(
  text: string,
  map: Readonly<Record<string, string>> = {},
  mentioned: readonly string[] = [],
): Imported {
  const result = read(text, map, mentioned);
  if (result.kind === 'failed') throw new Error(result.diagnostics.map(rendered).join('\n'));
  return result.value;
}

function reported(text: string): readonly string[] {
  const result = read(text);
  return (result.kind === 'ok' ? result.warnings : result.diagnostics).map(rendered);
}

const at = ({ left, right, at: span, doubt }: ImportedFact): string => {
  const { line, column } = locate(span);
  return `${left} > ${right} @${line}:${column}${doubt === null ? '' : ' ?'}`;
};

const rbac = 'apiVersion: rbac.authorization.k8s.io/v1';
const role = `${rbac}\nkind: ClusterRole\nmetadata: { name: r }\n`;
const rules = (text: string): string => `${role}rules: [${text}]\n`;
const binding = (subjects: string, version = 'v1'): string =>
  `apiVersion: rbac.authorization.k8s.io/${version}\nkind: ClusterRoleBinding\nmetadata: { name: b }\nroleRef: { kind: ClusterRole, name: r }\nsubjects: [${subjects}]\n`;

test('facts stand where they are written: verbs, subjects, selectors', () => {
  const facts = imported(`${rbac}
kind: ClusterRole
metadata: { name: whole }
aggregationRule:
  clusterRoleSelectors:
    - matchLabels: { part: "true" }
---
${rbac}
kind: ClusterRole
metadata: { name: part, labels: { part: "true" } }
rules:
  - apiGroups: [""]
    resources: [pods]
    verbs:
      - get
      - list
---
${rbac}
kind: RoleBinding
metadata: { name: b, namespace: team }
roleRef: { kind: ClusterRole, name: whole }
subjects:
  - kind: Group
    name: dev
  - { kind: ServiceAccount, name: robot }
`);
  expect(facts.grants.map(at)).toEqual([
    'team/ClusterRole/part > team/core/pods:get @15:9',
    'team/ClusterRole/part > team/core/pods:list @16:9',
  ]);
  expect(facts.inheritance.map(at)).toEqual([
    'team/ClusterRole/whole > team/ClusterRole/part @6:7',
    'Group/dev > team/ClusterRole/whole @24:11',
  ]);
  expect(facts.assignments.map(at)).toEqual([
    'system:serviceaccount:team:robot > team/ClusterRole/whole @25:35',
    '(member of dev) > Group/dev @24:11',
  ]);
  expect(facts.groups.map(({ name }) => name)).toEqual(['Group/dev']);
});

test('lists hold lists, and items of a typed list need not say what they are', () => {
  const text = `apiVersion: v1
kind: List
items:
  - apiVersion: rbac.authorization.k8s.io/v1
    kind: RoleList
    items:
      - metadata: { name: a, namespace: n }
        rules: [{ apiGroups: [""], resources: [pods], verbs: [get] }]
  - apiVersion: v1
    kind: ServiceAccountList
    items: [{ metadata: { name: robot, namespace: n } }]
  - { apiVersion: v1, kind: PodList, items: [{ metadata: { name: p } }] }
`;
  const facts = imported(text);
  expect(facts.grants.map(at)).toEqual(['n/Role/a > n/core/pods:get @8:63']);
  expect(facts.users.map(({ name }) => name)).toEqual(['system:serviceaccount:n:robot']);
  expect(reported(text)).toEqual([
    '12:48 warning import-not-represented: 1 object grants nothing by RBAC and is passed over: `Pod`',
  ]);
});

test('the user `*` of the first version is everybody who is authenticated, and later a user', () => {
  const users = (version: string): unknown =>
    imported(`${role}---\n${binding('{ kind: User, name: "*" }', version)}`).users.map(({ name }) => name);
  expect(users('v1alpha1')).toEqual(['(member of system:authenticated)']);
  expect(users('v1beta1')).toEqual(['*']);
});

test('a namespace that no object names is `default`, or what the map says', () => {
  const text = `${rbac}\nkind: Role\nmetadata: { name: r }\nrules: [{ apiGroups: [""], resources: [pods], verbs: [get] }]\n`;
  expect(imported(text).grants.map(at)).toEqual(['default/Role/r > default/core/pods:get @4:55']);
  expect(imported(text, { namespace: 'prod' }).grants.map(at)).toEqual([
    'prod/Role/r > prod/core/pods:get @4:55',
  ]);
  expect(reported(text)).toEqual([
    '3:19 warning import-not-represented: an object names no namespace, and is taken to be in `default` -- say which it is: `--map namespace=NAME`',
  ]);
  const wrong = read(text, { namespace: 'a/b' });
  expect(wrong.kind === 'failed' && wrong.diagnostics.map(({ code }) => code)).toEqual(['import-mapping']);
});

test('a bound role that is not defined may allow anything where it is bound, and a known one what it is known for', () => {
  const undefinedRole = imported(binding('{ kind: User, name: ann }'), {}, ['*/core/secrets:get']);
  expect(undefinedRole.grants.map(at)).toContain('ClusterRole/r > (cluster)/core/secrets:get @4:37 ?');
  expect(undefinedRole.grants.every(({ doubt }) => doubt !== null)).toBe(true);
  const bound = (name: string): Imported =>
    imported(
      `${rbac}\nkind: RoleBinding\nmetadata: { name: b, namespace: n }\nroleRef: { kind: ClusterRole, name: ${name} }\nsubjects: [{ kind: User, name: ann }]\n`,
      {},
      [
        'n/core/secrets:get',
        'n/core/pods:get',
        'n/rbac.authorization.k8s.io/roles:create',
        'n/core/nodes:zap',
      ],
    );
  const certain = (name: string): readonly string[] =>
    bound(name)
      .grants.filter(
        ({ doubt, right }) => doubt === null && /secrets:get|pods:get|roles:create|:zap/.test(right),
      )
      .map(({ right }) => right)
      .sort();
  expect(certain('view')).toEqual(['n/core/pods:get']);
  expect(certain('edit')).toEqual(['n/core/pods:get', 'n/core/secrets:get']);
  expect(certain('admin')).toEqual([
    'n/core/pods:get',
    'n/core/secrets:get',
    'n/rbac.authorization.k8s.io/roles:create',
  ]);
  expect(certain('cluster-admin')).toHaveLength(4);
  expect(bound('edit').doubts.map(({ reason }) => reason)).toEqual([
    'which release the cluster has, and so all that `ClusterRole/edit` allows',
  ]);
});

test('a role of the files lends its rules to a known role that it is labelled for', () => {
  const facts = imported(`${rbac}
kind: ClusterRole
metadata: { name: x, labels: { rbac.authorization.k8s.io/aggregate-to-view: "true" } }
rules: [{ apiGroups: [x.io], resources: [xs], verbs: [get] }]
---
${rbac}
kind: RoleBinding
metadata: { name: b, namespace: n }
roleRef: { kind: ClusterRole, name: edit }
subjects: [{ kind: User, name: ann }]
`);
  expect(facts.inheritance.map(at)).toEqual(['n/ClusterRole/edit > n/ClusterRole/x @9:37']);
  expect(facts.grants.map(at)).toContain('n/ClusterRole/x > n/x.io/xs:get @4:55');
});

test('what an aggregated role says of itself is only possible, unless it says what it borrows', () => {
  const whole = (written: string): string => `${rbac}
kind: ClusterRole
metadata: { name: whole }
aggregationRule: { clusterRoleSelectors: [{ matchLabels: { p: "1" } }] }
rules: [${written}]
---
${rbac}
kind: ClusterRole
metadata: { name: part, labels: { p: "1" } }
rules: [{ apiGroups: [""], resources: [pods], verbs: [get] }]
`;
  const same = imported(whole('{ apiGroups: [""], resources: [pods], verbs: [get] }'));
  expect(same.grants.map(at)).toEqual(['ClusterRole/part > (cluster)/core/pods:get @10:55']);
  expect(same.doubts).toEqual([]);
  const other = imported(whole('{ apiGroups: [""], resources: [secrets], verbs: [get] }'));
  expect(other.grants.map(at)).toEqual([
    'ClusterRole/whole > (cluster)/core/secrets:get @5:58 ?',
    'ClusterRole/part > (cluster)/core/pods:get @10:55',
  ]);
});

describe('what is not understood makes everything uncertain', () => {
  test.each([
    ['a kind of the RBAC group that is not known', `${rbac}\nkind: RoleTemplate\nmetadata: { name: x }\n`],
    [
      'a version that is not known',
      'apiVersion: rbac.authorization.k8s.io/v2\nkind: Role\nmetadata: { name: x }\n',
    ],
    ['roles of OpenShift', 'apiVersion: authorization.openshift.io/v1\nkind: Role\nmetadata: { name: x }\n'],
    ['a kustomization', 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n'],
  ])('%s', (_, text) => {
    expect(imported(`${role}---\n${text}`).doubts).toMatchObject([{ reaches: 'everything' }]);
  });
});

describe('what the API server would refuse is an error, at its place', () => {
  test.each([
    ['no verbs', rules('{ apiGroups: [""], resources: [pods] }'), '4:9 import-syntax: a rule has no `verbs`'],
    [
      'no groups',
      rules('{ resources: [pods], verbs: [get] }'),
      '4:9 import-syntax: a rule has no `apiGroups` -- the core group is `""`',
    ],
    [
      'no resources',
      rules('{ apiGroups: [""], verbs: [get] }'),
      '4:9 import-syntax: a rule has no `resources`',
    ],
    [
      'resources and URLs',
      rules('{ apiGroups: [""], resources: [pods], nonResourceURLs: [/x], verbs: [get] }'),
      '4:40 import-syntax: a rule speaks of resources or of URLs, not of both',
    ],
    [
      'a key that is not there',
      rules('{ apiGroups: [""], resources: [pods], resourcename: [x], verbs: [get] }'),
      '4:47 import-syntax: a rule has no `resourcename` -- did you mean `resourceNames`?',
    ],
    [
      'a number for a name',
      rules('{ apiGroups: [""], resources: [1], verbs: [get] }'),
      '4:40 import-syntax: an entry of `resources` must be text -- write it in quotes: `"1"`',
    ],
    [
      'URLs in a Role',
      `${rbac}\nkind: Role\nmetadata: { name: r, namespace: n }\nrules: [{ nonResourceURLs: [/x], verbs: [get] }]\n`,
      '4:29 import-syntax: a Role cannot speak of URLs -- only a ClusterRole can',
    ],
    [
      'a subject of no kind',
      `${role}---\n${binding('{ kind: Users, name: ann }')}`,
      '9:20 import-syntax: `Users` is no kind of subject -- did you mean `User`?',
    ],
    [
      'a service account of nowhere',
      `${role}---\n${binding('{ kind: ServiceAccount, name: ann }')}`,
      '9:12 import-syntax: a service account has no `namespace`',
    ],
    [
      'a Role in the cluster',
      `${rbac}\nkind: ClusterRoleBinding\nmetadata: { name: b }\nroleRef: { kind: Role, name: r }\n`,
      '4:18 import-syntax: a ClusterRoleBinding binds a ClusterRole',
    ],
    [
      'an operator',
      `${role}aggregationRule: { clusterRoleSelectors: [{ matchExpressions: [{ key: a, operator: Is }] }] }\n`,
      '4:84 import-syntax: an expression has an operator that does not exist -- did you mean `In`?',
    ],
    [
      'no selectors',
      `${role}aggregationRule: {}\n`,
      '4:18 import-syntax: an aggregation rule has no `clusterRoleSelectors`',
    ],
    ['no kind', `${rbac}\nmetadata: { name: r }\n`, '1:1 import-syntax: an object has no `kind`'],
    [
      'two ways',
      `${rules('{ apiGroups: [""], resources: [pods], verbs: [get] }')}---\n${role}`,
      '8:19 import-syntax: ClusterRole `r` is defined twice, in different ways -- import one cluster at a time [3:19 first here]',
    ],
    [
      'a template',
      `${rbac}\nkind: Role\nmetadata:\n  name: {{ .Values.name }}\n  {{- if .Values.x }}\n`,
      '4:9 import-syntax: the file is a template, no list of objects -- import what it makes: `helm template CHART > rbac.yaml`',
    ],
    ['nothing', '# nothing\n', '1:1 import-syntax: there is no object of Kubernetes RBAC'],
    [
      'JSON that ends',
      '{"apiVersion": "v1", "kind": "List", "items": [',
      '1:48 json-syntax: expected a value, and the file ends -- the file was cut off',
    ],
  ])('%s', (_, text, problem) => {
    expect(reported(text)).toEqual([problem]);
    expect(read(text).kind).toBe('failed');
  });
});

test('the same object twice is one', () => {
  const once = rules('{ apiGroups: [""], resources: [pods], verbs: [get] }');
  expect(imported(`${once}---\n${once}`).grants).toHaveLength(1);
});

test('rules that mean less than they seem to are remarked', () => {
  const text = rules(
    '{ apiGroups: [core, apps/v1], resources: ["pods/*"], resourceNames: [x], verbs: [get] }',
  );
  expect(reported(text)).toEqual([
    '4:23 warning import-not-represented: there is no API group `core` -- the core group is `""`',
    '4:29 warning import-not-represented: an API group has no version: this one matches nothing -- write `apps`',
    '4:51 warning import-not-represented: `pods/*` matches no subresource -- name them; `*` alone matches all',
  ]);
});

test('files are told by their content', () => {
  const detects = (text: string): boolean => kubernetes.detects({ path: 'x', text, sha256: '' });
  expect(detects(role)).toBe(true);
  expect(
    detects(JSON.stringify({ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleList', items: [] })),
  ).toBe(true);
  expect(detects('apiVersion: v1\nkind: ServiceAccount\n')).toBe(true);
  expect(detects('apiVersion: apps/v1\nkind: Deployment\n')).toBe(false);
  expect(detects('policy: p\nroles: [Role]\n')).toBe(false);
});

describe('any text', () => {
  const sample = `${rules('{ apiGroups: ["", "*"], resources: [pods, "*/exec"], resourceNames: [a], verbs: ["*"] }, { nonResourceURLs: [/a/*], verbs: [get] }')}aggregationRule: { clusterRoleSelectors: [{ matchLabels: { a: b }, matchExpressions: [{ key: a, operator: In, values: [x] }] }] }\n---\n${binding('{ kind: Group, name: dev }, { kind: ServiceAccount, name: s, namespace: n }')}`;
  const words = [
    'x',
    'y',
    'z',
    'x',
    'y',
    'z',
    '*',
    '[',
    '{',
    '"',
    ': ',
    '\n',
    '- ',
    'null',
    '1',
    '&a ',
    '*a',
    'kind',
    'rules',
    '\u202e',
    '---\n',
    '%',
    '\t',
  ];
  const mutated = fc
    .array(
      fc.record({
        at: fc.nat(sample.length),
        cut: fc.oneof(fc.constant(0), fc.nat(8)),
        word: fc.constantFrom('', ...words),
      }),
      {
        minLength: 1,
        maxLength: 4,
      },
    )
    .map((edits) =>
      edits.reduce(
        (text, { at: from, cut, word }) => text.slice(0, from) + word + text.slice(from + cut),
        sample,
      ),
    );
  const anyText = fc.oneof(
    mutated,
    fc.nat(sample.length).map((end) => sample.slice(0, end)),
    fc.string({ maxLength: 60 }),
    fc.json(),
  );

  test('is read, or refused with places; names are such as the policy language takes', () => {
    const fired = { ok: 0, failed: 0 };
    fc.assert(
      fc.property(anyText, (text) => {
        const result = read(text);
        fired[result.kind] += 1;
        if (result.kind === 'failed') {
          expect(result.diagnostics.some(({ severity }) => severity === 'error')).toBe(true);
          for (const { span } of result.diagnostics) {
            if (span === undefined) continue;
            expect(span.start).toBeLessThanOrEqual(span.end);
            expect(span.end).toBeLessThanOrEqual(text.length);
          }
          return;
        }
        for (const { right } of result.value.grants)
          expect(right).toMatch(/^[^\p{Cc}\p{Bidi_Control}]+:[^:]+$/u);
      }),
      { numRuns: Number(process.env.DUTYPROOF_CASES ?? 1000) },
    );
    expect(fired.ok).toBeGreaterThan(8);
    expect(fired.failed).toBeGreaterThan(100);
  });

  const many = Array.from({ length: 5_000 }, (_, index) => index);
  const object = (more: object): object => ({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: 'r' },
    ...more,
  });
  test.each<[string, object[], 'ok' | 'failed']>([
    [
      'many rules',
      [
        object({
          rules: many.map((index) => ({ apiGroups: [''], resources: [`r${index}`], verbs: ['get', 'list'] })),
        }),
      ],
      'ok',
    ],
    [
      'a product of lists',
      [
        object({
          rules: [{ apiGroups: many.map(String), resources: many.map(String), verbs: many.map(String) }],
        }),
      ],
      'failed',
    ],
    [
      'wildcards across each other',
      [
        object({
          rules: many.flatMap((index) => [
            { apiGroups: ['*'], resources: [`r${index}`], verbs: ['*'] },
            { apiGroups: [`g${index}`], resources: ['*'], verbs: ['*'] },
          ]),
        }),
      ],
      'failed',
    ],
    [
      'URLs within each other',
      [
        object({
          rules: many.map((index) => ({
            nonResourceURLs: [`/${'a'.repeat(index % 900)}*`, `/${index}`, '*'],
            verbs: ['get'],
          })),
        }),
      ],
      'failed',
    ],
    [
      'roles that select each other',
      many.slice(0, 2500).map((index) =>
        object({
          metadata: { name: `r${index}`, labels: { a: 'b' } },
          aggregationRule: { clusterRoleSelectors: [{ matchLabels: { a: 'b' } }] },
          rules: [],
        }),
      ),
      'failed',
    ],
  ])('of great size takes bounded time: %s', (_, items, kind) => {
    const start = process.cpuUsage();
    expect(read(JSON.stringify({ apiVersion: 'v1', kind: 'List', items })).kind).toBe(kind);
    const { user, system } = process.cpuUsage(start);
    expect((user + system) / 1e6).toBeLessThan(8);
  });
});

test('where there is too much, what constraints speak of is still there, and it is told', () => {
  const namespaces = Array.from({ length: 500 }, (_, index) => `n${index}`);
  const items = namespaces.map((namespace) => ({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { name: 'b', namespace },
    roleRef: { kind: 'ClusterRole', name: 'admin' },
    subjects: [{ kind: 'User', name: `u-${namespace}` }],
  }));
  const text = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
  expect(reported(text).filter((line) => line.includes('import-unsupported'))).toHaveLength(1);
  const mentioned = ['*/core/secrets:get', '*/rbac.authorization.k8s.io/roles:create'];
  const facts = imported(text, {}, mentioned);
  expect(new Set(facts.grants.map(({ right }) => right)).size).toBe(1000);
  const result = read(text, {}, mentioned);
  expect(result.kind === 'ok' && result.warnings.map(({ message }) => message)).toContain(
    'the rules come to more than 200,000 grants of permissions; only those are there that a constraint speaks of',
  );
});

test('roles that every cluster lends to an aggregated one are missed', () => {
  const whole = (label: string): string => `${rbac}
kind: ClusterRole
metadata: { name: r }
aggregationRule: { clusterRoleSelectors: [{ matchLabels: { ${label}: "true" } }] }
`;
  const lender = (name: string, label: string): string => `---
${rbac}
kind: ClusterRole
metadata: { name: "${name}", labels: { ${label}: "true" } }
rules: [{ apiGroups: [x], resources: [y], verbs: [get] }]
`;
  const doubts = (...parts: string[]): number =>
    imported(`${parts.join('')}---\n${binding('{ kind: User, name: ann }')}`).doubts.length;
  const toView = 'rbac.authorization.k8s.io/aggregate-to-view';
  expect(doubts(whole(toView), lender('extra', toView))).toBe(1);
  expect(doubts(whole(toView), lender('extra', toView), lender('system:aggregate-to-view', toView))).toBe(0);
  expect(doubts(whole('team'), lender('extra', 'team'))).toBe(0);
});

test.each([
  [`apiVersion: template.openshift.io/v1\nkind: Template\nobjects: [{ ${rbac}, kind: Role }]\n`, 1],
  [`apiVersion: v1\nkind: ConfigMap\ndata:\n  rbac.yaml: |\n    kind: Role\n    ${rbac}\n`, 1],
  ['apiVersion: management.cattle.io/v3\nkind: ClusterRoleTemplateBinding\n', 1],
  ['apiVersion: operators.coreos.com/v1alpha1\nkind: ClusterServiceVersion\n', 1],
  ['apiVersion: v1\nkind: ConfigMap\ndata: { groups: rbac.authorization.k8s.io }\n', 0],
])('what brings roles about is doubtful: %j', (text, count) => {
  const { doubts } = imported(`${text}---\n${role}rules: []\n`);
  expect(doubts.map(({ reaches }) => reaches)).toEqual(Array(count).fill('everything'));
});
