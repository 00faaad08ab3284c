/**
 * Names of permissions, users and roles, so that different things have different names.
 *
 *     NAMESPACE/GROUP/RESOURCE:VERB            kube-system/core/secrets:get
 *     NAMESPACE/GROUP/RESOURCE[NAME]:VERB      (cluster)/rbac.authorization.k8s.io/clusterroles[admin]:bind
 *     NAMESPACE/GROUP/RESOURCE/SUBRESOURCE…    team-a/core/pods/exec:create
 *     URL:VERB                                 /metrics:get
 *
 * The namespace `(cluster)` is what lies in none, and every namespace that has no name of its own beside it. `(other)`
 * stands for all groups, resources, verbs or URLs that are not named. `core` is the group that the API calls "". A name
 * stands in brackets because a resource has subresources, too; without brackets, it is every other name and none. (Where
 * a rule is for no name alone, `resourceNames: [""]`, every other name is apart from it, `secrets[(other)]`.)
 * Whatever would be mistaken for one of these signs is written as in URLs (`%2A` for `*`).
 */

export const clusterWide = '(cluster)';
export const other = '(other)';
const core = 'core';

export interface ResourceAtom {
  /** Null: the cluster and every other namespace. */
  readonly namespace: string | null;
  /** Null: every other one; likewise below. */
  readonly group: string | null;
  /** Every other resource that has this subresource is `{ sub }`. */
  readonly resource: string | { readonly sub: string } | null;
  readonly verb: string | null;
  readonly name: string | null | typeof otherNames;
}

/** All names but none and those that are named. */
export const otherNames = { isOther: true } as const;

export function resourcePermission(atom: ResourceAtom): string {
  return `${objectName(atom)}:${verbName(atom.verb)}`;
}

export function objectName({ namespace, group, resource, name }: Omit<ResourceAtom, 'verb'>): string {
  const within = `${namespace ?? clusterWide}/${groupName(group)}/${resourceName(resource)}`;
  if (name === null) return within;
  return `${within}[${typeof name === 'string' ? nameName(name) : other}]`;
}

export function nameName(name: string | null): string {
  return name === null ? other : escaped(name, /^\(|[%*]/g);
}

export function groupName(group: string | null): string {
  if (group === null) return other;
  if (group === '') return core;
  return group === core ? `%63${core.slice(1)}` : escaped(group, /^\(|[%*/]/g);
}

export function resourceName(resource: ResourceAtom['resource']): string {
  if (resource === null) return other;
  if (typeof resource !== 'string') return `${other}/${escaped(resource.sub, /[%*[\]]/g)}`;
  return escaped(resource, /^\(|[%*[\]]/g);
}

export function verbName(verb: string | null): string {
  return verb === null ? other : verb === '' ? '%' : escaped(verb, /^\(|[%*:]/g);
}

/** `isRest`: all URLs that start so and are not named otherwise. */
export function urlPermission(url: string, isRest: boolean, verb: string | null): string {
  return `${escaped(url, /[%*(]/g)}${isRest ? other : ''}:${verbName(verb)}`;
}

/** Undoes the escapes of a part of a name. */
export function unescaped(text: string): string {
  if (text === '%') return '';
  return text.replace(/%([2-6][0-9A-F])/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}

function escaped(text: string, signs: RegExp): string {
  return text.replace(signs, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** The user that a service account is to the authorizer. */
export function accountUser(namespace: string, name: string): string {
  return `system:serviceaccount:${namespace}:${name}`;
}

/** Names in parentheses are those of nobody in particular. */
export function userName(name: string): string {
  return escaped(name, /^[(%]/g);
}

export function groupRole(name: string): string {
  return `Group/${name}`;
}

/** A role where it is bound: a ClusterRole in a namespace is another role than that of the whole cluster. */
export function roleName(scope: string | null, kind: 'Role' | 'ClusterRole', name: string): string {
  return scope === null ? `${kind}/${name}` : `${scope}/${kind}/${name}`;
}
