/**
 * The packs of the clouds, through their importers: whoever has one permission of each function of a rule breaks it, and who
 * lacks one of the functions does not. So each pattern is spelt as the importer spells what it names.
 */

import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { checkPolicy } from '../../src/check/run.ts';
import { awsImporter } from '../../src/import/aws.ts';
import { azureImporter } from '../../src/import/azure.ts';
import { gcpImporter } from '../../src/import/gcp.ts';
import type { Importer } from '../../src/import/imported.ts';
import { importers } from '../../src/import/importers.ts';
import { readPack } from '../../src/packs/packs.ts';
import { readPolicy } from '../../src/policy/read.ts';
import { memoryFiles } from '../../src/source/files.ts';
import { rendered } from '../policy/render.ts';

interface Pack {
  readonly functions: Readonly<Record<string, readonly string[]>>;
  readonly constraints: readonly {
    readonly id: string;
    readonly reason: string;
    readonly static: { readonly permissions: readonly string[] };
  }[];
  readonly operations: readonly {
    readonly name: string;
    readonly reason: string;
    readonly permissions: readonly string[];
  }[];
}

/** A file in which somebody has these operations on everything, written in small letters where case does not count. */
const systems: readonly (readonly [string, Importer, (operations: readonly string[]) => object])[] = [
  [
    'aws',
    awsImporter,
    (operations) => ({
      Version: '2012-10-17',
      Statement: {
        Effect: 'Allow',
        Action: operations.map((one) => one.toLowerCase().replace('.', ':')),
        Resource: '*',
      },
    }),
  ],
  [
    'azure',
    azureImporter,
    (operations) => {
      const data = operations.filter((one) => one.startsWith('data/'));
      const permissions = {
        actions: operations.filter((one) => !data.includes(one)).map((one) => one.toLowerCase()),
        notActions: [],
        dataActions: data.map((one) => one.slice('data/'.length).toLowerCase()),
        notDataActions: [],
      };
      return [
        { assignableScopes: ['/'], name: 'r', roleName: 'r', permissions: [permissions] },
        {
          principalId: 'p',
          principalName: 'p',
          principalType: 'User',
          roleDefinitionId: 'r',
          scope: '/subscriptions/s',
        },
      ];
    },
  ],
  [
    'gcp',
    gcpImporter,
    (operations) => [
      {
        name: 'projects/p/roles/r',
        title: 'r',
        includedPermissions: operations.map((one) => one.replace('*', 'storage.buckets')),
      },
      { bindings: [{ role: 'projects/p/roles/r', members: ['user:p'] }] },
    ],
  ],
];

describe.each(systems)('%s', (name, importer, fileOf) => {
  const file = readPack(name);
  const pack = parse(file?.text ?? '') as Pack;
  const prefix = 'function:';
  const rules = [
    ...pack.constraints.map(({ id, reason, static: { permissions } }) => ({ rule: id, reason, permissions })),
    ...pack.operations.map(({ name: rule, reason, permissions }) => ({ rule, reason, permissions })),
  ];
  const violated = async (operations: readonly string[]): Promise<string[]> => {
    const policy = `policy: p\nimports: [{ file: f.json, from: ${importer.format} }]\ninclude: ["pack:${name}"]\n`;
    const read = readPolicy(
      'p.policy.yaml',
      memoryFiles({ 'p.policy.yaml': policy, 'f.json': JSON.stringify(fileOf(operations)) }),
      { rules: [], importers },
    );
    if (read.kind === 'failed') throw new Error(read.diagnostics.map(rendered).join('\n'));
    const { verdicts } = await checkPolicy(read.value);
    return verdicts.flatMap((verdict) =>
      verdict.status === 'violated' && verdict.constraint !== null ? [verdict.constraint] : [],
    );
  };
  const operationOf = (pattern: string): string => pattern.slice(pattern.lastIndexOf(':') + 1);

  test('has no function that no rule needs, and a reason for each rule', () => {
    const used = new Set(rules.flatMap(({ permissions }) => permissions));
    expect(Object.keys(pack.functions).filter((one) => !used.has(prefix + one))).toEqual([]);
    for (const { reason } of rules) expect(reason.length).toBeGreaterThan(20);
  });

  test('finds who has one permission of each function, whichever it is', async () => {
    for (const { rule, permissions } of rules) {
      const functions = permissions.map((one) => pack.functions[one.slice(prefix.length)]!);
      const most = Math.max(...functions.map((one) => one.length));
      for (let at = 0; at < most; at += 1) {
        const chosen = functions.map((one) => operationOf(one[at % one.length]!));
        expect(await violated(chosen), `${rule}: ${chosen.join(', ')}`).toContain(rule);
      }
      const [, ...fewer] = functions;
      if (fewer.length > 0) expect(await violated(fewer.flat().map(operationOf)), rule).not.toContain(rule);
    }
  });
});
