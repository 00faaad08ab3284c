/** What each line of a policy says, as far as the matcher tells: whom it allows or denies which permission, how surely. */

import type { Span } from '../../source/text.ts';
import type { Links } from './links.ts';
import type { Case, Literal } from './matcher.ts';
import { patternOf } from './patterns.ts';
import { type Region, regionMatches } from './regions.ts';
import { permissionName, type Space } from './space.ts';
import { type SubjectSet, type Subjects, type Unique, valueOfUser } from './subjects.ts';

export interface Hit {
  readonly subjects: SubjectSet;
  readonly permission: string;
  readonly effect: 'allow' | 'deny';
  /** Why it is not known to apply; null where it does. */
  readonly doubt: string | null;
  /** In the order in which Casbin looks at lines. */
  readonly rank: number;
  readonly at: Span;
}

export interface World {
  readonly space: Space;
  readonly regions: ReadonlyMap<string, readonly Region[]>;
  readonly managers: ReadonlyMap<string, Links>;
  readonly subjects: Subjects;
  /** Two things must not have one name. */
  readonly unique: Unique;
}

/** True, false, or why it is not known. */
type Truth = boolean | string;

interface Choice {
  readonly region: Region;
  readonly doubt: string | null;
}

/** Tells each hit of one case of one line; false where `emit` wants no more. */
export function hitsOf(
  world: World,
  one: Case,
  emit: (subjects: SubjectSet, permission: string, doubt: string | null) => boolean,
): boolean {
  const { space, regions } = world;
  const byColumn = new Map<string, Literal[]>();
  let unknown: string | null = null;
  for (const literal of one) {
    if (literal.atom.kind === 'unknown') {
      unknown ??= literal.atom.reason;
      continue;
    }
    const of = byColumn.get(literal.atom.column);
    if (of === undefined) byColumn.set(literal.atom.column, [literal]);
    else of.push(literal);
  }
  const of = (column: string): readonly Literal[] => byColumn.get(column) ?? [];
  const choicesOf = (column: string, domain: Region | null): readonly Choice[] =>
    candidates(regions.get(column)!, of(column)).flatMap((region) => {
      const truth = conjunction(of(column), (literal) => onRegion(world, literal, region, domain));
      return truth === false ? [] : [{ region, doubt: truth === true ? null : truth }];
    });
  const domains: readonly (Choice | null)[] = space.domain === null ? [null] : choicesOf(space.domain, null);
  for (const domain of domains) {
    const subjects = subjectsFor(world, of(space.subject), domain?.region ?? null);
    if (subjects === null) continue;
    const actions: readonly (Choice | null)[] =
      space.action === null ? [null] : choicesOf(space.action, domain?.region ?? null);
    const objects = space.objects.map((column) => choicesOf(column, domain?.region ?? null));
    for (const object of product(objects)) {
      for (const action of actions) {
        const values = object.map(({ region }) => region.name);
        const [at, does] = [domain?.region.name ?? null, action?.region.name ?? null];
        const name = permissionName(space, values, at, does);
        world.unique('permission', name, [...values, at, does].join('\n'));
        const doubt =
          unknown ?? [domain, action, ...object].find((choice) => choice?.doubt != null)?.doubt ?? null;
        if (!emit(subjects, name, doubt)) return false;
      }
    }
  }
  return true;
}

/** Without those that an equality excludes anyway. */
function candidates(regions: readonly Region[], literals: readonly Literal[]): readonly Region[] {
  for (const { atom, negated } of literals) {
    if (atom.kind === 'equals' && !negated) {
      return [{ name: atom.value === '' ? '(empty)' : atom.value, text: atom.value, rest: null }];
    }
  }
  return regions;
}

function* product(lists: readonly (readonly Choice[])[]): Generator<readonly Choice[]> {
  const [first, ...rest] = lists;
  if (first === undefined) {
    yield [];
    return;
  }
  for (const choice of first) for (const others of product(rest)) yield [choice, ...others];
}

function conjunction(literals: readonly Literal[], decide: (literal: Literal) => Truth): Truth {
  let all: Truth = true;
  for (const literal of literals) {
    const truth = decide(literal);
    if (truth === false || (truth === true && literal.negated)) {
      if (truth === false && literal.negated) continue;
      return false;
    }
    if (typeof truth === 'string' && all === true) all = truth;
  }
  return all;
}

const undecided = (name: string, pattern: string): string =>
  `it is not known what pattern \`${pattern}\` of \`${name}\` matches`;

function onRegion(world: World, { atom }: Literal, region: Region, domain: Region | null): Truth {
  switch (atom.kind) {
    case 'unknown':
      return atom.reason;
    case 'equals':
      return region.text === atom.value;
    case 'matches':
      return regionMatches(region, atom.name, atom.pattern) ?? undecided(atom.name, atom.pattern);
    case 'linked': {
      const at = domainText(atom.domain, domain);
      if (region.text === null || at === null) return `it is not known what is linked to \`${atom.role}\``;
      return linkTruth(world, atom.manager, region.text, atom.role, at);
    }
  }
}

function linkTruth(world: World, manager: string, from: string, to: string, domain: string): Truth {
  const doubt = world.managers.get(manager)!.reach(from, domain).get(to);
  return doubt === undefined ? false : (doubt ?? true);
}

function domainText(
  domain: (Literal['atom'] & { readonly kind: 'linked' })['domain'],
  region: Region | null,
): string | null {
  switch (domain.kind) {
    case 'none':
      return '';
    case 'text':
      return domain.value;
    case 'column':
      return region?.text ?? null;
  }
}

/** Null: nobody. */
function subjectsFor(world: World, literals: readonly Literal[], domain: Region | null): SubjectSet | null {
  const { subjects } = world;
  const [only, second] = literals;
  if (only === undefined) return subjects.anybody();
  if (second === undefined && !only.negated) {
    const { atom } = only;
    if (atom.kind === 'linked') {
      const at = domainText(atom.domain, domain);
      if (at !== null) return subjects.ofRole(atom.manager, atom.role, at);
    }
    if (atom.kind === 'equals') return subjects.ofUser(atom.value);
  }
  const name = literals.map((literal) => printed(literal, domain)).join(' && ');
  return subjects.where(name, (user) => {
    const value = valueOfUser(user);
    return conjunction(literals, ({ atom }) => {
      switch (atom.kind) {
        case 'unknown':
          return atom.reason;
        case 'equals':
          return value === atom.value;
        case 'matches':
          return patternOf(atom.name, atom.pattern).test(value) ?? undecided(atom.name, atom.pattern);
        case 'linked': {
          const at = domainText(atom.domain, domain);
          return at === null
            ? `it is not known who is linked to \`${atom.role}\``
            : linkTruth(world, atom.manager, value, atom.role, at);
        }
      }
    });
  });
}

function printed({ atom, negated }: Literal, domain: Region | null): string {
  const text = (): string => {
    switch (atom.kind) {
      case 'unknown':
        return atom.reason;
      case 'equals':
        return `${atom.column} == ${JSON.stringify(atom.value)}`;
      case 'matches':
        return `${atom.name}(${atom.column}, ${JSON.stringify(atom.pattern)})`;
      case 'linked': {
        const at = domainText(atom.domain, domain) ?? domain?.name ?? '';
        return `${atom.manager}(${atom.column}, ${JSON.stringify(atom.role)}${at === '' ? '' : `, ${JSON.stringify(at)}`})`;
      }
    }
  };
  return `${negated ? '!' : ''}${text()}`;
}
