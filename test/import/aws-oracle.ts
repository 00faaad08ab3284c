/**
 * Requests to AWS, decided one by one as the IAM user guide describes it ("policy evaluation logic"), under each way in
 * which conditions and variables may come out. Plain objects and regular expressions; nothing of the importer.
 */

import type { Answer } from './having.ts';

type OneOrMore = string | readonly string[];

export interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action?: OneOrMore;
  readonly NotAction?: OneOrMore;
  readonly Resource?: OneOrMore;
  readonly NotResource?: OneOrMore;
  readonly Principal?: '*' | { readonly AWS: OneOrMore };
  readonly Condition?: object;
}

export interface Document {
  readonly Version: string;
  readonly Statement: readonly Statement[];
}

export interface Identity {
  readonly kind: 'user' | 'role';
  readonly arn: string;
  readonly documents: readonly Document[];
  readonly boundary: Document | null;
  readonly trust: Document | null;
}

export interface World {
  readonly account: string;
  readonly identities: readonly Identity[];
  /** Of resources in the same account. */
  readonly resourcePolicies: readonly Document[];
  readonly limits: readonly Document[];
}

const many = (value: OneOrMore | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value;

const known = new Map<string, RegExp>();

function wildcard(pattern: string, flags: string): RegExp {
  const found = known.get(flags + pattern) ?? expression(pattern, flags);
  known.set(flags + pattern, found);
  return found;
}

const expression = (pattern: string, flags: string): RegExp =>
  new RegExp(
    `^${pattern
      .replaceAll(/[.+^()|[\]\\]/g, '\\$&')
      .replaceAll(/\$\{[^}]*\}/g, '.*')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    flags,
  );

function fits(statement: Statement, action: string, resource: string): boolean {
  const acts = (patterns: OneOrMore): boolean =>
    many(patterns).some((one) => wildcard(one, 'is').test(action));
  const isOn = (patterns: OneOrMore): boolean =>
    many(patterns).some((one) => wildcard(one, 's').test(resource));
  if (statement.Action !== undefined && !acts(statement.Action)) return false;
  if (statement.NotAction !== undefined && acts(statement.NotAction)) return false;
  if (statement.Resource !== undefined && !isOn(statement.Resource)) return false;
  return statement.NotResource === undefined || !isOn(statement.NotResource);
}

/** What the request decides: a condition, the value of a variable, and what is not documented. */
export const isOpen = (statement: Statement): boolean =>
  statement.Condition !== undefined ||
  [...many(statement.Resource), ...many(statement.NotResource)].some((one) => /\$\{[a-z]/.test(one));

/** `holds`: of a statement that the request decides. */
function allowed(
  world: World,
  who: Identity,
  action: string,
  resource: string,
  holds: (statement: Statement) => boolean,
  everybodyPassesBoundary: boolean,
  resourcePolicies: readonly Document[],
  needsIdentity: 'always' | 'unless named',
): boolean {
  const applies = (statement: Statement): boolean =>
    fits(statement, action, resource) && (!isOpen(statement) || holds(statement));
  const effect = (documents: readonly Document[], wanted: Statement['Effect']): boolean =>
    documents.some(({ Statement: all }) => all.some((one) => one.Effect === wanted && applies(one)));
  const namedIn = (wanted: Statement['Effect'], isNamed: (principal: string) => boolean): boolean =>
    resourcePolicies.some(({ Statement: all }) =>
      all.some((one) => {
        const principals = one.Principal === '*' ? ['*'] : many(one.Principal?.AWS);
        return one.Effect === wanted && applies(one) && principals.some(isNamed);
      }),
    );
  const ofAccount = (principal: string): boolean =>
    principal === world.account || principal === `arn:aws:iam::${world.account}:root`;

  const everything = [...who.documents, ...world.limits, ...(who.boundary === null ? [] : [who.boundary])];
  if (effect(everything, 'Deny')) return false;
  if (namedIn('Deny', (one) => one === '*' || one === who.arn || ofAccount(one))) return false;
  if (!world.limits.every((limit) => effect([limit], 'Allow'))) return false;
  const withinBoundary = who.boundary === null || effect([who.boundary], 'Allow');
  const byName = namedIn('Allow', (one) => one === who.arn);
  const byEverybody = namedIn('Allow', (one) => one === '*');
  if (byName && (who.kind === 'user' || withinBoundary)) return true;
  if (byEverybody && (withinBoundary || everybodyPassesBoundary)) return true;
  if (needsIdentity === 'always' && !byName && !byEverybody && !namedIn('Allow', ofAccount)) return false;
  return withinBoundary && effect(who.documents, 'Allow');
}

/** Whether a user may do each of these, in own sessions or in those of roles that the user may come to assume. */
export function decide(
  world: World,
  user: Identity,
  requests: readonly { readonly action: string; readonly resource: string }[],
): Answer[] {
  const open = new Set<Statement>();
  const documents = world.identities.flatMap((one) => [...one.documents, one.boundary, one.trust]);
  for (const document of [...documents, ...world.limits, ...world.resourcePolicies]) {
    for (const statement of document?.Statement ?? []) if (isOpen(statement)) open.add(statement);
  }
  const list = [...open];
  const ever = requests.map(() => false);
  const always = requests.map(() => true);
  for (let way = 0; way < 2 ** (list.length + 1); way += 1) {
    const holds = (statement: Statement): boolean => (way & (2 ** list.indexOf(statement))) !== 0;
    const passes = (way & (2 ** list.length)) !== 0;
    const acting = new Set([user]);
    for (const who of acting) {
      for (const role of world.identities) {
        if (role.trust === null || role === who) continue;
        if (allowed(world, who, 'sts:AssumeRole', role.arn, holds, passes, [role.trust], 'always')) {
          acting.add(role);
        }
      }
    }
    requests.forEach(({ action, resource }, at) => {
      const may = [...acting].some((who) =>
        allowed(world, who, action, resource, holds, passes, world.resourcePolicies, 'unless named'),
      );
      ever[at] ||= may;
      always[at] &&= may;
    });
  }
  return requests.map((_, at) => (always[at] ? 'yes' : ever[at] ? 'depends' : 'no'));
}
