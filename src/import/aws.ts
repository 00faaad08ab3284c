/**
 * AWS IAM: what `aws iam get-account-authorization-details` writes (users, groups, roles, managed policies), and single
 * policy documents, in JSON or YAML.
 *
 *     permission  RESOURCE:service.Action, e.g. `arn:aws:s3:::ledger/*:s3.PutObject`; wildcards are split into regions
 *     role        a policy; an IAM role (an identity of its own: who may assume it is assigned to it)
 *     group       a group of users
 *     user        a user; a service, a user of an identity provider or a member of another account that may assume a role,
 *                 one for each role (`aws/trust.ts`)
 *
 * Documented evaluation (IAM user guide, policy evaluation logic): all is denied that no policy allows; identity and
 * resource-based policies of one account add up, between accounts both must allow; boundaries and service control
 * policies limit; a denial anywhere wins. What comes under a condition or through a variable is possible only. What a role may do is judged
 * with whoever may assume it: in several sessions, one person has all of it.
 *
 * What an identity's own policy allows on a resource of another account is possible only, unless the policy of the resource,
 * where it is among the files, allows it as well. A key of KMS leaves it to identities only if its policy says so, as it does
 * unless somebody changes it: where the files have a policy for keys, that policy must allow it.
 *
 * A document by itself that names no principals is a role of which one user stands for whoever it is attached to. One that
 * names principals belongs to a resource. Which files are service control policies is for `map` to say. The root user of
 * an account is in no file, and may do everything but what service control policies deny.
 */

import { shown } from '../policy/names.ts';
import type { SourceFile, Span } from '../source/text.ts';
import { type Entity, identityStatements, isAccount, readAccounts } from './aws/account.ts';
import { isWithinParts, type PolicyStatement, readDocument } from './aws/document.ts';
import { namedBy, selects } from './aws/evaluate.ts';
import { accountOf, nameOfPrincipal, type Principal, type Subject, subjectOf } from './aws/principals.ts';
import { assumptions, onceDoubt, outsiders, perhapsDoubts, reachable } from './aws/trust.ts';
import {
  type Held,
  type Holder,
  type Limit,
  type OtherSide,
  type Statement,
  stateFacts,
} from './cloud/facts.ts';
import { field, refuse, spanOf, textOf, type Value, valuesOf } from './cloud/values.ts';
import { type ImportBuilder, type Importer, importBuilder } from './imported.ts';
import { literal } from './regions.ts';

