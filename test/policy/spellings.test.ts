import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readPolicy } from '../../src/policy/read.ts';
import { scanCell, scannedCell } from '../../src/policy/scan.ts';
import { hashFactor, hashSeed, spellings } from '../../src/policy/spellings.ts';
import { decodeText, memoryFiles } from '../../src/source/files.ts';
import { textOf, unitsOf } from '../../src/source/units.ts';

const unitsOfText = (text: string) => Uint16Array.from(text, (_, at) => text.charCodeAt(at));

function hashOf(text: string): number {
  let hash = hashSeed;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), hashFactor);
  return hash;
}

test('remembers what it was told, and nothing else', () => {
  const name = fc.string({ unit: fc.constantFrom('a', 'b', '0', '1', '정'), minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(fc.array(name, { maxLength: 600 }), fc.array(name, { maxLength: 40 }), (told, others) => {
      const remembered = spellings();
      const ids = new Map<string, number>();
      for (const text of told) {
        if (ids.has(text)) continue;
        ids.set(text, ids.size);
        expect(remembered.add(unitsOfText(text), 0, text.length, hashOf(text), ids.size - 1)).toBe(true);
      }
      for (const text of [...told, ...others]) {
        const units = unitsOfText(`x${text}y`);
        expect(remembered.find(units, 1, 1 + text.length, hashOf(text))).toBe(ids.get(text) ?? -1);
      }
    }),
    { seed: 9, numRuns: 200 },
  );
});

test('a look-up ends after a few steps where all hashes are the same', () => {
  const remembered = spellings();
  const names = Array.from({ length: 20_000 }, (_, at) => `n${at}`);
  const added = names.map((name, id) => remembered.add(unitsOfText(name), 0, name.length, 7, id));
  expect(added.filter(Boolean).length).toBeLessThan(100);
  const found = names.map((name) => remembered.find(unitsOfText(name), 0, name.length, 7));
  // Some are remembered, as what they are; the others are asked for elsewhere.
  expect(found.filter((id) => id >= 0).length).toBeGreaterThan(10);
  for (const [id, one] of found.entries()) expect([-1, id]).toContain(one);
});

test('bytes in ASCII and code units are the same cells', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '"', ',', '\n', '\r', ' '), maxLength: 30 });
  fc.assert(
    fc.property(text, fc.boolean(), (body, wanted) => {
      const decoded = decodeText('t', new TextEncoder().encode(body));
      if (decoded.kind !== 'text') throw new Error('it is text');
      const bytes = unitsOf(decoded.file);
      expect(bytes).toBeInstanceOf(Uint8Array);
      expect(decoded.file.text).toBe(body);
      expect(textOf(bytes, 0, bytes.length)).toBe(body);
      for (let start = 0; start < body.length; start += 1) {
        const [left, right] = [scannedCell(), scannedCell()];
        scanCell(bytes, start, 44, wanted, left);
        scanCell(unitsOfText(body), start, 44, wanted, right);
        expect(left).toEqual(right);
        if (left.broken < 0 && wanted && !left.escaped)
          expect(left.hash).toBe(hashOf(body.slice(left.from, left.to)));
      }
    }),
    { seed: 4, numRuns: 1500 },
  );
});

test('a mark at the beginning of a file is no part of its text', () => {
  const decoded = decodeText('t', Uint8Array.of(0xef, 0xbb, 0xbf, 0x61, 0x2c));
  expect(decoded).toMatchObject({ kind: 'text', file: { text: 'a,' } });
  if (decoded.kind === 'text') expect([...unitsOf(decoded.file)]).toEqual([0x61, 0x2c]);
});

test('names that YAML declares and names of tables are one', () => {
  const policy = `policy: p
users: [K, "\\u212A2", kim]
roles: [a, b]
tables:
  - { file: t.csv, assignments: { user: u, role: r }, new: [users] }
`;
  const table = 'u,r\nkim,a\nlee,b\nK,a\n"lee",a\nK2,b\n"le""e",b\n';
  const read = readPolicy('p.policy.yaml', memoryFiles({ 'p.policy.yaml': policy, 't.csv': table }));
  if (read.kind !== 'ok') throw new Error(read.diagnostics.map(({ message }) => message).join('\n'));
  const { users, roles, assignments } = read.value;
  expect(users.list).toEqual(['K', 'K2', 'kim', 'lee', 'le"e']);
  expect(
    Array.from(assignments.left, (user, row) => [users.list[user], roles.list[assignments.right[row]!]]),
  ).toEqual([
    ['kim', 'a'],
    ['lee', 'b'],
    ['K', 'a'],
    ['lee', 'a'],
    ['K2', 'b'],
    ['le"e', 'b'],
  ]);
  // The Kelvin sign that was declared and the letter K are one name, spelt in two ways.
  expect(read.warnings.map(({ code }) => code)).toContain('similar-names');
});
