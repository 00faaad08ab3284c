/** Who may do what by imported facts: plain sets, nothing of the engines. */

import type { Imported, ImportedFact } from '../../../src/import/imported.ts';
import { postgres } from '../../../src/import/postgres.ts';
import type { Result } from '../../../src/source/diagnostic.ts';
import type { SourceFile } from '../../../src/source/text.ts';

export function source(text: string, path = 'dump.sql'): SourceFile {
  return { path, text, sha256: '' };
}

export function readTexts(
  texts: readonly string[],
  map: Readonly<Record<string, string>> = {},
  mentioned: readonly string[] = [],
): Result<Imported> {
  return postgres.read({
    files: texts.map((text, index) => source(text, `${index}.sql`)),
    mentioned,
    map: new Map(Object.entries(map)),
  });
}

export function imported(
  texts: readonly string[],
  map: Readonly<Record<string, string>> = {},
  mentioned: readonly string[] = [],
): Imported {
  const result = readTexts(texts, map, mentioned);
  if (result.kind === 'ok') return result.value;
  throw new Error(result.diagnostics.map(({ message }) => message).join('\n'));
}

export interface Access {
  readonly roles: ReadonlySet<string>;
  readonly permissions: ReadonlySet<string>;
}

/** `withPossible`: as if all that is possible held. */
export function accessOf(facts: Imported, user: string, withPossible: boolean): Access {
  const counts = ({ doubt }: ImportedFact): boolean => withPossible || doubt === null;
  const roles = new Set<string>();
  for (const fact of facts.assignments) if (fact.left === user && counts(fact)) roles.add(fact.right);
  for (const role of roles) {
    for (const fact of facts.inheritance) if (fact.left === role && counts(fact)) roles.add(fact.right);
  }
  const permissions = new Set<string>();
  for (const fact of facts.grants) if (roles.has(fact.left) && counts(fact)) permissions.add(fact.right);
  return { roles, permissions };
}

/** All facts, without places, in order: equal for two texts that say the same. */
export function factsOf(facts: Imported): readonly string[] {
  const lines = new Set<string>();
  for (const { name } of facts.users) lines.add(`user ${name}`);
  for (const { name } of facts.roles) lines.add(`role ${name}`);
  const relations = { assigned: facts.assignments, inherits: facts.inheritance, granted: facts.grants };
  for (const [word, relation] of Object.entries(relations)) {
    for (const { left, right, doubt } of relation)
      lines.add(`${left} ${word} ${right}${doubt === null ? '' : ' ?'}`);
  }
  for (const { reason, reaches } of facts.doubts) if (reaches !== 'facts') lines.add(`doubt ${reason}`);
  return [...lines].sort();
}
