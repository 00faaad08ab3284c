/** What the roles of a policy are to an application: who has those that its sessions need, and who could be given them. */

import type { Index } from '../../index/index.ts';
import type { Application, Policy } from '../../policy/model.ts';
import { admission } from '../nearest.ts';
import { candidatesOf, rulesOf, type Source, type Workflow } from '../problem.ts';
import type { RoleModel } from './roles.ts';

export interface NamedRoleModel {
  readonly model: RoleModel;
  /** Ids of the roles by their numbers in the model. */
  readonly roles: readonly number[];
  /** What each rule of the model comes from. */
  readonly rules: readonly Source[];
}

export function roleModelOf(
  policy: Policy,
  index: Index,
  application: Application,
  { order, sources }: Workflow,
): NamedRoleModel {
  const { membership } = policy.profile;
  const roles = [...new Set(application.sessions.flatMap((session) => session.roles))];
  const numbers = new Map(roles.map((role, number) => [role, number]));
  const users = policy.users.declaredCount;
  const bits = (list: Iterable<number>): Uint32Array => {
    const row = new Uint32Array((users + 31) >>> 5);
    for (const user of list) row[user >>> 5]! |= 1 << (user & 31);
    return row;
  };
  const rules = rulesOf(sources);
  return {
    roles,
    rules: rules.map(({ source }) => source),
    model: {
      needs: order.map((session) => application.sessions[session]!.roles.map((role) => numbers.get(role)!)),
      gains: roles.map((role) =>
        membership === 'authorised'
          ? [...index.down(role)].flatMap((junior) => numbers.get(junior) ?? [])
          : [numbers.get(role)!],
      ),
      holders: roles.map((role) => bits(candidatesOf(policy, index, [role]))),
      admissible: roles.map((role) => {
        const admits = admission(policy, index, [role]);
        return bits(Array.from({ length: users }, (_, user) => user).filter(admits));
      }),
      rules: rules.map(({ constraints }) => constraints),
    },
  };
}
