/** AWS IAM, against requests that are decided one by one (`aws-oracle.ts`), and by examples. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { awsImporter } from '../../src/import/aws.ts';
import { decide } from './aws-oracle.ts';
import { actions, cases, resources } from './aws-random.ts';
import { importedOf, permissionsOf } from './having.ts';

const seen = { yes: 0, no: 0, depends: 0, byRole: 0, denied: 0, effective: 0 };

test('certain is what every request is allowed, and possible what some is', () => {
  const requests = actions.flatMap((action) => resources.map((resource) => ({ action, resource })));
  fc.assert(
    fc.property(cases, ({ world, files, map }) => {
      const mentioned = requests.map(({ action, resource }) => `${resource}:${action.replace(':', '.')}`);
      const imported = importedOf(awsImporter, files, mentioned, map);
      for (const user of world.identities) {
        if (user.kind === 'role') continue;
        const has = permissionsOf(imported, user.arn);
        const answers = decide(world, user, requests);
        answers.forEach((answer, at) => {
          expect(has.get(mentioned[at]!) ?? 'no', `${user.arn} ${mentioned[at]}`).toBe(answer);
          seen[answer] += 1;
        });
        if (imported.assignments.some(({ left, right }) => left === user.arn && right.includes(':role/')))
          seen.byRole += 1;
        if (imported.assignments.some(({ left, right }) => right === `${left} (effective)`))
          seen.effective += 1;
      }
    }),
    { seed: 71, numRuns: 120 },
  );
  expect(seen.yes).toBeGreaterThan(300);
  expect(seen.no).toBeGreaterThan(500);
  expect(seen.depends).toBeGreaterThan(200);
  expect(seen.byRole).toBeGreaterThan(30);
  expect(seen.effective).toBeGreaterThan(30);
});
