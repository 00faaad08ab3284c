/**
 * Who may ask for what: principals, actions and resources, with what is known of them.
 *
 * With entities, everything is known: they are the store that requests are decided on, and one principal and one
 * resource of each type stand for those that are not in it. Without entities, principals are those that policies name,
 * and for each group that they name one that stands for its members; likewise for resources.
 */

import type { Span } from '../../source/text.ts';
import type { Uid } from './engine.ts';
import type { Policy, Scope } from './policies.ts';

export interface Thing {
  readonly name: string;
  /** Null where nothing but a group is known. */
  readonly uid: Uid | null;
  readonly type: string | null;
  /** Itself not among them. */
  readonly ancestors: ReadonlySet<string>;
  /** Whether it may have ancestors that nobody names. */
  readonly open: boolean;
  readonly at: Span;
}

export interface Action extends Thing {
  readonly uid: Uid;
  /** Types that it is asked with; null: any. */
  readonly principals: ReadonlySet<string> | null;
  readonly resources: ReadonlySet<string> | null;
}

export type Truth = 'yes' | 'no' | 'maybe';

export function matchesScope(scope: Scope, thing: Thing): Truth {
  switch (scope.op) {
    case 'all':
      return 'yes';
    case '==':
      return thing.uid !== null && scope.uid === thing.name ? 'yes' : 'no';
    case 'in':
      return scope.uids.some((uid) => isIn(thing, uid)) ? 'yes' : thing.open ? 'maybe' : 'no';
    case 'is': {
      const typed: Truth = thing.type === null ? 'maybe' : thing.type === scope.type ? 'yes' : 'no';
      const inside: Truth = scope.in === null || isIn(thing, scope.in) ? 'yes' : thing.open ? 'maybe' : 'no';
      return both(typed, inside);
    }
    default: {
      const never: never = scope;
      return never;
    }
  }
}

export function both(left: Truth, right: Truth): Truth {
  if (left === 'no' || right === 'no') return 'no';
  return left === 'yes' && right === 'yes' ? 'yes' : 'maybe';
}

function isIn(thing: Thing, uid: string): boolean {
  return (thing.uid !== null && thing.name === uid) || thing.ancestors.has(uid);
}

/** Whether a policy may be about an action on a resource. */
export function isAbout(policy: Policy, action: Action, resource: Thing): Truth {
  return both(matchesAction(policy.action, action), matchesScope(policy.resource, resource));
}

/** A list of actions names actions; what is named alone after `in` may be a group of them. */
export function matchesAction(scope: Scope, action: Action): Truth {
  const isList = scope.op === 'in' && scope.uids.length !== 1;
  return matchesScope(scope, isList && action.open ? { ...action, open: false } : action);
}

export function fits(types: ReadonlySet<string> | null, thing: Thing): boolean {
  return types === null || thing.type === null || types.has(thing.type);
}
