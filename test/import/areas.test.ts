/** Areas of permissions, against all short permissions: which areas and mentioned patterns each lies in. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Area, areasOfPattern, splitAreas } from '../../src/import/regions/areas.ts';
import { glob, matches, starGlob } from '../../src/import/regions.ts';

interface Written {
  readonly any: readonly string[];
  readonly except: readonly string[];
}

const areaOf = (objects: Written, operations: Written): Area => ({
  objects: { any: objects.any.map(glob), except: objects.except.map(glob) },
  operations: { any: operations.any.map(glob), except: operations.except.map(glob) },
});

const expression = (pattern: string, any: string): RegExp =>
  new RegExp(`^${pattern.replaceAll('*', any).replaceAll('?', '[^]')}$`);
const selects = ({ any, except }: Written, text: string): boolean =>
  text !== '' &&
  any.some((pattern) => expression(pattern, '[^]*').test(text)) &&
  !except.some((pattern) => expression(pattern, '[^]*').test(text));

function strings(alphabet: string, length: number): string[] {
  let layer = [''];
  const all = [''];
  for (let at = 0; at < length; at += 1) {
    layer = layer.flatMap((text) => Array.from(alphabet, (one) => text + one));
    all.push(...layer);
  }
  return all;
}

const written = (pieces: readonly string[]) => {
  const pattern = fc
    .array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 3 })
    .map((list) => list.join(''));
  return fc.record({
    any: fc.array(pattern, { minLength: 1, maxLength: 2 }),
    except: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, fc.array(pattern, { maxLength: 1 })),
  });
};

describe('areas', () => {
  test('are the classes of all short permissions', () => {
    const objects = strings('ab:', 3);
    const operations = strings('ab', 3);
    const mention = fc
      .array(fc.constantFrom('a', 'b', '*', ':', '*'), { minLength: 1, maxLength: 5 })
      .map((list) => list.join(''));
    const seen = { permissions: 0, mentioned: 0, shared: 0, excepted: 0 };
    const area = fc.tuple(written(['a', 'b', '*', '?', ':']), written(['a', 'b', '*', '?']));
    fc.assert(
      fc.property(
        fc.array(area, { minLength: 1, maxLength: 4 }),
        fc.array(mention, { maxLength: 2 }),
        (areas, mentioned) => {
          const result = splitAreas(
            areas.map((one) => areaOf(...one)),
            { mentioned },
          );
          if (result.kind === 'exceeded') throw new Error('exceeded');
          const inAreas = (object: string, operation: string): number[] =>
            areas.flatMap((one, at) => (selects(one[0], object) && selects(one[1], operation) ? [at] : []));
          const inMentioned = (permission: string): string[] =>
            mentioned.filter((pattern) => expression(pattern, '[^]*').test(permission));
          // Each permission lies in the areas that its name lies in, and no two are named alike.
          const signatures = new Set<string>();
          expect(new Set(result.permissions).size).toBe(result.permissions.length);
          result.permissions.forEach((permission, id) => {
            const colon = permission.lastIndexOf(':');
            const containing = result.of.flatMap((list, at) => (list.includes(id) ? [at] : []));
            expect(inAreas(permission.slice(0, colon), permission.slice(colon + 1))).toEqual(containing);
            signatures.add(`${containing.join()}|${inMentioned(permission).join()}`);
            seen.permissions += 1;
            if (containing.length > 1) seen.shared += 1;
            if (inMentioned(permission).length > 0) seen.mentioned += 1;
          });
          // No permission is missing, and no mentioned pattern tells apart what is one.
          for (const object of objects) {
            for (const operation of operations) {
              const containing = inAreas(object, operation);
              if (areas.some(([o, p]) => o.except.length + p.except.length > 0)) seen.excepted += 1;
              if (containing.length === 0) continue;
              const signature = `${containing.join()}|${inMentioned(`${object}:${operation}`).join()}`;
              expect(signatures.has(signature), `${object}:${operation}`).toBe(true);
            }
          }
        },
      ),
      { seed: 61, numRuns: 150 },
    );
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(200);
  });

  test('of a pattern are what it matches, wherever the `:` is that separates', () => {
    const everything = strings('ab:', 5);
    for (const pattern of ['a:b', 'a*b', '*', 'a:*', '*:b*', 'a*:*b', 'ab', ':*:', '*a*']) {
      for (const text of everything) {
        const colon = text.lastIndexOf(':');
        const isIn = areasOfPattern(pattern).some(
          ({ objects, operations }) =>
            matches(objects.any[0]!, text.slice(0, colon)) &&
            matches(operations.any[0]!, text.slice(colon + 1)),
        );
        if (colon >= 0) expect(isIn, `${pattern} ${text}`).toBe(matches(starGlob(pattern), text));
      }
    }
  });

  test('tell objects apart only for operations that tell them apart', () => {
    const any = { any: ['*'], except: [] };
    const result = splitAreas([
      areaOf(any, any),
      areaOf({ any: ['bucket'], except: [] }, { any: ['read'], except: [] }),
      areaOf({ any: ['key'], except: [] }, { any: ['use'], except: [] }),
    ]);
    expect(result.kind === 'split' && [...result.permissions].sort()).toEqual([
      '(other):(other)',
      '(other):read',
      '(other):use',
      'bucket:read',
      'key:use',
    ]);
  });
});
