/**
 * A policy and its exclusions in Cedar, in files of which each can be used by itself: what roles may do; a `forbid` for
 * whoever did the other duty before, which the request must tell in its context; and a `forbid` for whoever has what
 * nobody may have. Cedar counts nothing, so that sets of which fewer than n are allowed are spelled out, up to a bound.
 */

import type { Policy } from '../policy/model.ts';
import {
  cedarString,
  entitiesJson,
  hasAllOf,
  permissionParts,
  permits,
  schemaText,
  uid,
} from './cedar/text.ts';
import type { Exported, Exporter } from './exported.ts';
import { fileNames } from './file-names.ts';
import { subsetsOf } from './findings.ts';
import { oneLine } from './lines.ts';
import { beyondStatic, hasByInheritance, staticDemands } from './static.ts';

export const cedarExporter: Exporter = {
  format: 'cedar',
  title: 'Cedar: entities, permits, and forbids for exclusions',
  rules: [],
  ofViolations: false,
  write(policy): Exported {
    const names = fileNames();
    const main = names.take(policy.name, '.cedar');
    const entities = names.take(policy.name, '.entities.json');
    const duties = dutiesText(policy);
    const state = stateText(policy);
    const head = (lines: readonly string[]): string =>
      [`${policy.name} (${policy.path}), written by dutyproof.`, ...lines].map(comment).join('\n');
    const file = (extension: string, lines: readonly string[], statements: readonly string[]) =>
      statements.length === 0
        ? []
        : [
            {
              path: names.take(policy.name, extension),
              text: `${[head(lines), ...statements].join('\n\n')}\n`,
            },
          ];
    return {
      files: [
        {
          path: main,
          text: `${[head([`What roles may do. Entities: ${entities}.`]), ...permits(policy)].join('\n\n')}\n`,
        },
        { path: entities, text: entitiesJson(policy) },
        { path: names.take(policy.name, '.cedarschema'), text: schemaText(policy) },
        ...file(
          '.duties.cedar',
          [
            'Nobody does one duty after the other. The request says in `context.done`, a set of strings, which permissions',
            '(`object:operation`) the principal has used in this case; without it nothing is forbidden here.',
          ],
          duties.statements,
        ),
        ...file(
          '.state.cedar',
          ['Whoever has what nobody may have is refused everything, until it is repaired.'],
          state.statements,
        ),
      ],
      remarks: [
        ...beyondStatic(policy).filter((remark) => !remark.includes(' dynamic, ')),
        ...duties.remarks,
        ...state.remarks,
      ],
    };
  },
};

const comment = (text: string): string => `// ${oneLine(text)}`;

interface Statements {
  readonly statements: readonly string[];
  readonly remarks: readonly string[];
}

/** Permissions of each role under the reading, by name. */
function permissionsOfRoles(policy: Policy): (role: number) => ReadonlySet<string> {
  const juniors = new Map<number, number[]>();
  const granted = new Map<number, number[]>();
  const push = (lists: Map<number, number[]>, left: number, right: number): void => {
    const known = lists.get(left);
    if (known === undefined) lists.set(left, [right]);
    else known.push(right);
  };
  if (hasByInheritance(policy))
    policy.inheritance.left.forEach((role, row) => void push(juniors, role, policy.inheritance.right[row]!));
  policy.grants.left.forEach((role, row) => void push(granted, role, policy.grants.right[row]!));
  const known = new Map<number, ReadonlySet<string>>();
  return (role) => {
    const before = known.get(role);
    if (before !== undefined) return before;
    const reached = new Set([role]);
    for (const one of reached) for (const junior of juniors.get(one) ?? []) reached.add(junior);
    const all = new Set(
      [...reached].flatMap((one) => (granted.get(one) ?? []).map((id) => policy.permissions.list[id]!)),
    );
    known.set(role, all);
    return all;
  };
}

/**
 * The duties of a role are what it may do and not all of the excluded roles may: with those that all have, nobody can be
 * told to act in one role rather than the other.
 */
