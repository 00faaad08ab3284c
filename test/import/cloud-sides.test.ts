/** What only one side of several says, in the files of clouds: it is not taken for certain, and not for nothing. */

import { describe, expect, test } from 'vitest';
import { awsImporter } from '../../src/import/aws.ts';
import { azureImporter } from '../../src/import/azure.ts';
import { gcpImporter } from '../../src/import/gcp.ts';
import { having, importedOf } from './having.ts';

const json = JSON.stringify;

describe('AWS', () => {
  const document = (...Statement: object[]) => ({ Version: '2012-10-17', Statement });
  const ana = 'arn:aws:iam::111122223333:user/ana';
  const allow = (Action: string, Resource: string) => ({ Effect: 'Allow', Action, Resource });
  const account = (statements: readonly object[], roles: object[] = [], rest: object = {}) =>
    json({
      UserDetailList: [
        {
          Arn: ana,
          UserPolicyList: [{ PolicyName: 'p', PolicyDocument: document(...statements) }],
        },
      ],
      RoleDetailList: roles,
      GroupDetailList: [],
      ...rest,
    });
  const role = (name: string, Principal: unknown, Action = 'sts:AssumeRole') => ({
    Arn: `arn:aws:iam::111122223333:role/${name}`,
    AssumeRolePolicyDocument: document({ Effect: 'Allow', Principal, Action }),
    RolePolicyList: [{ PolicyName: 'r', PolicyDocument: document(allow(`s3:${name}`, '*')) }],
  });
  const queue = 'arn:aws:sqs:eu-west-1:444455556666:q';

  test('what another account owns, it must allow as well', () => {
    const files = { 'a.json': account([allow('sqs:*', '*')]) };
    const of = (more: Record<string, string>, object: string, operation = 'sqs.SendMessage') => {
      const permission = `${object}:${operation}`;
      return having(importedOf(awsImporter, { ...files, ...more }, [permission]), ana, permission);
    };
    const policy = (Principal: unknown) => ({
      'q.json': json(document({ ...allow('sqs:SendMessage', queue), Principal })),
    });
    expect(of({}, queue)).toBe('depends');
    expect(of({}, 'arn:aws:sqs:eu-west-1:111122223333:q')).toBe('yes');
    expect(of(policy({ AWS: ana }), queue)).toBe('yes');
    expect(of(policy({ AWS: '111122223333' }), queue)).toBe('yes');
    expect(of(policy({ AWS: '777788889999' }), queue)).toBe('depends');
    expect(of(policy({ AWS: ana }), queue, 'sqs.DeleteQueue')).toBe('depends');
  });

  test('a key of KMS is used by whom its policy lets in', () => {
    const key = 'arn:aws:kms:eu-west-1:111122223333:key/k';
    const permission = `${key}:kms.Decrypt`;
    const files = { 'a.json': account([allow('kms:Decrypt', '*')]) };
    const of = (more: Record<string, string>) =>
      having(importedOf(awsImporter, { ...files, ...more }, [permission]), ana, permission);
    const policy = (owner: string) => ({
      'k.json': json(document({ ...allow('kms:*', '*'), Principal: { AWS: `arn:aws:iam::${owner}:root` } })),
    });
    expect(of({})).toBe('yes');
    expect(of(policy('111122223333'))).toBe('yes');
    expect(of(policy('444455556666'))).toBe('depends');
  });

  test('a wildcard inside an ARN may end at a colon', () => {
    const object = 'arn:aws:sns:eu-west-1:111122223333:a:b-topic';
    const permission = `${object}:sns.Publish`;
    const files = {
      'a.json': account([
        allow('sns:Publish', '*'),
        { ...allow('sns:Publish', 'arn:aws:sns:*:111122223333:a*-topic'), Effect: 'Deny' },
      ]),
    };
    expect(having(importedOf(awsImporter, files, [permission]), ana, permission)).toBe('depends');
    const inPart = 'arn:aws:sns:eu-west-1:111122223333:ab-topic:sns.Publish';
    expect(having(importedOf(awsImporter, files, [inPart]), ana, inPart)).toBe('no');
  });

  test('one of another account may be whom one role names, and whom another means', () => {
    const bo = 'arn:aws:iam::444455556666:user/bo';
    const roles = [role('Named', { AWS: bo }), role('Meant', { AWS: '444455556666' })];
    const imported = importedOf(awsImporter, { 'a.json': account([allow('s3:Get', '*')], roles) });
    expect(having(imported, bo, '(other):s3.Named')).toBe('depends');
    expect(having(imported, bo, '(other):s3.Meant')).toBe('depends');
    const policies = {
      'b.json': json(document({ ...allow('s3:Named', '*'), Principal: { AWS: bo } })),
      'c.json': json(document({ ...allow('s3:Meant', '*'), Principal: { AWS: '444455556666' } })),
    };
    expect(having(importedOf(awsImporter, policies), bo, '(other):s3.Meant')).toBe('depends');
  });

  test('sessions of roles elsewhere, and whoever comes by a provider, may assume a role', () => {
    const session = 'arn:aws:sts::444455556666:assumed-role/r/s';
    const roles = [role('A', { AWS: session }), role('B', '*', 'sts:AssumeRoleWithWebIdentity')];
    const imported = importedOf(awsImporter, { 'a.json': account([allow('s3:Get', '*')], roles) });
    expect(having(imported, session, '(other):s3.A')).toBe('depends');
    expect(having(imported, 'anybody', '(other):s3.B')).toBe('yes');
  });

  test('an id that a resource names may be of somebody elsewhere', () => {
    const id = 'AIDAABCDEFGHIJKLMNOPQ';
    const policy = { 'q.json': json(document({ ...allow('sqs:Send', queue), Principal: { AWS: id } })) };
    expect(having(importedOf(awsImporter, policy), id, `${queue}:sqs.Send`)).toBe('depends');
  });

  test('documents of one file may be attached to different people', () => {
    const files = {
      'p.json': `${json(document(allow('s3:Get', '*')))}\n${json(document(allow('s3:Put', '*')))}\n`,
    };
    const imported = importedOf(awsImporter, files);
    expect(having(imported, 'whoever has policy p.json', '(other):s3.Put')).toBe('no');
    expect(having(imported, 'whoever has policy p.json (2)', '(other):s3.Put')).toBe('yes');
  });

  test('an export that the command line cut off is not whole', () => {
    const files = { 'a.json': account([], [], { NextToken: 'x' }) };
    expect(importedOf(awsImporter, files).doubts.map(({ reaches }) => reaches)).toEqual(['everything']);
  });

  test('service control policies do not limit roles that services link', () => {
    const linked = {
      ...role('Get', { Service: 'x.amazonaws.com' }),
      Arn: 'arn:aws:iam::111122223333:role/aws-service-role/x.amazonaws.com/L',
    };
    const imported = importedOf(
      awsImporter,
      {
        'a.json': account([], [linked]),
        's.json': json(document({ Effect: 'Deny', Action: '*', Resource: '*' })),
      },
      [],
      { scp: 's.json' },
    );
    expect(having(imported, `x.amazonaws.com as ${linked.Arn}`, '(other):s3.Get')).toBe('yes');
  });
});

