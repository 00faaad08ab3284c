/**
 * Google Cloud IAM: allow policies (`gcloud … get-iam-policy`), those of a whole organization (`gcloud asset
 * search-all-iam-policies`, exports of Cloud Asset Inventory; a list, or one in each line), deny policies and role definitions
 * (`gcloud iam roles describe`); JSON or YAML.
 *
 *     permission  RESOURCE:service.resource.verb; a resource stands for what is below it and not told apart from it
 *     role        a role on a resource, `roles/owner on projects/p`
 *     group       a group, a domain, a set of principals, `allUsers`; whom they have is in no file, so that one user stands for
 *                 a member of each
 *     user        a user, a service account or a workload, as bindings write them
 *
 * What is granted on a resource reaches all below it (`gcp/resources.ts`); a denial wins wherever it stands above. A
 * condition makes a binding possible only. Of predefined roles that no file defines only what is known to be in them is
 * certain (`gcp/known-roles.ts`), and anything else is possible. Who may act as a service account is not followed: the
 * permissions to do so are permissions like others, and the rule pack speaks of them.
 */

import { shown } from '../policy/names.ts';
import type { SourceFile, Span } from '../source/text.ts';
import {
  type Bundle,
  type Group,
  type Held,
  type Holder,
  type Limit,
  type Statement,
  stateFacts,
} from './cloud/facts.ts';
import {
  field,
  isMap,
  isTrue,
  items,
  maps,
  refuse,
  spanOf,
  text,
  textOf,
  texts,
  type Value,
  valuesOf,
} from './cloud/values.ts';
import { knownPermissions } from './gcp/known-roles.ts';
import { type Member, memberOf, principalOf } from './gcp/members.ts';
import { atAndBelow, mentionedResources, type Resources, resourceName, unnamed } from './gcp/resources.ts';
import { type ImportBuilder, type Importer, importBuilder } from './imported.ts';
import type { Selector } from './regions/areas.ts';
import { anyNumber, glob, literal } from './regions/glob.ts';

