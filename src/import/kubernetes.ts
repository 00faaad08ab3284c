/**
 * Reads the role-based access control of Kubernetes: objects of `rbac.authorization.k8s.io` (v1, and v1beta1 and v1alpha1,
 * which mean the same), in YAML or JSON, one by one or in lists, as `kubectl get … -o yaml` or a chart prints them.
 *
 * What a rule allows is what the RBAC authorizer of the API server says: it looks at strings alone, and knows no resource
 * and no verb. So a wildcard reaches everything that there is or will be, `*` also subresources; a rule with
 * `resourceNames` never allows a request without a name; a RoleBinding gives what lies in its namespace, and no URL.
 * Rules only add: there is no denial. Names of permissions are told in `kubernetes/names.ts`.
 *
 * Users are those of the authorizer (`system:serviceaccount:NS:NAME`); groups are roles, see `kubernetes/subjects.ts`.
 * Of `system:masters`, if it is named, everything is allowed, as RBAC is never asked about it. Roles are named
 * `ClusterRole/NAME`, `NS/ClusterRole/NAME` (bound in a namespace) and `NS/Role/NAME`. An aggregated role inherits from
 * those it selects.
 *
 * What is not known: a bound role that the files do not define may allow anything where it is bound, but for those that
 * every cluster has (`kubernetes/builtin.ts`); so may an aggregated one that selects nothing here. Other authorizers (nodes,
 * webhooks), admission and what is in a group are not told by these objects. An object without a namespace is in the one
 * that `map` names, or in `default`, as with `kubectl apply`.
 */

import type { SourceFile } from '../source/text.ts';
import { type ImportBuilder, type Importer, importBuilder } from './imported.ts';
import { decode, isNamespaceName } from './kubernetes/decode.ts';
import { readObjects } from './kubernetes/documents.ts';
import { startReading } from './kubernetes/fields.ts';
import { readMentioned } from './kubernetes/mentioned.ts';
import type { Objects, Rule } from './kubernetes/objects.ts';
import { type Held, splitRules } from './kubernetes/regions.ts';
import { resolve } from './kubernetes/resolve.ts';
import { bindSubjects } from './kubernetes/subjects.ts';

const mostGrants = 200_000;
const mostSteps = 2_000_000;

export const kubernetes: Importer = {
  format: 'kubernetes',
  title: 'Kubernetes RBAC (YAML, JSON)',
  mapKeys: {
    namespace: 'the namespace of objects that name none, as `kubectl -n` does; otherwise `default`',
  },
  detects,
  read({ files, mentioned, map }) {
    const build = importBuilder(files);
    const namespace = map.get('namespace') ?? 'default';
    const start = { file: files[0]!, start: 0, end: 0 };
    if (!isNamespaceName(namespace)) {
      build.report('import-mapping', `\`${namespace}\` cannot be the name of a namespace`, start);
      return build.result();
    }
    const reading = startReading(build, namespace);
    const found = files.flatMap((file) => readObjects(file, build));
    const objects = decode(found, reading);
    if (build.problems.hasErrors()) return build.result();
    if (objects.roles.length + objects.bindings.length + objects.accounts.length === 0) {
      build.report('import-syntax', 'there is no object of Kubernetes RBAC', start);
      return build.result();
    }
    const { count, first } = reading.unplaced;
    if (first !== null && !map.has('namespace')) {
      build.remark(
        first,
        count === 1
          ? 'an object names no namespace, and is taken to be in `default`'
          : `${count.toLocaleString('en')} objects name no namespace, and are taken to be in \`default\``,
        'say which it is: `--map namespace=NAME`',
      );
    }
    addFacts(objects, mentioned, build);
    return build.result();
  },
};

const kind = /["']?kind["']?\s*:\s*["']?(?:(?:Cluster)?Role(?:Binding)?(?:List)?|ServiceAccount(?:List)?)\b/;
const apiVersion = /["']?apiVersion["']?\s*:\s*["']?(?:rbac\.authorization\.k8s\.io\/|v1\b)/;

function detects({ text }: SourceFile): boolean {
  return apiVersion.test(text) && kind.test(text);
}

function addFacts(objects: Objects, patterns: readonly string[], build: ImportBuilder): void {
  const resolved = resolve(objects, build, mostGrants);
  if (resolved === null || build.problems.hasErrors()) return;
  const mentioned = readMentioned(patterns);
  const bounds = { grants: mostGrants, steps: mostSteps, onlyMentioned: false };
  const at = objects.roles[0]?.name.at ?? objects.bindings[0]?.name.at;
  let split = splitRules(resolved.held, mentioned, bounds);
  if (split === null && at !== undefined) {
    const most = mostGrants.toLocaleString('en');
    if (patterns.length > 0) {
      split = splitRules(resolved.held, mentioned, { ...bounds, onlyMentioned: true });
    }
    if (split === null) {
      build.report(
        'import-unsupported',
        `the rules come to more than ${most} grants of permissions`,
        at,
        'import parts of the cluster by themselves, or name what you ask about in constraints: only that is looked at then',
      );
      return;
    }
    build.remark(
      at,
      `the rules come to more than ${most} grants of permissions; only those are there that a constraint speaks of`,
    );
  }
  for (const { name, at: place, borrows } of resolved.placed) {
    build.role(name, place);
    for (const borrowed of borrows) build.inherit(name, borrowed.name, borrowed.at);
  }
  bindSubjects(objects, build);
  for (const { permission, at: place } of split?.empty ?? []) build.permission(permission, place);
  for (const { role, permission, at: place, doubt } of split?.grants ?? []) {
    build.grant(role, permission, place, doubt);
  }
  for (const rule of new Set(resolved.held.map((item: Held) => item.rule))) reportUseless(rule, build);
}

/** What is often written, and means something else than it seems to. */
function reportUseless({ groups, resources, names, verbs }: Rule, build: ImportBuilder): void {
  for (const { text, at } of groups) {
    if (text === 'core') build.remark(at, 'there is no API group `core`', 'the core group is `""`');
    else if (text.includes('/')) {
      build.remark(
        at,
        'an API group has no version: this one matches nothing',
        `write \`${text.split('/')[0]}\``,
      );
    }
  }
  for (const { text, at } of resources) {
    if (text.endsWith('/*')) {
      build.remark(at, `\`${text}\` matches no subresource`, 'name them; `*` alone matches all');
    }
  }
  const unnamed = verbs.find(({ text }) => text === 'create' || text === 'deletecollection');
  if (names.length > 0 && unnamed !== undefined && resources.some(({ text }) => !text.includes('/'))) {
    build.remark(
      unnamed.at,
      `a request to \`${unnamed.text}\` seldom has a name, and without one this rule does not allow it`,
    );
  }
}
