/**
 * `authorizationSettings` of a client that is a resource server: who may do what with its resources.
 *
 * Policies on roles, groups and users are decided, also where they are negated, joined or required; policies that ask the
 * time, the client or a script are possible, and so is what owners may share of their resources. Permissions are `CLIENT/RESOURCE:SCOPE`, or `:access` of a resource without
 * scopes. Where one permission is on the resource and another on the scope, and they differ, it is not known which wins.
 */

import { shown } from '../../policy/names.ts';
import type { Span } from '../../source/text.ts';
import type { FactSet, Surely } from '../facts.ts';
import type { ImportBuilder } from '../imported.ts';
import { field, items, listInText, spanOf, type Text, text, textsInText, truth, type Value } from './json.ts';

/** True, false, or why it is not known. */
type Truth = boolean | string;

export interface Person {
  readonly name: string;
  /** By the names of roles and groups here. */
  readonly roles: ReadonlyMap<string, Surely>;
  /** Groups that the user is in right away. */
  readonly groups: ReadonlySet<string>;
}

/** How roles and groups are called here; null where they are not there. */
export interface Naming {
  role(id: string, client: string): string | null;
  group(path: string): string | null;
  /** What a policy may call a user. */
  user(id: string): string;
}

interface Policy {
  readonly name: string;
  readonly type: string;
  readonly isNegative: boolean;
  readonly strategy: string;
  readonly config: Value | undefined;
  readonly at: Span;
}

interface Resource {
  readonly name: string;
  readonly type: string;
  readonly scopes: readonly string[];
  /** Its owner may share it. */
  readonly isShared: boolean;
}

const maxDecisions = 5_000_000;

