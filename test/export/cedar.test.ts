/** Cedar's own engine decides what the texts mean. */

import { createRequire } from 'node:module';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cedarExporter } from '../../src/export/cedar.ts';
import { cedarTests } from '../../src/export/cedar-test.ts';
import type { Exported } from '../../src/export/exported.ts';
import { buildPolicy, type PolicyInput } from '../../src/policy/build.ts';
import { policyInput, type Theme } from '../oracle/arbitrary.ts';
import { judge } from '../oracle/oracle.ts';
import { hostileName, renamed } from './hostile.ts';
import { casesOf } from './peers.ts';

const cedar = createRequire(import.meta.url)(
  '@cedar-policy/cedar-wasm/nodejs',
) as typeof import('@cedar-policy/cedar-wasm/nodejs');

type Uid = { readonly type: string; readonly id: string };

/** What Cedar answers to many requests of one policy set. */
function engine(policies: string, entities: string, id = 'p') {
  const parsed = cedar.preparsePolicySet(id, { staticPolicies: policies });
  if (parsed.type === 'failure') throw new Error(`${JSON.stringify(parsed.errors)}\n${policies}`);
  const known = JSON.parse(entities);
  return (principal: Uid, action: Uid, resource: Uid, context: Record<string, string[]> = {}) => {
    const answer = cedar.statefulIsAuthorized({
      principal,
      action,
      resource,
      context,
      preparsedPolicySetId: id,
      entities: known,
      validateRequest: false,
    });
    if (answer.type === 'failure') throw new Error(JSON.stringify(answer.errors));
    expect(answer.response.diagnostics.errors).toEqual([]);
    return answer.response.decision;
  };
}

/** What Cedar's validator says against the policies. */
function problemsOf(policies: string, schema: string): readonly string[] {
  const answer = cedar.validate({ schema, policies: { staticPolicies: policies } });
  if (answer.type === 'failure') throw new Error(`${JSON.stringify(answer.errors)}\n${schema}`);
  return answer.validationErrors.map(({ policyId, error }) => `${policyId}: ${error.message}`);
}

const textOf = ({ files }: Exported, ending: string): string =>
  files.find(({ path }) => path.endsWith(ending))?.text ?? '';
const user = (id: string): Uid => ({ type: 'User', id });
const request = (permission: string): [Uid, Uid] => {
  const at = permission.lastIndexOf(':');
  return [
    { type: 'Action', id: permission.slice(at + 1) },
    { type: 'Object', id: permission.slice(0, at) },
  ];
};
const themes: readonly Theme[] = ['roles', 'permissions'];
const named = fc
  .tuple(
    fc.constantFrom(...themes).chain((theme) => policyInput(theme)),
    fc.option(fc.uniqueArray(hostileName, { minLength: 16, maxLength: 16 }), { nil: null }),
  )
  .map(([input, names]) => (names === null ? input : renamed(input, names)));
const withoutEmpty = (input: PolicyInput): PolicyInput => ({
  ...input,
  profile: { ...input.profile, operational: 'authorised' },
  operations: (input.operations ?? []).filter(({ permissions }) => permissions.length > 0),
});

/** Permissions of a user, naively. */
function permissionsOf(input: PolicyInput, name: string): Set<string> {
  const roles = new Set((input.assignments ?? []).filter(([u]) => u === name).map(([, role]) => role));
  if (input.profile?.membership !== 'assigned')
    for (const role of roles)
      for (const [senior, junior] of input.inheritance ?? []) if (senior === role) roles.add(junior);
  return new Set(
    (input.grants ?? []).filter(([role]) => roles.has(role)).map(([, permission]) => permission),
  );
}

test('what users may do, and that who violates a static demand may do nothing', () => {
  const counts = { allow: 0, deny: 0, refused: 0 };
  fc.assert(
    fc.property(named.map(withoutEmpty), (input) => {
      const exported = cedarExporter.write(buildPolicy(input), []);
      const entities = textOf(exported, '.entities.json');
      const schema = textOf(exported, '.cedarschema');
      for (const ending of ['.cedar', '.duties.cedar', '.state.cedar'])
        expect(problemsOf(textOf(exported, ending), schema)).toEqual([]);
      const main = engine(textOf(exported, '.cedar'), entities);
      const state = engine(
        `permit (principal, action, resource);\n${textOf(exported, '.state.cedar')}`,
        entities,
        'state',
      );
      const violated = new Set(
        judge(input)
          .violations.filter(({ claim }) =>
            ['StaticSOD', 'StaticSODSet', 'PermissionSOD', 'OperationalSOD'].includes(claim),
          )
          .map(({ at }) => at.u),
      );
      for (const name of input.users ?? []) {
        const own = permissionsOf(input, name);
        for (const permission of (input.permissions ?? []).slice(0, 3)) {
          const decision = main(user(name), ...request(permission));
          expect(decision).toBe(own.has(permission) ? 'allow' : 'deny');
          counts[decision] += 1;
        }
        const decision = state(user(name), ...request('x:y'));
        expect(decision).toBe(violated.has(name) ? 'deny' : 'allow');
        if (decision === 'deny') counts.refused += 1;
      }
    }),
    { numRuns: 30, seed: 11 },
  );
  expect(counts.allow).toBeGreaterThan(25);
  expect(counts.deny).toBeGreaterThan(25);
  expect(counts.refused).toBeGreaterThan(5);
});