describe('Azure', () => {
  const scope = '/subscriptions/s';
  const definition = (name: string, action: string) => ({
    id: `/x/${name}`,
    roleName: name,
    permissions: [{ actions: [action] }],
    assignableScopes: ['/'],
  });
  const assignment = (principalId: string, role: string, more: object = {}) => ({
    principalId,
    roleDefinitionId: `/x/${role}`,
    scope,
    ...more,
  });
  const read = (...all: object[]) => importedOf(azureImporter, { 'a.json': json(all) });

  test('a member that is a group stays one, wherever that is said', () => {
    const outer = { id: 'o', displayName: 'outer', members: [{ id: 'i', displayName: 'inner' }] };
    const inner = { id: 'i', displayName: 'inner', members: [{ id: 'u', displayName: 'ann' }] };
    const rest = [definition('r', 'P/x/read'), assignment('i', 'r'), assignment('o', 'r')];
    for (const groups of [
      [outer, inner],
      [inner, outer],
    ]) {
      expect(having(read(...groups, ...rest), 'ann', `${scope}:P/x/read`)).toBe('yes');
    }
    const byType = [outer, definition('r', 'P/x/read'), assignment('i', 'r', { principalType: 'Group' })];
    expect(having(read(...byType), 'a member of inner', `${scope}:P/x/read`)).toBe('yes');
  });

  test('a group that is listed twice has the members of both', () => {
    const group = (id: string) => ({ id: 'g', displayName: 'g', members: [{ id, displayName: id }] });
    const imported = read(group('a'), group('b'), definition('r', 'P/x/read'), assignment('g', 'r'));
    expect(having(imported, 'a', `${scope}:P/x/read`)).toBe('yes');
    expect(having(imported, 'b', `${scope}:P/x/read`)).toBe('yes');
  });

  test('a page with another behind it is not whole', () => {
    const page = { value: [definition('r', 'P/x/read')], nextLink: 'https://example.com/2' };
    const imported = importedOf(azureImporter, { 'a.json': json(page) });
    expect(imported.doubts.map(({ reaches }) => reaches)).toEqual(['everything']);
    const group = { id: 'g', members: [], 'members@odata.nextLink': 'https://example.com/2' };
    expect(read(group, definition('r', 'P/x/read')).doubts).toHaveLength(1);
  });

  test('who is eligible, or has asked, has it perhaps, whatever the case of `Type`', () => {
    for (const Type of ['roleEligibilitySchedules', 'roleAssignmentScheduleRequests']) {
      const imported = read(definition('r', 'P/x/read'), assignment('u', 'r', { Type }));
      expect(having(imported, 'u', `${scope}:P/x/read`)).toBe('depends');
    }
  });

  test('permissions that stand beside `properties` count', () => {
    const { permissions, ...properties } = definition('r', 'P/x/read');
    const imported = read({ id: '/x/r', properties, permissions }, assignment('u', 'r'));
    expect(having(imported, 'u', `${scope}:P/x/read`)).toBe('yes');
  });
});

