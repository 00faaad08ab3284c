/**
 * The output of `aws iam get-account-authorization-details`: users, groups, roles and managed policies of an account, with
 * what is attached to whom. Names are ARNs.
 */

import { shown } from '../../policy/names.ts';
import type { Span } from '../../source/text.ts';
import type { Bundle, Group, Held, Limit, Statement } from '../cloud/facts.ts';
import { field, isTrue, maps, refuse, spanOf, text, texts, type Value } from '../cloud/values.ts';
import type { ImportBuilder } from '../imported.ts';
import { anyNumber, glob } from '../regions/glob.ts';
import { inlinePolicies, type PolicyStatement, readDocument } from './document.ts';
import { accountOf, type Subject } from './principals.ts';

/** A user or a role of an account. */
export interface Entity {
  readonly kind: 'user' | 'role';
  readonly arn: string;
  readonly account: string;
  readonly at: Span;
  readonly subject: Subject;
  readonly held: readonly Held[];
  readonly groups: readonly { readonly group: Group; readonly at: Span; readonly doubt: null }[];
  readonly limits: readonly Limit[];
  /** Of a role: who may assume it. */
  readonly trust: readonly PolicyStatement[];
}

export interface Account {
  readonly entities: readonly Entity[];
  readonly groups: readonly Group[];
}

export function isAccount(value: Value): boolean {
  return ['UserDetailList', 'GroupDetailList', 'RoleDetailList'].some((key) => field(value, key) !== null);
}

/** Statements of an identity: who they are about is not for them to say. */
export function identityStatements(
  builder: ImportBuilder,
  statements: readonly PolicyStatement[],
): readonly Statement[] {
  for (const { principals, at } of statements) {
    if (principals !== null) {
      builder.report('import-syntax', 'a policy that is attached to an identity names no principals', at);
    }
  }
  return statements.map(({ effect, actions, resources, doubt, at }) => ({
    effect,
    area: { operations: actions, objects: resources ?? everything },
    doubt,
    at,
  }));
}

const everything = { any: [[anyNumber]], except: [] };
const everyAction = { any: [glob('*.*')], except: [] };

function about(effect: Statement['effect'], doubt: number | null, at: Span): Statement {
  return { effect, area: { objects: everything, operations: everyAction }, doubt, at };
}

/** `AdministratorAccess` of AWS allows `*` on `*`: AWS managed policy reference. It is part of exports only if attached. */
const administrator = /^arn:[^:]*:iam::aws:policy\/AdministratorAccess$/;

