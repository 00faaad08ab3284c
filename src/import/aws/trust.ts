/**
 * Who may assume which role.
 *
 * Within an account, a user or role that the trust policy names may assume the role, and one of a trusted account may if its
 * own policies allow `sts:AssumeRole` on it, too; between accounts both sides must allow (AWS: API reference of AssumeRole;
 * cross-account policy evaluation logic). A boundary does not limit what a trust policy gives a user by name, and does limit
 * it for a role. Nobody has what is denied on either side.
 *
 * Services, users of identity providers and members of other accounts stand for themselves: one user for each role that
 * they may assume, since nothing says whether one person may assume two; and one user for all of them, of whom
 * all of it is possible only.
 */

import type { Span } from '../../source/text.ts';
import type { ImportBuilder } from '../imported.ts';
import type { Entity } from './account.ts';
import type { PolicyStatement } from './document.ts';
import {
  both,
  either,
  namedBy,
  type OwnSide,
  ofIdentity,
  ofResource,
  ownSide,
  type Perhaps,
  unless,
} from './evaluate.ts';
import { nameOfPrincipal, naming, type Principal, subjectOf } from './principals.ts';

export interface Assumption {
  /** A user, or an ARN of a role. */
  readonly who: string;
  readonly role: string;
  readonly at: Span;
  readonly doubt: number | null;
}

const byIdentity = ['sts.AssumeRole'];
const byProvider = ['sts.AssumeRoleWithSAML', 'sts.AssumeRoleWithWebIdentity'];

/** `others`: who is in no file, and may be somebody that a role trusts. */
export function assumptions(
  builder: ImportBuilder,
  entities: readonly Entity[],
  others: readonly Named[],
): Assumption[] {
  const result: Assumption[] = [];
  const arns = new Set(entities.map(({ arn }) => arn));
  const ids = new Set(entities.flatMap(({ subject }) => subject.id ?? []));
  const accounts = new Set(entities.map(({ account }) => account));
  const sides = new Map<Entity, OwnSide>();
  const sideOf = (entity: Entity): OwnSide => {
    const side = sides.get(entity) ?? ownSide(entity, byIdentity[0]!);
    sides.set(entity, side);
    return side;
  };
  const outside = new Map<string, Named>();
  for (const one of [...outsiders(entities), ...others]) {
    const { kind } = one.principal;
    if (kind === 'arn' || kind === 'account') outside.set(nameOfPrincipal(one.principal), one);
  }
  /** Whom a role names, and all others that may be among those that it means. */
  const trustedBy = (role: Entity): readonly Named[] => {
    const named = strangers(role.trust);
    const names = new Set(named.map(({ principal }) => nameOfPrincipal(principal)));
    const trusted = new Set(
      named.map(({ principal: one }) => (one.kind === 'account' ? one.account : one.kind)),
    );
    const meant = [...outside].filter(
      ([name, { principal }]) =>
        !names.has(name) && (trusted.has('everybody') || trusted.has(subjectOf(principal).account ?? '')),
    );
    return [...named, ...meant.map(([, one]) => one)];
  };
  for (const role of entities) {
    if (role.kind !== 'role') continue;
    const unclear = perhapsDoubts(builder);
    const unlimited = onceDoubt(() =>
      builder.doubt(
        role.at,
        'whether a boundary limits what a trust policy gives to everybody is not documented',
      ),
    );
    for (const entity of entities) {
      if (entity === role) continue;
      const doubt = mayAssume(entity, role, sideOf, unclear, unlimited);
      if (doubt !== null)
        result.push({ who: entity.arn, role: role.arn, at: trusting(role, entity), doubt: doubt.doubt });
    }
    for (const { principal, at } of trustedBy(role)) {
      if (principal.kind === 'arn' && arns.has(principal.arn)) continue;
      if (isSessionOf(principal, entities)) continue;
      if (principal.kind === 'id') {
        if (!ids.has(principal.id)) {
          builder.remark(at, `\`${principal.id}\` is the id of a user or role that is not there any more`);
        }
        continue;
      }
      if (principal.kind === 'account' && accounts.has(principal.account)) continue;
      const actions =
        principal.kind === 'federated'
          ? byProvider
          : principal.kind === 'everybody'
            ? [...byIdentity, ...byProvider]
            : byIdentity;
      const said = ofResource(role.trust, subjectOf(principal), actions, role.arn, false, unclear);
      const may = unless(either(either(said.direct, said.everybody), said.account), said.deny);
      if (may !== null) result.push(...standIns(builder, principal, role.arn, at, may.doubt));
    }
  }
  return result;
}

