/**
 * University- and hospital-like policies: few roles, many users, rules that draw on all of them.
 *
 * A set of five duties decides. Every rule that assigns a duty bars two others, duty i the next two in a ring, so that
 * after it at most three are held; revoking only makes that fewer: nobody ever has four. The goal's only rules need four
 * of them. In the reachable variant the rule of the fourth duty bars the fifth alone: the first, second, third and fourth
 * can be assigned in this order, then the goal.
 *
 * All other rules are drawn at random among offices and posts; what assigns a duty keeps the two bars, what assigns the
 * goal keeps the four needs. Offices are held by the first users and never revoked, so that there is always somebody to
 * do it; the duties are assigned by an office that nobody holds at first and that another one assigns: 6 steps.
 */

import { type Arbac, type ArbacRule, arbacText, type Instance } from './instance.ts';
import { type Random, randomOf } from './random.ts';

interface Institution {
  readonly name: string;
  /** The first assigns the second, which nobody holds at first and which assigns duties. */
  readonly offices: readonly [string, string, ...string[]];
  readonly duties: readonly [string, string, string, string, string];
  readonly posts: readonly string[];
  readonly goal: string;
  readonly users: number;
  /** How many rules there are in all. */
  readonly assign: number;
  readonly revoke: number;
}

export type Variant = 'reachable' | 'unreachable';

export function university(seed: number, variant: Variant): Instance {
  return instanceOf(seed, variant, {
    name: 'university',
    offices: ['President', 'Registrar', 'Dean', 'Personnel', 'Admissions', 'Bursar'],
    duties: ['SetsExam', 'SitsOnPanel', 'GradesExam', 'EntersGrade', 'AuditsGrade'],
    posts: [
      ...['Applicant', 'Undergraduate', 'Graduate', 'Doctoral', 'Alumnus', 'Tutor', 'Assistant', 'Lecturer'],
      ...['Reader', 'Professor', 'Emeritus', 'Head', 'Librarian', 'Technician', 'Secretary', 'Warden'],
      ...['Counsellor', 'Steward', 'Examiner', 'Senator', 'Fellow', 'Visitor'],
    ],
    goal: 'ChangesRecords',
    users: 944,
    assign: 374,
    revoke: 75,
  });
}

export function hospital(seed: number, variant: Variant): Instance {
  return instanceOf(seed, variant, {
    name: 'hospital',
    offices: ['Director', 'WardManager', 'Desk'],
    duties: ['Prescribes', 'Dispenses', 'Administers', 'Counts', 'Reorders'],
    posts: ['Patient', 'Nurse', 'Physician', 'Pharmacist', 'Porter', 'Relative'],
    goal: 'KeepsPoisons',
    users: 1093,
    assign: 18,
    revoke: 6,
  });
}

function instanceOf(seed: number, variant: Variant, institution: Institution): Instance {
  const { name, offices, duties, posts, goal } = institution;
  const random = randomOf(seed * 2 + (variant === 'reachable' ? 1 : 0));
  const users = Array.from({ length: institution.users }, (_, at) => `${name.slice(0, 1)}${at + 1}`);
  const arbac: Arbac = {
    roles: [...offices, ...duties, ...posts, goal],
    users,
    assignments: users.flatMap((user, at) => assignmentsOf(random, user, at, institution)),
    assign: rulesOf(random, variant, institution),
    revoke: Array.from(
      { length: institution.revoke },
      () => [random.of(offices), random.of([...duties, ...posts])] as const,
    ),
    goal,
  };
  return {
    name: `${name}-${seed}-${variant}`,
    text: arbacText(arbac),
    expected: variant,
    planted: variant === 'reachable' ? 6 : null,
  };
}

/** The first users have the offices but the second; nobody starts with more than three duties, the last with none. */
function assignmentsOf(
  random: Random,
  user: string,
  at: number,
  { offices, duties, posts, users }: Institution,
): readonly (readonly [string, string])[] {
  const held = offices.filter((_, office) => office !== 1);
  if (at < held.length) return [[user, held[at]!]];
  if (at === users - 1) return [];
  const roles = [
    ...random.some(posts, random.below(3)),
    ...random.some(duties, random.below(4) === 0 ? 1 + random.below(3) : 0),
  ];
  return roles.map((role) => [user, role] as const);
}

function rulesOf(
  random: Random,
  variant: Variant,
  { offices, duties, posts, goal, assign }: Institution,
): readonly ArbacRule[] {
  const [first, second] = offices;
  const ring = (duty: number): readonly string[] => [duties[(duty + 1) % 5]!, duties[(duty + 2) % 5]!];
  const rules: ArbacRule[] = [
    { by: first, needs: [], bars: [], role: second },
    ...duties.map((role, duty) => ({
      by: second,
      needs: [],
      bars: variant === 'reachable' && duty === 3 ? [duties[4]] : ring(duty),
      role,
    })),
    { by: second, needs: duties.slice(0, 4), bars: [], role: goal },
  ];
  const free = [...offices.slice(1), ...posts];
  while (rules.length < assign) {
    const by = random.of(offices);
    const drawn = random.below(8);
    if (drawn === 0) {
      const duty = random.below(5);
      const needs = random.some(posts, random.below(2));
      rules.push({ by, needs, bars: ring(duty), role: duties[duty]! });
    } else if (drawn === 1) {
      rules.push({
        by,
        needs: random.some(duties, 4),
        bars: random.some(posts, random.below(2)),
        role: goal,
      });
    } else {
      const role = random.of(free);
      const others = [...posts, ...duties].filter((other) => other !== role);
      const needs = random.some(others, random.below(3));
      const bars = random.some(
        others.filter((other) => !needs.includes(other)),
        random.below(3),
      );
      rules.push({ by, needs, bars, role });
    }
  }
  return rules;
}
