/** Applications and live sessions in the policy language; an application's own text stays as it was written. */

import { printApplication } from '../../application/print.ts';
import type { Application, People, Policy, SessionConstraint } from '../../policy/model.ts';
import type { ExportedFile } from '../exported.ts';
import type { FileNames } from '../file-names.ts';
import { list, map, type Yaml } from '../yaml.ts';
import type { Naming } from './names.ts';

export function applicationFile({ name, tree }: Application, names: FileNames): ExportedFile {
  const written = tree.name.span.file.text;
  return { path: names.take(name, '.app'), text: written === '' ? printApplication(tree) : written };
}

export function applicationNode(naming: Naming, application: Application, file: string): Yaml {
  const { sessions, plans, constraints, everyPlan } = application;
  const session = (index: number): string => sessions[index]!.name;
  const needs = sessions.flatMap((one) =>
    one.needs === null ? [] : [[one.name, naming.permissions(one.needs)] as const],
  );
  return map([
    ['file', file],
    ['needs', needs.length === 0 ? undefined : map(needs)],
    [
      'plans',
      plans.length === 0
        ? undefined
        : map(
            plans.map(({ name, assignments }) => [
              name,
              map(assignments.map((one) => [session(one.session), naming.user(one.user)])),
            ]),
          ),
    ],
    [
      'constraints',
      constraints.length === 0
        ? undefined
        : list(constraints.map((constraint) => sessionConstraintNode(naming, constraint, session))),
    ],
    ['separation', everyPlan ? 'every-plan' : undefined],
  ]);
}

function sessionConstraintNode(
  naming: Naming,
  constraint: SessionConstraint,
  session: (index: number) => string,
): Yaml {
  return map([
    ['id', constraint.id],
    sessionDemand(naming, constraint, session),
    ['reason', constraint.reason ?? undefined],
    ['owner', constraint.owner ?? undefined],
  ]);
}

function sessionDemand(
  naming: Naming,
  constraint: SessionConstraint,
  session: (index: number) => string,
): readonly [string, Yaml] {
  const people = (some: People): Yaml =>
    some.kind === 'role' ? naming.role(some.role) : naming.users(some.users);
  const listed = (sessions: readonly number[]): Yaml => list(sessions.map(session));
  switch (constraint.kind) {
    case 'separation':
    case 'binding':
      return [constraint.kind, listed(constraint.sessions)];
    case 'at-most':
    case 'at-least':
      return [
        constraint.kind,
        map([
          ['users', constraint.bound],
          ['sessions', listed(constraint.sessions)],
        ]),
      ];
    case 'team':
      return [
        'team',
        map([
          ['sessions', listed(constraint.sessions)],
          ['teams', list(constraint.teams.map(people))],
        ]),
      ];
    case 'group-unless':
      return [
        'group-unless',
        map([
          ['sessions', listed(constraint.sessions)],
          ['at-least', constraint.bound],
          ['group', people(constraint.group)],
        ]),
      ];
    case 'dependent': {
      const { left, leftUsers, right, rightUsers } = constraint;
      const performance = (one: number, users: People): Yaml =>
        map([
          ['session', session(one)],
          ['users', people(users)],
        ]);
      return [
        'dependent',
        map([
          ['if', performance(left, leftUsers)],
          ['then', performance(right, rightUsers)],
        ]),
      ];
    }
    case 'load':
      return [
        'load',
        map([
          ['at-most', constraint.bound],
          ['users', constraint.users === null ? undefined : people(constraint.users)],
        ]),
      ];
    case 'unavailable':
      return ['unavailable', people(constraint.users)];
    case 'forced':
    case 'forbidden':
      return [
        constraint.kind,
        map([
          ['session', session(constraint.session)],
          ['user', naming.user(constraint.user)],
        ]),
      ];
    default:
      return constraint satisfies never;
  }
}

export function sessionNodes(naming: Naming, { sessions, active, applications }: Policy): Yaml | undefined {
  if (sessions.length === 0) return undefined;
  const roles = sessions.map(() => new Set<number>());
  active.left.forEach((session, row) => void roles[session]!.add(active.right[row]!));
  return map(
    sessions.map(({ name, user, of }, index) => {
      const run =
        of === null
          ? undefined
          : map([
              ['application', applications[of.application]!.name],
              ['run', of.run],
              ['session', applications[of.application]!.sessions[of.session]!.name],
            ]);
      return [
        name,
        map([
          ['user', naming.user(user)],
          ['active', naming.roles([...roles[index]!])],
          ['of', run],
        ]),
      ];
    }),
  );
}
