/** Connections that cannot be made, and that no message holds a secret. No server is needed. */

import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isConnectionString, shownConnection, snapshotPostgres } from '../../src/import/postgres/live.ts';

test.each([
  ['postgres://u:secret@h:5432/d', 'postgres://u@h:5432/d'],
  ['postgresql://u@h/d?password=secret', 'postgresql://u@h/d'],
  ['postgres://:secret@h/d', 'postgres://h/d'],
  ['postgres:///d?host=/run&user=u', 'postgres:///d'],
  ['postgres://u:se@cret@h/d', 'postgres://u@h/d'],
  ['postgres://u:se/cret@h/d', 'postgres://u@h/d'],
  ['postgres://u:secret', 'postgres://…'],
  ['postgres://[::1]:5432/d', 'postgres://[::1]:5432/d'],
  ['postgres://u:s:e:cret@h/d#secret', 'postgres://u@h/d'],
])('%s is shown as %s', (given, shown) => {
  expect(isConnectionString(given)).toBe(true);
  expect(shownConnection(given)).toBe(shown);
});

test('passwords are not shown, whatever they are', () => {
  const passwords = fc.string({ unit: fc.constantFrom(...'ab@:/?#%&= "\'\\'), minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(passwords, (password) => {
      const shown = shownConnection(`postgres://user:<<${password}>>@host:5432/bank`);
      expect(shown).not.toMatch(/<<|>>/);
    }),
  );
});

test.each([
  ['policy.yaml', false],
  ['POSTGRES://h/d', true],
  ['./postgres://h', false],
])('%s names a server: %s', (text, expected) => {
  expect(isConnectionString(text)).toBe(expected);
});

const messageOf = async (connection: string, timeoutMs = 2000): Promise<string> => {
  const result = await snapshotPostgres(connection, { timeoutMs });
  if (result.kind === 'ok') throw new Error('there is no server there');
  expect(result.diagnostic).toMatchObject({ code: 'import-connection', severity: 'error' });
  expect(JSON.stringify(result.diagnostic)).not.toContain('hunter2');
  return result.diagnostic.message;
};

test('where nothing answers', async () => {
  expect(await messageOf(`postgres://u:hunter2@/d?host=${tmpdir()}/no-such-directory`)).toMatch(
    /no server answers/,
  );
  expect(await messageOf('postgres://u:hunter2@127.0.0.1:1/d')).toMatch(/no server answers/);
  expect(await messageOf('postgres://u:hunter2@[/d')).toMatch(/not understood|could not be read/);
});

test('where something else answers, or nothing in time', async () => {
  const silent = createServer(() => {});
  const other = createServer((socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  const portOf = (server: typeof silent): Promise<number> =>
    new Promise((resolve) => {
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
  const [first, second] = [await portOf(silent), await portOf(other)];
  expect(await messageOf(`postgres://u:hunter2@127.0.0.1:${first}/d`, 200)).toMatch(/within the time limit/);
  expect(await messageOf(`postgres://u:hunter2@127.0.0.1:${second}/d`)).not.toBe('');
  silent.close();
  other.close();
});
