/**
 * Administration in the policy language. A rule that the reader split by the areas of its roles is put together again:
 * its parts have one id and one place, and each is for the officers of one area.
 */

import type { Administration, AdministrativeRule, Officers, ReachGoal } from '../../policy/administration.ts';
import { anybody } from '../../policy/shape-administration.ts';
import { list, map, type Yaml } from '../yaml.ts';
import type { Naming } from './names.ts';

export function administrationNode(naming: Naming, administration: Administration): Yaml {
  const { administrators, enforcesExclusions, population, newcomers, areas, goals, keeps } = administration;
  const rules = (kind: AdministrativeRule['kind']): Yaml | undefined => {
    const nodes = ruleNodes(
      naming,
      administration.rules.filter((rule) => rule.kind === kind),
    );
    return nodes.length === 0 ? undefined : list(nodes);
  };
  const central = areas.find(({ name }) => name === null);
  const departments = areas.flatMap((area) => (area.name === null ? [] : [{ ...area, name: area.name }]));
  const areaNode = (area: { readonly officers: Officers; readonly roles: readonly number[] }): Yaml =>
    map([
      ['officers', officersNode(naming, area.officers)],
      ['roles', naming.roles(area.roles)],
    ]);
  return map([
    ['administrators', administrators === null ? undefined : naming.users(administrators)],
    ['exclusions', enforcesExclusions ? undefined : 'not-enforced'],
    ['users', population === 'fixed' ? undefined : population],
    [
      'newcomers',
      newcomers.length === 0
        ? undefined
        : list(
            newcomers.map(({ name, roles, atMost }) =>
              map([
                ['name', name],
                ['roles', naming.roles(roles)],
                ['at-most', atMost ?? undefined],
              ]),
            ),
          ),
    ],
    [
      'areas',
      areas.length === 0
        ? undefined
        : map([
            ['central', central === undefined ? undefined : areaNode(central)],
            [
              'departments',
              departments.length === 0
                ? undefined
                : map(departments.map((area) => [area.name, areaNode(area)])),
            ],
          ]),
    ],
    ['assign', rules('assign')],
    ['revoke', rules('revoke')],
    ['enrol', rules('enrol')],
    ['goals', goals.length === 0 ? undefined : list(goals.map((goal) => goalNode(naming, goal)))],
    [
      'keep',
      keeps.length === 0
        ? undefined
        : list(
            keeps.map(({ id, from, roles }) =>
              map([
                ['id', id],
                ['from', from.length === 0 ? undefined : naming.roles(from)],
                ['roles', naming.roles(roles)],
              ]),
            ),
          ),
    ],
  ]);
}

function officersNode(naming: Naming, { roles, users }: Officers): Yaml {
  if (users.length === 0) return naming.roles(roles);
  return map([
    ['roles', roles.length === 0 ? undefined : naming.roles(roles)],
    ['users', naming.users(users)],
  ]);
}

function ruleNodes(naming: Naming, rules: readonly AdministrativeRule[]): Yaml[] {
  const written: AdministrativeRule[][] = [];
  for (const rule of rules) {
    const last = written.at(-1);
    if (last !== undefined && last[0]!.id === rule.id) last.push(rule);
    else written.push([rule]);
  }
  return written.map((parts) => {
    const [rule] = parts as [AdministrativeRule];
    const by = rule.by === null ? anybody : officersNode(naming, rule.by);
    const condition = (roles: readonly number[]): Yaml | undefined =>
      roles.length === 0 ? undefined : naming.roles(roles);
    return map([
      ['id', rule.id],
      ['by', parts.length > 1 ? undefined : by],
      ['roles', naming.roles(parts.flatMap(({ roles }) => roles))],
      ['holds', rule.kind === 'enrol' ? undefined : condition(rule.needs)],
      ['lacks', rule.kind === 'enrol' ? undefined : condition(rule.bars)],
    ]);
  });
}

function goalNode(naming: Naming, goal: ReachGoal): Yaml {
  return map([
    ['id', goal.id],
    ['severity', goal.severity === 'error' ? undefined : goal.severity],
    ...goalDemand(naming, goal),
    ['reason', goal.reason ?? undefined],
  ]);
}

function goalDemand(naming: Naming, goal: ReachGoal): readonly (readonly [string, Yaml | undefined])[] {
  switch (goal.kind) {
    case 'roles':
      return [
        ['roles', naming.roles(goal.roles)],
        ['user', goal.user === null ? undefined : naming.user(goal.user)],
        ['users', goal.user !== null || goal.users === 1 ? undefined : goal.users],
      ];
    case 'permissions':
      return [
        ['permissions', naming.permissions(goal.permissions)],
        ['users', goal.users === 1 ? undefined : goal.users],
      ];
    case 'exclusions':
      return [['exclusions', 'static']];
    case 'activation':
      return [['exclusions', 'dynamic']];
    case 'own-approver': {
      const { name, sessions } = naming.policy.applications[goal.application]!;
      const [pair] = goal.pairs;
      if (goal.pairs.length !== 1 || pair === undefined) return [['own-approver', name]];
      const named = pair.map((session) => sessions[session]!.name);
      return [
        [
          'own-approver',
          map([
            ['application', name],
            ['sessions', list(named)],
          ]),
        ],
      ];
    }
    default:
      return goal satisfies never;
  }
}