test('who did the other duty is refused; of permissions, exactly then', () => {
  const counts = { allow: 0, deny: 0 };
  fc.assert(
    fc.property(
      policyInput('permissions'),
      fc.subarray(['o:read', 'o:write', 'p:pay', 'p:close']),
      (input, done) => {
        const exported = cedarExporter.write(buildPolicy(input), []);
        const decide = engine(
          `permit (principal, action, resource);\n${textOf(exported, '.duties.cedar')}`,
          textOf(exported, '.entities.json'),
        );
        const sets = (input.constraints ?? []).flatMap((one) => (one.kind === 'exclusion' ? one.sets : []));
        for (const permission of input.permissions ?? []) {
          const isForbidden = sets.some(
            ({ members }) =>
              members.includes(permission) &&
              members.some((other) => other !== permission && done.includes(other)),
          );
          const decision = decide(user('ann'), ...request(permission), { done });
          expect(decision).toBe(isForbidden ? 'deny' : 'allow');
          expect(decide(user('ann'), ...request(permission))).toBe('allow');
          counts[decision] += 1;
        }
      },
    ),
    { numRuns: 30, seed: 12 },
  );
  expect(counts.allow).toBeGreaterThan(20);
  expect(counts.deny).toBeGreaterThan(20);
});

test('duties of roles are what one may do and the others may not; of sets, as many as are too many', () => {
  const policy = buildPolicy({
    grants: [
      ['a', 'o:a'],
      ['a', 'o:shared'],
      ['b', 'o:b'],
      ['b', 'o:shared'],
      ['c', 'o:c'],
      ['senior', 'o:s'],
    ],
    inheritance: [['senior', 'b']],
    constraints: [
      { kind: 'exclusion', relation: 'dynamic', sets: [{ members: ['a', 'senior'] }] },
      { kind: 'exclusion', relation: 'static', sets: [{ members: ['a', 'b', 'c'], limit: 3 }] },
    ],
  });
  const exported = cedarExporter.write(policy, []);
  const decide = engine(
    `permit (principal, action, resource);\n${textOf(exported, '.duties.cedar')}`,
    textOf(exported, '.entities.json'),
  );
  const after = (permission: string, ...done: string[]) =>
    decide(user('u'), ...request(permission), { done });
  expect(after('o:b', 'o:a')).toBe('deny');
  expect(after('o:a', 'o:s')).toBe('deny');
  expect(after('o:shared', 'o:a')).toBe('allow');
  expect(after('o:a', 'o:shared')).toBe('allow');
  expect(after('o:c', 'o:a')).toBe('allow');
  expect(after('o:c', 'o:a', 'o:b')).toBe('deny');
  expect(after('o:c', 'o:b', 'o:shared')).toBe('allow');
});

test('a circle of roles does not keep the entities from being read', () => {
  const exported = cedarExporter.write(
    buildPolicy({
      assignments: [['kim', 'a']],
      inheritance: [
        ['a', 'b'],
        ['b', 'a'],
      ],
      grants: [['b', 'o:b']],
    }),
    [],
  );
  const decide = engine(textOf(exported, '.cedar'), textOf(exported, '.entities.json'));
  expect(decide(user('kim'), ...request('o:b'))).toBe('allow');
});

test('each violation is a request that is allowed and must be denied, and is denied after the repair', async () => {
  let repairs = 0;
  await fc.assert(
    fc.asyncProperty(named.map(withoutEmpty), async (input) => {
      const policy = buildPolicy(input);
      for (const { finding, repaired } of await casesOf(policy)) {
        for (const [of, decision] of [
          [policy, 'allow'],
          [repaired, 'deny'],
        ] as const) {
          if (of === null) continue;
          const tests = cedarTests(of, [finding]);
          const json = JSON.parse(textOf(tests, '.cedar-test.json'));
          const [asked] = json.requests;
          expect(asked.decision).toBe('deny');
          expect(asked.description).toContain(finding.fingerprint.slice(0, 12));
          expect(problemsOf(textOf(tests, json.policies), textOf(tests, json.schema))).toEqual([]);
          const decide = engine(textOf(tests, json.policies), textOf(tests, json.entities));
          expect(decide(asked.principal, asked.action, asked.resource, asked.context)).toBe(decision);
          const single = JSON.parse(textOf(tests, '.request-1.json'));
          expect(cedar.checkParseEntities({ entities: JSON.parse(textOf(tests, json.entities)) }).type).toBe(
            'success',
          );
          expect(single.principal.startsWith('User::"')).toBe(true);
          if (of === repaired) repairs += 1;
        }
      }
    }),
    { numRuns: 60, seed: 13 },
  );
  expect(repairs).toBeGreaterThan(10);
});
