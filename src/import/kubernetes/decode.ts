/**
 * Objects to roles, bindings and service accounts, with the validation of the API server: what it would refuse grants
 * nothing anywhere, and is an error here.
 */

import { match } from 'ts-pattern';
import { shown } from '../../policy/names.ts';
import type { Node } from '../../policy/yaml.ts';
import type { SourceFile, Span } from '../../source/text.ts';
import type { KubernetesObject } from './documents.ts';
import {
  type Fields,
  fieldsOf,
  isAbsent,
  itemsOf,
  leafOf,
  leavesOf,
  optionalLeaf,
  type Reading,
  requiredLeaf,
} from './fields.ts';
import type { Binding, Leaf, Objects, Role, Rule, ServiceAccount, Subject } from './objects.ts';
import { readSelectors } from './selectors.ts';

export const rbacGroup = 'rbac.authorization.k8s.io';
const versions: readonly string[] = ['v1', 'v1beta1', 'v1alpha1'];
const kinds = ['Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding'] as const;

export function decode(objects: readonly KubernetesObject[], reading: Reading): Objects {
  const roles: Role[] = [];
  const bindings: Binding[] = [];
  const accounts: ServiceAccount[] = [];
  const passed: { count: number; first: KubernetesObject | null; kinds: Set<string> } = {
    count: 0,
    first: null,
    kinds: new Set(),
  };
  for (const object of objects) {
    const { group, version, kind, at } = object;
    if (group === '' && version === 'v1' && kind === 'ServiceAccount') {
      const account = readAccount(object, reading);
      if (account !== null) accounts.push(account);
    } else if (group === rbacGroup) {
      const known = kinds.find((name) => name === kind);
      if (known === undefined || !versions.includes(version)) {
        const what = `${rbacGroup}/${shown(version)} ${shown(kind)}`;
        reading.build.doubt(at, `what a ${what} gives is not known`, 'everything');
      } else if (known === 'Role' || known === 'ClusterRole') {
        const role = readRole(object, known, reading);
        if (role !== null) roles.push(role);
      } else {
        const binding = readBinding(object, known, reading);
        if (binding !== null) bindings.push(binding);
      }
    } else {
      const reason = otherAccess(object);
      if (reason !== null) reading.build.doubt(at, reason, 'everything');
      else {
        passed.count += 1;
        passed.first ??= object;
        passed.kinds.add(kind);
      }
    }
  }
  if (passed.first !== null) {
    const named = [...passed.kinds].slice(0, 5).map((kind) => `\`${shown(kind)}\``);
    const more = passed.kinds.size > named.length ? ' and others' : '';
    reading.build.remark(
      passed.first.at,
      `${passed.count.toLocaleString('en')} ${passed.count === 1 ? 'object grants' : 'objects grant'} nothing by RBAC and ${passed.count === 1 ? 'is' : 'are'} passed over: ${named.join(', ')}${more}`,
    );
  }
  return { roles, bindings, accounts };
}

/** Why an object that is none of RBAC might give access or change who has it, or null. */
function otherAccess({ group, kind, node }: KubernetesObject): string | null {
  if (
    /^(?:(?:Cluster)?Role(?:Binding)?|Group|User|Identity)$/.test(kind) &&
    /(?:^|\.)openshift\.io$/.test(group)
  ) {
    return `what a ${group} ${kind} gives is not known: export it as \`${rbacGroup}\``;
  }
  if (/^(?:Cluster)?Role(?:Binding)?$/.test(kind) && (group === '' || group === 'authorization.k8s.io')) {
    return `a ${kind} is not of \`${rbacGroup}\`, and what it gives is not known`;
  }
  if (group === 'kustomize.config.k8s.io') {
    return 'kustomize may change all objects: import what `kustomize build` prints';
  }
  if (/(?:^|\.)cattle\.io$/.test(group) && /Role/.test(kind)) {
    return `what a ${group} ${kind} gives is not known: export the roles and bindings that it brings about`;
  }
  if (group === 'operators.coreos.com' && kind === 'ClusterServiceVersion') {
    return 'an operator is given roles when it is installed: export its roles and bindings';
  }
  if (holdsRbac(node)) {
    return `a ${kind} holds objects of \`${rbacGroup}\`, and whether they are applied is not known: import them by themselves`;
  }
  return null;
}

