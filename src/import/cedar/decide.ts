/**
 * What a principal may do, by Cedar's own engine where conditions decide, on the entities that a request can reach.
 *
 * Policies that read the context of a request are asked about with the context unknown: what the engine then rules out
 * is out, and the rest may apply. With a context given by `map`, they are as all others.
 */

import { decide, type Failure, keepPolicies, mayApply, type Uid } from './engine.ts';
import type { Policy } from './policies.ts';
import type { Action, Thing, Truth } from './things.ts';
import type { World } from './world.ts';

/** So many requests are put to the engine: a few seconds' worth. */
export const mostRequests = 50_000;

export interface Matching {
  readonly policy: Policy;
  /** How the scope of the policy fits the request. */
  readonly matches: Truth;
}

export type Decided = { readonly kind: 'yes' | 'maybe' | 'no'; readonly by: Policy | null } | Failure;

export interface Decider {
  /** Null: there were too many requests. */
  decide(principal: Thing, action: Action, resource: Thing, matching: readonly Matching[]): Decided | null;
}

const kept = 'dutyproof';

export function decider(world: World, context: unknown): Decider | Failure {
  const { entities, policies, actions } = world;
  const known = context !== null;
  const reads = (policy: Policy): boolean => policy.context !== 'nothing' && !known;
  const settled = Object.fromEntries(
    policies.filter((policy) => !reads(policy)).map((policy) => [policy.key, policy.json]),
  );
  if (entities !== null) {
    const failure = keepPolicies(kept, settled);
    if (failure !== null) return failure;
  }
  const reachable = reach(world);
  const actionEntities = new Map<string, unknown>(
    actions.map(({ name, uid, ancestors }) => [
      name,
      {
        uid: { __entity: uid },
        attrs: {},
        parents: [...ancestors].map((each) => ({ __entity: uidIn(world, each) })),
      },
    ]),
  );
  let requests = 0;

  return {
    decide(principal, action, resource, matching) {
      const without = (unsure: boolean): Decided => combine(matching, unsure ? 'maybe' : 'yes');
      if (entities === null || principal.uid === null || resource.uid === null) return without(true);
      if (matching.every(({ policy }) => !policy.conditional)) return without(false);
      requests += 1;
      if (requests > mostRequests) return null;
      const request = {
        principal: principal.uid,
        action: action.uid,
        resource: resource.uid,
        entities: [...reachable(principal.name, resource.name), actionEntities.get(action.name)],
      };
      const answer = decide(kept, { ...request, context: known ? context : {} });
      if (answer.kind === 'failed') return answer;
      const { allowed, because } = answer.value;
      if (!allowed && because.length > 0) return { kind: 'no', by: null };
      const open = matching.filter(({ policy, matches }) => reads(policy) || matches === 'maybe');
      const may = open.length === 0 ? [] : openOnes(open, request);
      const denial = may.find(({ effect }) => effect === 'forbid');
      const permit = may.find(({ effect }) => effect === 'permit');
      const by = matching.find(({ policy }) => because.includes(policy.key))?.policy ?? null;
      if (allowed) return denial === undefined ? { kind: 'yes', by } : { kind: 'maybe', by: denial };
      return permit === undefined ? { kind: 'no', by: null } : { kind: 'maybe', by: permit };
    },
  };

  /** Those that the engine does not rule out with an unknown context, and whatever the groups of the action. */
  function openOnes(
    open: readonly Matching[],
    request: { principal: Uid; action: Uid; resource: Uid; entities: readonly unknown[] },
  ): readonly Policy[] {
    const all = open.map(({ policy }) => policy);
    // An attribute that is asked for with `has` may be missing, which an unknown value is not.
    const simple = open.filter(({ policy }) => policy.context !== 'anything');
    if (simple.length === 0) return all;
    const attributes = new Set(simple.flatMap(({ policy }) => [...policy.attributes]));
    const texts = Object.fromEntries(
      simple.map(({ policy, matches }) => [
        policy.key,
        matches === 'maybe' ? ofAnyAction(policy.json) : policy.json,
      ]),
    );
    const may = mayApply(texts, request, attributes);
    return may === null ? all : all.filter(({ context, key }) => context === 'anything' || may.has(key));
  }
}

/** Among entities, what is not known of a request is what its action is in. */
function ofAnyAction(policy: unknown): unknown {
  return { ...(policy as object), action: { op: 'All' } };
}

/** Without the engine: what scopes say, where conditions may hold. */
function combine(matching: readonly Matching[], conditions: Truth): Decided {
  const truth = ({ policy, matches }: Matching): Truth =>
    policy.conditional && matches === 'yes' ? conditions : matches;
  const of = (effect: Policy['effect'], wanted: Truth): Policy | null =>
    matching.find((each) => each.policy.effect === effect && truth(each) === wanted)?.policy ?? null;
  if (of('forbid', 'yes') !== null) return { kind: 'no', by: null };
  const [sure, maybe, denial] = [of('permit', 'yes'), of('permit', 'maybe'), of('forbid', 'maybe')];
  if (sure !== null) return denial === null ? { kind: 'yes', by: sure } : { kind: 'maybe', by: denial };
  return maybe === null ? { kind: 'no', by: null } : { kind: 'maybe', by: maybe };
}

function uidIn({ entities, actions }: World, name: string): Uid {
  const known = entities?.get(name)?.uid ?? actions.find((action) => action.name === name)?.uid;
  if (known !== undefined) return known;
  const at = name.lastIndexOf('::"');
  return { type: name.slice(0, at), id: JSON.parse(name.slice(at + 2)) as string };
}

/** Entities that a request can reach: by ancestors and attributes, from its own and from those that policies name. */
function reach({ entities, policies }: World) {
  const closures = new Map<string, ReadonlySet<string>>();
  const closure = (starts: readonly string[]): ReadonlySet<string> => {
    const found = new Set<string>();
    const queue = [...starts];
    while (queue.length > 0) {
      const next = queue.pop()!;
      const entity = entities?.get(next);
      if (entity === undefined || found.has(next)) continue;
      found.add(next);
      for (const each of entity.parents) queue.push(each);
      for (const each of entity.refers) queue.push(each);
    }
    return found;
  };
  const of = (name: string, starts: readonly string[]): ReadonlySet<string> => {
    const known = closures.get(name) ?? closure(starts);
    closures.set(name, known);
    return known;
  };
  const named = policies.flatMap((policy) => [...policy.named]);
  return (principal: string, resource: string): readonly unknown[] => {
    const all = new Set([...of('', named), ...of(principal, [principal]), ...of(resource, [resource])]);
    return [...all]
      .map((name) => entities!.get(name)!)
      .filter(({ uid }) => !(uid.type === 'Action' || uid.type.endsWith('::Action')))
      .map(({ json }) => json);
  };
}