export function readAuthorizationSettings(
  settings: Value,
  client: Text,
  people: readonly Person[],
  naming: Naming,
  facts: FactSet,
  builder: ImportBuilder,
): void {
  const policies = new Map<string, Policy>();
  for (const one of items(field(settings, 'policies'))) {
    const name = text(field(one, 'name'));
    const type = text(field(one, 'type'));
    if (name === undefined || type === undefined) {
      builder.report('import-syntax', 'a policy needs a name and a type', spanOf(one));
      continue;
    }
    policies.set(name.text, {
      name: name.text,
      type: type.text,
      isNegative: text(field(one, 'logic'))?.text === 'NEGATIVE',
      strategy: text(field(one, 'decisionStrategy'))?.text ?? 'UNANIMOUS',
      config: field(one, 'config'),
      at: name.at,
    });
  }
  const resources = items(field(settings, 'resources')).flatMap((one): Resource[] => {
    const name = text(field(one, 'name'));
    if (name === undefined) {
      builder.report('import-syntax', 'a resource needs a name', spanOf(one));
      return [];
    }
    const scopes = items(field(one, 'scopes')).flatMap((scope) => text(field(scope, 'name'))?.text ?? []);
    const isShared = truth(field(one, 'ownerManagedAccess'), false);
    return [{ name: name.text, type: text(field(one, 'type'))?.text ?? '', scopes, isShared }];
  });
  if (builder.problems.hasErrors()) return;
  const permissions = [...policies.values()]
    .filter(({ type }) => type === 'resource' || type === 'scope')
    .map((policy) => ({
      policy,
      resources: new Set(textsInText(field2(policy.config, 'resources'))),
      scopes: new Set(textsInText(field2(policy.config, 'scopes'))),
      resourceType: text(field2(policy.config, 'defaultResourceType'))?.text ?? '',
    }));
  const mode = text(field(settings, 'policyEnforcementMode'))?.text ?? 'ENFORCING';
  const isAffirmative = text(field(settings, 'decisionStrategy'))?.text === 'AFFIRMATIVE';
  let decisions = 0;
  for (const resource of resources) {
    for (const scope of resource.scopes.length === 0 ? [null] : resource.scopes) {
      const applying = permissions.filter(({ policy, resources: of, scopes, resourceType }) =>
        policy.type === 'resource'
          ? of.has(resource.name) || (resourceType !== '' && resourceType === resource.type)
          : scope !== null && scopes.has(scope) && (of.size === 0 || of.has(resource.name)),
      );
      const name = `${client.text}/${resource.name}:${scope ?? 'access'}`;
      const role = `${name} (by policy)`;
      const at = applying[0]?.policy.at ?? spanOf(settings);
      if (resource.isShared) {
        const why = `what the owner of \`${shown(resource.name)}\` shares is in no export`;
        const shared = `${name} (shared)`;
        facts.add('grant', shared, name, at, null);
        for (const person of people) facts.add('assign', person.name, shared, at, why);
        decisions += people.length;
      }
      const direct = mode === 'ENFORCING' ? rolesThatSuffice(applying) : null;
      if (direct !== null) {
        for (const one of direct) facts.add('grant', one, name, at, null);
        continue;
      }
      for (const person of people) {
        decisions += 1;
        if (decisions > maxDecisions) {
          builder.report('import-unsupported', 'there are too many users and resources to decide', client.at);
          return;
        }
        const found = decide(applying, person);
        if (found === false) continue;
        facts.add('grant', role, name, at, null);
        facts.add('assign', person.name, role, at, found === true ? null : found);
      }
    }
  }

  /** Where any one of some roles suffices, and nothing else does; null where it is not as simple as that. */
  function rolesThatSuffice(applying: typeof permissions): readonly string[] | null {
    const [only, second] = applying;
    if (only === undefined || second !== undefined) return null;
    const applied = textsInText(field2(only.policy.config, 'applyPolicies')).map((name) =>
      policies.get(name),
    );
    if (only.policy.isNegative || applied.length === 0) return null;
    if (applied.length > 1 && only.policy.strategy !== 'AFFIRMATIVE') return null;
    const suffice: string[] = [];
    for (const policy of applied) {
      if (policy?.type !== 'role' || policy.isNegative) return null;
      const roles = listInText(field2(policy.config, 'roles'));
      for (const one of roles) {
        const id = memberOf(one, 'id');
        const role = typeof id === 'string' ? naming.role(id, client.text) : null;
        if (role === null || (memberOf(one, 'required') === true && roles.length > 1)) return null;
        suffice.push(role);
      }
    }
    return suffice;
  }

  function decide(applying: typeof permissions, person: Person): Truth {
    if (mode === 'DISABLED') return true;
    if (applying.length === 0) return mode === 'PERMISSIVE';
    const truths = applying.map(({ policy }) => decidePolicy(policy, person, new Set()));
    const kinds = new Set(applying.map(({ policy }) => policy.type));
    if (kinds.size > 1 && new Set(truths).size > 1) {
      return 'permissions on the resource and on the scope differ, and it is not known which decides';
    }
    return join(truths, isAffirmative ? 'AFFIRMATIVE' : 'UNANIMOUS');
  }

  function decidePolicy(policy: Policy, person: Person, within: ReadonlySet<string>): Truth {
    if (within.has(policy.name) || within.size > 30)
      return `policies apply each other in a circle, at \`${shown(policy.name)}\``;
    const truth = decidePositive(policy, person, new Set([...within, policy.name]));
    return policy.isNegative && typeof truth === 'boolean' ? !truth : truth;
  }

  function decidePositive(policy: Policy, person: Person, within: ReadonlySet<string>): Truth {
    const { config, type } = policy;
    switch (type) {
      case 'role':
        return decideRoles(config, person);
      case 'user': {
        const users = textsInText(field2(config, 'users')).map((id) => naming.user(id));
        return users.includes(person.name);
      }
      case 'group':
        return join(
          listInText(field2(config, 'groups')).map((one): Truth => {
            const path = memberOf(one, 'path') ?? memberOf(one, 'id');
            const group = typeof path === 'string' ? naming.group(path) : null;
            if (group === null) return `a group of policy \`${shown(policy.name)}\` is not known`;
            if (memberOf(one, 'extendChildren') !== true) return person.groups.has(group);
            const doubt = person.roles.get(group);
            return doubt === undefined ? false : (doubt ?? true);
          }),
          'AFFIRMATIVE',
        );
      case 'aggregate':
      case 'resource':
      case 'scope': {
        const applied = textsInText(field2(config, 'applyPolicies'));
        return join(
          applied.map((name): Truth => {
            const found = policies.get(name);
            return found === undefined
              ? `policy \`${shown(name)}\` is not in the files`
              : decidePolicy(found, person, within);
          }),
          policy.strategy,
        );
      }
      default:
        return `policy \`${shown(policy.name)}\` is of type \`${shown(type)}\`, which only a request decides`;
    }
  }

  /** Any of them, and all that are required. */
  function decideRoles(config: Value | undefined, person: Person): Truth {
    const has: Truth[] = [];
    const required: Truth[] = [];
    for (const one of listInText(field2(config, 'roles'))) {
      const id = memberOf(one, 'id');
      const role = typeof id === 'string' ? naming.role(id, client.text) : null;
      const doubt = role === null ? undefined : person.roles.get(role);
      const truth: Truth =
        role === null
          ? `role \`${shown(String(id))}\` of a policy is not in the files`
          : doubt === undefined
            ? false
            : (doubt ?? true);
      has.push(truth);
      if (memberOf(one, 'required') === true) required.push(truth);
    }
    const any = join(has, 'AFFIRMATIVE');
    return required.length === 0 ? any : join([any, ...required], 'UNANIMOUS');
  }
}

function field2(value: Value | undefined, name: string): Value | undefined {
  return value === undefined ? undefined : field(value, name);
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}

function join(truths: readonly Truth[], strategy: string): Truth {
  const unknown = truths.find((one) => typeof one === 'string');
  switch (strategy) {
    case 'AFFIRMATIVE':
      return truths.includes(true) ? true : (unknown ?? false);
    case 'CONSENSUS': {
      if (unknown !== undefined) return unknown;
      return truths.filter((one) => one === true).length > truths.filter((one) => one === false).length;
    }
    default:
      if (truths.length === 0) return 'what a permission without policies means depends on the version';
      return truths.includes(false) ? false : (unknown ?? true);
  }
}
