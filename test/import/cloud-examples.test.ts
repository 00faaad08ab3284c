/** What each cloud's files come to, case by case: traps of the formats, and what is wrong, with its place. */

import { describe, expect, test } from 'vitest';
import { awsImporter } from '../../src/import/aws.ts';
import { azureImporter } from '../../src/import/azure.ts';
import { gcpImporter } from '../../src/import/gcp.ts';
import { having, importedOf, importFiles, permissionsOf, problemsOf } from './having.ts';

const json = JSON.stringify;
const granted = (imported: ReturnType<typeof importedOf>, user: string): string[] =>
  [...permissionsOf(imported, user)].map(([permission, answer]) => `${answer} ${permission}`).sort();

const errorsOf = (result: ReturnType<typeof importFiles>): string[] =>
  result.kind === 'ok' ? [] : problemsOf(result.diagnostics.filter(({ severity }) => severity === 'error'));

describe('AWS', () => {
  const user = 'whoever has policy p.json';
  const statement = (one: object, version = '2012-10-17') => ({
    'p.json': json({ Version: version, Statement: one }),
  });
  const read = (one: object, version?: string) =>
    granted(importedOf(awsImporter, statement(one, version)), user);
  const allow = { Effect: 'Allow', Action: 's3:GetObject' };

  test('a variable is one only from the version on that has them', () => {
    const one = { ...allow, Resource: 'arn:aws:s3:::b/$' + '{aws:username}' };
    expect(read(one)).toEqual(['depends arn:aws:s3:::b/(other):s3.GetObject']);
    expect(read(one, '2008-10-17')).toEqual(['yes arn:aws:s3:::b/$' + '{aws:username}:s3.GetObject']);
    expect(read({ ...allow, Resource: 'arn:aws:s3:::b/$' + '{*}' })).toEqual([
      'yes arn:aws:s3:::b/*:s3.GetObject',
    ]);
  });

  test('an ARN that is cut short stands for all that begins with it', () => {
    expect(read({ ...allow, Resource: 'arn:aws:s3' })).toEqual(['yes arn:aws:s3:(other):s3.GetObject']);
  });

  test('what NotAction leaves out is not denied, and what a denial leaves out stays', () => {
    const documents = [
      { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' },
      { Effect: 'Allow', Action: 'iam:PassRole', Resource: '*' },
      { Effect: 'Deny', NotAction: ['iam:PassRole', 's3:GetObject'], Resource: '*' },
    ];
    expect(read(documents)).toEqual(['yes (other):iam.PassRole', 'yes (other):s3.GetObject']);
  });

  const identity = (kind: string, name: string, rest: object = {}) => ({
    [`${kind}Name`]: name,
    Arn: `arn:aws:iam::111122223333:${kind.toLowerCase()}/${name}`,
    AttachedManagedPolicies: [],
    ...rest,
  });
  const trusting = (Principal: unknown, rest: object = {}) => ({
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal, ...rest }],
    },
    RolePolicyList: [
      { PolicyName: 'r', PolicyDocument: { Version: '2012-10-17', Statement: { ...allow, Resource: '*' } } },
    ],
  });
  const account = (users: object[], roles: object[], rest: object = {}) => ({
    'a.json': json({
      UserDetailList: users,
      RoleDetailList: roles,
      GroupDetailList: [],
      Policies: [],
      ...rest,
    }),
  });
  const ana = 'arn:aws:iam::111122223333:user/ana';
  const permission = '(other):s3.GetObject';

  test('an account that is trusted is not enough, and a name is', () => {
    const named = importedOf(
      awsImporter,
      account([identity('User', 'ana')], [identity('Role', 'r', trusting({ AWS: ana }))]),
    );
    expect(having(named, ana, permission)).toBe('yes');
    const trusted = account(
      [identity('User', 'ana')],
      [identity('Role', 'r', trusting({ AWS: '111122223333' }))],
    );
    expect(having(importedOf(awsImporter, trusted), ana, permission)).toBe('no');
  });

  test('services and identity providers stand for themselves, one for each role', () => {
    const roles = [
      identity('Role', 'one', trusting({ Service: 'lambda.amazonaws.com' })),
      identity(
        'Role',
        'two',
        trusting(
          { Federated: 'arn:aws:iam::111122223333:saml-provider/idp' },
          { Action: 'sts:AssumeRoleWithSAML' },
        ),
      ),
    ];
    const imported = importedOf(awsImporter, account([], roles));
    expect(imported.assignments.map(({ left, doubt }) => [left, doubt === null])).toEqual([
      ['lambda.amazonaws.com as arn:aws:iam::111122223333:role/one', true],
      ['a user of arn:aws:iam::111122223333:saml-provider/idp as arn:aws:iam::111122223333:role/two', true],
      ['any user of arn:aws:iam::111122223333:saml-provider/idp', false],
    ]);
  });

  test('a policy that is attached and not defined may allow and deny anything', () => {
    const attached = [{ PolicyName: 'X', PolicyArn: 'arn:aws:iam::aws:policy/X' }];
    const own = {
      PolicyName: 'own',
      PolicyDocument: { Version: '2012-10-17', Statement: { ...allow, Resource: '*' } },
    };
    const files = account(
      [identity('User', 'ana', { AttachedManagedPolicies: attached, UserPolicyList: [own] })],
      [],
    );
    expect(granted(importedOf(awsImporter, files), ana)).toEqual([
      'depends (other):(other).(other)',
      'depends (other):s3.GetObject',
    ]);
  });

  test('a service control policy limits where it is said to be one, and perhaps where not', () => {
    const own = {
      PolicyName: 'own',
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: { Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject'], Resource: '*' },
      },
    };
    const scp = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 's3:Get*', Resource: '*' } };
    const files = account([identity('User', 'ana', { UserPolicyList: [own] })], []);
    const said = importedOf(awsImporter, { ...files, 'scp.json': json(scp) }, [], { scp: 'scp.json' });
    expect(granted(said, ana)).toEqual(['yes (other):s3.GetObject']);
    const described = { Policy: { PolicySummary: { Type: 'SERVICE_CONTROL_POLICY' }, Content: json(scp) } };
    const unsaid = importedOf(awsImporter, { ...files, 'scp.json': json(described) });
    expect(granted(unsaid, ana)).toEqual(['depends (other):s3.PutObject', 'yes (other):s3.GetObject']);
  });

  test('an export that was cut off leaves everything open', () => {
    const imported = importedOf(awsImporter, account([], [], { IsTruncated: true }));
    expect(imported.doubts.map(({ reaches }) => reaches)).toEqual(['everything']);
  });

  test.each([
    [
      '{"Statement": {"Effect": "Grant", "Action": "*", "Resource": "*"}}',
      '1:26 import-syntax: `Effect` must be `Allow` or `Deny`',
    ],
    [
      '{"Statement": {"Effect": "Deny", "Resource": "*"}}',
      '1:15 import-syntax: a statement needs `Action` or `NotAction`',
    ],
    [
      '{"Statement": {"Effect": "Deny", "Action": "s3", "Resource": "*"}}',
      '1:44 import-syntax: `s3` is no action: `service:Action` or `*` is',
    ],
    [
      '{"Statement": {"Effect": "Deny", "Action": "*", "Resource": "b"}}',
      '1:61 import-syntax: `b` is no ARN, and not `*`',
    ],
    [
      '{"Statement": {"Effect": "Deny", "Action": "*", "Resource": "*", "Conditions": {}}}',
      '1:66 import-syntax: a statement has no `Conditions`',
    ],
    [
      '{"Statement": {"Effect": "Deny", "Action": "*", "Resource": "*", "Principal": {"Aws": "*"}}}',
      '1:80 import-syntax: there are no principals of kind `Aws`',
    ],
    [
      '{"Version": "2013", "Statement": []}',
      '1:13 import-syntax: this version of the policy language does not exist',
    ],
    ['{"Statement": [', '1:16 json-syntax: expected a value, and the file ends'],
    ['{"UserDetailList": [{"Arn": "ana"}]}', '1:29 import-syntax: `ana` is no ARN of a user or role'],
    [
      '{"UserDetailList": [{"Arn": "arn:aws:iam::111122223333:user/a", "GroupList": ["g"]}]}',
      '1:79 import-reference: group `g` is not in this file',
    ],
  ])('%s', (text, problem) => {
    const result = importFiles(awsImporter, { 'p.json': text });
    expect(errorsOf(result)).toEqual([problem]);
  });
});