const manifest = /["']?apiVersion["']?\s*:\s*["']?rbac\.authorization\.k8s\.io\//;

/** Whether objects of RBAC lie within, as values or as texts. */
function holdsRbac(root: Node): boolean {
  const open: Node[] = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.kind === 'list') open.push(...node.items);
    else if (node.kind === 'scalar') {
      if (typeof node.value === 'string' && manifest.test(node.value)) return true;
    } else if (node.kind === 'map') {
      for (const { key, value } of node.entries) {
        const text = value.kind === 'scalar' ? value.value : null;
        if (key.text === 'apiVersion' && typeof text === 'string' && text.startsWith(`${rbacGroup}/`))
          return true;
        open.push(value);
      }
    }
  }
  return false;
}

function readAccount(object: KubernetesObject, reading: Reading): ServiceAccount | null {
  const meta = readMetadata(object, reading, true);
  if (meta === null || !isAccountName(meta.name, reading)) return null;
  return { namespace: meta.namespace ?? reading.namespace, name: meta.name };
}

function readRole(object: KubernetesObject, kind: 'Role' | 'ClusterRole', reading: Reading): Role | null {
  const { file, node } = object;
  const keys = [
    'apiVersion',
    'kind',
    'metadata',
    'rules',
    ...(kind === 'ClusterRole' ? ['aggregationRule'] : []),
  ];
  const fields = fieldsOf(reading, file, node, `a ${kind}`, keys);
  const meta = readMetadata(object, reading, kind === 'Role');
  if (fields === null || meta === null || !isRoleName(meta.name, reading)) return null;
  const rules = itemsOf(reading, file, fields.values.get('rules'), '`rules`').flatMap((item) => {
    const rule = fieldsOf(reading, file, item, 'a rule', ruleKeys);
    return rule === null ? [] : readRule(rule, file, kind, reading);
  });
  return {
    namespace: meta.namespace,
    name: meta.name,
    labels: meta.labels,
    rules,
    selectors: readAggregation(fields, file, reading),
  };
}

const ruleKeys = ['verbs', 'apiGroups', 'resources', 'resourceNames', 'nonResourceURLs'];

function readRule(fields: Fields, file: SourceFile, kind: 'Role' | 'ClusterRole', reading: Reading): Rule[] {
  const before = reading.build.problems.count(file.path);
  const list = (key: string): readonly Leaf[] => leavesOf(reading, file, fields.values.get(key), key);
  const rule: Rule = {
    verbs: list('verbs'),
    groups: list('apiGroups'),
    resources: list('resources'),
    names: list('resourceNames'),
    urls: list('nonResourceURLs'),
  };
  if (reading.build.problems.count(file.path) > before) return [];
  const wrong = (message: string, at: Span, hint?: string): Rule[] => {
    reading.build.report('import-syntax', message, at, hint);
    return [];
  };
  if (rule.verbs.length === 0) return wrong('a rule has no `verbs`', fields.at);
  if (rule.urls.length > 0) {
    if (kind === 'Role')
      return wrong('a Role cannot speak of URLs', rule.urls[0]!.at, 'only a ClusterRole can');
    const other = rule.resources[0] ?? rule.groups[0] ?? rule.names[0];
    if (other !== undefined) return wrong('a rule speaks of resources or of URLs, not of both', other.at);
    return [rule];
  }
  if (rule.groups.length === 0) {
    return wrong('a rule has no `apiGroups`', fields.at, 'the core group is `""`');
  }
  if (rule.resources.length === 0) return wrong('a rule has no `resources`', fields.at);
  return [rule];
}

