/**
 * Cedar's own engine, loaded when it is needed. It defines what a policy says, so conditions are decided by it alone.
 *
 * What it answers is checked as far as it is used. It is compiled code that may give up on hostile text: that is a
 * failure like any other.
 */

import { createRequire } from 'node:module';

export interface Failure {
  readonly kind: 'failed';
  readonly message: string;
  /** Offsets in UTF-8 bytes of the text that was read, where the engine says them. */
  readonly start: number | null;
  readonly end: number | null;
}

export type Answer<T> = { readonly kind: 'ok'; readonly value: T } | Failure;

/** An entity as Cedar's JSON has it. */
export interface Uid {
  readonly type: string;
  readonly id: string;
}

export interface Request {
  readonly principal: Uid;
  readonly action: Uid;
  readonly resource: Uid;
  readonly context: unknown;
  readonly entities: readonly unknown[];
}

type Raw = Record<string, (argument: unknown, more?: unknown) => unknown>;

const load = (): Raw => createRequire(import.meta.url)('@cedar-policy/cedar-wasm/nodejs') as Raw;

export function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;
}

function ask(call: (engine: Raw) => unknown): Answer<unknown> {
  try {
    const answer = call(load());
    if (property(answer, 'type') !== 'failure') return { kind: 'ok', value: answer };
    const errors = property(answer, 'errors');
    const error: unknown = Array.isArray(errors) ? errors[0] : property(answer, 'error');
    const locations = property(error, 'sourceLocations');
    const place: unknown = Array.isArray(locations) ? locations[0] : undefined;
    const [start, end] = [property(place, 'start'), property(place, 'end')];
    return {
      kind: 'failed',
      message: String(property(error, 'message') ?? error).replace(/^failed to parse .*? from string: /, ''),
      start: typeof start === 'number' ? start : null,
      end: typeof end === 'number' ? end : null,
    };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { kind: 'failed', message: `the engine gave up: ${message}`, start: null, end: null };
  }
}

function asked(answer: Answer<unknown>, key: string): Answer<unknown> {
  return answer.kind === 'failed' ? answer : { kind: 'ok', value: property(answer.value, key) };
}

export const policyJson = (text: string): Answer<unknown> =>
  asked(
    ask((engine) => engine.policyToJson!(text)),
    'json',
  );

export const templateJson = (text: string): Answer<unknown> =>
  asked(
    ask((engine) => engine.templateToJson!(text)),
    'json',
  );

/** The schema with all names resolved, from text or from JSON. */
export function schemaJson(schema: unknown): Answer<unknown> {
  const text = typeof schema === 'string' ? schema : null;
  const written =
    text ??
    asked(
      ask((engine) => engine.schemaToText!(schema)),
      'text',
    );
  if (typeof written !== 'string' && written.kind === 'failed') return written;
  const plain = typeof written === 'string' ? written : String(written.value);
  return asked(
    ask((engine) => engine.schemaToJsonWithResolvedTypes!(plain)),
    'json',
  );
}

export function checkEntities(entities: readonly unknown[], schema: unknown): Failure | null {
  const answer = ask((engine) =>
    engine.checkParseEntities!(schema === null ? { entities } : { entities, schema }),
  );
  return answer.kind === 'failed' ? answer : null;
}

export type PolicyTexts = Readonly<Record<string, unknown>>;

/** Keeps the policies under a name, so that they are read once. */
export function keepPolicies(name: string, staticPolicies: PolicyTexts): Failure | null {
  const policies = { staticPolicies, templates: {}, templateLinks: [] };
  const answer = ask((engine) => engine.preparsePolicySet!(name, policies));
  return answer.kind === 'failed' ? answer : null;
}

export interface Decision {
  readonly allowed: boolean;
  /** Whether a policy says so: a permit that allows, a forbid that denies. */
  readonly because: readonly string[];
}

export function decide(keptPolicies: string, request: Request): Answer<Decision> {
  const answer = asked(
    ask((engine) =>
      engine.statefulIsAuthorized!({
        ...request,
        preparsedPolicySetId: keptPolicies,
        validateRequest: false,
      }),
    ),
    'response',
  );
  if (answer.kind === 'failed') return answer;
  const reasons = property(property(answer.value, 'diagnostics'), 'reason');
  return {
    kind: 'ok',
    value: {
      allowed: property(answer.value, 'decision') === 'allow',
      because: Array.isArray(reasons) ? reasons.map(String) : [],
    },
  };
}

/** Which of `policies` may apply where the context has unknown values of `attributes`; null: the engine does not say. */
export function mayApply(
  policies: PolicyTexts,
  request: Omit<Request, 'context'>,
  attributes: Iterable<string>,
): ReadonlySet<string> | null {
  const context = Object.fromEntries(
    [...attributes].map((name) => [name, { __extn: { fn: 'unknown', arg: name } }]),
  );
  const answer = asked(
    ask((engine) =>
      engine.isAuthorizedPartial!({
        ...request,
        context,
        policies: { staticPolicies: policies, templates: {}, templateLinks: [] },
        validateRequest: false,
      }),
    ),
    'response',
  );
  if (answer.kind === 'failed') return null;
  const list = (key: string): readonly unknown[] | null => {
    const value = property(answer.value, key);
    return Array.isArray(value) ? value : null;
  };
  const [satisfied, open] = [list('satisfied'), list('nontrivialResiduals')];
  return satisfied === null || open === null ? null : new Set([...satisfied, ...open].map(String));
}
