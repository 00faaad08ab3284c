/**
 * Possible facts: what the policy says may hold, each with the doubt that it depends on. Doubts come before the tables,
 * which refer to them; their facts come after, once all names are known.
 */

import type { Leaf, List, Located, Mapping } from '../located.ts';
import { shown } from '../names.ts';
import type { PossibleRelation } from '../possible.ts';
import type { PolicyDocument } from '../shape.ts';
import type { Document } from './declarations.ts';
import { idOf, leafIds, type Ranged, type Reading, type Sort } from './reading.ts';

type DoubtNode = Located<NonNullable<PolicyDocument['possible']>[number]>;

export interface Doubts {
  readonly all: readonly { readonly node: DoubtNode; readonly index: number }[];
  /** Those that tables may refer to. */
  readonly ids: ReadonlyMap<string, number>;
}

export function declareDoubts(reading: Reading, { values }: Document): Doubts {
  const ids = new Map<string, number>();
  const places = new Map<string, Ranged>();
  const all = (values.possible?.items ?? []).map((node) => {
    const { id, reason, reaches } = node.values;
    const index = reading.possible.doubt({
      place: reading.place(node),
      reason: reason.value,
      reaches: reaches?.value ?? 'facts',
    });
    const first = id === undefined ? undefined : places.get(id.value.normalize('NFC'));
    if (id?.given === true && first === undefined) {
      places.set(id.value.normalize('NFC'), id);
      ids.set(id.value.normalize('NFC'), index);
    } else if (id?.given === true && first !== undefined) {
      reading.problems.report({
        code: 'duplicate-id',
        message: `doubt id \`${shown(id.value.normalize('NFC'))}\` is used twice`,
        span: reading.span(id),
        related: [{ message: 'first here', span: reading.span(first) }],
      });
    }
    return { node, index };
  });
  return { all, ids };
}

export function readPossibleFacts(reading: Reading, { all }: Doubts): void {
  const add = (
    relation: PossibleRelation,
    doubt: number,
    [left, right]: readonly [Sort, Sort],
    pairs: Mapping<List<Leaf<string>>> | undefined,
  ): void => {
    for (const { key, value } of pairs?.entries ?? []) {
      const id = idOf(reading, left, key.text, key);
      // Both sides are looked up, so that both are reported.
      for (const member of leafIds(reading, right, value)) {
        if (id >= 0) reading.possible.add(relation, id, member.id, reading.place(member), doubt);
      }
    }
  };
  for (const { node, index } of all) {
    add('assignments', index, ['user', 'role'], node.values.assignments);
    add('inheritance', index, ['role', 'role'], node.values.inheritance);
    add('grants', index, ['role', 'permission'], node.values.grants);
  }
}