function dutiesText(policy: Policy): Statements {
  const remarks: string[] = [];
  const permissionsOf = permissionsOfRoles(policy);
  const statements = policy.constraints.flatMap((constraint) => {
    if (constraint.kind !== 'exclusion') return [];
    const { id, reason, over, sets } = constraint;
    // For each permission, the conditions under which it must not be used: of each list, one was done.
    const conditions = new Map<string, (readonly (readonly string[])[])[]>();
    const add = (permission: string, done: readonly (readonly string[])[]): void => {
      if (done.some((list) => list.length === 0)) return;
      const before = conditions.get(permission);
      if (before === undefined) conditions.set(permission, [done]);
      else before.push(done);
    };
    for (const { members, limit } of sets) {
      if (over === 'permission') {
        const all = members.map((member) => policy.permissions.list[member]!);
        for (const one of all) add(one, [all.filter((other) => other !== one)]);
        continue;
      }
      const all = members.map((member) => permissionsOf(member));
      const without = (own: ReadonlySet<string>, others: readonly ReadonlySet<string>[]): string[] =>
        [...own].filter((one) => !others.some((other) => other.has(one)));
      const subsets = subsetsOf(all, limit, 200);
      if (subsets === null) {
        remarks.push(`\`${id}\` is not among the forbidden duties: it has too many combinations`);
        continue;
      }
      for (const roles of subsets) {
        for (const own of roles) {
          const others = roles.filter((role) => role !== own);
          const done = others.map((other) => without(other, [own, ...others.filter((one) => one !== other)]));
          for (const permission of without(own, others)) add(permission, done);
        }
      }
    }
    return [...conditions].map(([permission, alternatives]) => {
      const { object, operation } = permissionParts(permission);
      const was = (list: readonly string[]): string =>
        list.length === 1
          ? `context.done.contains(${cedarString(list[0]!)})`
          : `context.done.containsAny([${list.map(cedarString).join(', ')}])`;
      return [
        comment(`${id}${reason === null ? '' : `: ${reason}`}`),
        `@id(${cedarString(`${id}: ${permission}`)})`,
        'forbid (',
        '  principal,',
        `  action == ${uid('Action', operation)},`,
        `  resource == ${uid('Object', object)}`,
        ')',
        `when { context has done && (${merged(alternatives)
          .map((done) => done.map(was).join(' && '))
          .join('\n  || ')}) };`,
      ].join('\n');
    });
  });
  return { statements, remarks };
}

/** Alternatives of one list each are one list. */
function merged(
  alternatives: readonly (readonly (readonly string[])[])[],
): readonly (readonly (readonly string[])[])[] {
  const single = [...new Set(alternatives.filter(({ length }) => length === 1).flatMap(([list]) => list!))];
  return [...(single.length === 0 ? [] : [[single]]), ...alternatives.filter(({ length }) => length > 1)];
}

function stateText(policy: Policy): Statements {
  const hasAll = hasAllOf(policy);
  const remarks: string[] = [];
  const statements = staticDemands(policy).flatMap((demand) => {
    if (demand.kind !== 'fewer') {
      remarks.push(`\`${demand.id}\` (${demand.kind}) is not in it`);
      return [];
    }
    const { rule, id, reason, over, sets } = demand;
    const names = over === 'role' ? policy.roles.list : policy.permissions.list;
    const conditions = new Set<string>();
    for (const { members, limit } of sets) {
      const subsets = subsetsOf(members, limit);
      if (subsets === null) {
        remarks.push(`\`${id}\` is not in it: it has too many combinations`);
        return [];
      }
      for (const subset of subsets) {
        const condition = hasAll(
          over,
          subset.map((member) => names[member]!),
        );
        if (condition !== null) conditions.add(condition);
      }
    }
    if (conditions.size === 0) return [];
    return [
      [
        comment(`${rule} · ${id}${reason === null ? '' : `: ${reason}`}`),
        `@id(${cedarString(`${rule}: ${id}`)})`,
        'forbid (principal, action, resource)',
        `when {\n  ${[...conditions].join('\n  || ')}\n};`,
      ].join('\n'),
    ];
  });
  return { statements, remarks };
}