describe('Azure', () => {
  const role = (name: string, permissions: object, rest: object = {}) => ({
    assignableScopes: ['/'],
    name,
    permissions: [{ actions: [], notActions: [], dataActions: [], notDataActions: [], ...permissions }],
    roleName: name,
    ...rest,
  });
  const assigned = (roleDefinitionId: string, scope: string, rest: object = {}) => ({
    principalId: 'ANA',
    principalName: 'ana',
    principalType: 'User',
    roleDefinitionId,
    scope,
    ...rest,
  });
  const read = (...all: object[]) =>
    importedOf(azureImporter, { 'a.json': json(all) }, ['/subscriptions/s:*']);

  test('what a role leaves out another may give', () => {
    const contributor = role('contributor', {
      actions: ['*'],
      notActions: ['Microsoft.Authorization/*/write'],
    });
    const assigner = role('assigner', { actions: ['Microsoft.Authorization/roleAssignments/write'] });
    const one = '/subscriptions/s:Microsoft.Authorization/roleAssignments/write';
    const other = '/subscriptions/s:Microsoft.Authorization/(other)/write';
    const both = read(
      contributor,
      assigner,
      assigned('contributor', '/subscriptions/s'),
      assigned('assigner', '/'),
    );
    expect(having(both, 'ana', one)).toBe('yes');
    expect(having(both, 'ana', other)).toBe('no');
    const alone = read(contributor, assigner, assigned('contributor', '/subscriptions/s'));
    expect(granted(alone, 'ana').filter((permission) => permission.includes('write'))).toEqual([]);
  });

  test('all actions are no actions on data', () => {
    const imported = read(role('owner', { actions: ['*'] }), assigned('owner', '/'));
    expect(granted(imported, 'ana').some((permission) => permission.includes(':data/'))).toBe(false);
    expect(granted(imported, 'ana')).not.toEqual([]);
  });

  test('of a role in no file everything is possible, and of an assignment with a condition all that it gives', () => {
    const imported = read(
      role('reader', { actions: ['*/read'] }),
      assigned('unknown', '/subscriptions/s'),
      assigned('reader', '/subscriptions/t', { condition: '@Resource[x] StringEquals y' }),
    );
    expect(new Set(granted(imported, 'ana').map((permission) => permission.split(' ')[0]))).toEqual(
      new Set(['depends']),
    );
    expect(imported.doubts).toHaveLength(2);
  });

  test('a denial for a group whose members are in no file makes possible what it denies', () => {
    const denial = {
      denyAssignmentName: 'locked',
      permissions: [{ actions: ['*/write'], notActions: [] }],
      principals: [{ id: 'team', type: 'Group' }],
      scope: '/',
    };
    const all = [role('writer', { actions: ['A/write', 'A/read'] }), assigned('writer', '/subscriptions/s')];
    const imported = read(...all, denial);
    expect(having(imported, 'ana', '/subscriptions/s:A/write')).toBe('depends');
    expect(having(imported, 'ana', '/subscriptions/s:A/read')).toBe('yes');
    const listed = read(...all, denial, { id: 'team', displayName: 'team', members: [] });
    expect(having(listed, 'ana', '/subscriptions/s:A/write')).toBe('yes');
  });

  test('a group stands for its members: those of a file, or one', () => {
    const team = assigned('reader', '/', {
      principalId: 'team',
      principalName: 'team',
      principalType: 'Group',
    });
    const unknown = read(role('reader', { actions: ['*/read'] }), team);
    expect(unknown.users.map(({ name }) => name)).toEqual(['a member of team']);
    const listed = read(role('reader', { actions: ['*/read'] }), team, {
      id: 'team',
      members: [{ id: 'bo', userPrincipalName: 'bo@x.example' }],
    });
    expect(listed.users.map(({ name }) => name)).toEqual(['bo@x.example']);
    expect(having(listed, 'bo@x.example', '/subscriptions/s:(other)/read')).toBe('yes');
  });

  test.each([
    ['[{"roleDefinitionId": "r", "principalId": "p"}]', '1:2 import-syntax: `scope` is missing here'],
    [
      '[{"roleDefinitionId": "r", "principalId": "p", "scope": "s"}]',
      '1:57 import-syntax: a scope begins with `/`',
    ],
    [
      '[{"roleDefinitionId": "r", "principalId": "p", "scope": "/", "condition": 1.5, "principalName": ["a"]}]',
      '1:97 import-syntax: `name` must be a text',
    ],
    ['[{"roleName": "r", "assignableScopes": []}]', '1:2 import-syntax: role `r` has no `permissions`'],
    ['[1]', '1:2 import-syntax: a role definition or an assignment must be a mapping'],
  ])('%s', (text, problem) => {
    const result = importFiles(azureImporter, { 'a.json': text });
    expect(errorsOf(result)).toEqual([problem]);
  });
});

