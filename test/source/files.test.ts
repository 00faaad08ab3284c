import { isUtf8 } from 'node:buffer';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readPolicy } from '../../src/policy/read.ts';
import { decodeText, memoryFiles, nodeFiles, readText } from '../../src/source/files.ts';

describe('decodeText', () => {
  test('decodes exactly what is UTF-8 without NUL, and finds the first byte that is not', () => {
    const piece = fc.constantFrom(
      ...['a', '\u00e9', '정', '\u{1f600}', '\u07ff', '\uffff'].map((text) => [...Buffer.from(text)]),
      ...[
        [0],
        [0x80],
        [0xc0, 0x80],
        [0xc3],
        [0xe0, 0x80, 0x80],
        [0xed, 0xa0, 0x80],
        [0xf4, 0x90, 0x80, 0x80],
      ],
      ...[[0xf0, 0x9f, 0x98], [0xff], [0xfe], [0xe0, 0xa0], [0xf5, 0x80]],
    );
    const almostText = fc.array(piece, { maxLength: 6 }).map((pieces) => Buffer.from(pieces.flat()));
    fc.assert(
      fc.property(almostText, (bytes) => {
        const decoded = decodeText('x', bytes);
        const utf16 =
          bytes.length > 1 &&
          ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff));
        expect(decoded.kind).toBe(isUtf8(bytes) && !bytes.includes(0) ? 'text' : 'failed');
        if (decoded.kind === 'text' || utf16 || decoded.diagnostic.code !== 'bad-encoding') return;
        const at = Number(/byte (\d+)/.exec(decoded.diagnostic.message)![1]);
        expect(isUtf8(bytes.subarray(0, at))).toBe(true);
        // No continuation makes the rest valid: at most three more bytes could complete a sequence.
        expect(isUtf8(bytes.subarray(0, at + 4)) || isUtf8(bytes.subarray(0, at + 1))).toBe(false);
      }),
      { seed: 7, numRuns: 1000 },
    );
  });

  test('strips a byte order mark and hashes the bytes as they are', () => {
    const decoded = decodeText('x', new Uint8Array([0xef, 0xbb, 0xbf, 0x61]));
    expect(decoded).toMatchObject({
      kind: 'text',
      file: { text: 'a', sha256: '1951c7860e968e742658b3af34e60741eb4aaf2a8d2ecc3993727016b12e81e8' },
    });
  });
});

describe('files of this machine', () => {
  let root: string;
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'dutyproof-'));
    mkdirSync(join(root, 'inside/below'), { recursive: true });
    mkdirSync(join(root, 'outside'));
    writeFileSync(join(root, 'outside/t.csv'), 'u\nkim\n');
    writeFileSync(join(root, 'inside/below/t.csv'), 'u\nkim\n');
    symlinkSync(join(root, 'outside/t.csv'), join(root, 'inside/link.csv'));
    symlinkSync(join(root, 'outside'), join(root, 'inside/door'));
    symlinkSync('below/t.csv', join(root, 'inside/good.csv'));
    symlinkSync('loop', join(root, 'inside/loop'));
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  const codes = (file: string): string[] => {
    writeFileSync(
      join(root, 'inside/p.policy.yaml'),
      `policy: p\ntables: [{ file: ${file}, users: { user: u } }]\n`,
    );
    const result = readPolicy('inside/p.policy.yaml', nodeFiles(root));
    return (result.kind === 'ok' ? result.warnings : result.diagnostics).map(({ code }) => code);
  };

  test.each([
    ['below/t.csv', []],
    ['good.csv', []],
    ['link.csv', ['path-outside']],
    ['door/t.csv', ['path-outside']],
    ['../outside/t.csv', ['path-outside']],
    ['below', ['file-unreadable']],
    ['none.csv', ['file-not-found']],
    ['loop', ['file-unreadable']],
    ['"a\\0b"', ['file-unreadable']],
  ])('%s: %j', (file, expected) => {
    expect(codes(file)).toEqual(expected);
  });

  test('shows paths relative to the working directory', () => {
    const files = nodeFiles(join(root, 'inside'));
    expect(files.shown(join(root, 'inside/below/t.csv'))).toBe('below/t.csv');
    expect(files.shown(join(root, 'outside'))).toBe('../outside');
    expect(files.shown('.')).toBe('.');
  });

  test('refuses what is larger than the limit without reading it', () => {
    const refused = readText(nodeFiles(root), 'outside/t.csv', 5, 'split it');
    expect(refused).toMatchObject({
      kind: 'failed',
      diagnostic: { code: 'file-too-large', hint: 'split it' },
    });
    expect(readText(nodeFiles(root), 'outside/t.csv', 6, '')).toMatchObject({ kind: 'text' });
  });

  test('memory answers as the disk does', () => {
    const disk = nodeFiles(root);
    const memory = memoryFiles({ 'outside/t.csv': 'u\nkim\n', 'inside/below/t.csv': 'u\nkim\n' });
    for (const path of ['outside', 'outside/t.csv', 'none', 'inside/below/']) {
      expect(memory.kind(path)).toBe(disk.kind(path));
      expect(memory.shown(path)).toBe(disk.shown(path));
      expect(memory.read(path, 100).kind === 'bytes').toBe(disk.read(path, 100).kind === 'bytes');
    }
    expect(memory.list('inside')).toEqual([{ name: 'below', kind: 'directory' }]);
    expect(memory.list('outside')).toEqual(disk.list('outside'));
  });
});
