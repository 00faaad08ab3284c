/** A single request, e.g. whether somebody may assume a role: what the statements say of one action on one resource. */

import { allHeld, type Statement } from '../cloud/facts.ts';
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

function reaching(statements: readonly Applied[], effect: Statement['effect'], resource: string): Perhaps {
  let result: Perhaps = null;
  for (const { statement, doubt } of statements) {
    if (statement.effect !== effect || !selects(statement.area.objects, resource, false)) continue;
    result = either(result, { doubt: statement.doubt ?? doubt });
  }
  return result;
}

/** An identity's own side, for one action: statements about it are found once, for all resources. */
export interface OwnSide {
  readonly own: readonly Applied[];
  readonly limits: readonly { readonly statements: readonly Applied[]; readonly reachesAll: boolean }[];
}

interface Applied {
  readonly statement: Statement;
  readonly doubt: number | null;
}

export function ownSide(entity: Entity, action: string): OwnSide {
  const isAbout = ({ statement }: Applied): boolean => selects(statement.area.operations, action, true);
  return {
    own: allHeld({ ...entity, name: entity.arn })
      .flatMap(({ bundle, doubt }) => bundle.statements.map((statement) => ({ statement, doubt })))
      .filter(isAbout),
    limits: entity.limits.map(({ statements, reachesAll }) => ({
      statements: statements.map((statement) => ({ statement, doubt: null })).filter(isAbout),
      reachesAll,
    })),
  };
}

/** What it says of the action on one resource. */
export function ofIdentity(
  { own, limits }: OwnSide,
  resource: string,
): {
  readonly allow: Perhaps;
  readonly deny: Perhaps;
  /** What limits leave open: those that reach everything, and all. */
  readonly withinAll: Perhaps;
  readonly withinEvery: Perhaps;
} {
  const within = (some: OwnSide['limits']): Perhaps =>
    some.reduce<Perhaps>((sum, { statements }) => both(sum, reaching(statements, 'allow', resource)), {
      doubt: null,
    });
  return {
    allow: reaching(own, 'allow', resource),
    deny: reaching([...own, ...limits.flatMap(({ statements }) => statements)], 'deny', resource),
    withinAll: within(limits.filter(({ reachesAll }) => reachesAll)),
    withinEvery: within(limits),
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
