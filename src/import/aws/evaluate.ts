/** A single request, e.g. whether somebody may assume a role: what the statements say of one action on one resource. */

import { allHeld, type Limit, type Statement } from '../cloud/facts.ts';
import type { Selector } from '../regions/areas.ts';
import { matches } from '../regions.ts';
import type { Entity } from './account.ts';
import type { PolicyStatement } from './document.ts';
import { naming, type Principals, type Subject } from './principals.ts';

/** That something holds: not, certainly (null), or perhaps, for the reason of a doubt. */
export type Perhaps = { readonly doubt: number | null } | null;

/** The better of two ways: a certain one, then a possible one. */
export function either(a: Perhaps, b: Perhaps): Perhaps {
  if (a === null || b === null) return a ?? b;
  return a.doubt === null ? a : b.doubt === null ? b : a;
}

export function both(a: Perhaps, b: Perhaps): Perhaps {
  return a === null || b === null ? null : { doubt: a.doubt ?? b.doubt };
}

export function selects({ any, except }: Selector, text: string, ignoreCase: boolean): boolean {
  return (
    any.some((pattern) => matches(pattern, text, ignoreCase)) &&
    !except.some((pattern) => matches(pattern, text, ignoreCase))
  );
}

function reaching(
  statements: readonly { readonly statement: Statement; readonly doubt: number | null }[],
  effect: Statement['effect'],
  action: string,
  resource: string,
): Perhaps {
  let result: Perhaps = null;
  for (const { statement, doubt } of statements) {
    const { area } = statement;
    if (statement.effect !== effect) continue;
    if (!selects(area.operations, action, true) || !selects(area.objects, resource, false)) continue;
    result = either(result, { doubt: statement.doubt ?? doubt });
  }
  return result;
}

/** What the identity's own side says. */
export function ofIdentity(
  entity: Entity,
  action: string,
  resource: string,
): {
  readonly allow: Perhaps;
  readonly deny: Perhaps;
  /** What limits leave open: those that reach everything, and all. */
  readonly withinAll: Perhaps;
  readonly withinEvery: Perhaps;
} {
  const own = allHeld({ ...entity, name: entity.arn }).flatMap(({ bundle, doubt }) =>
    bundle.statements.map((statement) => ({ statement, doubt })),
  );
  const ofLimit = (limit: Limit) => limit.statements.map((statement) => ({ statement, doubt: null }));
  const within = (limits: readonly Limit[]): Perhaps =>
    limits.reduce<Perhaps>((sum, limit) => both(sum, reaching(ofLimit(limit), 'allow', action, resource)), {
      doubt: null,
    });
  return {
    allow: reaching(own, 'allow', action, resource),
    deny: reaching([...own, ...entity.limits.flatMap(ofLimit)], 'deny', action, resource),
    withinAll: within(entity.limits.filter(({ reachesAll }) => reachesAll)),
    withinEvery: within(entity.limits),
  };
}

/** How a statement names a subject; `NotPrincipal` is decided where the documentation decides it. */
export function namedBy(
  { isNot, list }: Principals,
  subject: Subject,
  effect: Statement['effect'],
  hasBoundary: boolean,
): 'direct' | 'everybody' | 'account' | 'perhaps' | null {
  const names = list.map(({ principal }) => ({ how: naming(principal, subject), principal }));
  if (!isNot) {
    const direct = names.filter(({ how }) => how === 'direct');
    if (direct.some(({ principal }) => principal.kind !== 'everybody')) return 'direct';
    if (direct.length > 0) return 'everybody';
    if (names.some(({ how }) => how === 'account')) return 'account';
    return names.some(({ how }) => how === 'perhaps') ? 'perhaps' : null;
  }
  // Of an identity with a boundary, a denial with NotPrincipal denies all, whomever it names.
  if (effect === 'deny' && hasBoundary) return 'direct';
  const isNamed = names.some(({ how }) => how === 'direct');
  const isAccountNamed = subject.arn === null || names.some(({ how }) => how === 'account');
  if (isNamed && isAccountNamed) return null;
  if (effect === 'allow' || names.some(({ how }) => how !== null)) return 'perhaps';
  return 'direct';
}

/** What a resource's own policy says of a subject's request. */
export function ofResource(
  statements: readonly PolicyStatement[],
  subject: Subject,
  actions: readonly string[],
  resource: string,
  hasBoundary: boolean,
  unclear: (statement: PolicyStatement) => number,
): {
  /** By a statement that names the subject; everybody; the account. */
  readonly direct: Perhaps;
  readonly everybody: Perhaps;
  readonly account: Perhaps;
  readonly deny: Perhaps;
} {
  let [direct, everybody, account, deny]: Perhaps[] = [null, null, null, null];
  for (const statement of statements) {
    if (statement.principals === null) continue;
    if (!actions.some((action) => selects(statement.actions, action, true))) continue;
    if (statement.resources !== null && !selects(statement.resources, resource, false)) continue;
    const how = namedBy(statement.principals, subject, statement.effect, hasBoundary);
    if (how === null) continue;
    const found = { doubt: statement.doubt ?? (how === 'perhaps' ? unclear(statement) : null) };
    if (statement.effect === 'deny') deny = either(deny ?? null, found);
    else if (how === 'account') account = either(account ?? null, found);
    else if (how === 'everybody') everybody = either(everybody ?? null, found);
    else direct = either(direct ?? null, found);
  }
  return {
    direct: direct ?? null,
    everybody: everybody ?? null,
    account: account ?? null,
    deny: deny ?? null,
  };
}

/** Without what is certainly denied; what is perhaps denied is possible. */
export function unless(allowed: Perhaps, denied: Perhaps): Perhaps {
  if (allowed === null || denied === null) return allowed;
  return denied.doubt === null ? null : { doubt: allowed.doubt ?? denied.doubt };
}