function readAggregation(fields: Fields, file: SourceFile, reading: Reading): Role['selectors'] {
  const node = fields.values.get('aggregationRule');
  if (isAbsent(node)) return null;
  const rule = fieldsOf(reading, file, node, 'an aggregation rule', ['clusterRoleSelectors']);
  if (rule === null) return null;
  return readSelectors(rule, file, reading);
}

function readBinding(
  object: KubernetesObject,
  kind: 'RoleBinding' | 'ClusterRoleBinding',
  reading: Reading,
): Binding | null {
  const { file, node } = object;
  const fields = fieldsOf(reading, file, node, `a ${kind}`, [
    'apiVersion',
    'kind',
    'metadata',
    'subjects',
    'roleRef',
  ]);
  const meta = readMetadata(object, reading, kind === 'RoleBinding');
  if (fields === null || meta === null || !isRoleName(meta.name, reading)) return null;
  const role = readRoleRef(fields, file, kind, reading);
  const subjects = itemsOf(reading, file, fields.values.get('subjects'), '`subjects`').flatMap((item) => {
    const subject = readSubject(
      fieldsOf(reading, file, item, 'a subject', ['kind', 'apiGroup', 'apiVersion', 'name', 'namespace']),
      object,
      meta.namespace,
      reading,
    );
    return subject === null ? [] : [subject];
  });
  return role === null ? null : { namespace: meta.namespace, name: meta.name, role, subjects };
}

function readRoleRef(
  fields: Fields,
  file: SourceFile,
  kind: 'RoleBinding' | 'ClusterRoleBinding',
  reading: Reading,
): Binding['role'] | null {
  const node = fields.values.get('roleRef');
  if (isAbsent(node)) {
    reading.build.report('import-syntax', `a ${kind} has no \`roleRef\``, fields.at);
    return null;
  }
  const ref = fieldsOf(reading, file, node, '`roleRef`', ['apiGroup', 'kind', 'name']);
  if (ref === null) return null;
  const roleKind = requiredLeaf(reading, file, ref, 'kind', '`roleRef`');
  const name = requiredLeaf(reading, file, ref, 'name', '`roleRef`');
  const group = optionalLeaf(reading, file, ref, 'apiGroup');
  if (roleKind === null || name === null || group === undefined) return null;
  if (group !== null && group.text !== rbacGroup) {
    reading.build.report('import-syntax', `a role is of \`${rbacGroup}\``, group.at);
    return null;
  }
  const allowed = kind === 'RoleBinding' ? (['Role', 'ClusterRole'] as const) : (['ClusterRole'] as const);
  const known = allowed.find((text) => text === roleKind.text);
  if (known === undefined) {
    reading.build.report('import-syntax', `a ${kind} binds a ${allowed.join(' or a ')}`, roleKind.at);
    return null;
  }
  if (!isRoleName(name, reading)) return null;
  return { kind: known, name: name.text, at: name.at };
}

function readSubject(
  fields: Fields | null,
  { file, version }: KubernetesObject,
  bindingNamespace: string | null,
  reading: Reading,
): Subject | null {
  if (fields === null) return null;
  const kind = requiredLeaf(reading, file, fields, 'kind', 'a subject');
  const name = requiredLeaf(reading, file, fields, 'name', 'a subject');
  const namespace = optionalLeaf(reading, file, fields, 'namespace');
  const group = optionalLeaf(reading, file, fields, 'apiGroup');
  if (kind === null || name === null || namespace === undefined || group === undefined) return null;
  const ofGroup = (wanted: string): boolean => {
    if (group === null || group.text === wanted) return true;
    const right = wanted === '' ? 'the core group (`""`)' : `\`${wanted}\``;
    reading.build.report('import-syntax', `a subject of kind ${kind.text} is of ${right}`, group.at);
    return false;
  };
  // The first version took the user `*` for every user who is authenticated.
  const isEverybody = version === 'v1alpha1' && name.text === '*';
  const { at } = name;
  return match(kind.text)
    .with('User', (): Subject | null => {
      if (!ofGroup(rbacGroup)) return null;
      if (isEverybody) return { kind: 'Group', name: 'system:authenticated', at };
      return { kind: 'User', name: name.text, at };
    })
    .with('Group', (): Subject | null => (ofGroup(rbacGroup) ? { kind: 'Group', name: name.text, at } : null))
    .with('ServiceAccount', (): Subject | null => {
      if (!ofGroup('') || !isAccountName(name, reading)) return null;
      if (namespace !== null && !isNamespace(namespace, reading)) return null;
      const within = namespace?.text ?? bindingNamespace;
      if (within !== null) return { kind: 'ServiceAccount', namespace: within, name: name.text, at };
      reading.build.report('import-syntax', 'a service account has no `namespace`', fields.at);
      return null;
    })
    .otherwise((): null => {
      reading.build.report(
        'import-syntax',
        `\`${shown(kind.text)}\` is no kind of subject`,
        kind.at,
        reading.suggest.hint(kind.text, subjectKinds, `there are: ${subjectKinds.join(', ')}`),
      );
      return null;
    });
}

