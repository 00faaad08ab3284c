/**
 * Administrative rules (can_assign, can_revoke, NEW). What the language leaves out is filled in: a rule that does not
 * say who may use it is split by the areas of its roles, and each area's officers may use its part.
 */

import type { AdministrativeRule, Area, Officers } from '../administration.ts';
import type { Fields, Leaf, List } from '../located.ts';
import { shown } from '../names.ts';
import { anybody, ruleScopes } from '../shape-administration.ts';
import type { Areas } from './areas.ts';
import { oneKey } from './choice.ts';
import { type OfficersNode, readOfficers } from './officers.ts';
import { leafId, leafIds, type Ranged, type Reading, type Resolved } from './reading.ts';

type Names = List<Leaf<string>>;

/** A rule as it is written; one that enrols has no condition. */
export type RuleNode = Fields<{
  readonly id?: Leaf<string> | undefined;
  readonly by?: OfficersNode | undefined;
  readonly role?: Leaf<string> | undefined;
  readonly roles?: Names | undefined;
  readonly area?: Leaf<string> | undefined;
  readonly holds?: Names | undefined;
  readonly lacks?: Names | undefined;
}>;

type Kind = AdministrativeRule['kind'];

export function readAdministrativeRules(
  reading: Reading,
  areas: Areas,
  nodes: Readonly<Record<Kind, readonly RuleNode[]>>,
): AdministrativeRule[] {
  const ids = new Map<string, Ranged>();
  return (['assign', 'revoke', 'enrol'] as const).flatMap((kind) =>
    nodes[kind].flatMap((node, index) => {
      const id = node.values.id?.value.normalize('NFC') ?? `${kind} ${index + 1}`;
      const at = node.values.id ?? node;
      const first = ids.get(id);
      if (first === undefined) ids.set(id, at);
      else {
        reading.problems.report({
          code: 'duplicate-id',
          message: `rule id \`${shown(id)}\` is used twice`,
          span: reading.span(at),
          related: [{ message: 'first here', span: reading.span(first) }],
        });
      }
      return readRule(reading, areas, kind, node, id);
    }),
  );
}

function readRule(
  reading: Reading,
  areas: Areas,
  kind: Kind,
  node: RuleNode,
  id: string,
): AdministrativeRule[] {
  const { values } = node;
  const condition = {
    needs: leafIds(reading, 'role', values.holds),
    bars: leafIds(reading, 'role', values.lacks),
  };
  reportContradiction(reading, condition.needs, condition.bars);
  const needs = condition.needs.map((role) => role.id);
  const bars = condition.bars.map((role) => role.id);
  const place = reading.place(node);
  return shares(reading, areas, kind, node).map(({ by, roles }): AdministrativeRule => {
    const base = { id, place, by, roles };
    return kind === 'enrol' ? { ...base, kind } : { ...base, kind, needs, bars };
  });
}

interface Share {
  readonly by: Officers | null;
  readonly roles: readonly number[];
}

function shares(reading: Reading, areas: Areas, kind: Kind, node: RuleNode): readonly Share[] {
  const { values } = node;
  // Whether `by` was written: what was not understood has been reported, and areas must not step in for it.
  const by = node.keys.has('by') ? readBy(reading, values.by) : undefined;
  const scope = oneKey(reading, node, ruleScopes, 'which roles the rule is about');
  switch (scope) {
    case null:
      return [];
    case 'area': {
      const area = areas.find(values.area!);
      return area === undefined ? [] : [{ by: by === undefined ? area.officers : by, roles: area.roles }];
    }
    case 'role':
    case 'roles': {
      const roles = scope === 'role' ? single(reading, values.role!) : leafIds(reading, 'role', values.roles);
      if (by !== undefined) return roles.length === 0 ? [] : [{ by, roles: roles.map(({ id }) => id) }];
      return byOwner(reading, areas, kind, roles);
    }
    default:
      return scope satisfies never;
  }
}

function single(reading: Reading, leaf: Leaf<string>): Resolved[] {
  const id = leafId(reading, 'role', leaf);
  return id < 0 ? [] : [{ id, start: leaf.start, end: leaf.end }];
}

function readBy(reading: Reading, node: OfficersNode | undefined): Officers | null {
  if (node === undefined) return null;
  if (node.kind !== 'leaf' || node.value !== anybody) return readOfficers(reading, node);
  if (reading.spaces.role.names.id(anybody) !== undefined) {
    reading.problems.report({
      code: 'ambiguous-officers',
      message: `\`${anybody}\` is a role of this policy, and the word for everybody`,
      span: reading.span(node),
      hint: `write \`[${anybody}]\` for the role, or rename it`,
    });
  }
  return null;
}

/** The roles by the areas that own them. */
function byOwner(reading: Reading, areas: Areas, kind: Kind, roles: readonly Resolved[]): Share[] {
  const owned = new Map<Area, number[]>();
  for (const role of roles) {
    const owner = areas.ownerOf(role.id);
    if (owner !== undefined) {
      const others = owned.get(owner);
      if (others === undefined) owned.set(owner, [role.id]);
      else others.push(role.id);
    } else if (areas.complete) {
      reading.problems.report({
        code: 'no-officers',
        message: `nothing says who may ${kind} \`${shown(reading.spaces.role.names.name(role.id))}\`: it is in no area`,
        span: reading.span(role),
        hint: `say \`by:\` whom, or give the role to an area; \`by: ${anybody}\` is everybody`,
      });
    }
  }
  return [...owned].map(([{ officers }, members]) => ({ by: officers, roles: members }));
}

function reportContradiction(reading: Reading, needs: readonly Resolved[], bars: readonly Resolved[]): void {
  const needed = new Map(needs.map((role) => [role.id, role]));
  for (const bar of bars) {
    const twin = needed.get(bar.id);
    if (twin === undefined) continue;
    reading.problems.report({
      code: 'contradictory-condition',
      message: `role \`${shown(reading.spaces.role.names.name(bar.id))}\` would have to be held and lacked at once`,
      span: reading.span(bar),
      related: [{ message: 'it is also here', span: reading.span(twin) }],
    });
  }
}
