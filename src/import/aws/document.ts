/**
 * Policy documents: statements with an effect, actions, resources, principals and a condition.
 *
 * Actions are compared whatever their case, and written `service.Action` here. An ARN with fewer than six parts stands for
 * all that begins with it. `${…}` in a resource is a variable from version 2012-10-17 on, and plain text before. Nobody but
 * the request knows its value: it may be any text, and so the statement only may apply. A `*` stands for any characters; what
 * one that is not the end of an ARN reaches across a `:` is possible only, since AWS compares ARNs part by part.
 */

import { shown } from '../../policy/names.ts';
import type { Span } from '../../source/text.ts';
import {
  entriesOf,
  field,
  isList,
  isMap,
  items,
  list,
  refuse,
  spanOf,
  text,
  textOf,
  texts,
  type Value,
  valueInText,
} from '../cloud/values.ts';
import type { ImportBuilder } from '../imported.ts';
import type { Area, Selector } from '../regions/areas.ts';
import { anyNumber, type Glob, glob, literal, squeezed } from '../regions/glob.ts';
import { matches } from '../regions.ts';
import { type Principals, readPrincipals } from './principals.ts';

export interface PolicyStatement {
  readonly effect: 'allow' | 'deny';
  readonly actions: Selector;
  /** Null in a trust policy: the role itself. */
  readonly resources: Selector | null;
  /** Null in what is attached to an identity. */
  readonly principals: Principals | null;
  readonly doubt: number | null;
  readonly at: Span;
}

const keys = new Set([
  'Sid',
  'Effect',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Principal',
  'NotPrincipal',
  'Condition',
]);
const versions = new Set(['2012-10-17', '2008-10-17']);

/** The statements of a document, which may also be written as a text. Empty after a problem. */
export function readDocument(builder: ImportBuilder, written: Value): readonly PolicyStatement[] {
  const document = valueInText(written, builder);
  if (document === null) return [];
  if (!isMap(document)) return refuse(builder, document, 'a policy document must be a mapping') ?? [];
  const version = field(document, 'Version');
  if (version !== null && !versions.has(textOf(version) ?? '')) {
    refuse(builder, version, 'this version of the policy language does not exist', 'write "2012-10-17"');
  }
  for (const { key, at } of entriesOf(document)) {
    if (!['Version', 'Id', 'Statement'].includes(key)) {
      builder.report('import-syntax', `a policy document has no \`${shown(key)}\``, at);
    }
  }
  const statements = field(document, 'Statement');
  if (statements === null) return refuse(builder, document, '`Statement` is missing here') ?? [];
  const hasVariables = textOf(version) === '2012-10-17';
  return items(statements).flatMap((statement) => {
    const read = readStatement(builder, statement, hasVariables);
    return read === null ? [] : [read];
  });
}

function readStatement(builder: ImportBuilder, value: Value, hasVariables: boolean): PolicyStatement | null {
  if (!isMap(value)) return refuse(builder, value, 'a statement must be a mapping');
  for (const { key, at } of entriesOf(value)) {
    if (!keys.has(key)) builder.report('import-syntax', `a statement has no \`${shown(key)}\``, at);
  }
  const effect = textOf(field(value, 'Effect'));
  if (effect !== 'Allow' && effect !== 'Deny') {
    return refuse(builder, field(value, 'Effect') ?? value, '`Effect` must be `Allow` or `Deny`');
  }
  const one = (key: string, other: string): { readonly value: Value; readonly isNot: boolean } | null => {
    const [positive, negative] = [field(value, key), field(value, other)];
    if (positive !== null && negative !== null) {
      return refuse(builder, negative, `a statement has \`${key}\` or \`${other}\`, not both`);
    }
    const found = positive ?? negative;
    return found === null ? null : { value: found, isNot: positive === null };
  };
  const action = one('Action', 'NotAction');
  if (action === null) return refuse(builder, value, 'a statement needs `Action` or `NotAction`');
  const resource = one('Resource', 'NotResource');
  const principal = one('Principal', 'NotPrincipal');
  if (resource === null && principal === null) {
    return refuse(builder, value, 'a statement needs `Resource` or `NotResource`');
  }
  const sid = textOf(field(value, 'Sid'));
  const of = sid === null ? 'this statement' : `statement \`${shown(sid)}\``;
  const at = spanOf(value);

  const doubts: number[] = [];
  const condition = field(value, 'Condition');
  if (condition !== null && !isMap(condition)) refuse(builder, condition, '`Condition` must be a mapping');
  const asked = condition === null ? [] : entriesOf(condition);
  if (condition !== null && asked.length > 0) {
    const words = asked.flatMap((operator) =>
      entriesOf(operator.value).map(({ key }) => `${operator.key} ${key}`),
    );
    doubts.push(
      builder.doubt(
        spanOf(condition),
        `${of} applies only under a condition (${shown(words.join(', '))}), which depends on the request`,
      ),
    );
  }
  const actions = texts(builder, action.value, 'Action').flatMap(({ text: written, value: item }) => {
    const pattern = actionPattern(written);
    if (pattern !== null) return [pattern];
    return refuse(builder, item, `\`${shown(written)}\` is no action: \`service:Action\` or \`*\` is`) ?? [];
  });
  const patterns =
    resource === null
      ? []
      : texts(builder, resource.value, 'Resource').flatMap(({ text, value: item, at }) => {
          if (text !== '*' && !/^(?:arn:|[^:]*[*?$])/.test(text)) {
            return refuse(builder, item, `\`${shown(text)}\` is no ARN, and not \`*\``) ?? [];
          }
          const { pattern, variable } = resourcePattern(text, hasVariables);
          if (variable !== null) {
            doubts.push(
              builder.doubt(
                at,
                `${of} reaches resources by a variable (\`${shown(variable)}\`), which depends on the request`,
              ),
            );
          }
          return [pattern];
        });
  return {
    effect: effect === 'Allow' ? 'allow' : 'deny',
    actions: action.isNot ? { any: [everyAction], except: actions } : { any: actions, except: [] },
    resources:
      resource === null
        ? null
        : resource.isNot
          ? { any: [[anyNumber]], except: patterns }
          : { any: patterns, except: [] },
    principals: principal === null ? null : readPrincipals(builder, principal.value, principal.isNot),
    doubt: doubts[0] ?? null,
    at,
  };
}

