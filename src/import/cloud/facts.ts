/**
 * What holders have in clouds, as facts: sets of statements (policies, roles at a scope) that allow areas and deny
 * areas, held directly or through groups, within limits.
 *
 *     a permission is had  ⇔  something held allows it, every limit allows it, and nothing denies it
 *
 * A hierarchy of roles cannot take away. So whoever loses nothing to denials and limits has roles as they are in the
 * cloud: the group, and the policies as its juniors. Whoever does lose something gets a role of their own with what is
 * left, named `… (effective)`; if this person is in a group, the group itself has no juniors, its other members have
 * what the group has by themselves, and who is a member is still stated.
 *
 * A statement that may or may not apply makes what it allows possible, and what it denies possible where it was certain.
 */

import { nameProblem, shown } from '../../policy/names.ts';
import type { SourceFile, Span } from '../../source/text.ts';
import type { ImportBuilder } from '../imported.ts';
import { type Area, type AreaOptions, splitAreas } from '../regions/areas.ts';

export interface Statement {
  readonly effect: 'allow' | 'deny';
  readonly area: Area;
  /** Why it may not apply; null: it applies. */
  readonly doubt: number | null;
  readonly at: Span;
}

/** Statements that are held together, under the name of a role. */
export interface Bundle {
  readonly name: string;
  readonly at: Span;
  readonly statements: readonly Statement[];
}

export interface Held {
  readonly bundle: Bundle;
  readonly at: Span;
  readonly doubt: number | null;
  /** Limits that only reach what is held otherwise do not reach it. */
  readonly isBeyondLimits?: boolean;
}

export interface Group {
  readonly name: string;
  readonly at: Span;
  readonly held: readonly Held[];
}

export interface Limit {
  /** What they allow is the most that can be had; what they deny is denied. */
  readonly statements: readonly Statement[];
  /** Whether also what is `isBeyondLimits` is limited. */
  readonly reachesAll: boolean;
}

/** What counts only if others allow it as well, e.g. on resources of another account. */
export interface OtherSide {
  /** Which permissions; one function for all holders of whom it says the same. */
  readonly isAbout: (permission: string) => boolean;
  /** What is known to be allowed there. */
  readonly statements: readonly Statement[];
  /** Why it is not known whether the rest is. */
  readonly doubt: (permission: string) => number;
}

export interface Holder {
  readonly kind: 'user' | 'role';
  readonly name: string;
  readonly at: Span;
  readonly held: readonly Held[];
  readonly groups: readonly { readonly group: Group; readonly at: Span; readonly doubt: number | null }[];
  readonly limits: readonly Limit[];
  readonly otherSide?: OtherSide;
}

export interface FactOptions extends AreaOptions {
  /** `isIn`: whether a permission of an area is one of it for certain. */
  readonly unsure?: {
    readonly isIn: (area: Area, permission: string) => boolean;
    readonly reason: string;
  };
}

/** Certain (null) or possible by permission, with the place that says so. */
type Having = Map<number, { readonly doubt: number | null; readonly at: Span }>;