export function readAccounts(builder: ImportBuilder, values: readonly Value[]): Account {
  const policies = new Map<string, Bundle>();
  for (const value of values) {
    const rest = ['IsTruncated', 'Marker', 'NextToken'].find((key) => {
      const found = field(value, key);
      return key === 'IsTruncated' ? isTrue(found) : found !== null;
    });
    if (rest !== undefined) {
      builder.doubt(
        spanOf(field(value, rest)!),
        `the export was cut off (\`${rest}\`): there is more that is not in the file`,
        'everything',
      );
    }
    for (const policy of maps(builder, value, 'Policies')) {
      const arn = text(builder, policy, ['Arn'], true);
      const versions = maps(builder, policy, 'PolicyVersionList');
      const version =
        versions.find((one) => isTrue(field(one, 'IsDefaultVersion'))) ??
        versions.find((one) => sameText(field(one, 'VersionId'), field(policy, 'DefaultVersionId')));
      const document = version === undefined ? null : field(version, 'Document');
      if (document === null)
        refuse(builder, policy, 'a managed policy needs the document of its default version');
      if (arn === null || document === null) continue;
      if (policies.has(arn)) {
        builder.report('import-syntax', `managed policy \`${shown(arn)}\` is there twice`, spanOf(policy));
      }
      const statements = identityStatements(builder, readDocument(builder, document));
      policies.set(arn, { name: arn, at: spanOf(policy), statements });
    }
  }
  /** A policy that no file defines may allow and deny anything. */
  const managed = (arn: string, at: Span): Bundle => {
    const known = policies.get(arn);
    if (known !== undefined) return known;
    const isAdministrator = administrator.test(arn);
    const doubt = isAdministrator
      ? null
      : builder.doubt(at, `policy \`${shown(arn)}\` is attached, and no file says what it allows and denies`);
    const bundle: Bundle = {
      name: arn,
      at,
      statements: isAdministrator
        ? [about('allow', null, at)]
        : [about('allow', doubt, at), about('deny', doubt, at)],
    };
    policies.set(arn, bundle);
    return bundle;
  };
  const heldBy = (owner: Value, arn: string, inlineKey: string): Held[] => [
    ...maps(builder, owner, 'AttachedManagedPolicies').flatMap((attached) => {
      const policy = text(builder, attached, ['PolicyArn'], true);
      const at = spanOf(attached);
      return policy === null ? [] : [{ bundle: managed(policy, at), at, doubt: null }];
    }),
    ...inlinePolicies(builder, owner, inlineKey).map(({ name, value, document }) => {
      const at = spanOf(value);
      const statements = identityStatements(builder, readDocument(builder, document));
      return { bundle: { name: `${arn} inline ${name}`, at, statements }, at, doubt: null };
    }),
  ];
  const limitsOf = (owner: Value): Limit[] => {
    const boundary = field(owner, 'PermissionsBoundary');
    if (boundary === null) return [];
    const arn = text(builder, boundary, ['PermissionsBoundaryArn'], true);
    if (arn === null) return [];
    return [{ statements: managed(arn, spanOf(boundary)).statements, reachesAll: false }];
  };

  const entities: Entity[] = [];
  const groups: Group[] = [];
  const seen = new Set<string>();
  const isNew = (arn: string, value: Value): boolean => {
    if (seen.has(arn)) refuse(builder, value, `\`${shown(arn)}\` is there twice`);
    const result = !seen.has(arn);
    seen.add(arn);
    return result;
  };
  for (const value of values) {
    const own = new Map<string, Group>();
    for (const one of maps(builder, value, 'GroupDetailList')) {
      const [arn, name] = [text(builder, one, ['Arn'], true), text(builder, one, ['GroupName'], true)];
      if (arn === null || name === null || !isNew(arn, one)) continue;
      const group = { name: arn, at: spanOf(one), held: heldBy(one, arn, 'GroupPolicyList') };
      own.set(name, group);
      groups.push(group);
    }
    const entity = (one: Value, kind: Entity['kind']): void => {
      const arn = text(builder, one, ['Arn'], true);
      if (arn === null || !isNew(arn, one)) return;
      const account = accountOf(arn);
      if (account === null) {
        refuse(builder, field(one, 'Arn')!, `\`${shown(arn)}\` is no ARN of a user or role`);
        return;
      }
      const id = text(builder, one, [kind === 'user' ? 'UserId' : 'RoleId'], false);
      const trust = kind === 'role' ? field(one, 'AssumeRolePolicyDocument') : null;
      if (kind === 'role' && trust === null)
        refuse(builder, one, '`AssumeRolePolicyDocument` is missing here');
      const memberships = field(one, 'GroupList');
      entities.push({
        kind,
        arn,
        account,
        at: spanOf(one),
        subject: { arn, account, id, name: null },
        held: heldBy(one, arn, kind === 'user' ? 'UserPolicyList' : 'RolePolicyList'),
        groups: (memberships === null ? [] : texts(builder, memberships, 'GroupList')).flatMap(
          ({ text: name, at }) => {
            const group = own.get(name);
            if (group !== undefined) return [{ group, at, doubt: null }];
            builder.report(
              'import-reference',
              `group \`${shown(name)}\` is not in this file`,
              at,
              'export users and groups together: `--filter User Role Group LocalManagedPolicy AWSManagedPolicy`, or none',
            );
            return [];
          },
        ),
        limits: limitsOf(one),
        trust: trust === null ? [] : readDocument(builder, trust),
      });
    };
    for (const one of maps(builder, value, 'UserDetailList')) entity(one, 'user');
    for (const one of maps(builder, value, 'RoleDetailList')) entity(one, 'role');
  }
  return { entities, groups };
}

function sameText(a: Value | null, b: Value | null): boolean {
  return a?.node.kind === 'scalar' && b?.node.kind === 'scalar' && a.node.value === b.node.value;
}
