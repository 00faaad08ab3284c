/**
 * Bank-like policies: branches of seventeen roles, 531 roles in all, with separation of duty written as bars.
 *
 * Each branch has five duties. Every rule that assigns one of them bars two others, duty i the next two in a ring, so that
 * nobody ever has four of the five (at most three are left, as in `institution.ts`); the branch's vault needs four. The
 * bank's goal needs the vault of any branch. In the reachable variant one branch bars the fifth duty alone in its fourth
 * duty's rules. There: the clerk's post, then the manager's, who is somebody else, of four duties in order, the vault, the goal.
 *
 * The rules of a branch are drawn among its own roles and the bank's, and keep the bars of duties and the needs of the
 * vault, as before.
 */

import { type Arbac, type ArbacRule, arbacText, type Instance } from './instance.ts';
import type { Variant } from './institution.ts';
import { type Random, randomOf } from './random.ts';

const branches = 31;
const bankRoles = ['Chief', 'Personnel', 'Security', 'Goal'] as const;
/** Roles of a branch besides duties, manager and vault. */
const posts = [
  'Clerk',
  'Teller',
  'Cashier',
  'Adviser',
  'Analyst',
  'Auditor',
  'Guard',
  'Trainee',
  'Deputy',
  'Desk',
];
const sizes = { users: 2000, assign: 4610, revoke: 516 };

interface Branch {
  readonly manager: string;
  readonly vault: string;
  readonly duties: readonly string[];
  readonly posts: readonly string[];
}

const branchOf = (number: number): Branch => ({
  manager: `B${number}_Manager`,
  vault: `B${number}_Vault`,
  duties: [1, 2, 3, 4, 5].map((duty) => `B${number}_Duty${duty}`),
  posts: posts.map((post) => `B${number}_${post}`),
});

export function bank(seed: number, variant: Variant): Instance {
  const random = randomOf(seed * 2 + 100_000 + (variant === 'reachable' ? 1 : 0));
  const all = Array.from({ length: branches }, (_, at) => branchOf(at + 1));
  const relaxed = variant === 'reachable' ? random.below(branches) : -1;
  const [chief, personnel, security, goal] = bankRoles;
  const users = Array.from({ length: sizes.users }, (_, at) => `e${at + 1}`);
  const assign: ArbacRule[] = [
    { by: chief, needs: [], bars: [], role: personnel },
    ...all.flatMap((branch, at) => skeletonOf(branch, at === relaxed)),
  ];
  while (assign.length < sizes.assign) {
    const at = random.below(branches);
    assign.push(drawnRule(random, all[at]!, at === relaxed));
  }
  const arbac: Arbac = {
    roles: [...bankRoles, ...all.flatMap(rolesOf)],
    users,
    assignments: [
      ['e1', chief] as const,
      ['e2', security] as const,
      ...users.slice(2, -1).flatMap((user) => startOf(random, user, random.of(all))),
    ],
    assign,
    revoke: Array.from({ length: sizes.revoke }, () => {
      const branch = random.of(all);
      return [
        random.of([personnel, security, branch.manager]),
        random.of([...branch.duties, ...branch.posts]),
      ] as const;
    }),
    goal,
  };
  return {
    name: `bank-${seed}-${variant}`,
    text: arbacText(arbac),
    expected: variant,
    // Personnel, manager, clerk, four duties, vault, goal.
    planted: variant === 'reachable' ? 9 : null,
  };
}

const rolesOf = ({ manager, vault, duties, posts: own }: Branch): readonly string[] => [
  manager,
  vault,
  ...duties,
  ...own,
];

const barsOf = ({ duties }: Branch, duty: number, isRelaxed: boolean): readonly string[] =>
  isRelaxed && duty === 3 ? [duties[4]!] : [duties[(duty + 1) % 5]!, duties[(duty + 2) % 5]!];

function skeletonOf(branch: Branch, isRelaxed: boolean): readonly ArbacRule[] {
  const [, personnel, , goal] = bankRoles;
  const { manager, vault, duties } = branch;
  const clerk = branch.posts[0]!;
  return [
    { by: personnel, needs: [], bars: [], role: manager },
    { by: personnel, needs: [], bars: [], role: clerk },
    ...duties.map((role, duty) => ({
      by: manager,
      needs: [clerk],
      bars: barsOf(branch, duty, isRelaxed),
      role,
    })),
    // Whichever one is missing.
    ...duties.map((missing) => ({
      by: manager,
      needs: duties.filter((duty) => duty !== missing),
      bars: [],
      role: vault,
    })),
    { by: manager, needs: [vault], bars: [], role: goal },
  ];
}

function drawnRule(random: Random, branch: Branch, isRelaxed: boolean): ArbacRule {
  const by = random.of([bankRoles[1], bankRoles[2], branch.manager, ...branch.posts.slice(0, 2)]);
  const drawn = random.below(5);
  if (drawn === 0) {
    const duty = random.below(5);
    return {
      by,
      needs: random.some(branch.posts, random.below(3)),
      bars: barsOf(branch, duty, isRelaxed),
      role: branch.duties[duty]!,
    };
  }
  if (drawn === 1) {
    return { by, needs: random.some(branch.duties, 4), bars: [random.of(branch.posts)], role: branch.vault };
  }
  const role = random.of(branch.posts);
  const others = [...branch.posts, ...branch.duties].filter((other) => other !== role);
  const needs = random.some(others, random.below(3));
  return {
    by,
    needs,
    bars: random.some(others, random.below(3)).filter((one) => !needs.includes(one)),
    role,
  };
}

/** Everybody but the chief, security and the last works in a branch; some are managers, nobody has more than three duties. */
function startOf(random: Random, user: string, branch: Branch): readonly (readonly [string, string])[] {
  const roles = [
    ...random.some(branch.posts, 1 + random.below(2)),
    ...random.some(branch.duties, random.below(3) === 0 ? 1 + random.below(3) : 0),
    ...(random.below(40) === 0 ? [branch.manager] : []),
  ];
  return roles.map((role) => [user, role] as const);
}