export function stateFacts(
  builder: ImportBuilder,
  files: readonly SourceFile[],
  holders: readonly Holder[],
  groups: readonly Group[],
  { unsure, ...options }: FactOptions,
): void {
  const bundles = new Set<Bundle>();
  for (const { held } of [...holders, ...groups]) for (const { bundle } of held) bundles.add(bundle);
  const limits = new Set(holders.flatMap((holder) => holder.limits));
  const otherSides = holders.flatMap(({ otherSide }) => otherSide ?? []);
  const statements = [...new Set([...bundles, ...limits, ...otherSides].flatMap((one) => one.statements))];
  const split = splitAreas(
    statements.map(({ area }) => area),
    options,
  );
  if (split.kind === 'exceeded') {
    builder.report(
      'import-unsupported',
      `the wildcards of these files overlap in more than ${split.bound.toLocaleString('en')} ways`,
      { file: files[0]!, start: 0, end: 0 },
      'import fewer files at once',
    );
    return;
  }
  const permissionsOf = new Map(statements.map((statement, at) => [statement, split.of[at]!]));
  for (const statement of statements) {
    const bad = permissionsOf.get(statement)!.find((id) => nameProblem(split.permissions[id]!) !== null);
    if (bad === undefined) continue;
    const name = split.permissions[bad]!;
    builder.report('bad-name', `permission \`${shown(name)}\` ${nameProblem(name)}`, statement.at);
  }

  const doubtful = new Map<Statement, { readonly ids: ReadonlySet<number>; readonly doubt: number }>();
  for (const statement of unsure === undefined ? [] : statements) {
    const ids = permissionsOf
      .get(statement)!
      .filter((id) => !unsure!.isIn(statement.area, split.permissions[id]!));
    if (ids.length > 0)
      doubtful.set(statement, { ids: new Set(ids), doubt: builder.doubt(statement.at, unsure!.reason) });
  }

  /** What these statements of one effect reach, certain first. */
  const reached = (
    of: readonly { readonly statement: Statement; readonly doubt: number | null }[],
    effect: Statement['effect'],
  ): Having => {
    const result: Having = new Map();
    for (const { statement, doubt } of of) {
      if (statement.effect !== effect) continue;
      const outright = statement.doubt ?? doubt;
      const open = doubtful.get(statement);
      for (const id of permissionsOf.get(statement)!) {
        const why = outright ?? (open?.ids.has(id) === true ? open.doubt : null);
        const known = result.get(id);
        if (known === undefined || (known.doubt !== null && why === null))
          result.set(id, { doubt: why, at: statement.at });
      }
    }
    return result;
  };
  const statementsOf = (held: readonly Held[]) =>
    held.flatMap(({ bundle, doubt }) => bundle.statements.map((statement) => ({ statement, doubt })));

  const grantAll = (role: string, having: Having): void => {
    for (const [id, { doubt, at }] of having)
      builder.grant(role, split.permissions[id]!, at, doubt ?? undefined);
  };
  const stated = new Set<Bundle>();
  const stateBundle = (bundle: Bundle): void => {
    if (stated.has(bundle)) return;
    stated.add(bundle);
    builder.role(bundle.name, bundle.at);
    grantAll(bundle.name, reached(statementsOf([{ bundle, at: bundle.at, doubt: null }]), 'allow'));
  };

  const abouts = new Map<OtherSide['isAbout'], ReadonlySet<number>>();
  const idsAbout = (isAbout: OtherSide['isAbout']): ReadonlySet<number> => {
    const ids =
      abouts.get(isAbout) ?? new Set(split.permissions.flatMap((name, id) => (isAbout(name) ? [id] : [])));
    abouts.set(isAbout, ids);
    return ids;
  };
  const none: ReadonlySet<number> = new Set();

  /** What is left to whom something is taken from; null: nothing is. */
  const left = (holder: Holder): Having | null => {
    const all = allHeld(holder);
    const { otherSide } = holder;
    const shared = otherSide === undefined ? none : idsAbout(otherSide.isAbout);
    if (holder.limits.length === 0 && shared.size === 0 && all.every(({ bundle }) => isPlain(bundle)))
      return null;
    const there = reached(
      (otherSide?.statements ?? []).map((statement) => ({ statement, doubt: null })),
      'allow',
    );
    const notThere = (id: number): number | null => {
      if (otherSide === undefined || !shared.has(id)) return null;
      const said = there.get(id);
      return said === undefined ? otherSide.doubt(split.permissions[id]!) : said.doubt;
    };
    const denied = reached(
      [
        ...statementsOf(all),
        ...holder.limits.flatMap((limit) =>
          limit.statements.map((statement) => ({ statement, doubt: null })),
        ),
      ],
      'deny',
    );
    const within = holder.limits.map((limit) => ({
      reachesAll: limit.reachesAll,
      most: reached(
        limit.statements.map((statement) => ({ statement, doubt: null })),
        'allow',
      ),
    }));
    const result: Having = new Map();
    let isLess = false;
    // What limits do not reach comes after what they do, so that each is judged on its own.
    for (const isBeyond of [false, true]) {
      const allowed = reached(
        statementsOf(all.filter((one) => (one.isBeyondLimits ?? false) === isBeyond)),
        'allow',
      );
      for (const [id, { doubt, at }] of allowed) {
        const deny = denied.get(id);
        const caps = within
          .filter(({ reachesAll }) => reachesAll || !isBeyond)
          .map(({ most }) => most.get(id));
        if (deny?.doubt === null || caps.includes(undefined)) {
          isLess = true;
          continue;
        }
        const why =
          doubt ??
          deny?.doubt ??
          caps.find((cap) => cap!.doubt !== null)?.doubt ??
          (isBeyond ? null : notThere(id));
        if (why !== doubt) isLess = true;
        const known = result.get(id);
        if (known === undefined || (known.doubt !== null && why === null)) result.set(id, { doubt: why, at });
      }
    }
    return isLess ? result : null;
  };

  const reduced = new Map(holders.map((holder) => [holder, left(holder)]));
  const loose = new Set<Group>();
  for (const holder of holders) {
    if (reduced.get(holder) !== null) for (const { group } of holder.groups) loose.add(group);
  }
  for (const group of groups) {
    builder.group(group.name, group.at);
    if (loose.has(group)) continue;
    for (const { bundle, at, doubt } of group.held) {
      stateBundle(bundle);
      builder.inherit(group.name, bundle.name, at, doubt ?? undefined);
    }
  }
  for (const holder of holders) {
    const { kind, name, at, held } = holder;
    const relate = kind === 'user' ? builder.assign : builder.inherit;
    if (kind === 'user') builder.user(name, at);
    else builder.role(name, at);
    const having = reduced.get(holder)!;
    for (const membership of holder.groups) {
      relate(name, membership.group.name, membership.at, membership.doubt ?? undefined);
      if (having !== null || !loose.has(membership.group)) continue;
      for (const { bundle, at: place, doubt } of membership.group.held) {
        stateBundle(bundle);
        relate(name, bundle.name, place, doubt ?? membership.doubt ?? undefined);
      }
    }
    if (having === null) {
      for (const one of held) {
        stateBundle(one.bundle);
        relate(name, one.bundle.name, one.at, one.doubt ?? undefined);
      }
    } else if (kind === 'role') grantAll(name, having);
    else {
      const own = `${name} (effective)`;
      builder.role(own, at);
      builder.assign(name, own, at);
      grantAll(own, having);
    }
  }
}

function isPlain({ statements }: Bundle): boolean {
  return statements.every(({ effect }) => effect === 'allow');
}

/** What is held directly and through groups. */
export function allHeld({ held, groups }: Holder): Held[] {
  return [
    ...held,
    ...groups.flatMap(({ group, doubt }) => group.held.map((one) => ({ ...one, doubt: one.doubt ?? doubt }))),
  ];
}
