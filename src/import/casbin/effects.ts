/**
 * From what lines allow and deny to who has which permission, by the effect of the model.
 *
 * Without denials, what a line allows is a grant to the role that it speaks of. Where a denial meets somebody who is
 * allowed the same, the grant cannot stay with the role: who keeps the permission gets it from a role of its own,
 * `PERMISSION (after denials)`. Casbin's own rules decide for each of those users.
 */

import type { Span } from '../../source/text.ts';
import type { Hit } from './hits.ts';
import type { Effect } from './model.ts';
import type { SubjectSet } from './subjects.ts';

export interface Granted {
  grant(subjects: SubjectSet, permission: string, at: Span, doubt: string | null): void;
  /** What is left of grants: the user keeps the permission. */
  keep(user: string, permission: string, at: Span, doubt: string | null): void;
}

const maxSteps = 20_000_000;

/** False where there are too many users and permissions that denials meet. */
export function applyEffect(
  effect: Effect,
  hits: readonly Hit[],
  /** Whether it is known in which order lines are looked at. */
  isOrdered: boolean,
  into: Granted,
): boolean {
  const byPermission = new Map<string, Hit[]>();
  for (const hit of hits) {
    const of = byPermission.get(hit.permission);
    if (of === undefined) byPermission.set(hit.permission, [hit]);
    else of.push(hit);
  }
  let steps = 0;
  for (const [permission, all] of byPermission) {
    const allows = all.filter((hit) => hit.effect === 'allow');
    const denies = effect === 'allow-override' ? [] : all.filter((hit) => hit.effect === 'deny');
    const denied = new Set<string>();
    for (const { subjects } of denies) for (const user of subjects.members().keys()) denied.add(user);
    const contested = new Map<string, Span>();
    for (const hit of allows) {
      const members = denied.size === 0 ? null : hit.subjects.members();
      const [fewer, more] =
        members === null
          ? [new Set<string>(), denied]
          : members.size < denied.size
            ? [members, denied]
            : [denied, members];
      const isMet = members !== null && [...fewer.keys()].some((user) => more.has(user));
      steps += fewer.size + 1;
      if (!isMet) into.grant(hit.subjects, permission, hit.at, hit.doubt);
      else for (const user of members.keys()) if (!contested.has(user)) contested.set(user, hit.at);
    }
    for (const [user, at] of contested) {
      steps += all.length;
      if (steps > maxSteps) return false;
      const outcome = outcomeFor(user, effect, all, isOrdered);
      if (outcome !== 'no') into.keep(user, permission, at, outcome === 'yes' ? null : outcome.doubt);
    }
  }
  return true;
}

type Outcome = 'yes' | 'no' | { readonly doubt: string };

const orderDoubt = 'it is not known which of the lines for this comes first';

function outcomeFor(user: string, effect: Effect, hits: readonly Hit[], isOrdered: boolean): Outcome {
  /** Undefined: it does not apply. */
  const applies = (hit: Hit): string | null | undefined => {
    const doubt = hit.subjects.members().get(user);
    return doubt === undefined ? undefined : (hit.doubt ?? doubt);
  };
  switch (effect) {
    case 'allow-override':
    case 'allow-and-deny':
    case 'deny-override': {
      const of = (one: Hit['effect']): readonly (string | null)[] =>
        hits.flatMap((hit) => {
          const why = hit.effect === one ? applies(hit) : undefined;
          return why === undefined ? [] : [why];
        });
      const allowed = of('allow');
      const denied = effect === 'allow-override' ? [] : of('deny');
      if (allowed.length === 0 || denied.includes(null)) return 'no';
      const doubt = denied[0] ?? (allowed.includes(null) ? null : (allowed[0] ?? null));
      return doubt === null ? 'yes' : { doubt };
    }
    case 'priority':
    case 'subject-priority': {
      const met = hits.filter((hit) => applies(hit) !== undefined);
      if (!isOrdered) {
        const kinds = new Set(met.map((hit) => hit.effect));
        if (!kinds.has('allow')) return 'no';
        const certain = met.find((hit) => applies(hit) === null);
        if (kinds.size === 1) return certain === undefined ? { doubt: applies(met[0]!)! } : 'yes';
        return { doubt: orderDoubt };
      }
      let doubt: string | null = null;
      const outcomes = new Set<Hit['effect']>();
      for (const hit of [...met].sort((a, b) => a.rank - b.rank)) {
        outcomes.add(hit.effect);
        const why = applies(hit) ?? null;
        if (why === null) {
          if (outcomes.size === 1) return hit.effect === 'allow' ? 'yes' : 'no';
          return { doubt: doubt! };
        }
        doubt ??= why;
      }
      return outcomes.has('allow') ? { doubt: doubt! } : 'no';
    }
  }
}
