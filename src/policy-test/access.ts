/**
 * Access decisions. Without active roles: whether some role that the user has, as the profile reads it, has the
 * permission. With them: whether a session with exactly these roles may be opened, and then has the permission; both
 * are asked of the specification's own CreateSession and CheckAccess.
 */

import type { Index } from '../index/index.ts';
import type { Policy } from '../policy/model.ts';
import { locate } from '../source/text.ts';
import { listed } from '../source/words.ts';
import type { Fact } from '../verdict/change.ts';
import { makeOperation } from './operations.ts';
import {
  type Answer,
  type Exercise,
  exercisedBy,
  factReasons,
  type Reason,
  sentenceReason,
} from './outcome.ts';
import { operationalState } from './state.ts';
import type { AccessExpectation } from './test.ts';

export interface Decision {
  readonly allowed: boolean;
  readonly reasons: readonly Reason[];
  readonly exercised: readonly Exercise[];
}

export function compareAccess(policy: Policy, index: Index, expectation: AccessExpectation): Answer {
  const { user, permission, roles, expect } = expectation;
  const decision = decideAccess(
    policy,
    index,
    user.text,
    permission.text,
    roles?.map(({ text }) => text) ?? null,
  );
  const actual = decision.allowed ? 'allowed' : 'denied';
  const active = roles === null ? '' : ` with ${rolesText(roles.map(({ text }) => text))} active`;
  return {
    exercised: decision.exercised,
    differences:
      actual === expect
        ? []
        : [
            {
              expected: `\`${user.text}\` is ${expect} \`${permission.text}\`${active}`,
              actual,
              location: locate(expectation.span),
              reasons: decision.reasons,
              decided: true,
            },
          ],
  };
}

const rolesText = (roles: readonly string[]): string =>
  roles.length === 0 ? 'nothing' : listed(roles.map((role) => `\`${role}\``));

/** All names are those of the policy. */
export function decideAccess(
  policy: Policy,
  index: Index,
  user: string,
  permission: string,
  roles: readonly string[] | null,
): Decision {
  const asked: Exercise = { kind: 'permission', name: permission };
  const id = policy.permissions.ids.get(permission)!;
  const person = policy.users.ids.get(user)!;
  if (roles === null) {
    const path = index.permissionPath(person, id, policy.profile.membership);
    return path === null
      ? denied(`no role of \`${user}\` has \`${permission}\``, [asked])
      : allowed(path, [asked]);
  }
  const own = new Set([person]);
  const session = freshName(policy);
  const opened = makeOperation(
    policy,
    'CreateSession',
    { u: user, s: session, R: roles },
    operationalState(policy, own),
  );
  // That the session is opened or refused is how the decision comes about, and no operation that a test asks for.
  const exercised = [
    asked,
    ...opened.exercised.filter(({ kind }) => kind === 'role' || kind === 'constraint'),
  ];
  if (opened.report !== 'ok') {
    return denied(
      `a session of \`${user}\` with ${rolesText(roles)} active is refused: ${opened.report}`,
      exercised,
    );
  }
  const { answer } = makeOperation(policy, 'CheckAccess', { s: session, p: permission }, opened.state);
  if (answer !== true) {
    return denied(`${rolesText(roles)} and what they inherit do not have \`${permission}\``, exercised);
  }
  return allowed(activePath(policy, index, roles, id), exercised);
}

function denied(sentence: string, exercised: readonly Exercise[]): Decision {
  return { allowed: false, reasons: [sentenceReason(sentence)], exercised };
}

function allowed(path: readonly Fact[], exercised: readonly Exercise[]): Decision {
  return { allowed: true, reasons: factReasons(path), exercised: [...exercised, ...exercisedBy(path)] };
}

/** How the permission comes from the first of the roles that has it: inheritance, then a grant. */
function activePath(
  policy: Policy,
  index: Index,
  roles: readonly string[],
  permission: number,
): readonly Fact[] {
  for (const name of roles) {
    const role = policy.roles.ids.get(name)!;
    const granting = index.rolesGranted(permission).find((one) => index.down(role).includes(one));
    if (granting === undefined) continue;
    const edges = index.inheritancePath(role, granting) ?? [];
    return [...edges, index.fact('grant', granting, permission)];
  }
  return [];
}

function freshName({ sessions }: Policy): string {
  let name = 'the session asked about';
  while (sessions.some((session) => session.name === name)) name += "'";
  return name;
}