describe('Google Cloud', () => {
  const policy = (role: string, ...members: string[]) => json({ bindings: [{ role, members }], etag: 'x' });
  const role = (name: string, ...includedPermissions: string[]) => json({ name, includedPermissions });
  const read = (files: Record<string, string>, resource = 'projects/p', mentioned: string[] = []) =>
    importedOf(gcpImporter, files, mentioned, { resource });

  test('a list of roles does not say what they allow', () => {
    const files = {
      'a.json': policy('roles/x', 'user:a@b.c'),
      'r.json': json([{ name: 'roles/x', title: 'X' }]),
    };
    const imported = read(files, 'projects/p', ['projects/p:s.t.get']);
    expect(having(imported, 'user:a@b.c', 'projects/p:s.t.get')).toBe('depends');
  });

  test('addresses do not depend on case', () => {
    const files = {
      'a.json': policy('roles/x', 'user:Ann@b.c'),
      'b.json': policy('roles/y', 'user:ann@b.c'),
      'r.json': `[${role('roles/x', 's.t.get')},${role('roles/y', 's.t.set')}]`,
    };
    const imported = read(files);
    expect(having(imported, 'user:ann@b.c', 'projects/p:s.t.get')).toBe('yes');
    expect(having(imported, 'user:ann@b.c', 'projects/p:s.t.set')).toBe('yes');
  });

  test('whoever is in a pool is in all of it', () => {
    const pool = '//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/w';
    const files = {
      'a.json': policy('roles/x', `principal:${pool}/subject/s`),
      'b.json': policy('roles/y', `principalSet:${pool}/*`),
      'r.json': `[${role('roles/x', 's.t.get')},${role('roles/y', 's.t.set')}]`,
    };
    expect(having(read(files), `principal:${pool}/subject/s`, 'projects/p:s.t.set')).toBe('yes');
  });

  test('what a policy is of that does not say so may have all others below it', () => {
    const files = {
      'a.json': policy('roles/x', 'user:a@b.c'),
      'b.json': policy('roles/y', 'user:a@b.c'),
      'r.json': `[${role('roles/x', 's.t.get')},${role('roles/y', 's.t.set')}]`,
    };
    expect(having(read(files, 'b.json=projects/p'), 'user:a@b.c', 'projects/p:s.t.get')).toBe('depends');
    expect(having(read(files, 'b.json=projects/p'), 'user:a@b.c', 'projects/p:s.t.set')).toBe('yes');
  });

  test('a denial names a service account also by its project', () => {
    const who = 'x@p.iam.gserviceaccount.com';
    const denial = json({
      name: 'policies/cloudresourcemanager.googleapis.com%2Fprojects%2Fp/denypolicies/d',
      rules: [
        {
          denyRule: {
            deniedPrincipals: [`principal://iam.googleapis.com/projects/p/serviceAccounts/${who}`],
            deniedPermissions: ['s.googleapis.com/t.get'],
          },
        },
      ],
    });
    const files = {
      'a.json': policy('roles/x', `serviceAccount:${who}`),
      'd.json': denial,
      'r.json': `[${role('roles/x', 's.t.get')}]`,
    };
    expect(having(read(files), `serviceAccount:${who}`, 'projects/p:s.t.get')).toBe('no');
  });
});
