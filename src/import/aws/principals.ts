/** Who a statement of a resource-based policy or a trust policy is about. */

import { shown } from '../../policy/names.ts';
import type { Span } from '../../source/text.ts';
import { entriesOf, isMap, refuse, textOf, texts, type Value } from '../cloud/values.ts';
import type { ImportBuilder } from '../imported.ts';

export type Principal =
  | { readonly kind: 'everybody' }
  | { readonly kind: 'account'; readonly account: string }
  | { readonly kind: 'arn'; readonly arn: string }
  /** The unique id of a user or role; AWS writes it where the name is deleted. */
  | { readonly kind: 'id'; readonly id: string }
  | { readonly kind: 'service'; readonly name: string }
  | { readonly kind: 'federated'; readonly name: string }
  | { readonly kind: 'canonical'; readonly name: string };

export interface Principals {
  /** `NotPrincipal`: everybody but these. */
  readonly isNot: boolean;
  readonly list: readonly { readonly principal: Principal; readonly at: Span }[];
}

export function readPrincipals(builder: ImportBuilder, value: Value, isNot: boolean): Principals {
  if (textOf(value) === '*') {
    return { isNot, list: [{ principal: { kind: 'everybody' }, at: spanAll(value) }] };
  }
  if (!isMap(value)) {
    refuse(builder, value, 'a principal is `*`, or a mapping such as `{"AWS": "arn:…"}`');
    return { isNot, list: [] };
  }
  return {
    isNot,
    list: entriesOf(value).flatMap(({ key, value: named, at }) => {
      if (!['AWS', 'Service', 'Federated', 'CanonicalUser'].includes(key)) {
        builder.report('import-syntax', `there are no principals of kind \`${shown(key)}\``, at);
        return [];
      }
      return texts(builder, named, key).flatMap(({ text, at: place, value: item }) => {
        const principal = principalOf(key, text);
        if (principal === null) return refuse(builder, item, `\`${shown(text)}\` is no principal`) ?? [];
        return [{ principal, at: place }];
      });
    }),
  };
}

function spanAll({ file, node }: Value): Span {
  return { file, start: node.start, end: node.end };
}

function principalOf(key: string, text: string): Principal | null {
  switch (key) {
    case 'Service':
      return { kind: 'service', name: text };
    case 'Federated':
      return { kind: 'federated', name: text };
    case 'CanonicalUser':
      return { kind: 'canonical', name: text };
    default: {
      if (text === '*') return { kind: 'everybody' };
      const account = /^(?:arn:[^:]*:iam::)?(\d{12})(?::root)?$/.exec(text)?.[1];
      if (account !== undefined) return { kind: 'account', account };
      if (/^arn:[^:]*:(?:iam|sts)::\d{12}:./.test(text)) return { kind: 'arn', arn: text };
      return /^A[A-Z0-9]{15,}$/.test(text) ? { kind: 'id', id: text } : null;
    }
  }
}

/** Somebody or something that may be a principal. */
export interface Subject {
  readonly arn: string | null;
  readonly account: string | null;
  readonly id: string | null;
  /** Of services, identity providers and canonical users. */
  readonly name: string | null;
}

/**
 * How a subject is named: itself (`direct`), by its account, or as one that may be (a session of a role). Null: not.
 * `*` names everybody directly.
 */
export function naming(principal: Principal, subject: Subject): 'direct' | 'account' | 'perhaps' | null {
  switch (principal.kind) {
    case 'everybody':
      return 'direct';
    case 'account':
      if (principal.account !== subject.account) return null;
      return subject.arn === null ? 'direct' : 'account';
    case 'arn': {
      if (principal.arn === subject.arn) return 'direct';
      const session = /^arn:([^:]*):sts::(\d+):assumed-role\/([^/]+)\//.exec(principal.arn);
      if (session === null || subject.arn === null) return null;
      const [, partition, account, role] = session;
      return subject.arn.startsWith(`arn:${partition}:iam::${account}:role/`) &&
        subject.arn.endsWith(`/${role}`)
        ? 'perhaps'
        : null;
    }
    case 'id':
      return principal.id === subject.id ? 'direct' : null;
    case 'service':
    case 'federated':
    case 'canonical':
      return principal.name === subject.name ? 'direct' : null;
  }
}

/** The name under which a principal that no file describes stands for itself. */
export function nameOfPrincipal(principal: Principal): string {
  switch (principal.kind) {
    case 'everybody':
      return 'anybody';
    case 'account':
      return `any member of account ${principal.account}`;
    case 'arn':
      return principal.arn;
    case 'id':
      return principal.id;
    case 'service':
    case 'federated':
    case 'canonical':
      return principal.name;
  }
}

export function subjectOf(principal: Principal): Subject {
  const none = { arn: null, account: null, id: null, name: null };
  switch (principal.kind) {
    case 'everybody':
      return none;
    case 'account':
      return { ...none, account: principal.account };
    case 'arn':
      return { ...none, arn: principal.arn, account: accountOf(principal.arn) };
    case 'id':
      return { ...none, id: principal.id };
    case 'service':
    case 'federated':
    case 'canonical':
      return { ...none, name: principal.name };
  }
}

/** The fifth part of an ARN; null where it is empty. */
export function accountOf(arn: string): string | null {
  return /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(arn)?.[1] ?? null;
}
