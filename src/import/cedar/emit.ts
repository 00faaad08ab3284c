/**
 * Decisions as facts. What a policy gives without conditions to a group goes to the group as a role, and what it gives
 * to everybody to a role that everybody has. Where conditions or denials come in, each principal is asked about, and
 * what it may do is granted to a role of its own.
 */

import { nameProblem, shown } from '../../policy/names.ts';
import type { Span } from '../../source/text.ts';
import type { ImportBuilder } from '../imported.ts';
import { ownRole } from '../tables/relations.ts';
import { type Decided, type Decider, mostRequests } from './decide.ts';
import { excerpt, type Policy } from './policies.ts';
import { type Action, fits, isAbout, matchesAction, matchesScope, type Thing, type Truth } from './things.ts';
import type { World } from './world.ts';

/** So often a policy is held against an action and a resource: a few seconds' worth. */
const mostLooks = 20_000_000;

export function emitWorld(world: World, decider: Decider, builder: ImportBuilder): void {
  const { policies, principals, actions, resources, groups, memberOf } = world;
  const [first] = policies;
  if (first === undefined) return;
  if (actions.length * resources.length * policies.length > mostLooks) {
    builder.report(
      'import-unsupported',
      `${policies.length.toLocaleString('en')} policies about ${actions.length.toLocaleString('en')} actions on ${resources.length.toLocaleString('en')} resources are too many`,
      first.at,
      'import the resources that matter',
    );
    return;
  }
  const operation = operations(actions, builder);
  if (operation === null) return;
  const doubtOf = doubts(world, builder);
  const emitted = new Set<string>();
  const grant = (role: string, permission: string, at: Span, doubt: number | null): void => {
    const key = `${role}\u0000${permission}\u0000${doubt}`;
    if (emitted.has(key)) return;
    emitted.add(key);
    builder.grant(role, permission, at, doubt);
  };
  const roles = rolesOf(world, builder);
  const members = new Map<Policy, readonly Thing[]>();

  for (const action of actions) {
    const onAction = policies.filter((policy) => matchesAction(policy.action, action) !== 'no');
    if (!onAction.some(({ effect }) => effect === 'permit')) continue;
    const asking = new Set(principals.filter((principal) => fits(action.principals, principal)));
    for (const resource of resources) {
      if (!fits(action.resources, resource)) continue;
      const about = onAction
        .map((policy) => ({ policy, about: isAbout(policy, action, resource) }))
        .filter((each) => each.about !== 'no');
      if (!about.some(({ policy }) => policy.effect === 'permit')) continue;
      const permission = `${resource.name}:${operation(action)}`;
      const isDenied = about.some(({ policy }) => policy.effect === 'forbid');
      const asksEach =
        isDenied || (world.entities !== null && about.some(({ policy }) => policy.conditional));
      const permits = about.filter(({ policy }) => policy.effect === 'permit');
      if (!asksEach) {
        for (const { policy, about: isSure } of permits) {
          const doubt = policy.conditional || isSure === 'maybe' ? doubtOf(policy) : null;
          give(policy, asking, permission, doubt);
        }
        continue;
      }
      const decisions = new Map<Thing, Decided>();
      for (const principal of asking) {
        const matching = about
          .map(({ policy, about: isSure }) => ({ policy, matches: applies(policy, principal, isSure) }))
          .filter((each) => each.matches !== 'no');
        if (!matching.some(({ policy }) => policy.effect === 'permit')) continue;
        const decision = decider.decide(principal, action, resource, matching);
        if (decision === null) {
          builder.report(
            'import-unsupported',
            `conditions must be decided for more than ${mostRequests.toLocaleString('en')} requests`,
            first.at,
            'give a schema, so that only requests it allows are looked at, or import the entities that matter',
          );
          return;
        }
        if (decision.kind === 'failed') {
          builder.report(
            'import-unsupported',
            `Cedar does not decide a request: ${shown(decision.message)}`,
            first.at,
          );
          return;
        }
        decisions.set(principal, decision);
      }
      // Where all whom a permit is about may do it, it is theirs by the permit; the others have it each for themselves.
      const settled = new Set<Thing>();
      for (const { policy } of permits) {
        const members = membersOf(policy).filter((member) => asking.has(member));
        if (members.length === 0 || !members.every((member) => decisions.get(member)?.kind === 'yes'))
          continue;
        give(policy, asking, permission, null);
        for (const member of members) settled.add(member);
      }
      for (const [principal, decision] of decisions) {
        if (decision.kind === 'no' || decision.kind === 'failed' || settled.has(principal)) continue;
        const by = decision.by ?? permits[0]!.policy;
        grant(roles.own(principal), permission, by.at, decision.kind === 'yes' ? null : doubtOf(by));
      }
    }
  }

  /** To those whom the permit is about, as far as they may ask at all. */
  function give(policy: Policy, asking: ReadonlySet<Thing>, permission: string, doubt: number | null): void {
    const members = membersOf(policy);
    const able = members.filter((member) => asking.has(member));
    if (able.length === members.length) grant(roles.ofScope(policy), permission, policy.at, doubt);
    else for (const member of able) grant(roles.own(member), permission, policy.at, doubt);
  }

  function membersOf(policy: Policy): readonly Thing[] {
    const known = members.get(policy);
    if (known !== undefined) return known;
    const found = principals.filter((principal) => matchesScope(policy.principal, principal) === 'yes');
    members.set(policy, found);
    return found;
  }

  /** Of somebody who may be in a group that no file speaks of, a permit for the group is not theirs, and a forbid may be. */
  function applies(policy: Policy, principal: Thing, about: Truth): Truth {
    const matches = matchesScope(policy.principal, principal);
    if (matches === 'no' || (matches === 'maybe' && policy.effect === 'permit')) return 'no';
    return matches === 'yes' && about === 'yes' ? 'yes' : 'maybe';
  }

  for (const [name, { parents, at }] of groups) {
    builder.group(name, at);
    for (const parent of parents) builder.inherit(name, parent, at);
  }
  for (const { name, at, type } of principals) {
    // Those who are not in the store are worth a word only if they may do something.
    const isOther = name.endsWith('::"(other)"');
    if (isOther && !roles.isOwned(name) && !roles.isEverybody(type)) continue;
    const problem = nameProblem(name);
    if (problem !== null) builder.report('bad-name', `name \`${shown(name)}\` ${problem}`, at);
    builder.user(name, at);
    for (const group of memberOf.get(name) ?? []) builder.assign(name, group, at);
  }
  roles.assign();
}

