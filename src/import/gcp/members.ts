/**
 * Members of bindings, and principals of deny policies, which are written in another way: both come to the names of members,
 * `user:…`, `serviceAccount:…`, `group:…`, `domain:…`, `allUsers`, `allAuthenticatedUsers`, `principal://…`.
 */

export type Member =
  /** One person, service account or workload. */
  | { readonly kind: 'one'; readonly name: string }
  /** Whom it has is in no file. */
  | { readonly kind: 'set'; readonly name: string }
  | { readonly kind: 'everybody'; readonly name: 'allUsers' | 'allAuthenticatedUsers' }
  /** Whoever has a basic role on a project. */
  | { readonly kind: 'project'; readonly name: string; readonly role: string; readonly project: string }
  | { readonly kind: 'deleted'; readonly name: string };

const projectRoles: ReadonlyMap<string, string> = new Map([
  ['projectOwner', 'roles/owner'],
  ['projectEditor', 'roles/editor'],
  ['projectViewer', 'roles/viewer'],
]);

/** Null: no member. */
export function memberOf(text: string): Member | null {
  if (text === 'allUsers' || text === 'allAuthenticatedUsers') return { kind: 'everybody', name: text };
  if (text.startsWith('deleted:')) return { kind: 'deleted', name: text };
  if (/^principal:\/\/./.test(text)) return { kind: 'one', name: text };
  if (/^principalSet:\/\/./.test(text)) return { kind: 'set', name: text };
  const [, kind = '', name = ''] = /^([A-Za-z]+):(.+)$/s.exec(text) ?? [];
  const role = projectRoles.get(kind);
  if (role !== undefined) return { kind: 'project', name: text, role, project: `projects/${name}` };
  switch (kind) {
    // Addresses are the same whatever their case.
    case 'user':
    case 'serviceAccount':
      return { kind: 'one', name: `${kind}:${name.toLowerCase()}` };
    case 'group':
    case 'domain':
      return { kind: 'set', name: `${kind}:${name.toLowerCase()}` };
    default:
      return null;
  }
}

/** A principal of a deny policy; what is no form that bindings have keeps its own. */
export function principalOf(text: string): Member | null {
  if (text === 'principalSet://goog/public:all') return { kind: 'everybody', name: 'allUsers' };
  if (/^deleted:/.test(text)) return { kind: 'deleted', name: text };
  const forms: readonly (readonly [RegExp, string])[] = [
    [/^principal:\/\/goog\/subject\/(.+)$/, 'user:'],
    [/^principalSet:\/\/goog\/group\/(.+)$/, 'group:'],
    [/^principal:\/\/iam\.googleapis\.com\/projects\/[^/]+\/serviceAccounts\/(.+)$/, 'serviceAccount:'],
  ];
  for (const [form, prefix] of forms) {
    const name = form.exec(text)?.[1];
    if (name !== undefined) return memberOf(`${prefix}${name}`);
  }
  return /^principal(?:Set)?:\/\//.test(text) ? memberOf(text) : null;
}
