/**
 * The semantic difference of two policies, and what a gate must not let through of it: where the policy now says less.
 *
 * A violation is found by `check`; what is found here is that something is no longer forbidden, which `check` cannot see
 * because it violates nothing. What is only possible counts as held on both sides, so that nothing is left out that
 * somebody may gain; that a fact has come into doubt, or out of it, is told by the verdicts.
 */

import { type Rows, rowOf } from '../index/rows.ts';
import type { Policy, Severity } from '../policy/model.ts';
import { withPossible } from '../policy/possible.ts';
import { counted } from '../source/words.ts';
import type { ApplicationChange, DemandChange, Difference } from '../verdict/difference.ts';
import { weakeningFingerprint } from '../verdict/fingerprint.ts';
import type { Weakening, WeakeningKind } from '../verdict/gate.ts';
import { administrationChanges } from './administration.ts';
import { applicationChanges } from './applications.ts';
import { demandChanges, type JudgedDemand } from './demand-changes.ts';
import { type Common, isSame, type Pairing, pairingOf } from './pairing.ts';
import { placeNow } from './place-now.ts';
import { restChanges } from './rest.ts';
import { type JudgedSetting, settingChanges } from './settings.ts';
import { shiftsOf } from './shifts.ts';

export interface Diff {
  readonly difference: Difference;
  readonly weakenings: readonly Weakening[];
}

/** `before` and `now` are two states of one policy; the first may have been under another name. */
export function diffPolicies(certainBefore: Policy, certainNow: Policy): Diff {
  const before = withPossible(certainBefore);
  const now = withPossible(certainNow);
  const pairing = pairingOf(before, now);
  const toNow = placeNow(before, now);
  const { access, membership, grants } = shiftsOf(pairing);
  const demands = demandChanges(pairing, toNow);
  const settings = settingChanges(pairing);
  const applications = applicationChanges(pairing, toNow);
  const administration = [...administrationChanges(pairing, toNow), ...restChanges(pairing)];
  const { users, roles, permissions } = pairing;
  const facts = factCounts(pairing);
  const isDifferent =
    [access, membership, grants, demands, settings, applications, administration].some(
      (changes) => changes.length > 0,
    ) ||
    users.added.length > 0 ||
    users.removed.length > 0;
  const restated = {
    roles: { added: sorted(roles.added), removed: sorted(roles.removed) },
    permissions: { added: sorted(permissions.added), removed: sorted(permissions.removed) },
    facts,
  };
  const isRestated =
    facts.added + facts.removed > 0 ||
    [roles, permissions].some(({ added, removed }) => added.length + removed.length > 0);
  const difference: Difference = {
    policy: now.name,
    before: before.path,
    now: now.path,
    kind: isDifferent ? 'different' : isRestated ? 'equivalent' : 'same',
    access,
    membership,
    grants,
    demands: demands.map(plain),
    applications,
    administration,
    settings: settings.map(plain),
    users: { added: sorted(users.added), removed: sorted(users.removed) },
    restated,
  };
  return {
    difference,
    weakenings: [
      ...demands.flatMap((change) => ofDemand(now, change)),
      ...settings.flatMap((change) => ofSetting(now, change)),
      ...applications.flatMap((change) => ofApplication(before, now, change)),
      ...administration.flatMap((change) => ofAdministration(now, change)),
    ],
  };
}

/** A policy of which nothing is to be compared: it is there on one side only, or its files are the same. */
export function trivialDiff(policy: Policy, kind: 'added' | 'removed' | 'same'): Diff {
  const none = { added: [], removed: [] };
  const difference: Difference = {
    policy: policy.name,
    before: kind === 'added' ? null : policy.path,
    now: kind === 'removed' ? null : policy.path,
    kind,
    access: [],
    membership: [],
    grants: [],
    demands: [],
    applications: [],
    administration: [],
    settings: [],
    users: none,
    restated: { roles: none, permissions: none, facts: { added: 0, removed: 0 } },
  };
  if (kind !== 'removed') return { difference, weakenings: [] };
  const many = counted(policy.constraints.length, 'constraint');
  const sentence = `the policy ${policy.name} is gone, with ${many}: nothing checks it any more`;
  const at = [{ path: policy.path, line: 1, column: 1 }];
  return {
    difference,
    weakenings: [weakeningOf(policy, 'policy-removed', 'warning', null, sentence, null, at)],
  };
}

// --- weakenings -------------------------------------------------------------------------------------------------

function weakeningOf(
  policy: Policy,
  kind: WeakeningKind,
  severity: Severity,
  constraint: string | null,
  sentence: string,
  example: string | null,
  locations: Weakening['locations'],
): Weakening {
  return {
    kind,
    severity,
    file: policy.path,
    constraint,
    sentence,
    example,
    locations,
    fingerprint: weakeningFingerprint(kind, constraint, sentence),
  };
}

