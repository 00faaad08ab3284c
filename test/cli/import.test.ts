/** Files of other systems on the command line: checked as they are, and made a policy of our own. */

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { dutyproof } from './command.ts';

let home = '';
const files: Readonly<Record<string, string>> = {
  'access.csv': 'user,role\nkim,clerk\nkim,chief\nlee,clerk\n',
  'grants.csv': 'role,permission\nclerk,invoice:create\nchief,invoice:approve\n',
  'rules.policy-part.yaml': `functions:
  make: ['invoice:c*']
  sign: ['invoice:approve']
constraints:
  - { id: make-sign, reason: nobody signs what they made, static: { permissions: ['function:make', 'function:sign'] } }
`,
};
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'import-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(home, name), text);
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const at = (...argv: string[]) => dutyproof(argv, { workingDirectory: home });
const withRules = ['access.csv', 'grants.csv', '--pack', 'rules.policy-part.yaml'];

const fingerprints = (text: string): readonly string[] =>
  [...text.matchAll(/fingerprint ([0-9a-f]{12})/g)].map(([, one]) => one!);

describe('check', () => {
  test('files that no policy names are one policy, with the constraints of a part', async () => {
    const { code, out, err } = await at('check', ...withRules);
    expect(err).toBe('');
    expect(out).toContain('kim has both function:make and function:sign');
    expect(out).toMatch(/function:make +through clerk +access\.csv:2, grants\.csv:2/);
    expect(out).toContain('nobody signs what they made');
    expect(out).toContain(`repeat         dutyproof check ${withRules.join(' ')} --only permission-sod`);
    expect(code).toBe(1);
  });

  test('evidence of it is verified, and refused once a file is another', async () => {
    await at('check', ...withRules, '--evidence', 'out');
    expect((await at('verify', 'out')).code).toBe(0);
    writeFileSync(join(home, 'grants.csv'), `${files['grants.csv']}chief,invoice:read\n`);
    const changed = await at('verify', 'out');
    expect(changed.out).toContain('input grants.csv has changed');
    expect(changed.code).toBe(1);
  });

  test('a root that says another thing than what was judged is refused', async () => {
    await at('check', ...withRules, '--evidence', 'out');
    const manifest = join(home, 'out/manifest.json');
    const text = readFileSync(manifest, 'utf8');
    expect(text).toContain('access.csv (import)');
    writeFileSync(manifest, text.replace('include: [\\"rules.policy-part.yaml\\"]', 'include: []'));
    const { code, out } = await at('verify', 'out');
    expect(out).toContain('access.csv (import)');
    expect(code).toBe(1);
  });

  test('what is wrong with the command line is told; 2', async () => {
    const said = async (...argv: string[]) => {
      const { code, err } = await at('check', ...argv);
      expect(code).toBe(2);
      return err;
    };
    expect(await said('access.csv', '--from', 'kubernets')).toContain('there is no format `kubernets`');
    expect(await said('access.csv', '--pack', 'nothing')).toContain(
      'there is no rule pack `nothing`, and no such file',
    );
    expect(await said('.', '--pack', 'nothing')).toContain('a policy includes it');
    expect(await said('.', '--from', 'csv')).toContain('there is no file to import from csv');
    expect(await said('access.csv', '--map', 'user')).toContain('it is KEY=VALUE');
    expect(await said('access.csv', '--map', 'usr=user')).toContain('has no `usr` to map');
    writeFileSync(join(home, 'notes.txt'), 'nothing that anybody knows\n');
    expect(await said('notes.txt')).toContain('error[unsupported-file]');
    expect(await said('postgres://kim:secret@127.0.0.1:1/pay')).not.toContain('secret');
  });
});

describe('import', () => {
  test('says what the files come to, and writes nothing unless told where', async () => {
    const { code, out } = await at('import', 'access.csv', 'grants.csv');
    expect(out).toBe(
      'access.csv: 2 users · 2 roles · 2 permissions · 3 assignments · 0 inheritance · 2 grants · 0 constraints\n' +
        'Everything that touches who may do what is understood.\n\n' +
        'Nothing is written: `-o DIR` writes a policy that says this.\n',
    );
    expect(code).toBe(0);
    expect(readdirSync(home).sort()).toEqual(Object.keys(files).sort());
  });

  test('the policy that it writes is judged as the files are, and rules come as a file to change', async () => {
    const direct = await at('check', ...withRules);
    const written = await at('import', ...withRules, '-o', 'own');
    expect(written.out).toContain('Written: own/access.policy.yaml, own/rules.policy-part.yaml');
    expect(written.code).toBe(0);
    const own = await at('check', 'own');
    expect(own.code).toBe(direct.code);
    expect(fingerprints(own.out)).toEqual(fingerprints(direct.out));
    expect(fingerprints(own.out).length).toBe(1);
    expect(readFileSync(join(home, 'own/rules.policy-part.yaml'), 'utf8')).toBe(
      files['rules.policy-part.yaml'],
    );
  });

  test('nothing that is there is replaced', async () => {
    await at('import', 'access.csv', '-o', 'own');
    const before = readFileSync(join(home, 'own/access.policy.yaml'), 'utf8');
    writeFileSync(join(home, 'access.csv'), 'user,role\nlee,chief\n');
    const again = await at('import', 'access.csv', '-o', 'own');
    expect(again.err).toContain('`own/access.policy.yaml` exists already; nothing was written');
    expect(again.code).toBe(2);
    expect(readFileSync(join(home, 'own/access.policy.yaml'), 'utf8')).toBe(before);
  });

  test('of a malformed file nothing is imported', async () => {
    writeFileSync(join(home, 'access.csv'), 'user,role\nkim,"clerk\nlee,chief\n');
    const { code, err } = await at('import', 'access.csv', 'grants.csv', '-o', 'own');
    expect(err).toContain('--> access.csv:2:5');
    expect(code).toBe(2);
    expect(readdirSync(home)).not.toContain('own');
  });

  test('a policy of our own is not imported', async () => {
    writeFileSync(join(home, 'p.policy.yaml'), 'policy: p\n');
    const { code, err } = await at('import', 'p.policy.yaml');
    expect(err).toContain('`p.policy.yaml` is no file of another system');
    expect(code).toBe(2);
  });
});
