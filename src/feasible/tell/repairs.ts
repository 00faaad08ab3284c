/**
 * Repairs in the user's names. Those of a policy are told only after they were made on a copy of it, which then has a
 * plan and violates nothing that it did not violate before.
 */

import { indexPolicy } from '../../index/index.ts';
import { applyChanges } from '../../repair/apply.ts';
import { sentenceOf } from '../../repair/describe.ts';
import { repairer } from '../../repair/repair.ts';
import { counted, listed } from '../../source/words.ts';
import type { Change } from '../../verdict/change.ts';
import type { ToldRepair, ToldRepairs } from '../../verdict/feasible.ts';
import { freshUser } from '../fresh-user.ts';
import { solve } from '../pattern/solve.ts';
import { workflowOf } from '../problem.ts';
import type { InstanceRepairs } from '../repair/instance.ts';
import type { RoleRepair, RoleRepairs } from '../repair/roles.ts';
import type { PolicySource, Subject } from '../subject.ts';
import type { DecidedRepairs } from '../task.ts';

export function tellRepairs(subject: Subject, { by, found }: DecidedRepairs): ToldRepairs {
  switch (found.kind) {
    case 'none':
      return { repairs: [], all: true, rejected: 0 };
    case 'unknown':
      return { repairs: [], all: false, rejected: 0 };
    case 'repairs':
      if (by === 'instance') return tellInstanceRepairs(subject, found);
      return subject.source === null
        ? { repairs: [], all: false, rejected: 0 }
        : tellRoleRepairs(subject.source, found);
    default:
      return found satisfies never;
  }
}

function tellInstanceRepairs(
  subject: Subject,
  { repairs, isCapped, areAllOffered }: Extract<InstanceRepairs, { kind: 'repairs' }>,
): ToldRepairs {
  return {
    all: !isCapped && areAllOffered,
    rejected: 0,
    repairs: repairs.map(({ changes, cost }) => {
      const told = changes.map((change) => {
        switch (change.kind) {
          case 'authorise':
            return `authorise ${subject.user(change.user)}${others(change.others)} for ${subject.step(change.step)}`;
          case 'drop':
            return `drop that ${subject.constraint(change.constraint)}`;
          case 'add-person':
            return `add somebody who is authorised for ${listed(change.steps.map(subject.step))}`;
          default:
            return change satisfies never;
        }
      });
      return { cost, changes: told, sentence: told.join(' and ') };
    }),
  };
}

const others = (count: number): string => (count === 0 ? '' : ` (or one of ${count} others)`);

function tellRoleRepairs(
  source: PolicySource,
  { repairs, areAll }: Extract<RoleRepairs, { kind: 'repairs' }>,
): ToldRepairs {
  const verified = repairs.flatMap((repair): ToldRepair[] => {
    const changes = changesOf(source, repair);
    if (!isVerified(source, changes)) return [];
    return [
      {
        cost: repair.cost,
        changes: changes.map((change) => sentenceOf(source.policy, [change])),
        sentence: `${sentenceOf(source.policy, changes)}${alike(repair)}`,
      },
    ];
  });
  return { repairs: verified, all: areAll, rejected: repairs.length - verified.length };
}

/** Users whom nothing tells apart from the one named; of several people it would take many words. */
function alike({ changes }: RoleRepair): string {
  const [only, ...more] = changes;
  if (only?.kind !== 'assign' || more.length > 0 || only.others === 0) return '';
  return `, or to one of ${counted(only.others, 'other')} like them`;
}

function changesOf({ policy, application, roleModel }: PolicySource, repair: RoleRepair): readonly Change[] {
  const { roles, rules } = roleModel();
  const roleName = (number: number): string => policy.roles.list[roles[number]!]!;
  const taken = new Set(policy.users.list);
  return repair.changes.map((change): Change => {
    switch (change.kind) {
      case 'assign':
        return {
          kind: 'add',
          relation: 'assignment',
          left: policy.users.list[change.user]!,
          right: roleName(change.role),
        };
      case 'add-person': {
        const user = freshUser(taken);
        taken.add(user);
        return { kind: 'add-user', user, roles: change.roles.map(roleName) };
      }
      case 'drop': {
        const rule = rules[change.rule]!;
        if (rule.kind === 'constraint')
          return { kind: 'drop-constraint', constraint: application.constraints[rule.index]!.id };
        const { left, right } = application.exclusions[rule.index]!;
        return {
          kind: 'drop-exclusion',
          application: application.name,
          left: application.sessions[left]!.name,
          right: application.sessions[right]!.name,
        };
      }
      default:
        return change satisfies never;
    }
  });
}

/** Whether an application that the policy owns has a plan after the changes, and nothing else is broken by them. */
function isVerified({ policy, application }: PolicySource, changes: readonly Change[]): boolean {
  const after = applyChanges(policy, changes);
  const changed = after.applications.find(({ name }) => name === application.name);
  if (changed === undefined) return false;
  if (
    solve(workflowOf(after, indexPolicy(after), changed).instance, { conflicts: 20_000 }).kind !== 'feasible'
  )
    return false;
  const claimed = {
    rule: 'feasible',
    claim: 'Feasible',
    constraint: application.name,
    bindings: [],
    elements: [],
  };
  return repairer(policy).accepts(claimed, changes) === true;
}