function ofDemand(policy: Policy, change: JudgedDemand): readonly Weakening[] {
  const { id, severity, sentence, example, locations } = change;
  if (change.isOnlySeverity)
    return [weakeningOf(policy, 'severity-lowered', severity, id, sentence, null, locations)];
  switch (change.kind) {
    case 'added':
    case 'strengthened':
      return [];
    case 'removed':
      return [weakeningOf(policy, 'constraint-removed', severity, id, sentence, example, locations)];
    case 'weakened':
    case 'changed':
      return [weakeningOf(policy, 'constraint-weakened', severity, id, sentence, example, locations)];
    default:
      return change.kind satisfies never;
  }
}

function ofSetting(
  policy: Policy,
  { weakening, id, sentence, locations }: JudgedSetting,
): readonly Weakening[] {
  return weakening === null
    ? []
    : [weakeningOf(policy, weakening.kind, weakening.severity, id, sentence, null, locations)];
}

function ofApplication(before: Policy, policy: Policy, change: ApplicationChange): readonly Weakening[] {
  const { application, resilience, demands } = change;
  if (change.kind === 'removed') {
    const at = [{ path: policy.path, line: 1, column: 1 }];
    const was = before.applications.find(({ name }) => name === application);
    const demanded = (was?.exclusions.length ?? 0) + (was?.constraints.length ?? 0);
    const sentence = `the application ${application} is gone${demanded === 0 ? '' : `, with ${counted(demanded, 'demand')} on who does what`}`;
    const severity = demanded === 0 ? 'note' : 'warning';
    return [weakeningOf(policy, 'application-removed', severity, application, sentence, null, at)];
  }
  const loosened = demands
    .filter(({ kind }) => kind === 'removed' || kind === 'weakened')
    .map(({ sentence, example, locations }) =>
      weakeningOf(
        policy,
        'application-loosened',
        'error',
        application,
        `${application}: ${sentence}`,
        example,
        locations,
      ),
    );
  const place = policy.applications.find(({ name }) => name === application)?.place;
  const at =
    place === undefined
      ? []
      : [{ path: policy.files[place.file]!.path, line: place.line, column: place.column }];
  if (resilience === null || resilience.now.people < 0) return loosened;
  if (!resilience.now.isExact || resilience.before.people <= resilience.now.people) return loosened;
  // That one absence is enough to stop it is worth stopping for; less slack than before is worth knowing.
  const severity = resilience.now.people === 0 ? 'warning' : 'note';
  const sentence = `${application} ${absenceText(resilience.now.people)}; before, it ${absenceText(resilience.before.people)}`;
  return [...loosened, weakeningOf(policy, 'less-resilient', severity, application, sentence, null, at)];
}

/** "can go on whichever 2 people are absent". */
function absenceText(people: number): string {
  if (people <= 0) return 'stops when one person is absent';
  return `could go on whichever ${counted(people, 'person', 'people')} ${people === 1 ? 'was' : 'were'} absent`;
}

function ofAdministration(policy: Policy, change: DemandChange): readonly Weakening[] {
  if (change.kind !== 'weakened') return [];
  // What administrators may bring about is what `reach` judges; only what it takes for granted stops a gate.
  const severity = change.id === 'exclusions' ? 'warning' : 'note';
  const { id, sentence, example, locations } = change;
  return [weakeningOf(policy, 'administration-widened', severity, id, sentence, example, locations)];
}

// --- small things -----------------------------------------------------------------------------------------------

function plain({ kind, id, sentence, example, locations }: DemandChange): DemandChange {
  return { kind, id, sentence, example, locations };
}

function sorted(names: readonly string[]): readonly string[] {
  return [...names].sort();
}

/** How many facts only one of the policies states. */
function factCounts({ before, now, users, roles, permissions }: Pairing): {
  readonly added: number;
  readonly removed: number;
} {
  const relations = [
    countRows(before.index.assignments(), now.index.assignments(), users, roles),
    countRows(before.index.juniors(), now.index.juniors(), roles, roles),
    countRows(before.index.grants(), now.index.grants(), roles, permissions),
  ];
  return {
    added: relations.reduce((sum, { added }) => sum + added, 0),
    removed: relations.reduce((sum, { removed }) => sum + removed, 0),
  };
}

function countRows(
  before: Rows,
  now: Rows,
  lefts: Common,
  rights: Common,
): { readonly added: number; readonly removed: number } {
  let added = 0;
  let removed = 0;
  const none = new Int32Array(0);
  const row = (rows: Rows, id: number): Int32Array => (id < 0 ? none : rowOf(rows, id));
  for (let left = 0; left < lefts.count; left += 1) {
    const earlier = row(before, lefts.id.before[left]!);
    const later = row(now, lefts.id.now[left]!);
    if (isSame(earlier, later, rights.of)) continue;
    const old = new Set([...earlier].map((id) => rights.of.before[id]!));
    const shared = later.reduce((count, id) => count + (old.has(rights.of.now[id]!) ? 1 : 0), 0);
    added += later.length - shared;
    removed += earlier.length - shared;
  }
  return { added, removed };
}