/** The operation of each action: its ID, or with its namespace where two have the same. */
function operations(actions: readonly Action[], builder: ImportBuilder): ((action: Action) => string) | null {
  const plain = (text: string): string => text.replaceAll(':', '.');
  const uses = new Map<string, number>();
  for (const { uid } of actions) uses.set(plain(uid.id), (uses.get(plain(uid.id)) ?? 0) + 1);
  const names = new Map<string, string>();
  const taken = new Map<string, Action>();
  for (const action of actions) {
    const { uid } = action;
    const namespace = uid.type.split('::').slice(0, -1);
    const name = uses.get(plain(uid.id)) === 1 ? plain(uid.id) : plain([...namespace, uid.id].join('.'));
    const other = taken.get(name);
    if (other !== undefined || nameProblem(name) !== null) {
      const message =
        other === undefined
          ? `name \`${shown(name)}\` ${nameProblem(name)}`
          : `actions \`${shown(action.name)}\` and \`${shown(other.name)}\` would have the same name here`;
      builder.report(other === undefined ? 'bad-name' : 'import-unsupported', message, action.at);
      return null;
    }
    taken.set(name, action);
    names.set(action.name, name);
  }
  return ({ name }) => names.get(name)!;
}

function doubts({ entities }: World, builder: ImportBuilder): (policy: Policy) => number {
  const made = new Map<string, number>();
  return (policy) => {
    const known = made.get(policy.key);
    if (known !== undefined) return known;
    const why =
      policy.context !== 'nothing'
        ? 'depends on the context of the request'
        : entities === null && policy.conditional
          ? 'has conditions, and no entities are given to decide them'
          : 'is about a group, and no file says what is in it';
    const index = builder.doubt(policy.at, `policy \`${shown(policy.name)}\` ${why}: \`${excerpt(policy)}\``);
    made.set(policy.key, index);
    return index;
  };
}

/** Roles that stand for the scopes of policies, declared when they are used. */
function rolesOf({ principals, groups }: World, builder: ImportBuilder) {
  const declared = new Set<string>();
  const assigned: (() => void)[] = [];
  const owned = new Set<string>();
  const everybody = new Set<string | null>();
  const declare = (name: string, at: Span, members: readonly Thing[]): string => {
    if (declared.has(name)) return name;
    declared.add(name);
    builder.role(name, at);
    assigned.push(() => {
      for (const member of members) builder.assign(member.name, name, at);
    });
    return name;
  };
  const own = (principal: Thing): string => {
    owned.add(principal.name);
    return declare(ownRole(principal.name), principal.at, [principal]);
  };
  return {
    own,
    isOwned: (name: string) => owned.has(name),
    isEverybody: (type: string | null) => everybody.has(null) || everybody.has(type),
    /** The role whose members are those whom the scope is about. */
    ofScope({ principal: scope, at }: Policy): string {
      const members = principals.filter((principal) => matchesScope(scope, principal) === 'yes');
      switch (scope.op) {
        case 'all':
          everybody.add(null);
          return declare('(everybody)', at, members);
        case '==': {
          const [member] = members;
          // Somebody who is not in the store cannot ask, but may be put into it.
          return member === undefined ? declare(ownRole(scope.uid), at, []) : own(member);
        }
        case 'in': {
          const [group] = scope.uids;
          // A principal is in itself.
          const self = members.filter(({ name, uid }) => uid !== null && name === group);
          if (!groups.has(group!)) return declare(group!, at, members);
          if (!declared.has(group!))
            for (const member of self) builder.assign(member.name, group!, member.at);
          declared.add(group!);
          return group!;
        }
        case 'is': {
          if (scope.in !== null) return declare(`(${scope.type} in ${scope.in})`, at, members);
          everybody.add(scope.type);
          return declare(`(every ${scope.type})`, at, members);
        }
        default: {
          const never: never = scope;
          return never;
        }
      }
    },
    assign: () => {
      for (const each of assigned) each();
    },
  };
}
