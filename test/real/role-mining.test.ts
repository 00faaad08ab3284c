/**
 * A list of HP Labs and its optimal cover by roles. The files are public data that this repository does not hold; without
 * them the test is skipped.
 */

import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { userPermissions } from '../../src/import/user-permissions.ts';
import { accessLines } from '../import/access.ts';
import { rendered } from '../policy/render.ts';

const data = resolve(import.meta.dirname, '../../../shared/data/role-mining');
const isPresent = existsSync(data);

function read(...texts: readonly string[]) {
  const files = texts.map((text, index) => ({ path: `${index}.txt`, text, sha256: '' }));
  return userPermissions.read({ files, mentioned: [], map: new Map() });
}

test.skipIf(!isPresent)(
  `the optimal cover is exact: 14 roles for 46 users and 46 permissions${isPresent ? '' : ' (skipped: ../shared/data is absent)'}`,
  () => {
    const [list, cover] = ['hc.txt', 'hc_optimal_cover.txt'].map((file) =>
      readFileSync(join(data, file), 'utf8'),
    );
    const [alone, covered] = [read(list!), read(list!, cover!)];
    if (alone.kind === 'failed' || covered.kind === 'failed') throw new Error('not read');
    expect(covered.value.users.length).toBe(46);
    expect(new Set(covered.value.grants.map(({ right }) => right)).size).toBe(46);
    expect(covered.value.roles.length).toBe(14);
    const lines = accessLines(covered.value);
    expect(lines.length).toBe(1486);
    expect(lines).toEqual(accessLines(alone.value));
    // Without its last role, and with a permission too many.
    const short = read(list!, cover!.slice(0, cover!.indexOf('role: 14')));
    expect(short.kind === 'failed' && short.diagnostics.map(rendered)[0]).toContain(
      'no role gives user `2` what the list says: `33`, `34`',
    );
    const long = read(list!, cover!.replace('permissions: 46\n', 'permissions: 46, 1\n'));
    expect(long.kind === 'failed' && long.diagnostics.map(rendered).join('\n')).toContain(
      'role `9` gives user `37` too much: `1`',
    );
  },
);
