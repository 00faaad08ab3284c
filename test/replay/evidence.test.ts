/** Evidence from the files of a project to the independent checker, and what it says of evidence that was touched. */

import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkPolicy } from '../../src/check/run.ts';
import { manifestName, verdictsName } from '../../src/evidence/shape.ts';
import { writeEvidence } from '../../src/evidence/write.ts';
import { readPolicy } from '../../src/policy/read.ts';
import { recheckedRules } from '../../src/replay/recheck/recheck.ts';
import { type Verification, verifyEvidence } from '../../src/replay/verify.ts';
import { nodeFiles } from '../../src/source/files.ts';

const policyText = `policy: purchasing
roles:
  creator: { permissions: ['order:create'] }
  approver: { permissions: ['order:approve'] }
  manager: { inherits: [approver] }
  clerk: { permissions: ['order:file'] }
tables:
  - file: access.csv
    assignments: { user: user, role: role }
    new: [users]
constraints:
  - { id: create-approve, static: { roles: [creator, approver] } }
  - { id: approve-file, static: { roles: [approver, clerk] } }
operations:
  - { name: whole-order, permissions: ['order:create', 'order:approve'] }
applications:
  - file: order.app
    plans:
      monday: { S1: kim, S2: lee }
`;
const accessText = `user,role
kim,creator
kim,manager
lee,approver
park,creator
choi,creator
choi,approver
jung,clerk
`;
const applicationText = `APPLICATION order
SESSION (S1, creator), (S2, approver)
INITIATOR creator
SOD (S1, S2)
S1; S2
`;

let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'dutyproof-'));
  mkdirSync(join(home, 'project'));
  write('project/purchasing.policy.yaml', policyText);
  write('project/access.csv', accessText);
  write('project/order.app', applicationText);
});

afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

function write(path: string, text: string): void {
  writeFileSync(join(home, path), text);
}

function read(path: string): string {
  return readFileSync(join(home, path), 'utf8');
}

async function prove(options: Parameters<typeof checkPolicy>[1] = {}): Promise<void> {
  const result = readPolicy('project/purchasing.policy.yaml', nodeFiles(home));
  if (result.kind === 'failed') throw new Error(result.diagnostics.map(({ message }) => message).join('\n'));
  const outcome = await checkPolicy(result.value, options);
  expect(outcome.failures).toEqual([]);
  await writeEvidence('out', home, 'check', [outcome]);
}

type Checked = Extract<Verification, { kind: 'checked' }>;

function verified(): Checked {
  const verification = verifyEvidence('out', { workingDirectory: home });
  if (verification.kind !== 'checked') throw new Error(verification.reason);
  return verification;
}

function unusable(): string {
  const verification = verifyEvidence('out', { workingDirectory: home });
  return verification.kind === 'unusable' ? verification.reason : 'it was checked';
}

const rejections = ({ verdicts, dropped }: Checked): readonly string[] =>
  [...verdicts, ...dropped]
    .filter(({ result }) => result === 'rejected')
    .map(({ rule, constraint, reason }) => `${rule} ${constraint}: ${reason}`);

// biome-ignore lint/suspicious/noExplicitAny: a forger writes what the types forbid
type Forged = any;

/** Edits the verdicts as somebody would who knows the format: the manifest's hash is made to fit. */
function forge(edit: (verdicts: Forged[]) => Forged[]): void {
  const content = JSON.parse(read(`out/${verdictsName}`));
  const text = JSON.stringify({ ...content, verdicts: edit(content.verdicts) });
  write(`out/${verdictsName}`, text);
  forgeManifest((manifest) => {
    manifest.verdicts.sha256 = createHash('sha256').update(text).digest('hex');
  });
}

function forgeManifest(edit: (manifest: Forged) => void): void {
  const manifest = JSON.parse(read(`out/${manifestName}`));
  edit(manifest);
  write(`out/${manifestName}`, JSON.stringify(manifest));
}

const violationOf = (user: string) => (verdict: Forged) =>
  verdict.status === 'violated' &&
  verdict.rule === 'static-sod' &&
  verdict.counterexample.bindings[0].value === user;

