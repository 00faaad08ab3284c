/**
 * The RBAC authorizer of Kubernetes as its documentation tells it, over objects as they are written: slow, and with no idea
 * of regions, atoms or hierarchies.
 */

export interface WrittenRule {
  readonly verbs: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
}

export interface WrittenSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}

export interface WrittenSubject {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

export type WrittenObject = {
  readonly apiVersion: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
} & (
  | {
      readonly kind: 'Role' | 'ClusterRole';
      readonly rules: readonly WrittenRule[] | null;
      readonly aggregationRule?: { readonly clusterRoleSelectors: readonly WrittenSelector[] };
    }
  | {
      readonly kind: 'RoleBinding' | 'ClusterRoleBinding';
      readonly subjects: readonly WrittenSubject[] | null;
      readonly roleRef: { readonly kind: string; readonly name: string };
    }
  | { readonly kind: 'ServiceAccount' }
);

export type Request = { readonly user: string; readonly verb: string } & (
  | {
      readonly kind: 'resource';
      readonly namespace: string;
      readonly group: string;
      readonly resource: string;
      readonly subresource: string;
      readonly name: string;
    }
  | { readonly kind: 'url'; readonly url: string }
);

type RoleObject = Extract<WrittenObject, { rules: unknown }>;

const anything: readonly WrittenRule[] = [
  { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
  { verbs: ['*'], nonResourceURLs: ['*'] },
];

/** Groups of a user, from the name alone. */
export function groupsOf(user: string): readonly string[] {
  if (user === 'system:anonymous') return ['system:unauthenticated'];
  const member = /^\(member of (.*)\)$/.exec(user);
  if (member !== null) return [member[1]!, 'system:authenticated'];
  const account = user.split(':');
  if (account[0] === 'system' && account[1] === 'serviceaccount' && account.length === 4) {
    return ['system:serviceaccounts', `system:serviceaccounts:${account[2]}`, 'system:authenticated'];
  }
  return ['system:authenticated'];
}

function matchesSelector(selector: WrittenSelector, labels: Readonly<Record<string, string>>): boolean {
  for (const [key, value] of Object.entries(selector.matchLabels ?? {})) {
    if (labels[key] !== value) return false;
  }
  for (const { key, operator, values = [] } of selector.matchExpressions ?? []) {
    const value = labels[key];
    if (operator === 'In' && (value === undefined || !values.includes(value))) return false;
    if (operator === 'NotIn' && value !== undefined && values.includes(value)) return false;
    if (operator === 'Exists' && value === undefined) return false;
    if (operator === 'DoesNotExist' && value !== undefined) return false;
  }
  return true;
}

/** Whether it asks for no label at all. */
function selectsUnseen({ matchLabels = {}, matchExpressions = [] }: WrittenSelector): boolean {
  return (
    Object.keys(matchLabels).length === 0 &&
    matchExpressions.every(({ operator }) => ['NotIn', 'DoesNotExist'].includes(operator))
  );
}

/**
 * The rules of each ClusterRole once the controller has come to rest, having started from nothing; or, if whatever is not
 * known is granted, having started from what is written and never taken away.
 */
function clusterRules(
  objects: readonly WrittenObject[],
  isGenerous: boolean,
): ReadonlyMap<string, readonly WrittenRule[]> {
  const roles = objects.filter((object): object is RoleObject => object.kind === 'ClusterRole');
  const rules = new Map<string, Set<WrittenRule>>();
  const selected = (role: RoleObject): readonly RoleObject[] =>
    roles.filter(
      (other) =>
        other !== role &&
        role.aggregationRule!.clusterRoleSelectors.some((selector) =>
          matchesSelector(selector, other.metadata.labels ?? {}),
        ),
    );
  for (const role of roles) {
    const written = role.rules ?? [];
    if (role.aggregationRule === undefined) rules.set(role.metadata.name, new Set(written));
    else if (!isGenerous) rules.set(role.metadata.name, new Set());
    else {
      const isEmpty = written.length === 0 && selected(role).length === 0;
      const isOpen = role.aggregationRule.clusterRoleSelectors.some(selectsUnseen);
      rules.set(role.metadata.name, new Set(isEmpty || isOpen ? anything : written));
    }
  }
  for (let changed = true; changed; ) {
    changed = false;
    for (const role of roles) {
      if (role.aggregationRule === undefined) continue;
      const own = rules.get(role.metadata.name)!;
      for (const other of selected(role)) {
        for (const rule of rules.get(other.metadata.name)!) {
          if (own.has(rule)) continue;
          own.add(rule);
          changed = true;
        }
      }
    }
  }
  return new Map([...rules].map(([name, set]) => [name, [...set]]));
}

function allows(rule: WrittenRule, request: Request): boolean {
  if (!rule.verbs.includes('*') && !rule.verbs.includes(request.verb)) return false;
  if (request.kind === 'url') {
    return (rule.nonResourceURLs ?? []).some((url) => {
      if (url === '*' || url === request.url) return true;
      return url.endsWith('*') && request.url.startsWith(url.replace(/\*+$/, ''));
    });
  }
  const groups = rule.apiGroups ?? [];
  if (!groups.includes('*') && !groups.includes(request.group)) return false;
  const whole = request.subresource === '' ? request.resource : `${request.resource}/${request.subresource}`;
  const matches = (rule.resources ?? []).some(
    (resource) =>
      resource === '*' ||
      resource === whole ||
      (request.subresource !== '' && resource === `*/${request.subresource}`),
  );
  if (!matches) return false;
  const names = rule.resourceNames ?? [];
  return names.length === 0 || names.includes(request.name);
}

function concerns(subject: WrittenSubject, user: string, namespace: string | undefined): boolean {
  if (subject.kind === 'User') return subject.name === user;
  if (subject.kind === 'Group') return groupsOf(user).includes(subject.name);
  return user === `system:serviceaccount:${subject.namespace ?? namespace}:${subject.name}`;
}

/** An authorizer for these objects; `isGenerous` grants whatever is not known. */
export function authorizer(
  objects: readonly WrittenObject[],
  isGenerous: boolean,
): (request: Request) => boolean {
  const ofCluster = clusterRules(objects, isGenerous);
  const rulesOf = (kind: string, name: string, namespace: string | undefined): readonly WrittenRule[] => {
    if (kind === 'ClusterRole') {
      return ofCluster.get(name) ?? (name === 'cluster-admin' || isGenerous ? anything : []);
    }
    for (const object of objects) {
      if (object.kind !== 'Role' || object.metadata.name !== name) continue;
      if (object.metadata.namespace === namespace) return object.rules ?? [];
    }
    return isGenerous ? anything : [];
  };
  const mastersNamed = objects.some(
    (object) =>
      'subjects' in object &&
      (object.subjects ?? []).some(({ kind, name }) => kind === 'Group' && name === 'system:masters'),
  );
  return (request) => {
    if (mastersNamed && groupsOf(request.user).includes('system:masters')) return true;
    return objects.some((object) => {
      if (!('subjects' in object)) return false;
      const { namespace } = object.metadata;
      if (object.kind === 'RoleBinding' && (request.kind === 'url' || request.namespace !== namespace)) {
        return false;
      }
      if (!(object.subjects ?? []).some((subject) => concerns(subject, request.user, namespace)))
        return false;
      return rulesOf(object.roleRef.kind, object.roleRef.name, namespace).some((rule) =>
        allows(rule, request),
      );
    });
  };
}
