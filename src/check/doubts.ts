/**
 * Verdicts on a policy of which some facts are only possible.
 *
 * It is judged twice: by its facts alone, and with everything that may hold. A rule of which more facts can only mean more
 * violations is violated if the facts alone violate it, and holds if it holds with all that is possible; in between it is
 * unknown, and the violation that would be shows why. Where more facts can mend as well as break, nothing is known while
 * anything is in doubt.
 */

import type { Doubt, Place, Policy } from '../policy/model.ts';
import { counted } from '../source/words.ts';
import type { Fact } from '../verdict/change.ts';
import { doubtsAbout, type Effect, effects, widestDoubt } from '../verdict/effects.ts';
import type { Unknown, Verdict, Violated } from '../verdict/verdict.ts';

/** What more facts mean for `rule`; of a session application the operations are facts, too. */
function effectOf(policy: Policy, { rule, constraint }: Verdict): Effect {
  const isOfApplication = policy.applications.some(({ name }) => name === constraint);
  if (rule === 'operational-sod' && isOfApplication) return 'either';
  return effects[rule]?.facts ?? 'either';
}

/**
 * `certain`: the verdicts on the facts of `policy` alone; `all`: those on the facts with all possible ones. `policy` has
 * doubts.
 */
export function inDoubt(
  policy: Policy,
  certain: readonly Verdict[],
  all: readonly Verdict[],
): readonly Verdict[] {
  const possible = policy.possible!;
  const mayBe = new Map<string, Violated[]>();
  const known = new Set(certain.flatMap((one) => (one.status === 'violated' ? [one.fingerprint] : [])));
  for (const verdict of all) {
    if (verdict.status !== 'violated') continue;
    if (known.has(verdict.fingerprint)) continue;
    const key = questionOf(verdict);
    const others = mayBe.get(key);
    if (others === undefined) mayBe.set(key, [verdict]);
    else others.push(verdict);
  }
  const verdicts: Verdict[] = [];
  for (const verdict of certain) {
    const effect = effectOf(policy, verdict);
    switch (verdict.status) {
      case 'unknown':
        verdicts.push(verdict);
        break;
      case 'violated': {
        const [doubt] = doubtsAbout(possible, verdict.rule);
        if (effect === 'more' || doubt === undefined) verdicts.push(verdict);
        else verdicts.push(mended(policy, verdict, doubt));
        break;
      }
      default: {
        const wide = widestDoubt(possible, verdict.rule);
        const doubt = effect === 'either' ? doubtsAbout(possible, verdict.rule)[0] : wide;
        if (doubt !== undefined && effect !== 'fewer') verdicts.push(undecided(policy, verdict, doubt));
        else if (effect === 'fewer' || !mayBe.has(questionOf(verdict))) verdicts.push(verdict);
      }
    }
  }
  for (const violations of mayBe.values()) {
    const [first] = violations;
    if (effectOf(policy, first!) === 'more') verdicts.push(wouldBe(policy, violations));
  }
  return verdicts;
}

function questionOf({ rule, property, constraint }: Verdict): string {
  return JSON.stringify([rule, property, constraint]);
}

function baseOf(verdict: Verdict): Omit<Unknown, 'status' | 'reason'> {
  const { property, rule, constraint, severity, profile, file, fingerprint, locations } = verdict;
  return { property, rule, constraint, severity, profile, file, fingerprint, locations };
}

function undecided(policy: Policy, verdict: Verdict, doubt: Doubt): Unknown {
  return {
    ...baseOf(verdict),
    status: 'unknown',
    reason: `nothing is known while this is in doubt: ${doubt.reason}`,
    locations: [locationOf(policy, doubt.place), ...verdict.locations],
  };
}

function mended(policy: Policy, verdict: Violated, doubt: Doubt): Unknown {
  return {
    ...baseOf(verdict),
    status: 'unknown',
    reason: `${verdict.counterexample.sentence}, unless what is in doubt mends it: ${doubt.reason}`,
    locations: [locationOf(policy, doubt.place), ...verdict.locations],
  };
}

/** One verdict for what would violate the same: the first with its reason, and how many there are. */
function wouldBe(policy: Policy, violations: readonly Violated[]): Unknown {
  const first = violations[0]!;
  const doubts = [...new Set(violations.flatMap((violation) => doubtsOf(policy, violation).slice(0, 1)))];
  const shown = doubtsOf(policy, first)[0] ?? policy.possible!.doubts[0]!;
  const more = violations.length - 1;
  const others = more === 0 ? '' : `; so for ${counted(more, 'other')}`;
  return {
    ...baseOf(first),
    status: 'unknown',
    reason: `${first.counterexample.sentence}, if what is in doubt is so: ${shown.reason}${others}`,
    locations: [
      ...(doubts.length === 0 ? [shown] : doubts)
        .slice(0, mostDoubts)
        .map(({ place }) => locationOf(policy, place)),
      ...first.locations,
    ],
  };
}

const mostDoubts = 5;

/** The doubts that the core of a violation rests on. */
function doubtsOf(policy: Policy, { core }: Violated): readonly Doubt[] {
  return core.flatMap((element) => (element.kind === 'fact' ? doubtOf(policy, element.fact) : []));
}

function doubtOf(policy: Policy, { relation, left, right }: Fact): readonly Doubt[] {
  const possible = policy.possible!;
  const [facts, certain, from, to] =
    relation === 'assignment'
      ? ([possible.assignments, policy.assignments, policy.users, policy.roles] as const)
      : relation === 'inheritance'
        ? ([possible.inheritance, policy.inheritance, policy.roles, policy.roles] as const)
        : relation === 'grant'
          ? ([possible.grants, policy.grants, policy.roles, policy.permissions] as const)
          : [null, null, null, null];
  if (facts === null) return [];
  const [leftId, rightId] = [from.ids.get(left), to.ids.get(right)];
  const rowOf = (rows: { readonly left: Int32Array; readonly right: Int32Array }): number =>
    rows.left.findIndex((id, row) => id === leftId && rows.right[row] === rightId);
  const row = rowOf(facts);
  return row < 0 || rowOf(certain) >= 0 ? [] : [possible.doubts[facts.doubt[row]!]!];
}

function locationOf(policy: Policy, { file, line, column }: Place) {
  return { path: policy.files[file]!.path, line, column };
}