describe('evidence as it was written', () => {
  test('is accepted verdict by verdict, and complete', async () => {
    await prove();
    const verification = verified();
    expect(rejections(verification)).toEqual([]);
    expect(verification.result).toBe('accepted');
    expect(verification.inputs.map(({ path, result }) => [path, result]).sort()).toEqual([
      ['project/access.csv', 'same'],
      ['project/order.app', 'same'],
      ['project/purchasing.policy.yaml', 'same'],
    ]);
    const statuses = verification.verdicts.map(({ rule, status }) => `${rule} ${status}`);
    expect(statuses.filter((one) => one === 'static-sod violated')).toHaveLength(2);
    expect(statuses).toContain('feasible holds');
    expect(verification.notCovered).toEqual([]);
  });

  test('names its inputs by relative paths, and leaves nothing half-written', async () => {
    await prove();
    expect(readdirSync(join(home, 'out')).sort()).toEqual([manifestName, verdictsName]);
    const manifest = read(`out/${manifestName}`);
    expect(manifest).not.toContain(home);
    expect(JSON.parse(manifest).base).toBe('..');
    await prove();
    expect(verified().result).toBe('accepted');
  });

  test('says which rules it does not cover', async () => {
    await prove({ only: ['static-sod', 'feasible'] });
    const verification = verified();
    expect(verification.result).toBe('accepted');
    expect(verification.notCovered).toEqual([
      {
        file: 'project/purchasing.policy.yaml',
        rules: recheckedRules.filter((rule) => rule !== 'static-sod' && rule !== 'feasible'),
      },
    ]);
  });
});

