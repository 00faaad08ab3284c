/** Small accounts at random, as the tools write them and as the oracle takes them. */

import fc from 'fast-check';
import { type Document, type Identity, isOpen, type Statement, type World } from './aws-oracle.ts';

const account = '111122223333';
const arn = (kind: string, name: string): string => `arn:aws:iam::${account}:${kind}/${name}`;
const users = ['ana', 'bo'];
const roles = ['build', 'deploy'];

export const actions = ['s3:GetObject', 's3:GetAcl', 's3:PutObject', 'iam:PassRole', 'sts:AssumeRole'];
export const resources = [
  'arn:aws:s3:::a/b',
  'arn:aws:s3:::a/c',
  'arn:aws:s3:::d',
  ...roles.map((one) => arn('role', one)),
];

const actionPattern = fc.constantFrom(
  ...['*', 's3:*', 's3:Get*', 'S3:getobject', 's3:?et*', 'iam:*', 'sts:AssumeRole', 'sts:*', ...actions],
);
const resourcePattern = fc.constantFrom(
  ...[
    '*',
    '*',
    'arn:aws:s3:::*',
    'arn:aws:s3:::a/*',
    'arn:aws:s3:::a/?',
    `${arn('role', '')}*`,
    ...resources,
  ],
);
const some = (one: fc.Arbitrary<string>): fc.Arbitrary<string | string[]> =>
  fc.oneof(one, fc.array(one, { minLength: 1, maxLength: 2 }));
const condition = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };

const effect = fc.constantFrom('Allow' as const, 'Allow' as const, 'Deny' as const);
const what = fc.oneof(
  { weight: 4, arbitrary: some(actionPattern).map((Action) => ({ Action })) },
  { weight: 1, arbitrary: some(actionPattern).map((NotAction) => ({ NotAction })) },
);
const where = fc.oneof(
  { weight: 8, arbitrary: some(resourcePattern).map((Resource) => ({ Resource })) },
  { weight: 2, arbitrary: some(resourcePattern).map((NotResource) => ({ NotResource })) },
);
const when = fc.constantFrom({}, {}, {}, {}, { Condition: condition });
const joined = (...parts: readonly fc.Arbitrary<object>[]): fc.Arbitrary<Statement> =>
  fc.tuple(...parts).map((all) => Object.assign({}, ...all) as Statement);
const stated = (statement: fc.Arbitrary<Statement>, maxLength: number): fc.Arbitrary<Document> =>
  fc.array(statement, { minLength: 1, maxLength }).map((Statement) => ({ Version: '2012-10-17', Statement }));
const withEffect = effect.map((Effect) => ({ Effect }));
const document = stated(joined(withEffect, what, where, when), 2);
const variable = stated(
  joined(withEffect, what, fc.constant({ Resource: 'arn:aws:s3:::a/$' + '{aws:username}' })),
  1,
);

const principal = fc.constantFrom(
  ...[
    '*',
    account,
    `arn:aws:iam::${account}:root`,
    ...users.map((one) => arn('user', one)),
    ...roles.map((one) => arn('role', one)),
  ],
);
const whom = fc.oneof(
  fc.constant({ Principal: '*' }),
  some(principal).map((AWS) => ({ Principal: { AWS } })),
  some(principal).map((AWS) => ({ Principal: { AWS } })),
);
const assume = fc.constantFrom({ Action: 'sts:AssumeRole' }, { Action: 'sts:*' });
const trust = stated(joined(withEffect, whom, assume, when), 2);
const resourcePolicy = stated(joined(withEffect, whom, what, where, when), 2);
const boundary = stated(
  joined(fc.constant({ Effect: 'Allow' }), what, fc.constant({ Resource: '*' }), when),
  2,
);

const documents = fc.array(fc.oneof({ weight: 9, arbitrary: document }, { weight: 1, arbitrary: variable }), {
  maxLength: 2,
});
const rarely = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(one, { freq: 3, nil: null });

export interface Case {
  readonly world: World;
  readonly files: Readonly<Record<string, string>>;
  readonly map: Readonly<Record<string, string>>;
}

