/**
 * Questions about clusters as they are published: who may escalate, who writes roles and their bindings. The files are public
 * data that this repository does not hold; without them the tests are skipped.
 */

import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { dutyproof } from '../cli/command.ts';

const data = resolve(import.meta.dirname, '../../../shared/data/kubernetes');
const isPresent = existsSync(data);

async function usersWho(
  files: readonly string[],
  ...question: readonly string[]
): Promise<readonly string[]> {
  const { out } = await dutyproof(
    ['query', ...files, ...question, '--from', 'kubernetes', '--format', 'json'],
    {
      workingDirectory: data,
    },
  );
  const { answer } = JSON.parse(out);
  return answer.users.map(
    ({ user, certainty }: { user: string; certainty: string }) => `${user} ${certainty}`,
  );
}

describe.skipIf(!isPresent)(`clusters${isPresent ? '' : ' (skipped: ../shared/data is absent)'}`, () => {
  test('Argo CD: one service account escalates, two write roles and bindings', async () => {
    const files = ['argo-cd-ha-install.rbac.yaml'];
    const controller = 'system:serviceaccount:argocd:argocd-application-controller certain';
    expect(await usersWho(files, 'who-can', '*roles:escalate')).toEqual([controller]);
    expect(await usersWho(files, 'who-both', '*roles:patch', '*rolebindings:patch')).toEqual([
      controller,
      'system:serviceaccount:argocd:argocd-server certain',
    ]);
  });

  test('Kubernetes of 2017: masters alone escalate', async () => {
    const directory = 'k8s-default-2017-08';
    const files = readdirSync(join(data, directory)).map((name) => `${directory}/${name}`);
    expect(await usersWho(files, 'who-can', '*/clusterroles:escalate')).toEqual([
      '(member of system:masters) certain',
    ]);
    expect(
      await usersWho(files, 'who-both', '*/clusterroles:create', '*/clusterrolebindings:create'),
    ).toEqual(['(member of system:masters) certain']);
  });
});
