/** Generated applications, correct by construction. Spans are empty: use `withoutSpans` to compare. */

import fc from 'fast-check';
import type {
  ApplicationTree,
  Condition,
  Expression,
  Name,
  RelationOperator,
  Separation,
  Spec,
} from '../../src/application/tree.ts';
import type { SourceFile, Span } from '../../src/source/text.ts';

export function fileOf(text: string): SourceFile {
  return { path: 'test.app', text, sha256: '' };
}

const span: Span = { file: fileOf(''), start: 0, end: 0 };

/** Plain names, names that need quotes, and names that look like keywords in the wrong case. */
export const nameTexts = [
  'S1',
  'S2',
  '요청',
  '승인_2',
  'café',
  'ap-creator',
  'system:x',
  "o'clock",
  "'",
  'two words',
  '1st',
  'for',
  'SESSION',
  'IF',
  'Not',
  'sod',
  'For',
  'Between',
  'a//b',
] as const;

export const anyName: fc.Arbitrary<Name> = fc.constantFrom(...nameTexts).map((text) => ({ text, span }));
const time = fc.nat({ max: 30 });

const expressions = fc.letrec<{ expression: Expression }>((tie) => ({
  expression: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    time.map((value): Expression => ({ kind: 'number', value, span })),
    anyName.map((name): Expression => ({ kind: 'object', name, span })),
    fc
      .constantFrom('', 'open', 'a "b"', "it's", '//')
      .map((value): Expression => ({ kind: 'string', value, span })),
    fc.boolean().map((value): Expression => ({ kind: 'boolean', value, span })),
    tie('expression').map((operand): Expression => ({ kind: 'negate', operand, span })),
    fc
      .tuple(
        fc.constantFrom('+' as const, '-' as const, '*' as const, '/' as const),
        tie('expression'),
        tie('expression'),
      )
      .map(([operator, left, right]): Expression => ({ kind: 'arithmetic', operator, left, right, span })),
  ),
}));

const operators: readonly RelationOperator[] = ['=', '<>', '<', '<=', '>', '>='];

const conditions = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    expressions.expression.map((expression): Condition => ({ kind: 'truth', expression, span })),
    fc
      .tuple(fc.constantFrom(...operators), expressions.expression, expressions.expression)
      .map(([operator, left, right]): Condition => ({ kind: 'relation', operator, left, right, span })),
    fc
      .tuple(anyName, anyName, time)
      .map(([left, right, duration]): Condition => ({ kind: 'gap-holds', left, right, duration, span })),
    fc
      .tuple(anyName, time, time)
      .map(([session, from, to]): Condition => ({ kind: 'in-window', session, from, to, span })),
    fc
      .tuple(fc.constantFrom('and' as const, 'or' as const), tie('condition'), tie('condition'))
      .map(([kind, left, right]): Condition => ({ kind, left, right, span })),
    tie('condition').map((operand): Condition => ({ kind: 'not', operand, span })),
  ),
}));

export const anyCondition = conditions.condition;

/** Bodies over `names` with `condition` in their branches and loops; `endings` weighs `abort` and `skip`. */
export function anySpec(
  names: fc.Arbitrary<Name>,
  condition: fc.Arbitrary<Condition>,
  depth: { readonly depthSize: 'small' | 'medium'; readonly maxDepth?: number },
  endings = 1,
): fc.Arbitrary<Spec> {
  return fc.letrec<{ spec: Spec }>((tie) => ({
    spec: fc.oneof(
      { ...depth, withCrossShrink: true },
      { weight: 5, arbitrary: names.map((name): Spec => ({ kind: 'session', name, span })) },
      {
        weight: endings,
        arbitrary: fc.constantFrom('abort' as const, 'skip' as const).map((kind): Spec => ({ kind, span })),
      },
      {
        weight: 3,
        arbitrary: fc
          .array(tie('spec'), { minLength: 2, maxLength: 3 })
          .map((parts): Spec => ({ kind: 'sequence', parts, span })),
      },
      {
        weight: 2,
        arbitrary: fc
          .array(tie('spec'), { minLength: 2, maxLength: 3 })
          .map((parts): Spec => ({ kind: 'parallel', parts, span })),
      },
      {
        weight: 3,
        arbitrary: fc
          .tuple(condition, tie('spec'), fc.option(tie('spec')))
          .map(([test, then, otherwise]): Spec => ({ kind: 'if', condition: test, then, otherwise, span })),
      },
      {
        weight: 2,
        arbitrary: fc
          .tuple(condition, tie('spec'))
          .map(([test, body]): Spec => ({ kind: 'while', condition: test, body, span })),
      },
    ),
  })).spec;
}

const anySeparation: fc.Arbitrary<Separation> = fc.oneof(
  fc.tuple(anyName, anyName).map(([left, right]): Separation => ({ kind: 'exclusion', left, right, span })),
  fc
    .tuple(anyName, anyName, time)
    .map(([left, right, duration]): Separation => ({ kind: 'gap', left, right, duration, span })),
  fc
    .tuple(anyName, time, time)
    .map(([session, from, to]): Separation => ({ kind: 'window', session, from, to, span })),
);

/** Any tree that the grammar derives, whether or not it means anything. */
export const anyApplication: fc.Arbitrary<ApplicationTree> = fc.record({
  name: anyName,
  sessions: fc.array(
    fc.record({
      name: anyName,
      roles: fc.array(anyName, { minLength: 1, maxLength: 3 }),
      span: fc.constant(span),
    }),
    { minLength: 1, maxLength: 5 },
  ),
  initiator: fc.array(anyName, { maxLength: 2 }),
  separations: fc.array(anySeparation, { maxLength: 3 }),
  body: anySpec(anyName, anyCondition, { depthSize: 'medium' }),
  span: fc.constant(span),
});

/**
 * The tree as plain data without spans, and with `;`, `||`, `and`, `or` flat: equal exactly when two trees are equal
 * up to spans and associativity.
 */
export function withoutSpans(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutSpans);
  if (typeof node !== 'object' || node === null) return node;
  const plain = Object.fromEntries(
    Object.entries(node)
      .filter(([key]) => key !== 'span')
      .map(([key, value]) => [key, withoutSpans(value)]),
  );
  if (plain.kind === 'and' || plain.kind === 'or') {
    return {
      kind: plain.kind,
      operands: [plain.left, plain.right].flatMap((side) => flat(side, plain.kind, 'operands')),
    };
  }
  if (plain.kind === 'sequence' || plain.kind === 'parallel') {
    return {
      kind: plain.kind,
      parts: (plain.parts as unknown[]).flatMap((part) => flat(part, plain.kind, 'parts')),
    };
  }
  return plain;
}

function flat(node: unknown, kind: unknown, list: string): readonly unknown[] {
  const candidate = node as Record<string, unknown>;
  return candidate.kind === kind ? (candidate[list] as readonly unknown[]) : [node];
}
