/** Which tests hold a schema, a property or an operation, beyond those that every one of them has. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { laws } from '../../spec/laws.ts';
import type { Claim } from '../../src/logic/claim.ts';
import type { Schema } from '../../src/logic/schema.ts';
import { themes } from '../differential/claims.ts';
import { mutants } from '../mutant/engines.ts';
import { root } from './place.ts';

const compared = new Set(Object.values(themes).flat());

/** A property: engine, interpreter and Z3 against the oracle; planted mistakes; laws. */
export function heldProperty({ schema }: Claim): readonly string[] {
  const planted = mutants.filter(({ claim }) => claim === schema.name).length;
  return [
    ...(compared.has(schema.name) ? ['[oracle and Z3](test/differential)'] : []),
    ...(planted === 0 ? [] : [`[${planted} mutants](test/mutant/engines.ts)`]),
    ...heldSchema(schema),
  ];
}

/** Laws that conclude something about one of the schema's own predicates; premises hold nothing. */
export function heldSchema(schema: Schema): readonly string[] {
  const own = new Set<object>(schema.predicates.map(({ formula }) => formula));
  const names = laws
    .filter(({ expected, formula }) => expected === 'holds' && contains(formula, own))
    .map(({ name }) => name);
  return names.length === 0 ? [] : [`[laws](spec/laws.ts): ${names.join(', ')}`];
}

/** An operation: the reference machine on plain sets, and what is done with sequences of operations. */
export function heldOperation(name: string): readonly string[] {
  return [
    ...(isNamedBelow('test/oracle/machine', name) ? ['[reference machine](test/oracle/machine)'] : []),
    ...(isNamedBelow('test/operations', name) ? ['[sequences](test/operations)'] : []),
  ];
}

/** Whether a part of the plain data is one of `wanted`. */
function contains(node: unknown, wanted: ReadonlySet<object>): boolean {
  const seen = new Set<object>();
  const open = [node];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value !== 'object' || value === null || seen.has(value)) continue;
    if (wanted.has(value)) return true;
    seen.add(value);
    open.push(...Object.values(value));
  }
  return false;
}

function isNamedBelow(directory: string, name: string): boolean {
  const path = join(root, directory);
  if (!existsSync(path)) return false;
  const word = new RegExp(`\\b${name}\\b`);
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .some((file) => word.test(readFileSync(join(path, file), 'utf8')));
}