const subjectKinds = ['User', 'Group', 'ServiceAccount'];

interface Metadata {
  readonly name: Leaf;
  readonly namespace: string | null;
  readonly labels: ReadonlyMap<string, string>;
}

function readMetadata(
  { file, node, kind, at }: KubernetesObject,
  reading: Reading,
  isNamespaced: boolean,
): Metadata | null {
  const written = node.entries.find(({ key }) => key.text === 'metadata')?.value;
  if (isAbsent(written)) {
    reading.build.report('import-syntax', `a ${kind} has no \`metadata\``, at);
    return null;
  }
  const fields = fieldsOf(reading, file, written, '`metadata`', null);
  if (fields === null) return null;
  const name = requiredLeaf(reading, file, fields, 'name', '`metadata`');
  const namespace = isNamespaced ? optionalLeaf(reading, file, fields, 'namespace') : null;
  const labels = readLabels(fields, file, reading);
  if (name === null || namespace === undefined || labels === null) return null;
  if (!isNamespaced) return { name, namespace: null, labels };
  if (namespace === null) {
    reading.unplaced.count += 1;
    reading.unplaced.first ??= name.at;
    return { name, namespace: reading.namespace, labels };
  }
  return isNamespace(namespace, reading) ? { name, namespace: namespace.text, labels } : null;
}

function readLabels(fields: Fields, file: SourceFile, reading: Reading): Map<string, string> | null {
  const node = fields.values.get('labels');
  const labels = new Map<string, string>();
  if (isAbsent(node)) return labels;
  const entries = fieldsOf(reading, file, node, '`labels`', null);
  if (entries === null) return null;
  for (const [key, value] of entries.values) {
    const leaf = isAbsent(value) ? { text: '' } : leafOf(reading, file, value, `label \`${shown(key)}\``);
    if (leaf === null) return null;
    labels.set(key, leaf.text);
  }
  return labels;
}

/** Names of roles and bindings are segments of paths. */
function isRoleName({ text, at }: Leaf, reading: Reading): boolean {
  if (!/[/%]|^\.\.?$/.test(text)) return true;
  reading.build.report(
    'import-syntax',
    `\`${shown(text)}\` cannot be such a name`,
    at,
    'it has no `/` and no `%`',
  );
  return false;
}

function isAccountName({ text, at }: Leaf, reading: Reading): boolean {
  if (/^[a-z0-9](?:[-.a-z0-9]*[a-z0-9])?$/.test(text)) return true;
  reading.build.report(
    'import-syntax',
    `\`${shown(text)}\` cannot be the name of a service account`,
    at,
    'it has small letters, digits, `-` and `.`',
  );
  return false;
}

export function isNamespaceName(text: string): boolean {
  return text.length <= 63 && /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/.test(text);
}

function isNamespace({ text, at }: Leaf, reading: Reading): boolean {
  if (isNamespaceName(text)) return true;
  reading.build.report(
    'import-syntax',
    `\`${shown(text)}\` cannot be the name of a namespace`,
    at,
    'it has small letters, digits and `-`',
  );
  return false;
}