const everyAction = glob('*.*');

/** `service:Action` as `service.Action`; null where it is no action. */
function actionPattern(text: string): Glob | null {
  if (text === '*') return everyAction;
  const [service = '', name = '', ...more] = text.split(':');
  return service === '' || name === '' || more.length > 0 ? null : glob(`${service}.${name}`);
}

/** What `${*}` and the like stand for, and where a variable is. */
function resourcePattern(
  text: string,
  hasVariables: boolean,
): { readonly pattern: Glob; readonly variable: string | null } {
  const whole = text.startsWith('arn:') && text.split(':').length < 6 ? `${text}:*` : text;
  if (!hasVariables) return { pattern: glob(whole), variable: null };
  let variable: string | null = null;
  const tokens: number[] = [];
  let at = 0;
  while (at < whole.length) {
    const open = whole.indexOf('${', at);
    const close = open < 0 ? -1 : whole.indexOf('}', open);
    for (const token of glob(whole.slice(at, close < 0 ? undefined : open))) tokens.push(token);
    if (close < 0) break;
    const inner = whole.slice(open + 2, close);
    at = close + 1;
    if (inner === '*' || inner === '?' || inner === '$') tokens.push(...literal(inner));
    else {
      variable ??= whole.slice(open, at);
      tokens.push(anyNumber);
    }
  }
  return { pattern: squeezed(tokens), variable };
}

const inner = new WeakMap<Glob, RegExp | null>();

/** A pattern with a `*` inside, of which none stands for a `:`; null where there is no such `*`. */
function withinParts(pattern: Glob): RegExp | null {
  const known = inner.get(pattern);
  if (known !== undefined) return known;
  const hasInner = pattern.lastIndexOf(anyNumber, -2) >= 0;
  const parts = pattern.map((token, at) => {
    if (token === anyNumber) return at === pattern.length - 1 ? '.*' : '[^:]*';
    return token < 0 ? '.' : `\\u{${token.toString(16)}}`;
  });
  const made = hasInner ? new RegExp(`^${parts.join('')}$`, 'su') : null;
  inner.set(pattern, made);
  return made;
}

/** Whether an area has a permission of its own also where no `*` inside an ARN stands for a `:`. */
export function isWithinParts({ objects: { any } }: Area, permission: string): boolean {
  if (any.every((pattern) => withinParts(pattern) === null)) return true;
  const object = permission.slice(0, permission.lastIndexOf(':'));
  return any.some((pattern) => withinParts(pattern)?.test(object) ?? matches(pattern, object));
}

/** Documents under `PolicyDocument`-like keys of a list of inline policies, with their names. */
export function inlinePolicies(
  builder: ImportBuilder,
  owner: Value,
  key: string,
): { readonly name: string; readonly value: Value; readonly document: Value }[] {
  return list(builder, owner, key).flatMap((policy) => {
    const name = text(builder, policy, ['PolicyName'], true);
    const document = field(policy, 'PolicyDocument');
    if (name === null || document === null || isList(document)) {
      return refuse(builder, policy, 'an inline policy needs `PolicyName` and `PolicyDocument`') ?? [];
    }
    return [{ name, value: policy, document }];
  });
}