/** The users that stand for a principal that no file describes. */
export function standIns(
  builder: ImportBuilder,
  principal: Principal,
  role: string,
  at: Span,
  doubt: number | null,
): Assumption[] {
  const name = nameOfPrincipal(principal);
  switch (principal.kind) {
    case 'everybody':
    case 'canonical':
      return [{ who: name, role, at, doubt }];
    case 'id':
      return [];
    case 'arn':
      return [
        {
          who: name,
          role,
          at,
          doubt:
            doubt ??
            builder.doubt(
              at,
              `whether \`${name}\` is there, and allowed this on its own side, is in no file`,
            ),
        },
      ];
    case 'service':
      return [{ who: `${name} as ${role}`, role, at, doubt }];
    case 'federated':
    case 'account': {
      const several = builder.doubt(at, `whether the same person is ${name} in several roles is in no file`);
      const one =
        principal.kind === 'account' ? `a member of account ${principal.account}` : `a user of ${name}`;
      const any = principal.kind === 'account' ? name : `any user of ${name}`;
      return [
        { who: `${one} as ${role}`, role, at, doubt },
        { who: any, role, at, doubt: doubt ?? several },
      ];
    }
  }
}

export function onceDoubt(make: () => number): () => number {
  let made: number | null = null;
  return () => {
    made ??= make();
    return made;
  };
}

/** One doubt for each statement whose principals may or may not fit. */
export function perhapsDoubts(builder: ImportBuilder): (statement: PolicyStatement) => number {
  const doubts = new Map<PolicyStatement, number>();
  return (statement) => {
    const known = doubts.get(statement);
    if (known !== undefined) return known;
    const doubt = builder.doubt(
      statement.at,
      'whether this statement is about somebody depends on the session, or on how `NotPrincipal` is resolved',
    );
    doubts.set(statement, doubt);
    return doubt;
  };
}

function mayAssume(
  entity: Entity,
  role: Entity,
  sideOf: (entity: Entity) => OwnSide,
  unclear: (statement: PolicyStatement) => number,
  unlimited: () => number,
): Perhaps {
  const hasBoundary = entity.limits.some(({ reachesAll }) => !reachesAll);
  const said = ofResource(role.trust, entity.subject, byIdentity, role.arn, hasBoundary, unclear);
  const trusted = either(either(said.direct, said.everybody), said.account);
  if (trusted === null) return null;
  const own = ofIdentity(sideOf(entity), role.arn);
  const onBothSides = both(both(trusted, own.allow), own.withinEvery);
  const byName =
    entity.account !== role.account
      ? null
      : either(
          both(said.direct, entity.kind === 'user' ? own.withinAll : own.withinEvery),
          either(
            both(said.everybody, own.withinEvery),
            said.everybody !== null && own.withinAll !== null && own.withinEvery === null
              ? { doubt: unlimited() }
              : null,
          ),
        );
  return unless(unless(either(onBothSides, byName), said.deny), own.deny);
}

/** The first statement that lets the entity in. */
function trusting(role: Entity, entity: Entity): Span {
  const statement = role.trust.find(
    ({ effect, principals }) =>
      effect === 'allow' &&
      principals !== null &&
      namedBy(principals, entity.subject, effect, false) !== null,
  );
  return statement?.at ?? role.at;
}

interface Named {
  readonly principal: Principal;
  readonly at: Span;
}

/** Users, roles and accounts that any trust policy names. */
export function outsiders(entities: readonly Entity[]): readonly Named[] {
  return entities
    .flatMap(({ trust }) => strangers(trust))
    .filter(({ principal }) => principal.kind === 'arn' || principal.kind === 'account');
}

/** Whether it is a session of a role that the files have: then the role itself stands for it. */
function isSessionOf(principal: Principal, entities: readonly Entity[]): boolean {
  return (
    principal.kind === 'arn' &&
    principal.arn.includes(':assumed-role/') &&
    entities.some(({ subject }) => naming(principal, subject) === 'perhaps')
  );
}

/** Principals of what is allowed, each once. */
function strangers(trust: readonly PolicyStatement[]): Named[] {
  const seen = new Map<string, Named>();
  for (const { effect, principals, at } of trust) {
    if (effect !== 'allow' || principals === null) continue;
    const named = principals.isNot ? [{ principal: { kind: 'everybody' } as const, at }] : principals.list;
    for (const one of named) {
      const key = nameOfPrincipal(one.principal);
      if (!seen.has(key)) seen.set(key, one);
    }
  }
  return [...seen.values()];
}

/** All roles that somebody comes to, also from one role to the next: certain where each step is. */
export function reachable(all: readonly Assumption[]): Assumption[] {
  const from = new Map<string, Assumption[]>();
  for (const one of all) {
    const list = from.get(one.who);
    if (list === undefined) from.set(one.who, [one]);
    else list.push(one);
  }
  const result: Assumption[] = [];
  for (const [who, first] of from) {
    const found = new Map<string, Assumption>();
    for (const isCertain of [true, false]) {
      const queue: Assumption[] = [...first, ...found.values()].filter(
        ({ doubt }) => !isCertain || doubt === null,
      );
      const seen = new Set<string>();
      for (const step of queue) {
        if (seen.has(step.role)) continue;
        seen.add(step.role);
        const known = found.get(step.role) ?? { ...step, who };
        found.set(step.role, known);
        for (const next of from.get(step.role) ?? []) {
          if (isCertain && next.doubt !== null) continue;
          if (next.role !== who) queue.push({ ...next, who, doubt: known.doubt ?? next.doubt });
        }
      }
    }
    result.push(...found.values());
  }
  return result;
}