describe('evidence that was tampered with is rejected', () => {
  test('a verdict file that the manifest was not written for', async () => {
    await prove();
    write(`out/${verdictsName}`, read(`out/${verdictsName}`).replace('"holds"', '"violated"'));
    expect(unusable()).toContain('is not the file');
  });

  test('a status that was flipped', async () => {
    await prove();
    forge((verdicts) =>
      verdicts.map((verdict) => (violationOf('kim')(verdict) ? { ...verdict, status: 'holds' } : verdict)),
    );
    expect(rejections(verified())).toEqual([
      expect.stringContaining('is not of the expected shape'),
      expect.stringContaining('static-sod create-approve: no verdict claims a violation: kim'),
    ]);
  });

  test('violations turned into a well-formed verdict that it holds', async () => {
    await prove();
    const held = (verdicts: Forged[]) =>
      verdicts.find((one) => one.status === 'holds' && one.rule === 'static-sod');
    forge((verdicts) => [
      ...verdicts.filter((one) => one.status !== 'violated' || one.rule !== 'static-sod'),
      { ...held(verdicts), constraint: 'create-approve' },
    ]);
    const found = rejections(verified());
    expect(found).toContainEqual(expect.stringContaining('its fingerprint is not that of any claim'));
    expect(found.filter((one) => one.includes('no verdict claims'))).toHaveLength(2);
  });

  test('a violation that was dropped', async () => {
    await prove();
    forge((verdicts) => verdicts.filter((verdict) => !violationOf('choi')(verdict)));
    expect(rejections(verified())).toEqual([
      'static-sod create-approve: no verdict claims a violation: choi, approver, creator',
    ]);
  });

  test('a violation that was invented', async () => {
    await prove();
    forge((verdicts) =>
      verdicts.map((verdict) =>
        violationOf('kim')(verdict)
          ? {
              ...verdict,
              counterexample: {
                ...verdict.counterexample,
                bindings: verdict.counterexample.bindings.map((binding: Forged) =>
                  binding.variable === 'u' ? { ...binding, value: 'park' } : binding,
                ),
              },
            }
          : verdict,
      ),
    );
    expect(rejections(verified())).toEqual([
      'static-sod create-approve: the specification holds at the witness',
      expect.stringContaining('no verdict claims a violation: kim'),
    ]);
  });

  test('a fingerprint that was exchanged', async () => {
    await prove();
    forge((verdicts) =>
      verdicts.map((verdict) =>
        violationOf('kim')(verdict) ? { ...verdict, fingerprint: 'f'.repeat(32) } : verdict,
      ),
    );
    expect(rejections(verified())[0]).toContain('its fingerprint is not that of the finding');
  });

  test('a violation that is claimed twice', async () => {
    await prove();
    forge((verdicts) => [...verdicts, verdicts.find(violationOf('kim'))]);
    expect(rejections(verified())).toEqual([expect.stringContaining('claimed twice')]);
  });

  test('a violation said not to be known', async () => {
    await prove();
    forge((verdicts) =>
      verdicts.map((verdict) => {
        if (!violationOf('kim')(verdict)) return verdict;
        const { property, rule, constraint, severity, profile, file, fingerprint, locations } = verdict;
        const base = { property, rule, constraint, severity, profile, file, fingerprint, locations };
        return { ...base, status: 'unknown', reason: 'interrupted' };
      }),
    );
    expect(rejections(verified())[0]).toContain('it is said not to be known, but the naive decision finds');
  });

  test.each<[string, (plan: { session: string; user: string }[]) => Forged, string]>([
    ['a user who is no candidate', (plan) => [plan[0], { session: 'S2', user: 'park' }], 'lacks a role'],
    ['one user for exclusive sessions', () => both('choi'), 'has both `S1` and `S2`'],
    ['a session left out', (plan) => plan.slice(0, 1), 'to nobody'],
    ['a stranger', (plan) => [plan[0], { session: 'S2', user: 'nobody' }], 'has no user `nobody`'],
  ])('a plan with %s', async (_name, edit, reason) => {
    await prove();
    forge((verdicts) =>
      verdicts.map((verdict) =>
        verdict.evidence?.kind === 'plan'
          ? { ...verdict, evidence: { kind: 'plan', plan: edit(verdict.evidence.plan) } }
          : verdict,
      ),
    );
    expect(rejections(verified())).toEqual([expect.stringContaining(reason)]);
  });

  test('another profile', async () => {
    await prove();
    forge((verdicts) =>
      verdicts.map((verdict) => ({ ...verdict, profile: { ...verdict.profile, membership: 'assigned' } })),
    );
    expect(verified().verdicts.every(({ result }) => result === 'rejected')).toBe(true);
  });

  test('an input that changed, and one that is missing', async () => {
    await prove();
    write('project/access.csv', accessText.replace('kim,manager\n', ''));
    const changed = verified();
    expect(changed.result).toBe('rejected');
    expect(changed.verdicts.every(({ reason }) => reason === 'input `project/access.csv` has changed')).toBe(
      true,
    );
    rmSync(join(home, 'project/access.csv'));
    expect(rejections(verified())[0]).toContain('input `project/access.csv` cannot be read');
  });

  test('an input that the manifest was made to forget', async () => {
    await prove();
    forgeManifest((manifest) => {
      manifest.policies[0].inputs = manifest.policies[0].inputs.filter(
        ({ path }: Forged) => !path.endsWith('.csv'),
      );
    });
    expect(rejections(verified())[0]).toContain('the manifest does not list the input `project/access.csv`');
  });

  test('a rule that the manifest was made to forget', async () => {
    await prove();
    forgeManifest((manifest) => {
      manifest.policies[0].rules = manifest.policies[0].rules.filter((rule: string) => rule !== 'static-sod');
    });
    const verification = verified();
    expect(verification.result).toBe('rejected');
    expect(verification.notCovered[0]?.rules).toEqual(['static-sod']);
  });

  test('what is no evidence at all', async () => {
    expect(unusable()).toContain('no evidence');
    await prove();
    forgeManifest((manifest) => {
      manifest.schemaVersion = 2;
    });
    expect(unusable()).toContain('is not of the expected shape: schemaVersion');
    write(`out/${manifestName}`, '{');
    expect(unusable()).toContain('is not of the expected shape');
  });
});

function both(user: string) {
  return ['S1', 'S2'].map((session) => ({ session, user }));
}
