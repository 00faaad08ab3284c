/**
 * What tables that were read together come to: functions, risks, exclusions and grants, with wildcards split along all
 * names that any of the tables or a constraint uses.
 */

import { functionPermission } from '../../policy/function-permission.ts';
import { shown } from '../../policy/names.ts';
import type { Span } from '../../source/text.ts';
import type { ImportedConstraint } from '../imported.ts';
import { settlement } from './conditions.ts';
import { levelsOf, type Severity } from './levels.ts';
import { isPattern, meets, patternOf, type Ranged, regionsOf } from './patterns.ts';
import type { Condition, RawExclusion, RawFunction, Reading } from './reading.ts';
import { isPermission, ownRole, permissionName } from './relations.ts';

export function emit(reading: Reading): void {
  const demanded = emitFunctions(reading);
  emitGrants(reading, demanded);
  const exclusions = [...reading.exclusions, ...risksAsExclusions(reading)];
  emitExclusions(exclusions, reading);
}

/** An action that counts for a function only under conditions: a permission of its own, that roles may have. */
interface Demanded {
  readonly action: string;
  readonly permission: string;
  readonly conditions: readonly Condition[];
  /** Made when it is needed. */
  doubt(): number;
}

function emitFunctions(reading: Reading): readonly Demanded[] {
  const { builder } = reading;
  const demanded: Demanded[] = [];
  for (const [name, made] of reading.functions) {
    const permissions: string[] = [];
    for (const [action, at] of actionsOf(made)) {
      const conditions = [
        ...(made.conditions.get(action) ?? []),
        ...(action === '' ? [] : (made.conditions.get('') ?? [])),
      ];
      if (conditions.length === 0) {
        if (isPermission(action))
          permissions.push(isPattern(action) ? patternOf(action) : permissionName(action));
        else
          builder.report(
            'bad-permission',
            `permission \`${shown(action)}\` is not of the form \`object:operation\``,
            at,
          );
        continue;
      }
      const permission = `${action === '' ? '(any action)' : action.replaceAll(/[*:]/g, '.')} in ${name.replaceAll(/[*:]/g, '.')}:use`;
      permissions.push(permission);
      builder.permission(permission, at);
      demanded.push({ action, permission, conditions, doubt: doubtOf(reading, name, action, conditions) });
    }
    builder.function({ name, at: made.at, permissions });
  }
  return demanded;
}

function actionsOf(made: RawFunction): ReadonlyMap<string, Span> {
  const all = new Map(made.actions);
  for (const [action, [first]] of made.conditions) {
    // Conditions without an action are about all of them, or stand alone.
    if (action === '' ? all.size === 0 && made.conditions.size === 1 : !all.has(action))
      all.set(action, first!.at);
  }
  return all;
}

function doubtOf(
  reading: Reading,
  name: string,
  action: string,
  conditions: readonly Condition[],
): () => number {
  let made: number | null = null;
  return () => {
    const [first] = conditions;
    const objects = [...new Set(conditions.map(({ object }) => object))]
      .slice(0, 3)
      .map((object) => `\`${shown(object)}\``);
    made ??= reading.builder.doubt(
      first!.at,
      `${action === '' ? 'a role' : `\`${shown(action)}\``} counts for function \`${shown(name)}\` only with values of ${objects.join(', ')}, ` +
        'and the roles alone do not tell who has them',
    );
    return made;
  };
}