describe('Google Cloud', () => {
  const policy = (...bindings: object[]) => ({ 'p.json': json({ bindings, etag: 'x' }) });
  const read = (bindings: object[], mentioned: string[] = [], files: Record<string, string> = {}) =>
    importedOf(gcpImporter, { ...policy(...bindings), ...files }, mentioned, { resource: 'projects/p' });
  const ana = 'user:ana@x.example';

  test('of predefined roles what is documented is certain, and the rest possible', () => {
    const imported = read(
      [{ role: 'roles/iam.serviceAccountUser', members: [ana] }],
      ['*:iam.serviceAccounts.actAs', '*:storage.objects.get'],
    );
    expect(having(imported, ana, 'projects/p:iam.serviceAccounts.actAs')).toBe('yes');
    expect(having(imported, ana, 'projects/p:storage.objects.get')).toBe('depends');
  });

  test('everybody is everybody who is named, and somebody else', () => {
    const imported = read(
      [
        { role: 'projects/p/roles/a', members: [ana] },
        { role: 'projects/p/roles/b', members: ['allUsers'] },
        { role: 'projects/p/roles/c', members: ['allAuthenticatedUsers'] },
      ],
      [],
      {
        'r.json': json(
          ['a', 'b', 'c'].map((one) => ({
            name: `projects/p/roles/${one}`,
            includedPermissions: [`x.${one}.get`],
          })),
        ),
      },
    );
    expect(granted(imported, ana).filter((one) => !one.includes('(other)'))).toEqual([
      'yes projects/p:x.a.get',
      'yes projects/p:x.b.get',
      'yes projects/p:x.c.get',
    ]);
    expect(granted(imported, 'anybody').filter((one) => !one.includes('(other)'))).toEqual([
      'yes projects/p:x.b.get',
    ]);
  });

  test('who has an address in a domain is perhaps of it', () => {
    const imported = read(
      [
        { role: 'projects/p/roles/a', members: ['domain:x.example'] },
        { role: 'projects/p/roles/b', members: [ana] },
      ],
      [],
      {
        'r.json': json(
          ['a', 'b'].map((one) => ({
            name: `projects/p/roles/${one}`,
            includedPermissions: [`x.${one}.get`],
          })),
        ),
      },
    );
    expect(having(imported, ana, 'projects/p:x.a.get')).toBe('depends');
    expect(having(imported, 'a member of domain:x.example', 'projects/p:x.a.get')).toBe('yes');
  });

  test('who has a role that is disabled has nothing by it, and who is deleted has nothing', () => {
    const files = {
      'r.json': json({ name: 'projects/p/roles/a', stage: 'DISABLED', includedPermissions: ['x.y.get'] }),
    };
    const imported = read(
      [{ role: 'projects/p/roles/a', members: [ana, 'deleted:user:bo@x.example?uid=1'] }],
      [],
      files,
    );
    expect(granted(imported, ana)).toEqual([]);
    expect(imported.users.map(({ name }) => name)).toEqual([ana]);
  });

  test('owners of a project are those whom its policy names', () => {
    const files = { 'r.json': json({ name: 'projects/p/roles/a', includedPermissions: ['x.y.get'] }) };
    const bindings = [
      { role: 'roles/owner', members: [ana] },
      { role: 'projects/p/roles/a', members: ['projectOwner:p'] },
    ];
    expect(having(read(bindings, [], files), ana, 'projects/p:x.y.get')).toBe('yes');
  });

  test('a resource that a constraint names has its place below its project', () => {
    const account = '//iam.googleapis.com/projects/p/serviceAccounts/s@p.iam.gserviceaccount.com';
    const mentioned = [
      `${account}:iam.serviceAccounts.actAs`,
      '//storage.googleapis.com/b:iam.serviceAccounts.actAs',
    ];
    const imported = read([{ role: 'roles/iam.serviceAccountUser', members: [ana] }], mentioned);
    expect(having(imported, ana, mentioned[0]!)).toBe('yes');
    expect(having(imported, ana, mentioned[1]!)).toBe('depends');
  });

  test.each([
    ['{"bindings": [{"members": []}]}', '1:15 import-syntax: `role` is missing here'],
    ['{"bindings": [{"role": "roles/x", "members": ["ana"]}]}', '1:47 import-syntax: `ana` is no member'],
    ['{"rules": [{}]}', '1:12 import-syntax: a rule of a deny policy needs `denyRule`'],
    [
      '{"rules": [{"denyRule": {"deniedPermissions": ["iam.roles.list"]}}]}',
      '1:48 import-syntax: `iam.roles.list` is no permission of a deny policy: `iam.googleapis.com/roles.list` is',
    ],
    [
      'bindings:\n- role: roles/x\n  members: [user:a@x.example, 7]\n',
      '3:31 import-syntax: `7` is no member',
    ],
    ['bindings: [', '1:11 yaml-syntax: `[` is never closed'],
  ])('%s', (text, problem) => {
    const result = importFiles(gcpImporter, { p: text });
    expect(errorsOf(result)).toEqual([problem]);
  });
});
