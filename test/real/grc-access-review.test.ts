/**
 * A public list of conflicts and the access export beside it, imported together and checked: three pairs, nine rows, one
 * conflict. Without the files, which this repository does not hold, the test is skipped.
 */

import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { grc } from '../../src/import/grc.ts';
import { importOf } from '../import/imported.ts';

const data = resolve(import.meta.dirname, '../../../shared/data/grc-access-review');
const names = ['sod-conflicts.yaml', 'okta-access-export.csv'];
const isPresent = names.every((name) => existsSync(join(data, name)));

test.skipIf(!isPresent)(
  `a public list of conflicts finds the one user that its own triage names${isPresent ? '' : ' (skipped: ../shared/data is absent)'}`,
  () => {
    const imported = importOf(
      grc,
      Object.fromEntries(names.map((name) => [name, readFileSync(join(data, name), 'utf8')])),
    );
    expect([imported.constraints.length, imported.assignments.length, imported.doubts.length]).toEqual([
      3, 9, 0,
    ]);
    const rolesOf = (user: string): string[] =>
      imported.assignments.filter(({ left }) => left === user).map(({ right }) => right);
    const hits = imported.constraints.flatMap((constraint) => {
      if (constraint.kind !== 'exclusion') return [];
      const { members } = constraint.sets[0]!;
      return imported.users.filter(({ name }) => members.every((role) => rolesOf(name).includes(role)));
    });
    expect(hits.map(({ name }) => name)).toEqual(['ap.both@acme.com']);
    expect(imported.constraints[0]!.reason).toContain('(soc2:CC6.1, pci-dss:7.1, iso27001:A.9, us-sox:ITGC)');
  },
);