function emitGrants(reading: Reading, demanded: readonly Demanded[]): void {
  const { builder, input, grants } = reading;
  const named: Ranged[] = [...grants];
  for (const { actions, conditions } of reading.functions.values()) {
    for (const action of [...actions.keys(), ...conditions.keys()])
      if (action !== '') named.push({ from: action, to: null });
  }
  for (const { members, over } of reading.exclusions) {
    if (over === 'permission') for (const { name } of members) named.push({ from: name, to: null });
  }
  const regions = regionsOf(named, input.mentioned);
  if (regions === null) {
    const file = input.files[0]!;
    const wildcard = grants.find(({ from }) => isPattern(from)) ?? { at: { file, start: 0, end: 0 } };
    builder.report(
      'import-unsupported',
      'the wildcards overlap in too many ways to be split into disjoint permissions',
      wildcard.at,
      'import the tables that matter together, and others on their own',
    );
    return;
  }
  const settle = settlement(reading.authorisations);
  const own = new Set<string>();
  const holderOf = (grant: (typeof grants)[number]): string => {
    if (!grant.direct) return grant.holder;
    let role = ownRole(grant.holder);
    while (reading.roles.has(role)) role = `${role}*`;
    if (!own.has(role)) {
      own.add(role);
      builder.role(role, grant.holderAt);
      builder.assign(grant.holder, role, grant.holderAt);
    }
    return role;
  };
  const byAction = new Map<string, readonly Demanded[]>();
  const demandsOf = (grant: Ranged): readonly Demanded[] => {
    if (demanded.length === 0) return [];
    const key = `${grant.from}\u0000${grant.to ?? ''}`;
    const found = byAction.get(key) ?? demanded.filter(({ action }) => action !== '' && meets(grant, action));
    byAction.set(key, found);
    return found;
  };
  for (const grant of grants) {
    const role = holderOf(grant);
    for (const permission of regions.of(grant)) {
      builder.grant(role, permission, grant.at, grant.doubt);
    }
    for (const { permission, conditions, doubt } of demandsOf(grant)) {
      const settled = settle.of(grant.holder, conditions);
      if (settled !== 'no')
        builder.grant(role, permission, grant.at, settled === 'yes' ? grant.doubt : doubt());
    }
  }
  for (const { permission, conditions, doubt } of demanded.filter(({ action }) => action === '')) {
    for (const role of reading.roles) {
      const settled = settle.of(role, conditions);
      if (settled !== 'no')
        builder.grant(role, permission, conditions[0]!.at, settled === 'yes' ? null : doubt());
    }
  }
}

function risksAsExclusions(reading: Reading): readonly RawExclusion[] {
  const { builder, input } = reading;
  const levels = levelsOf(input.map, builder);
  const found: RawExclusion[] = [];
  for (const [id, risk] of reading.risks) {
    const severity: Severity | 'none' | null = risk.level === null ? 'error' : levels.of(risk.level);
    if (severity === null) continue;
    if (risk.off === true || severity === 'none') {
      builder.remark(risk.at, `risk \`${shown(id)}\` is switched off, and is not checked`);
      continue;
    }
    if (risk.functions.size === 0) {
      if (reading.exclusions.some((exclusion) => exclusion.id === id)) continue;
      builder.remark(
        risk.at,
        `no table says which functions risk \`${shown(id)}\` is about, and it is not checked`,
      );
      continue;
    }
    const { description, process } = risk;
    found.push({
      id,
      members: [...risk.functions].map(([name, at]) => ({ name, at })),
      over: 'function',
      severity,
      reason: description === null ? process : process === null ? description : `${description} (${process})`,
      owner: risk.owner,
      at: risk.at,
    });
  }
  return found;
}

