/** The lists of names are those of what there is. */

import { expect, test } from 'vitest';
import { importFormats } from '../../src/import/format-names.ts';
import { importers } from '../../src/import/importers.ts';
import { packList } from '../../src/packs/names.ts';
import { packNames, readPack } from '../../src/packs/packs.ts';

test('every format is named once, in the order in which it is tried', () => {
  expect(importers.map(({ format }) => format)).toEqual(importFormats);
  expect(new Set(importFormats).size).toBe(importFormats.length);
});

test('every pack is named, and can be read', () => {
  expect(packNames()).toEqual(packList);
  for (const name of packList) expect(readPack(name)?.text).toContain('functions:');
  expect(readPack('../packs/aws')).toBeNull();
});
