/** The stores parse with OpenFGA's own reader, and say by the definition of its relations what they should. */

import { createRequire } from 'node:module';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { openfgaTests } from '../../src/export/openfga-test.ts';
import { buildPolicy, type PolicyInput } from '../../src/policy/build.ts';
import { policyInput, type Theme } from '../oracle/arbitrary.ts';
import { hostileName, renamed } from './hostile.ts';
import { casesOf } from './peers.ts';

const { transformer } = createRequire(import.meta.url)(
  '@openfga/syntax-transformer',
) as typeof import('@openfga/syntax-transformer');

interface Rewrite {
  readonly this?: object;
  readonly computedUserset?: { readonly relation: string };
  readonly tupleToUserset?: {
    readonly tupleset: { readonly relation: string };
    readonly computedUserset: { readonly relation: string };
  };
  readonly union?: { readonly child: readonly Rewrite[] };
  readonly intersection?: { readonly child: readonly Rewrite[] };
}

interface Store {
  readonly model: string;
  readonly tuples: readonly { readonly user: string; readonly relation: string; readonly object: string }[];
  readonly tests: readonly {
    readonly name: string;
    readonly description: string;
    readonly check: readonly {
      readonly user: string;
      readonly object: string;
      readonly assertions: Readonly<Record<string, boolean>>;
    }[];
  }[];
}

/** `check`, as OpenFGA defines it; a relation of relations that leads back to itself is false. */
function checker({ model, tuples }: Store) {
  const json = JSON.parse(transformer.transformDSLToJSON(model)) as {
    readonly type_definitions: readonly {
      readonly type: string;
      readonly relations?: Record<string, Rewrite>;
    }[];
  };
  const relationOf = (object: string, relation: string): Rewrite => {
    const type = json.type_definitions.find((one) => one.type === object.slice(0, object.indexOf(':')));
    const rewrite = type?.relations?.[relation];
    if (rewrite === undefined) throw new Error(`${object} has no ${relation}`);
    return rewrite;
  };
  const check = (user: string, relation: string, object: string, open: readonly string[] = []): boolean => {
    const key = `${relation} ${object}`;
    if (open.includes(key)) return false;
    const inside = [...open, key];
    const holds = (rewrite: Rewrite): boolean => {
      if (rewrite.this !== undefined) {
        return tuples
          .filter((tuple) => tuple.object === object && tuple.relation === relation)
          .some((tuple) => {
            const at = tuple.user.indexOf('#');
            return at < 0
              ? tuple.user === user
              : check(user, tuple.user.slice(at + 1), tuple.user.slice(0, at), inside);
          });
      }
      if (rewrite.computedUserset !== undefined)
        return check(user, rewrite.computedUserset.relation, object, inside);
      const from = rewrite.tupleToUserset;
      if (from !== undefined) {
        return tuples
          .filter((tuple) => tuple.object === object && tuple.relation === from.tupleset.relation)
          .some((tuple) => check(user, from.computedUserset.relation, tuple.user, inside));
      }
      if (rewrite.union !== undefined) return rewrite.union.child.some(holds);
      if (rewrite.intersection !== undefined) return rewrite.intersection.child.every(holds);
      throw new Error(`unknown ${JSON.stringify(rewrite)}`);
    };
    return holds(relationOf(object, relation));
  };
  return check;
}

/** Whether all tests of the store pass. */
function passes(text: string): boolean {
  const store = parse(text) as Store;
  for (const { user, object } of store.tuples) {
    expect(object).toMatch(/^[a-z_0-9]+:[^\s:#@*]{1,250}$/u);
    expect(user).toMatch(/^[a-z_0-9]+:[^\s:#@*]{1,250}(#[a-z]+)?$/u);
  }
  const check = checker(store);
  return store.tests.every((one) =>
    one.check.every(({ user, object, assertions }) =>
      Object.entries(assertions).every(([relation, expected]) => check(user, relation, object) === expected),
    ),
  );
}

const themes: readonly Theme[] = ['roles', 'permissions'];
const named = fc
  .tuple(
    fc.constantFrom(...themes).chain((theme) => policyInput(theme)),
    fc.option(fc.uniqueArray(hostileName, { minLength: 16, maxLength: 16 }), { nil: null }),
  )
  .map(([input, names]) => (names === null ? input : renamed(input, names)))
  .map(
    (input): PolicyInput => ({
      ...input,
      operations: (input.operations ?? []).filter(({ permissions }) => permissions.length > 0),
    }),
  );

test('each violation is a check that fails, and passes after the repair', async () => {
  const counts = { failed: 0, repaired: 0 };
  await fc.assert(
    fc.asyncProperty(named, async (input) => {
      const policy = buildPolicy(input);
      for (const { finding, repaired } of await casesOf(policy)) {
        const { text } = openfgaTests(policy, [finding]).files[0]!;
        expect(passes(text), text).toBe(false);
        expect((parse(text) as Store).tests[0]!.description).toContain(finding.fingerprint.slice(0, 12));
        counts.failed += 1;
        if (repaired === null) continue;
        expect(passes(openfgaTests(repaired, [finding]).files[0]!.text)).toBe(true);
        counts.repaired += 1;
      }
    }),
    { numRuns: 80, seed: 14 },
  );
  expect(counts.failed).toBeGreaterThan(8);
  expect(counts.repaired).toBeGreaterThan(8);
});
