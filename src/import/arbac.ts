/**
 * Reads the `.arbac` format of the analysers of administrative role-based access control, both dialects:
 *
 *     Roles r …;  Users u …;  NEWUSERS <kind, r & r> …;  UA <u, r> …;
 *     CR <administrator, r> …;  CA <administrator, condition, r> …;  ADMIN u …;
 *     SPEC r;  SPEC u r;  Goal r;
 *
 * A condition is `TRUE`, `NEW` (a new user joins) or roles joined by `&`, each with `-` if it must be lacked. An
 * administrator is a role, `TRUE` (anybody) or `FALSE` (nobody). Sections come in any order, and more than once; their
 * keywords and `TRUE`, `FALSE` and `NEW` may be in small letters; `//` and slash-star comments are passed over.
 *
 * The format has no hierarchy and no exclusions: membership is `assigned`, and nothing is enforced.
 */

import type { Administration } from '../policy/administration.ts';
import { factsBuilder, namesBuilder } from '../policy/facts.ts';
import type { Facts, Policy } from '../policy/model.ts';
import { defaultProfile } from '../profile/profile.ts';
import type { Result } from '../source/diagnostic.ts';
import { suggester } from '../source/suggest.ts';
import type { SourceFile } from '../source/text.ts';
import { eachEntry, expect, readId } from './arbac/entries.ts';
import { readGoals } from './arbac/goals.ts';
import { declare, eachName, idAt, type Reading, sectionCursor, startReading } from './arbac/names.ts';
import { readNewcomers } from './arbac/newcomers.ts';
import { arbacProblems } from './arbac/problems.ts';
import { readRules } from './arbac/rules.ts';
import { type Section, type SectionKind, sectionsOf } from './arbac/sections.ts';

export function readArbac(file: SourceFile): Result<Policy> {
  const problems = arbacProblems(file);
  const suggest = suggester();
  const sections = sectionsOf(file.text, problems, suggest);
  const reading = startReading(file.text, sections, problems, suggest);
  const policy = resolve(reading, file, (kind) => sections.filter((section) => section.kind === kind));
  const diagnostics = problems.all();
  if (problems.hasErrors()) return { kind: 'failed', diagnostics };
  return { kind: 'ok', value: policy, warnings: diagnostics };
}

function resolve(
  reading: Reading,
  file: SourceFile,
  sectionsOfKind: (kind: SectionKind) => readonly Section[],
): Policy {
  const { role, user } = reading.names;
  for (const section of sectionsOfKind('roles')) {
    eachName(reading, section, (cursor) => declare(reading, 'role', cursor));
  }
  for (const section of sectionsOfKind('users')) {
    eachName(reading, section, (cursor) => declare(reading, 'user', cursor));
  }
  refuseHierarchy(reading, sectionsOfKind('hierarchy'));
  const assignments = readAssignments(reading, sectionsOfKind('ua'));
  const asked = readGoals(
    reading,
    sectionsOfKind('goal'),
    readNewcomers(reading, sectionsOfKind('newusers')),
  );
  const administration: Administration = {
    place: { file: 0, line: 1, column: 1 },
    administrators: readAdministrators(reading, sectionsOfKind('admin')),
    enforcesExclusions: false,
    population: 'fixed',
    newcomers: asked.newcomers,
    areas: [],
    rules: readRules(reading, sectionsOfKind('ca'), sectionsOfKind('cr')),
    goals: asked.goals,
    keeps: [],
  };
  const roles = role.build();
  return {
    name: nameOf(file),
    path: file.path,
    files: [file],
    profile: { ...defaultProfile, membership: 'assigned' },
    now: null,
    users: user.build(),
    roles: { ...roles, isGroup: roles.list.map(() => false) },
    permissions: namesBuilder().build(),
    declared: { users: user.places(), roles: role.places(), permissions: [] },
    assignments,
    inheritance: factsBuilder(0).build(),
    grants: factsBuilder(0).build(),
    sessions: [],
    active: factsBuilder(0).build(),
    constraints: [],
    applications: [],
    operations: [],
    administration,
    rules: new Map(),
    suppressions: [],
    possible: null,
  };
}

/** The file's name without directories and extension. */
function nameOf({ path }: SourceFile): string {
  const base = path.slice(path.lastIndexOf('/') + 1);
  return base.toLowerCase().endsWith('.arbac') && base.length > '.arbac'.length
    ? base.slice(0, -'.arbac'.length)
    : base;
}

function refuseHierarchy(reading: Reading, sections: readonly Section[]): void {
  for (const section of sections) {
    if (sectionCursor(reading, section).kind === 'end') continue;
    reading.problems.report(
      'unsupported-hierarchy',
      'a hierarchy is not read: its pairs point either way in different files',
      section.keyword,
      'resolve it first, or write the policy in the policy language',
    );
  }
}

function readAssignments(reading: Reading, sections: readonly Section[]): Facts {
  const facts = factsBuilder();
  for (const section of sections) {
    eachEntry(reading, section, (cursor, place) => {
      const user = readId(reading, 'user', cursor);
      if (user === null || !expect(reading, cursor, ',')) return false;
      const role = readId(reading, 'role', cursor);
      if (role === null) return false;
      facts.add(user, role, 0, place.line);
      return true;
    });
  }
  return facts.build();
}

/** ADMIN; null where there is no such section, or an empty one alone. */
function readAdministrators(reading: Reading, sections: readonly Section[]): readonly number[] | null {
  const [first] = sections;
  if (first === undefined) return null;
  const administrators = new Set<number>();
  for (const section of sections) {
    eachName(reading, section, (cursor) => {
      administrators.add(idAt(reading, 'user', cursor));
    });
  }
  if (administrators.size > 0) return [...administrators];
  reading.problems.report('no-administrators', 'no administrator is named', first.keyword);
  return null;
}