export const awsImporter: Importer = {
  format: 'aws-iam',
  title: 'AWS IAM: account authorization details and policy documents (JSON, YAML)',
  mapKeys: {
    scp: 'files that are service control policies on all accounts here, by path: `,` within a level, `;` between levels',
    account: 'the account that the resources of resource-based policies belong to, 12 digits',
  },
  detects(file) {
    const { text } = file;
    if (/["']?\b(?:User|Group|Role)DetailList["']?\s*:/.test(text)) return true;
    if (/"Type"\s*:\s*"SERVICE_CONTROL_POLICY"/.test(text)) return true;
    return (
      /^\s*\{/.test(text) &&
      /\\?"Statement\\?"\s*:/.test(text) &&
      /\\?"Effect\\?"\s*:\s*\\?"(?:Allow|Deny)\\?"/.test(text) &&
      /\\?"(?:Not)?Action\\?"\s*:/.test(text)
    );
  },
  read({ files, mentioned, map }) {
    const builder = importBuilder(files);
    const accounts: Value[] = [];
    const loose: { readonly value: Value; readonly document: Value; readonly isLimit: boolean }[] = [];
    for (const file of files) {
      const values = valuesOf(file, builder);
      if (values.length === 0 && builder.problems.count(file.path) === 0) {
        builder.report('import-syntax', 'there is nothing in this file', { file, start: 0, end: 0 });
      }
      for (const value of values) {
        if (isAccount(value)) accounts.push(value);
        else {
          const found = documentIn(builder, value);
          if (found !== null) loose.push({ value, ...found });
        }
      }
    }
    const levels = limitFiles(builder, files, map.get('scp'));
    const account = map.get('account') ?? null;
    if (account !== null && !/^\d{12}$/.test(account)) {
      builder.report(
        'import-mapping',
        `\`account\` must be 12 digits, and is \`${shown(account)}\``,
        start(files),
      );
    }

    const identities: Holder[] = [];
    const resourcePolicies: ResourcePolicy[] = [];
    const limits: Limit[] = levels.map(() => ({ statements: [], reachesAll: true }));
    // Documents of one file may be attached to different people.
    const counts = new Map<string, number>();
    for (const { value, document, isLimit } of loose) {
      const count = (counts.get(value.file.path) ?? 0) + 1;
      counts.set(value.file.path, count);
      const name = `policy ${value.file.path}${count === 1 ? '' : ` (${count})`}`;
      const statements = readDocument(builder, document);
      const level = levels.findIndex((paths) => paths.has(value.file.path));
      if (level >= 0) {
        const known = limits[level]!;
        const added = identityStatements(builder, statements);
        limits[level] = { ...known, statements: [...known.statements, ...added] };
      } else if (isLimit) limits.push(perhapsLimit(builder, value, identityStatements(builder, statements)));
      else if (statements.some(({ principals }) => principals !== null)) {
        resourcePolicies.push({ name, at: spanOf(value), statements });
      } else identities.push(whoever(name, value, identityStatements(builder, statements)));
    }

    const read = readAccounts(builder, accounts);
    // Service control policies do not reach the roles that services link to themselves.
    const entities = read.entities.map((entity) =>
      entity.arn.includes(':role/aws-service-role/')
        ? entity
        : { ...entity, limits: [...entity.limits, ...limits] },
    );
    const strangers = new Map<string, { readonly principal: Principal; readonly at: Span }>();
    for (const { statements } of resourcePolicies) {
      for (const { principals, effect, at } of statements) {
        if (principals === null || effect === 'deny') continue;
        const named = principals.isNot
          ? [{ principal: { kind: 'everybody' } as Principal, at }]
          : principals.list;
        for (const { principal, at: place } of named) {
          if (isKnown(principal, entities)) continue;
          strangers.set(nameOfPrincipal(principal), { principal, at: place });
        }
      }
    }
    // Whom trust policies name may be named by resources as well, or be of an account that they name.
    for (const { principal, at } of outsiders(entities)) {
      const [name, subject] = [nameOfPrincipal(principal), subjectOf(principal)];
      if (strangers.has(name) || isKnown(principal, entities)) continue;
      if (resourcePolicies.some((policy) => forStranger(builder, policy, name, subject, at).length > 0))
        strangers.set(name, { principal, at });
    }
    const otherSideOf = otherSides(builder, resourcePolicies);
    const holders: Holder[] = [
      ...entities.map((entity) => ({
        ...entity,
        name: entity.arn,
        otherSide: otherSideOf(entity),
        held: [
          ...entity.held,
          ...resourcePolicies.flatMap((policy) => fromResource(builder, policy, entity, account)),
        ],
      })),
      ...[...strangers].map(([name, { principal, at }]) => ({
        kind: 'user' as const,
        name,
        at,
        held: resourcePolicies.flatMap((policy) =>
          forStranger(builder, policy, name, subjectOf(principal), at),
        ),
        groups: [],
        limits: [],
      })),
      ...identities,
    ];
    stateFacts(builder, files, holders, read.groups, {
      mentioned,
      ignoreCase: 'operations',
      unsure: {
        isIn: isWithinParts,
        reason: 'whether a `*` inside an ARN stands for the `:` of a name is not documented',
      },
    });
    const kinds = new Map(entities.map(({ arn, kind }) => [arn, kind]));
    for (const { who, role, at, doubt } of reachable(
      assumptions(builder, entities, [...strangers.values()]),
    )) {
      if (kinds.get(who) === 'role') continue;
      builder.assign(who, role, at, doubt ?? undefined);
    }
    return builder.result();
  },
};

interface ResourcePolicy {
  readonly name: string;
  readonly at: Span;
  readonly statements: readonly PolicyStatement[];
}

function start([file]: readonly SourceFile[]): Span {
  return { file: file!, start: 0, end: 0 };
}

/** The document in what the command-line tools write; null after a problem. */
function documentIn(
  builder: ImportBuilder,
  value: Value,
): { readonly document: Value; readonly isLimit: boolean } | null {
  if (field(value, 'Statement') !== null) return { document: value, isLimit: false };
  const version = field(value, 'PolicyVersion');
  const document = field(version ?? value, 'Document', 'PolicyDocument', 'AssumeRolePolicyDocument');
  if (document !== null) return { document, isLimit: false };
  const policy = field(value, 'Policy');
  if (policy !== null && textOf(policy) !== null) return { document: policy, isLimit: false };
  const content = policy === null ? null : field(policy, 'Content');
  if (policy !== null && content !== null) {
    const type = textOf(field(field(policy, 'PolicySummary') ?? policy, 'Type'));
    if (type === 'SERVICE_CONTROL_POLICY') return { document: content, isLimit: true };
    return refuse(builder, policy, `policies of type \`${shown(type ?? '')}\` are not read`);
  }
  return refuse(
    builder,
    value,
    'neither account authorization details nor a policy document',
    'a policy document has a `Statement`',
  );
}

/** The paths of service control policies, by level. */
function limitFiles(
  builder: ImportBuilder,
  files: readonly SourceFile[],
  written: string | undefined,
): readonly ReadonlySet<string>[] {
  if (written === undefined) return [];
  return written.split(';').map((level) => {
    const paths = level.split(',').map((path) => path.trim());
    const known = paths.flatMap((path) => {
      const found = files.find((file) => file.path === path || file.path.endsWith(`/${path}`));
      if (found !== undefined) return [found.path];
      builder.report(
        'import-mapping',
        `\`scp\` names \`${shown(path)}\`, which is none of the files`,
        start(files),
      );
      return [];
    });
    return new Set(known);
  });
}

/** A service control policy of which no file says to what it is attached. */
function perhapsLimit(builder: ImportBuilder, value: Value, statements: readonly Statement[]): Limit {
  const doubt = builder.doubt(
    spanOf(value),
    'to which accounts this service control policy is attached is in no file (say so with `map: scp`)',
  );
  const at = spanOf(value);
  return {
    reachesAll: true,
    statements: [
      ...statements.map((one) => ({
        ...one,
        doubt: one.effect === 'deny' ? (one.doubt ?? doubt) : one.doubt,
      })),
      { effect: 'allow', area: anything, doubt, at },
    ],
  };
}

const anything = {
  operations: { any: [[-1, 0x2e, -1]], except: [] },
  objects: { any: [[-1]], except: [] },
};

function whoever(name: string, value: Value, statements: readonly Statement[]): Holder {
  const at = spanOf(value);
  return {
    kind: 'user',
    name: `whoever has ${name}`,
    at,
    held: [{ bundle: { name, at, statements }, at, doubt: null }],
    groups: [],
    limits: [],
  };
}

function isKnown(principal: Principal, entities: readonly Entity[]): boolean {
  switch (principal.kind) {
    case 'arn':
      return entities.some(({ arn }) => arn === principal.arn);
    case 'account':
      return entities.some(({ account }) => account === principal.account);
    case 'id':
      return entities.some(({ subject }) => subject.id === principal.id);
    default:
      return false;
  }
}

/** What a resource's policy gives to, and takes from, a user or role of an account in the files. */
function fromResource(
  builder: ImportBuilder,
  policy: ResourcePolicy,
  entity: Entity,
  account: string | null,
): Held[] {
  const unclear = perhapsDoubts(builder);
  const elsewhere = onceDoubt(() =>
    builder.doubt(
      policy.at,
      'whether the resource of this policy belongs to the account of those it names is in no file (say so with `map: account`)',
    ),
  );
  const hasBoundary = entity.limits.some(({ reachesAll }) => !reachesAll);
  const limited: Statement[] = [];
  const unlimited: Statement[] = [];
  for (const statement of policy.statements) {
    const how =
      statement.principals === null
        ? null
        : namedBy(statement.principals, entity.subject, statement.effect, hasBoundary);
    if (how === null) continue;
    let doubt = statement.doubt ?? (how === 'perhaps' ? unclear(statement) : null);
    if (statement.effect === 'allow') {
      // The account is trusted, not its members: what they may do, their own policies say.
      if (how === 'account') continue;
      const owners = new Set(account === null ? resourceAccounts(statement) : [account]);
      if (owners.size !== 1 || !owners.has(entity.account)) {
        // Where another account owns it, the identity's own policies must allow it as well, and say so themselves.
        if (owners.size === 1 && !owners.has(null)) continue;
        doubt = doubt ?? elsewhere();
      }
    }
    const one = { ...areaOf(statement, policy), effect: statement.effect, doubt, at: statement.at };
    if (statement.effect === 'allow' && entity.kind === 'user' && how === 'direct') unlimited.push(one);
    else limited.push(one);
    if (statement.effect === 'allow' && how === 'everybody' && hasBoundary) {
      unlimited.push({ ...one, doubt: one.doubt ?? unclear(statement) });
    }
  }
  const held = (statements: readonly Statement[], name: string, isBeyondLimits: boolean): Held[] =>
    statements.length === 0
      ? []
      : [{ bundle: { name, at: policy.at, statements }, at: statements[0]!.at, doubt: null, isBeyondLimits }];
  const name = `${policy.name} for ${entity.arn}`;
  return [...held(limited, name, false), ...held(unlimited, `${name} by name`, true)];
}

/** What resources that do not leave it to identities alone allow: those of other accounts, and keys of KMS. */
function otherSides(
  builder: ImportBuilder,
  policies: readonly ResourcePolicy[],
): (entity: Entity) => OtherSide {
  const byAccount = new Map<string, Pick<OtherSide, 'isAbout' | 'doubt'>>();
  const made = new Map<string, number>();
  const unclear = perhapsDoubts(builder);
  return ({ account, at, subject, limits }) => {
    const once = (reason: string): number => {
      const doubt = made.get(reason) ?? builder.doubt(at, reason);
      made.set(reason, doubt);
      return doubt;
    };
    const common = byAccount.get(account) ?? {
      isAbout: (permission) => {
        const owner = accountOf(permission);
        return (
          (owner !== null && owner !== account) ||
          (isKey(permission) && policies.some((one) => speaksOf(one, permission)))
        );
      },
      doubt: (permission) => {
        const owner = accountOf(permission);
        return owner !== null && owner !== account
          ? once(
              `whether account ${owner} allows what account ${account} allows on its resources is in no file`,
            )
          : once(
              'whether the policies of keys let in whom identity policies allow to use them is in no file',
            );
      },
    };
    byAccount.set(account, common);
    const hasBoundary = limits.some(({ reachesAll }) => !reachesAll);
    const statements = policies.flatMap((policy) =>
      policy.statements.flatMap((statement): Statement[] => {
        if (statement.principals === null || statement.effect === 'deny') return [];
        const how = namedBy(statement.principals, subject, 'allow', hasBoundary);
        if (how === null) return [];
        const doubt = statement.doubt ?? (how === 'perhaps' ? unclear(statement) : null);
        return [{ ...areaOf(statement, policy), effect: 'allow', doubt, at: statement.at }];
      }),
    );
    return { ...common, statements };
  };
}

function speaksOf({ statements }: ResourcePolicy, permission: string): boolean {
  const colon = permission.lastIndexOf(':');
  const [object, operation] = [permission.slice(0, colon), permission.slice(colon + 1)];
  return statements.some(
    ({ actions, resources }) =>
      selects(actions, operation, true) && (resources === null || selects(resources, object, false)),
  );
}

const isKey = (permission: string): boolean => /^arn:[^:]*:kms:/.test(permission);

function forStranger(
  builder: ImportBuilder,
  policy: ResourcePolicy,
  name: string,
  subject: Subject,
  at: Span,
): Held[] {
  const unclear = perhapsDoubts(builder);
  const elsewhere = onceDoubt(() =>
    builder.doubt(at, `whether \`${name}\` is there, and allowed this on its own side, is in no file`),
  );
  const statements = policy.statements.flatMap((statement): Statement[] => {
    const how =
      statement.principals === null ? null : namedBy(statement.principals, subject, statement.effect, false);
    // Where an account is trusted, its members are if it says so.
    if (how === null) return [];
    const doubt =
      statement.doubt ??
      (how === 'perhaps'
        ? unclear(statement)
        : statement.effect === 'allow' && (subject.arn !== null || subject.id !== null)
          ? elsewhere()
          : null);
    return [{ ...areaOf(statement, policy), effect: statement.effect, doubt, at: statement.at }];
  });
  if (statements.length === 0) return [];
  return [{ bundle: { name: `${policy.name} for ${name}`, at: policy.at, statements }, at, doubt: null }];
}

/** A statement without resources is about what the policy is attached to. */
function areaOf(statement: PolicyStatement, policy: ResourcePolicy): Pick<Statement, 'area'> {
  return {
    area: {
      operations: statement.actions,
      objects: statement.resources ?? { any: [literal(`what has ${policy.name}`)], except: [] },
    },
  };
}

/** The accounts in the ARNs of a statement; null where an ARN has none, as those of S3. */
function resourceAccounts({ resources }: PolicyStatement): (string | null)[] {
  return (resources?.any ?? []).map((pattern) =>
    accountOf(pattern.map((token) => (token < 0 ? '*' : String.fromCodePoint(token))).join('')),
  );
}
