/**
 * Large policies: up to 40,000 roles and 200,000 rules, most of which do not matter.
 *
 * The core is one lane of thirty roles for each thousand roles: a ladder of twenty-four rungs, each needing the one
 * before it, and six badges, each needed by one rung and barred by the next, so that it must be revoked in between.
 * Whoever is at the top of a lane gets the goal. A lane's officer is made by its chief, who is there at first.
 *
 * A lane is broken in one of three ways.
 *   barred   its last rung needs two badges whose rules bar each other, and nobody starts with both.
 *   implied  its last rung needs `Left` and `Right`; Right's rule needs Seal, Seal's bars Left, Left's bars Seal, and Seal is
 *            not revocable: nobody has Left and Seal (the rules of each bar the other), whoever has Right has Seal, so nobody
 *            has Left and Right, although nothing bars that.
 *   ghost    its first rung is assigned by `Ghost`, which only ghosts assign, and there is none.
 * In the reachable variant one lane is whole: officer, 24 rungs, 6 badges, 5 revocations (the last rung needs the last badge
 * and nothing bars it afterwards), goal, which is 37 steps. In the unreachable one all are broken.
 *
 * The bulk: departments of twenty roles with rules of all forms about each other, which never speak of lanes; and short cuts
 * up every lane that only a ghost may use.
 */

import { type ArbacRule, arbacText, type Instance } from './instance.ts';
import type { Variant } from './institution.ts';
import { type Random, randomOf } from './random.ts';

const rungs = 24;
const every = 4;
const department = 20;
const rulesPerRole = 5;

type Fault = 'none' | 'barred' | 'implied' | 'ghost';

interface Lane {
  readonly roles: readonly string[];
  readonly assign: readonly ArbacRule[];
  readonly revoke: readonly (readonly [string, string])[];
}

export function large(roles: number, seed: number, variant: Variant): Instance {
  const random = randomOf(seed * 2 + 200_000 + roles + (variant === 'reachable' ? 1 : 0));
  const count = Math.max(1, Math.round(roles / 1000));
  const whole = variant === 'reachable' ? random.below(count) : -1;
  const lanes = Array.from({ length: count }, (_, at) => laneOf(at + 1, faultOf(at, whole)));
  const core = ['Goal', 'Chief', 'Ghost', ...lanes.flatMap((lane) => lane.roles)];
  const departments = departmentsOf(Math.max(0, roles - core.length));
  const assign: ArbacRule[] = [
    { by: 'Ghost', needs: [], bars: [], role: 'Ghost' },
    ...lanes.flatMap((lane) => lane.assign),
  ];
  const revoke = lanes.flatMap((lane) => lane.revoke);
  const total = roles * rulesPerRole;
  // A tenth of the rules are revocations, a hundredth short cuts of ghosts.
  for (let at = 0; at < total / 100; at += 1) {
    assign.push({ by: 'Ghost', needs: [], bars: [], role: random.of(random.of(lanes).roles.slice(1)) });
  }
  for (let at = 0; at < total / 10; at += 1) {
    const own = random.of(departments);
    revoke.push([random.of(own), random.of(own)]);
  }
  while (assign.length + revoke.length < total) assign.push(drawnRule(random, random.of(departments)));
  const users = Array.from({ length: Math.max(20, Math.round(roles / 20)) }, (_, at) => `p${at + 1}`);
  return {
    name: `large-${roles}-${seed}-${variant}`,
    text: arbacText({
      roles: [...core, ...departments.flat()],
      users,
      assignments: [
        ['p1', 'Chief'] as const,
        ...users.slice(2).flatMap((user) => {
          const own = random.of(departments);
          return random.some(own, 1 + random.below(3)).map((role) => [user, role] as const);
        }),
      ],
      assign,
      revoke,
      goal: 'Goal',
    }),
    expected: variant,
    planted: variant === 'reachable' ? 1 + rungs + rungs / every + (rungs / every - 1) + 1 : null,
  };
}

function faultOf(at: number, whole: number): Fault {
  if (at === whole) return 'none';
  if (at % 4 === 1) return 'barred';
  return at % 4 === 2 ? 'ghost' : 'implied';
}

function laneOf(number: number, fault: Fault): Lane {
  const role = (name: string): string => `L${number}_${name}`;
  const officer = role('Officer');
  const rung = (at: number): string => role(`Rung${at}`);
  const badge = (at: number): string => role(`Badge${at}`);
  const badges = rungs / every;
  const assign: ArbacRule[] = [{ by: 'Chief', needs: [], bars: [], role: officer }];
  const revoke: [string, string][] = [];
  for (let at = 1; at <= badges; at += 1) {
    const barred = fault === 'barred' && at >= badges - 1 ? [badge(at === badges ? at - 1 : badges)] : [];
    assign.push({ by: officer, needs: [], bars: barred, role: badge(at) });
    revoke.push([officer, badge(at)]);
  }
  for (let at = 1; at <= rungs; at += 1) {
    const needs = at === 1 ? [] : [rung(at - 1)];
    const bars: string[] = [];
    if (at % every === 0) needs.push(badge(at / every));
    if (at % every === 1 && at > 1) bars.push(badge((at - 1) / every));
    if (at === rungs) needs.push(...lastNeeds(fault, role, badge(badges - 1)));
    assign.push({ by: fault === 'ghost' && at === 1 ? 'Ghost' : officer, needs, bars, role: rung(at) });
  }
  assign.push({ by: officer, needs: [rung(rungs)], bars: [], role: 'Goal' });
  const more = fault === 'implied' ? ['Left', 'Right', 'Seal'].map(role) : [];
  if (fault === 'implied') {
    const [left, right, seal] = more as [string, string, string];
    assign.push(
      { by: officer, needs: [], bars: [seal], role: left },
      { by: officer, needs: [seal], bars: [], role: right },
      { by: officer, needs: [], bars: [left], role: seal },
    );
    revoke.push([officer, left], [officer, right]);
  }
  return {
    roles: [
      officer,
      ...Array.from({ length: badges }, (_, at) => badge(at + 1)),
      ...Array.from({ length: rungs }, (_, at) => rung(at + 1)),
      ...more,
    ],
    assign,
    revoke,
  };
}

function lastNeeds(fault: Fault, role: (name: string) => string, other: string): readonly string[] {
  switch (fault) {
    case 'barred':
      return [other];
    case 'implied':
      return [role('Left'), role('Right')];
    case 'none':
    case 'ghost':
      return [];
    default:
      return fault satisfies never;
  }
}

function departmentsOf(roles: number): readonly (readonly string[])[] {
  return Array.from({ length: Math.ceil(roles / department) }, (_, at) =>
    Array.from(
      { length: Math.min(department, roles - at * department) },
      (_role, own) => `D${at + 1}_R${own + 1}`,
    ),
  );
}

function drawnRule(random: Random, own: readonly string[]): ArbacRule {
  const role = random.of(own);
  const others = own.filter((other) => other !== role);
  const needs = random.some(others, random.below(4));
  const bars = random.some(others, random.below(3)).filter((other) => !needs.includes(other));
  return { by: random.of(own), needs, bars, role };
}
