/** The administration of a policy: who may change it, and what must never come of that (FORMAL.md C, E.4, P53). */

import type { Administration, Keep, Newcomers, ReachGoal } from '../administration.ts';
import type { Located } from '../located.ts';
import { shown } from '../names.ts';
import type { PolicyDocument } from '../shape.ts';
import { readAdministrativeRules } from './administrative-rules.ts';
import { readAreas } from './areas.ts';
import type { Document } from './declarations.ts';
import { type Asked, hasNoExclusions, readGoals } from './reach-goals.ts';
import { leafIds, type Ranged, type Reading } from './reading.ts';

type AdministrationNode = Located<NonNullable<PolicyDocument['administration']>>;

export function readAdministration(
  reading: Reading,
  document: Document,
  asked: Asked,
): Administration | null {
  const node = document.values.administration;
  if (node === undefined) return null;
  const { values, keys } = node;
  const areas = readAreas(reading, values.areas, keys.has('areas'));
  const rules = readAdministrativeRules(reading, areas, {
    assign: values.assign?.items ?? [],
    revoke: values.revoke?.items ?? [],
    enrol: values.enrol?.items ?? [],
  });
  return {
    place: reading.place(document.keys.get('administration')!),
    administrators:
      values.administrators === undefined
        ? null
        : leafIds(reading, 'user', values.administrators).map(({ id }) => id),
    enforcesExclusions: values.exclusions?.value !== 'not-enforced',
    population: values.users?.value ?? 'fixed',
    newcomers: readNewcomers(reading, node),
    areas: areas.areas,
    rules,
    goals: goalsOf(reading, document, node, asked),
    keeps: readKeeps(reading, node),
  };
}

/** Where nothing is asked, it is whether the static exclusions of the policy will be kept. */
function goalsOf(reading: Reading, document: Document, node: AdministrationNode, asked: Asked): ReachGoal[] {
  const { goals } = node.values;
  // A list that was not understood has been reported.
  if (node.keys.has('goals') && goals === undefined) return [];
  if (goals !== undefined && goals.items.length > 0) return readGoals(reading, goals.items, asked);
  const key = document.keys.get('administration')!;
  if (hasNoExclusions(reading, asked.constraints, 'static')) {
    reading.problems.report({
      code: 'nothing-asked',
      message: 'the administration has no goals, and the policy no static exclusions: nothing is asked of it',
      span: reading.span(key),
      hint: 'say under `goals:` what must never be reachable',
    });
    return [];
  }
  const place = reading.place(key);
  return [{ kind: 'exclusions', id: 'static exclusions', place, severity: 'error', reason: null }];
}

function readNewcomers(reading: Reading, { values }: AdministrationNode): Newcomers[] {
  const names = new Map<string, Ranged>();
  return (values.newcomers?.items ?? []).map((node) => {
    const { name, roles, 'at-most': atMost } = node.values;
    const normal = name.value.normalize('NFC');
    reportRepeated(reading, names, normal, name.given ? name : null, {
      code: 'duplicate-name',
      message: `newcomers \`${shown(normal)}\` are declared twice`,
    });
    return {
      name: normal,
      roles: leafIds(reading, 'role', roles).map(({ id }) => id),
      atMost: atMost?.value ?? null,
      place: reading.place(node),
    };
  });
}

function readKeeps(reading: Reading, { values }: AdministrationNode): Keep[] {
  const ids = new Map<string, Ranged>();
  return (values.keep?.items ?? []).map((node, index) => {
    const id = node.values.id?.value.normalize('NFC') ?? `keep ${index + 1}`;
    reportRepeated(reading, ids, id, node.values.id ?? node, {
      code: 'duplicate-id',
      message: `id \`${shown(id)}\` under \`keep\` is used twice`,
    });
    return {
      id,
      from: leafIds(reading, 'role', node.values.from).map(({ id: role }) => role),
      roles: leafIds(reading, 'role', node.values.roles).map(({ id: role }) => role),
      place: reading.place(node),
    };
  });
}

/** Remembers `name`, and reports it where it was there before; null: it was not given. */
function reportRepeated(
  reading: Reading,
  seen: Map<string, Ranged>,
  name: string,
  at: Ranged | null,
  problem: { readonly code: 'duplicate-name' | 'duplicate-id'; readonly message: string },
): void {
  if (at === null) return;
  const first = seen.get(name);
  if (first === undefined) {
    seen.set(name, at);
    return;
  }
  reading.problems.report({
    ...problem,
    span: reading.span(at),
    related: [{ message: 'first here', span: reading.span(first) }],
  });
}