function emitExclusions(exclusions: readonly RawExclusion[], reading: Reading): void {
  const { builder } = reading;
  const uses = new Map<string, number>();
  for (const { id } of exclusions) if (id !== null) uses.set(id, (uses.get(id) ?? 0) + 1);
  const over = kindOfNames(exclusions, reading);
  const emitted = new Set<string>();
  const patterns = new Set<string>();
  /** What excludes by a wildcard excludes by each permission that it is about. */
  const anyOf = (name: string, { at }: RawExclusion): string => {
    if (!patterns.has(name) && !reading.functions.has(name))
      builder.function({ name, at, permissions: [patternOf(name)] });
    patterns.add(name);
    return functionPermission(name);
  };
  for (const exclusion of exclusions) {
    const names = [...new Set(exclusion.members.map(({ name }) => name))];
    const kind = over(exclusion);
    if (kind === null) continue;
    const known = kind !== 'function' || checkFunctions(exclusion, reading);
    const described = reading.risks.get(exclusion.id ?? '') ?? null;
    const reason = exclusion.reason ?? described?.description ?? functionReason(names, reading);
    const owner = exclusion.owner ?? described?.owner ?? null;
    const title = [...names].sort().join(' / ');
    const id =
      exclusion.id === null
        ? title
        : uses.get(exclusion.id) === 1
          ? exclusion.id
          : `${exclusion.id}: ${title}`;
    if (!known) continue;
    if (names.length < exclusion.members.length) {
      builder.report('import-syntax', `\`${shown(names[0] ?? '')}\` would exclude itself`, exclusion.at);
      continue;
    }
    if (kind === 'role' && names.length < 2) {
      builder.report(
        'import-syntax',
        `\`${shown(id)}\` names one role, and nothing that it excludes`,
        exclusion.at,
      );
      continue;
    }
    for (const system of kind === 'role' && reading.systems.size > 0 ? reading.systems : [null]) {
      const members = names.map((name) =>
        kind === 'function'
          ? functionPermission(name)
          : kind === 'permission'
            ? isPattern(name)
              ? anyOf(name, exclusion)
              : permissionName(name)
            : system === null
              ? name
              : `${system}/${name}`,
      );
      const scoped = system === null ? id : `${system}/${id}`;
      if (emitted.has(scoped)) continue;
      emitted.add(scoped);
      const base = { id: scoped, at: exclusion.at, severity: exclusion.severity, reason, owner };
      for (const [index, member] of members.entries()) {
        if (kind !== 'role' || reading.roles.has(member)) continue;
        reading.roles.add(member);
        builder.role(member, exclusion.members[index]!.at);
      }
      if (kind !== 'role' && members.length !== 2) {
        builder.operation({ ...base, permissions: members });
        continue;
      }
      const constraint: ImportedConstraint = {
        ...base,
        kind: 'exclusion',
        over: kind === 'role' ? 'role' : 'permission',
        static: true,
        dynamic: false,
        sets: [{ members, limit: members.length }],
      };
      builder.constraint(constraint);
    }
  }
}

function functionReason(names: readonly string[], reading: Reading): string | null {
  const said = names.map((name) => reading.functionNames.get(name));
  return said.length > 0 && said.every((text) => text !== undefined) ? said.join(' / ') : null;
}

function checkFunctions({ members }: RawExclusion, reading: Reading): boolean {
  const missing = members.filter(({ name }) => !reading.functions.has(name));
  for (const { name, at } of missing) {
    reading.builder.report(
      'import-reference',
      `no table says what function \`${shown(name)}\` comprises`,
      at,
      'import the table of functions and their actions as well',
    );
  }
  return missing.length === 0;
}

type Kind = 'role' | 'permission' | 'function';

/**
 * Whether names are roles, permissions or functions: what `over` in `map` says, or the table; functions where a table
 * says what they comprise, roles otherwise. Where roles are known and none is among the names, something is missing.
 */
function kindOfNames(
  exclusions: readonly RawExclusion[],
  reading: Reading,
): (exclusion: RawExclusion) => Kind | null {
  const { builder, input, functions, roles } = reading;
  const chosen = input.map.get('over');
  if (chosen === 'role' || chosen === 'permission' || chosen === 'function') return () => chosen;
  let told = false;
  const asRoles = exclusions.filter(
    ({ over }) => over === null || (over === 'function' && functions.size === 0),
  );
  const oneIsRole = asRoles.some(({ members }) => members.some(({ name }) => roles.has(name)));
  const contradicts = reading.systems.size === 0 && roles.size > 0 && !oneIsRole;
  return (exclusion) => {
    if (exclusion.over === 'role' || exclusion.over === 'permission') return exclusion.over;
    if (functions.size > 0) return 'function';
    if (!contradicts) return 'role';
    if (!told) {
      told = true;
      builder.report(
        'import-mapping',
        `\`${shown(exclusion.members[0]!.name)}\` and all others that exclude each other are no roles of the tables`,
        exclusion.members[0]!.at,
        'import the table of functions and their permissions as well, or say what the names are: `over=role`, `over=permission`',
      );
    }
    return null;
  };
}