export const gcpImporter: Importer = {
  format: 'gcp-iam',
  title: 'Google Cloud IAM: allow and deny policies, role definitions (JSON, YAML)',
  mapKeys: {
    resource:
      'which resource an allow policy by itself is of: `projects/p`, or, for several files, `FILE=projects/p,…`',
  },
  detects({ text: written }) {
    const has = (key: string): boolean => new RegExp(`(?:^|[\\s"'{,-])${key}["']?\\s*:`).test(written);
    if (
      has('bindings') &&
      has('members') &&
      /role["']?\s*:\s*["']?(?:roles|projects|organizations)\//.test(written)
    )
      return true;
    if (has('includedPermissions') && /name["']?\s*:\s*["']?(?:roles|projects|organizations)\//.test(written))
      return true;
    return has('denyRule') && has('deniedPrincipals');
  },
  read({ files, mentioned, map }) {
    const builder = importBuilder(files);
    const sorted = sort(
      builder,
      files.flatMap((file) => {
        const values = valuesOf(file, builder);
        if (values.length === 0 && builder.problems.count(file.path) === 0) {
          builder.report('import-syntax', 'there is nothing in this file', { file, start: 0, end: 0 });
        }
        return values.flatMap(items);
      }),
    );
    const policies = readPolicies(
      builder,
      sorted.policies,
      sorted.denials,
      resourceMap(builder, files, map.get('resource')),
      mentioned,
    );
    const roles = rolesOf(builder, sorted.roles);
    const bindings = policies.allow.flatMap((policy) => bindingsOf(builder, policy));

    const bundles = new Map<string, Bundle>();
    const bundleOf = (role: string, resource: string, at: Span): Bundle => {
      const name = `${role} on ${resource}`;
      const known = bundles.get(name);
      if (known !== undefined) return known;
      const allows = allowsOf(builder, roles, role, at);
      const made = {
        name,
        at: allows[0]?.at ?? at,
        statements: allows.flatMap(({ operations, doubt, at: place }) =>
          statementsAt(builder, 'allow', operations, resource, policies.resources, doubt, place),
        ),
      };
      bundles.set(name, made);
      return made;
    };

    const held = new Map<string, Held[]>();
    const members = new Map<string, { readonly member: Member; readonly at: Span }>();
    const hold = (member: Member, one: Held): void => {
      if (!members.has(member.name)) members.set(member.name, { member, at: one.at });
      const list = held.get(member.name);
      if (list === undefined) held.set(member.name, [one]);
      else list.push(one);
    };
    for (const { role, resource, member, at, doubt } of bindings) {
      const bundle = bundleOf(role, resource, at);
      if (member.kind === 'deleted')
        builder.remark(at, `\`${shown(member.name)}\` is deleted, and has nothing`);
      else if (member.kind !== 'project') hold(member, { bundle, at, doubt });
      else {
        const known = policies.allow.some(
          (policy) => policy.resource === canonical(member.project, policies.resources),
        );
        if (!known) {
          const why = builder.doubt(at, `who is \`${shown(member.name)}\` is in no file`);
          hold({ kind: 'set', name: member.name }, { bundle, at, doubt: doubt ?? why });
        }
        for (const owner of bindings) {
          if (owner.role !== member.role || owner.resource !== canonical(member.project, policies.resources))
            continue;
          if (owner.member.kind !== 'project' && owner.member.kind !== 'deleted') {
            hold(owner.member, { bundle, at, doubt: doubt ?? owner.doubt });
          }
        }
      }
    }
    const denials = policies.deny.flatMap(({ value, resource }) =>
      denialsOf(builder, value, resource, policies.resources),
    );
    const { holders, groups } = holdersOf(builder, files[0]!, members, held, denials);
    stateFacts(builder, files, holders, groups, { mentioned, joinsBelow: true });
    return builder.result();
  },
};

interface Sorted {
  readonly policies: Value[];
  readonly denials: Value[];
  readonly roles: Value[];
}

function policyIn(value: Value): Value {
  return field(value, 'policy', 'iamPolicy', 'iam_policy') ?? value;
}

function sort(builder: ImportBuilder, values: readonly Value[]): Sorted {
  const sorted: Sorted = { policies: [], denials: [], roles: [] };
  for (const value of values) {
    const isRole =
      field(value, 'includedPermissions') !== null ||
      (field(value, 'title') !== null && field(value, 'name') !== null);
    if (!isMap(value)) refuse(builder, value, 'an allow policy, a deny policy or a role must be a mapping');
    else if (field(value, 'rules') !== null) sorted.denials.push(value);
    else if (field(policyIn(value), 'bindings') !== null) sorted.policies.push(value);
    else if (isRole) sorted.roles.push(value);
    // A policy without bindings gives nothing to anybody.
    else if (field(policyIn(value), 'etag') !== null) sorted.policies.push(value);
    else
      refuse(
        builder,
        value,
        'neither an allow policy (`bindings`), a deny policy (`rules`) nor a role (`includedPermissions`)',
      );
  }
  return sorted;
}

/** For files with an allow policy by itself, its resource by the path of the file, or one for all. */
function resourceMap(
  builder: ImportBuilder,
  files: readonly SourceFile[],
  written: string | undefined,
): (file: SourceFile) => string | null {
  const entries = (written ?? '').split(',').filter((part) => part.trim() !== '');
  const byFile = new Map<string, string>();
  let forAll: string | null = null;
  for (const entry of entries) {
    const [path = '', resource] = entry.split('=').map((part) => part.trim());
    if (resource === undefined) {
      forAll = resourceName(path);
      continue;
    }
    const file = files.find((one) => one.path === path || one.path.endsWith(`/${path}`));
    if (file !== undefined && resource !== '') byFile.set(file.path, resourceName(resource));
    else {
      const message = `\`resource\` names \`${shown(path)}\`, which is none of the files`;
      builder.report('import-mapping', message, { file: files[0]!, start: 0, end: 0 });
    }
  }
  return (file) => byFile.get(file.path) ?? forAll;
}

interface Policies {
  readonly allow: readonly { readonly policy: Value; readonly resource: string }[];
  readonly deny: readonly { readonly value: Value; readonly resource: string | null }[];
  readonly resources: Resources;
}

function canonical(name: string, { aliases }: Resources): string {
  return aliases.get(name) ?? name;
}

function readPolicies(
  builder: ImportBuilder,
  policies: readonly Value[],
  denials: readonly Value[],
  resourceOf: (file: SourceFile) => string | null,
  mentioned: readonly string[],
): Policies {
  const aliases = new Map<string, string>();
  const above = new Map<string, Set<string> | null>();
  const allow = policies.map((value) => {
    const policy = policyIn(value);
    const written = policy === value ? null : text(builder, value, ['resource', 'name'], true);
    const resource =
      written === null ? (resourceOf(value.file) ?? unnamed(value.file.path)) : resourceName(written);
    const ancestors = field(value, 'ancestors');
    const project = textOf(field(value, 'project'));
    const organization = textOf(field(value, 'organization'));
    const folders = field(value, 'folders');
    const all = [
      ...(ancestors === null ? [] : texts(builder, ancestors, 'ancestors').map((one) => one.text)),
      ...(folders === null ? [] : texts(builder, folders, 'folders').map((one) => one.text)),
      ...(project === null ? [] : [project]),
      ...(organization === null ? [] : [organization]),
    ].map(resourceName);
    const number = /^projects\//.test(resource) ? all.find((one) => /^projects\/\d+$/.test(one)) : undefined;
    if (number !== undefined && number !== resource) aliases.set(number, resource);
    const isWhole = ancestors !== null || organization !== null || resource.startsWith('organizations/');
    const known = above.get(resource) ?? null;
    above.set(resource, isWhole || known !== null ? new Set([...(known ?? []), ...all]) : null);
    return { policy, resource };
  });
  for (const name of mentionedResources(mentioned)) {
    if (!above.has(name) && !aliases.has(name))
      above.set(name, name.startsWith('organizations/') ? new Set() : null);
  }
  const deny = denials.map((value) => {
    const name = textOf(field(value, 'name'));
    const point = name === null ? null : /^policies\/([^/]+)\/denypolicies\//.exec(name)?.[1];
    const resource = point == null ? null : decoded(point);
    return { value, resource: resource === null ? null : resourceName(`//${resource}`) };
  });
  const resources: Resources = {
    aliases,
    above: new Map(
      [...above].map(([name, all]) => [
        name,
        all === null
          ? null
          : new Set([...all].map((one) => aliases.get(one) ?? one).filter((one) => one !== name)),
      ]),
    ),
  };
  return {
    allow: allow.map((one) => ({ ...one, resource: canonical(one.resource, resources) })),
    deny: deny.map((one) => ({
      ...one,
      resource: one.resource === null ? null : canonical(one.resource, resources),
    })),
    resources,
  };
}

function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}

interface Role {
  /** Null: the file does not say, as a list of roles does not. */
  readonly permissions: readonly string[] | null;
  readonly at: Span;
}

function rolesOf(builder: ImportBuilder, values: readonly Value[]): ReadonlyMap<string, Role> {
  const roles = new Map<string, Role>();
  for (const value of values) {
    const name = text(builder, value, ['name'], true);
    if (name === null) continue;
    if (roles.has(name)) refuse(builder, value, `role \`${shown(name)}\` is defined twice`);
    const included = field(value, 'includedPermissions');
    const written =
      included === null ? null : texts(builder, included, 'includedPermissions').map((one) => one.text);
    for (const one of written ?? []) {
      if (one.includes(':')) refuse(builder, included!, `\`${shown(one)}\` is no permission`);
    }
    // Who has a role that is disabled or deleted has nothing by it.
    const isOff = isTrue(field(value, 'deleted')) || textOf(field(value, 'stage')) === 'DISABLED';
    roles.set(name, { permissions: isOff ? [] : written, at: spanOf(value) });
  }
  return roles;
}

interface Binding {
  readonly role: string;
  readonly resource: string;
  readonly member: Member;
  readonly at: Span;
  readonly doubt: number | null;
}

function bindingsOf(
  builder: ImportBuilder,
  { policy, resource }: { readonly policy: Value; readonly resource: string },
): Binding[] {
  return maps(builder, policy, 'bindings').flatMap((binding) => {
    const role = text(builder, binding, ['role'], true);
    const members = field(binding, 'members');
    if (role === null) return [];
    const condition = field(binding, 'condition');
    if (condition !== null && !isMap(condition)) refuse(builder, condition, '`condition` must be a mapping');
    const doubt =
      condition === null ? null : builder.doubt(spanOf(condition), conditional('this binding', condition));
    return (members === null ? [] : texts(builder, members, 'members')).flatMap(
      ({ text: written, at, value }) => {
        const member = memberOf(written);
        if (member === null) return refuse(builder, value, `\`${shown(written)}\` is no member`) ?? [];
        return [{ role, resource, member, at, doubt }];
      },
    );
  });
}

function conditional(what: string, condition: Value): string {
  const title = textOf(field(condition, 'title', 'expression')) ?? '';
  return `${what} applies only under a condition (${shown(title)}), which depends on the request`;
}

interface Operations {
  readonly operations: Selector;
  readonly doubt: number | null;
  readonly at: Span;
}

const anything: Selector = { any: [[anyNumber]], except: [] };

function allowsOf(
  builder: ImportBuilder,
  roles: ReadonlyMap<string, Role>,
  role: string,
  at: Span,
): Operations[] {
  const exactly = (permissions: readonly string[]): Selector => ({
    any: permissions.map(literal),
    except: [],
  });
  const known = roles.get(role);
  if (known !== undefined && known.permissions !== null) {
    return [{ operations: exactly(known.permissions), doubt: null, at: known.at }];
  }
  const documented = knownPermissions.get(role) ?? [];
  const doubt = builder.doubt(
    at,
    documented.length === 0
      ? `what role \`${shown(role)}\` allows is in no file (\`gcloud iam roles describe\` tells)`
      : `what role \`${shown(role)}\` allows besides ${documented.join(', ')} is in no file (\`gcloud iam roles describe\` tells)`,
  );
  return [
    { operations: exactly(documented), doubt: null, at },
    { operations: anything, doubt, at },
  ];
}

/** At the resource and below it; perhaps also where nothing says what is above. */
function statementsAt(
  builder: ImportBuilder,
  effect: Statement['effect'],
  operations: Selector,
  resource: string,
  resources: Resources,
  doubt: number | null,
  at: Span,
): Statement[] {
  const { certain, possible } = atAndBelow(resource, resources);
  const statements: Statement[] = [{ effect, area: { objects: certain, operations }, doubt, at }];
  if (possible !== null) {
    const why =
      doubt ?? builder.doubt(at, `which resources are below \`${shown(resource)}\` is not in the files`);
    statements.push({ effect, area: { objects: possible, operations }, doubt: why, at });
  }
  return statements;
}

interface Denial {
  readonly statements: readonly Statement[];
  readonly at: Span;
  readonly of: readonly Member[];
  readonly except: readonly Member[];
}

function denialsOf(
  builder: ImportBuilder,
  value: Value,
  resource: string | null,
  resources: Resources,
): Denial[] {
  return maps(builder, value, 'rules').flatMap((rule) => {
    const deny = field(rule, 'denyRule');
    if (deny === null || !isMap(deny))
      return refuse(builder, rule, 'a rule of a deny policy needs `denyRule`') ?? [];
    const strings = (key: string) => {
      const found = field(deny, key);
      return found === null ? [] : texts(builder, found, key);
    };
    const principals = (key: string): Member[] =>
      strings(key).flatMap(({ text: written, value: item }) => {
        const member = principalOf(written);
        return (
          member ?? refuse(builder, item, `\`${shown(written)}\` is no principal of a deny policy`) ?? []
        );
      });
    const permissions = (key: string) =>
      strings(key).flatMap(({ text: written, value: item }) => {
        const [, service, rest] = /^([^/:]+)\.googleapis\.com\/([^/:]+)$/.exec(written) ?? [];
        if (service === undefined) {
          return (
            refuse(
              builder,
              item,
              `\`${shown(written)}\` is no permission of a deny policy: \`iam.googleapis.com/roles.list\` is`,
            ) ?? []
          );
        }
        return [glob(`${service === 'cloudresourcemanager' ? 'resourcemanager' : service}.${rest}`)];
      });
    const condition = field(deny, 'denialCondition');
    const why =
      condition === null ? null : builder.doubt(spanOf(condition), conditional('this denial', condition));
    const at = spanOf(rule);
    const operations = { any: permissions('deniedPermissions'), except: permissions('exceptionPermissions') };
    const statements: Statement[] =
      resource === null
        ? [
            {
              effect: 'deny',
              area: { objects: anything, operations },
              doubt:
                why ??
                builder.doubt(at, 'what this deny policy is attached to is in no file (its `name` says it)'),
              at,
            },
          ]
        : statementsAt(builder, 'deny', operations, resource, resources, why, at);
    return [
      { statements, at, of: principals('deniedPrincipals'), except: principals('exceptionPrincipals') },
    ];
  });
}

function holdersOf(
  builder: ImportBuilder,
  file: SourceFile,
  members: ReadonlyMap<string, { readonly member: Member; readonly at: Span }>,
  held: ReadonlyMap<string, readonly Held[]>,
  denials: readonly Denial[],
): { readonly holders: Holder[]; readonly groups: Group[] } {
  const groups = new Map<string, Group>();
  for (const [name, { member, at }] of members) {
    if (member.kind !== 'one') groups.set(name, { name, at, held: held.get(name) ?? [] });
  }
  const doubts = new Map<object, number>();
  const once = (key: object, at: Span, reason: string): number => {
    const doubt = doubts.get(key) ?? builder.doubt(at, reason);
    doubts.set(key, doubt);
    return doubt;
  };
  /** Groups that somebody of this name is in; who is in the others is in no file. */
  const groupsOf = (name: string, isStandInFor: string | null): Holder['groups'] =>
    [...groups].flatMap(([of, group]): Holder['groups'] => {
      const membership = { group, at: group.at, doubt: null };
      if (of === isStandInFor || of === 'allUsers') return [membership];
      // All identities of a pool.
      const pool = /^principalSet:(\/\/.+)\/\*$/.exec(of)?.[1];
      if (pool !== undefined) {
        const identity = /^principal(?:Set)?:(.+)$/.exec(isStandInFor ?? name)?.[1];
        return identity?.startsWith(`${pool}/`) === true ? [membership] : [];
      }
      if (of === 'allAuthenticatedUsers') {
        const hasAccount = /^(?:user|serviceAccount|group|domain):/.test(isStandInFor ?? name);
        return hasAccount ? [membership] : [];
      }
      const domain = /^domain:(.+)$/.exec(of)?.[1];
      if (
        domain === undefined ||
        isStandInFor !== null ||
        !name.toLowerCase().endsWith(`@${domain.toLowerCase()}`)
      )
        return [];
      const reason = `whether \`${shown(name)}\` is managed by the domain, or only has an address in it, is in no file`;
      return [{ ...membership, doubt: once(group, group.at, reason) }];
    });
  const meets = (
    all: readonly Member[],
    names: ReadonlySet<string>,
    isStandIn: boolean,
  ): 'yes' | 'no' | 'perhaps' => {
    if (all.some(({ kind, name }) => kind === 'everybody' || names.has(name))) return 'yes';
    return !isStandIn && all.some(({ kind }) => kind === 'set') ? 'perhaps' : 'no';
  };
  const limitsOf = (names: ReadonlySet<string>, isStandIn: boolean): Limit[] => {
    const statements = denials.flatMap((denial) => {
      const isAbout = meets(denial.of, names, isStandIn);
      const isExcepted = meets(denial.except, names, isStandIn);
      if (isAbout === 'no' || isExcepted === 'yes') return [];
      if (isAbout === 'yes' && isExcepted === 'no') return denial.statements;
      const doubt = once(
        denial,
        denial.at,
        'whom this denial is about depends on groups, and who is in them is in no file',
      );
      return denial.statements.map((one) => ({ ...one, doubt: one.doubt ?? doubt }));
    });
    if (statements.length === 0) return [];
    const at = { file, start: 0, end: 0 };
    const all: Statement = {
      effect: 'allow',
      area: { objects: anything, operations: anything },
      doubt: null,
      at,
    };
    return [{ statements: [all, ...statements], reachesAll: true }];
  };
  const holders = [...members].map(([name, { member, at }]): Holder => {
    const isOne = member.kind === 'one';
    const memberships = groupsOf(name, isOne ? null : name);
    const names = new Set([name]);
    const known =
      member.kind === 'everybody'
        ? name === 'allUsers'
          ? 'anybody'
          : 'anybody with a Google account'
        : name;
    return {
      kind: 'user',
      name: isOne ? name : member.kind === 'everybody' ? known : `a member of ${name}`,
      at,
      held: isOne ? (held.get(name) ?? []) : [],
      groups: memberships,
      limits: limitsOf(names, !isOne),
    };
  });
  return { holders, groups: [...groups.values()] };
}