export const cases: fc.Arbitrary<Case> = fc
  .record({
    users: fc.tuple(
      ...users.map(() => fc.record({ documents, boundary: rarely(boundary), isMember: fc.boolean() })),
    ),
    roles: fc.tuple(...roles.map(() => fc.record({ documents, boundary: rarely(boundary), trust }))),
    group: documents,
    managed: document,
    resourcePolicy: rarely(resourcePolicy),
    limit: rarely(document),
  })
  .map((made): Case => {
    const inline = (list: readonly Document[]) =>
      list.map((PolicyDocument, at) => ({ PolicyName: `p${at}`, PolicyDocument }));
    const boundaryOf = (at: string) => ({
      PermissionsBoundary: { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: arn('policy', at) },
    });
    const managed = { PolicyName: 'shared', PolicyArn: arn('policy', 'shared') };
    const policy = (name: string, Document: Document) => ({
      PolicyName: name,
      Arn: arn('policy', name),
      DefaultVersionId: 'v2',
      PolicyVersionList: [
        { VersionId: 'v2', IsDefaultVersion: true, Document },
        { VersionId: 'v1', IsDefaultVersion: false, Document: { Version: '2012-10-17', Statement: [] } },
      ],
    });
    const details = {
      UserDetailList: made.users.map((user, at) => ({
        UserName: users[at],
        UserId: `AIDA00000000000000${at}`,
        Arn: arn('user', users[at]!),
        GroupList: user.isMember ? ['team'] : [],
        UserPolicyList: inline(user.documents),
        AttachedManagedPolicies: [],
        ...(user.boundary === null ? {} : boundaryOf(`boundary-${users[at]}`)),
      })),
      GroupDetailList: [
        {
          GroupName: 'team',
          Arn: arn('group', 'team'),
          GroupPolicyList: inline(made.group),
          AttachedManagedPolicies: [],
        },
      ],
      RoleDetailList: made.roles.map((role, at) => ({
        RoleName: roles[at],
        Arn: arn('role', roles[at]!),
        AssumeRolePolicyDocument: role.trust,
        RolePolicyList: inline(role.documents),
        AttachedManagedPolicies: at === 0 ? [managed] : [],
        ...(role.boundary === null ? {} : boundaryOf(`boundary-${roles[at]}`)),
      })),
      Policies: [
        policy('shared', made.managed),
        ...made.users.flatMap((one, at) =>
          one.boundary === null ? [] : [policy(`boundary-${users[at]}`, one.boundary)],
        ),
        ...made.roles.flatMap((one, at) =>
          one.boundary === null ? [] : [policy(`boundary-${roles[at]}`, one.boundary)],
        ),
      ],
    };
    const identities: Identity[] = [
      ...made.users.map((user, at) => ({
        kind: 'user' as const,
        arn: arn('user', users[at]!),
        documents: [...user.documents, ...(user.isMember ? made.group : [])],
        boundary: user.boundary,
        trust: null,
      })),
      ...made.roles.map((role, at) => ({
        kind: 'role' as const,
        arn: arn('role', roles[at]!),
        documents: [...role.documents, ...(at === 0 ? [made.managed] : [])],
        boundary: role.boundary,
        trust: role.trust,
      })),
    ];
    return {
      world: {
        account,
        identities,
        resourcePolicies: made.resourcePolicy === null ? [] : [made.resourcePolicy],
        limits: made.limit === null ? [] : [made.limit],
      },
      files: {
        'account.json': JSON.stringify(details, null, 1),
        ...(made.resourcePolicy === null ? {} : { 'bucket.json': JSON.stringify(made.resourcePolicy) }),
        ...(made.limit === null ? {} : { 'scp.json': JSON.stringify(made.limit) }),
      },
      map: { account, ...(made.limit === null ? {} : { scp: 'scp.json' }) },
    };
  })
  .filter(({ world }) => {
    const all = [
      ...world.identities.flatMap((one) => [...one.documents, one.boundary, one.trust]),
      ...world.limits,
      ...world.resourcePolicies,
    ];
    return all.flatMap((one) => one?.Statement ?? []).filter(isOpen).length <= 4;
  });
