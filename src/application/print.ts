/**
 * Trees to canonical text: the fewest parentheses and quotes that read back as the same tree, up to the
 * associativity of `;`, `||`, `and`, `or` (which FORMAL.md gives no meaning). Comments are not part of the tree.
 *
 * Expects what the parser makes: names and strings without control characters, whole numbers from 0.
 */

import { quoteString, writeName } from './tokens.ts';
import type { ApplicationTree, Condition, Expression, Name, Separation, Spec } from './tree.ts';

const widestLine = 100;

/** The whole application, ending with a line break. Printing what was read from it gives the same text. */
export function printApplication(tree: ApplicationTree): string {
  const sections = [`APPLICATION ${writeName(tree.name.text)}`];
  const sessions = tree.sessions.map(({ name, roles }) => `(${names([name, ...roles])})`);
  sections.push(printList('SESSION', sessions));
  if (tree.initiator.length > 0) sections.push(printList('INITIATOR', tree.initiator.map(printName)));
  if (tree.separations.length > 0) sections.push(printList('SOD', tree.separations.map(printSeparation)));
  return `${sections.join('\n')}\n\n${printBody(tree.body)}\n`;
}

function printList(word: string, elements: readonly string[]): string {
  const line = `${word} ${elements.join(', ')}`;
  return line.length <= widestLine ? line : `${word}\n  ${elements.join(',\n  ')}`;
}

function printBody(body: Spec): string {
  const parts = inSequence(body).map(printParallel);
  const line = parts.join('; ');
  return line.length <= widestLine ? line : parts.join(';\n');
}

/** A part of the body as it stands in a sequence. */
export function printSpec(spec: Spec): string {
  return inSequence(spec).map(printParallel).join('; ');
}

export function printSeparation(separation: Separation): string {
  switch (separation.kind) {
    case 'exclusion':
      return printPair(separation.left, separation.right);
    case 'gap':
      return `${printPair(separation.left, separation.right)} for ${separation.duration}`;
    case 'window':
      return printWindow(separation.session, separation.from, separation.to);
  }
}

const printName = (name: Name): string => writeName(name.text);
const names = (list: readonly Name[]): string => list.map(printName).join(', ');
const printPair = (left: Name, right: Name): string => `(${names([left, right])})`;
const printWindow = (session: Name, from: number, to: number): string =>
  `${printName(session)} between [${from}, ${to}]`;

/** What stands between the `;` of `spec`; nothing at all is `skip`. */
function inSequence(spec: Spec): readonly Spec[] {
  return spec.kind === 'sequence' ? parts(spec, inSequence) : [spec];
}

function inParallel(spec: Spec): readonly Spec[] {
  return spec.kind === 'parallel' ? parts(spec, inParallel) : [spec];
}

function parts(
  spec: Extract<Spec, { readonly parts: unknown }>,
  flat: (spec: Spec) => readonly Spec[],
): readonly Spec[] {
  return spec.parts.length === 0 ? [{ kind: 'skip', span: spec.span }] : spec.parts.flatMap(flat);
}

function printParallel(spec: Spec): string {
  return inParallel(spec).map(printUnit).join(' || ');
}

/** A list of one part is that part: then no parentheses are needed. */
function only(spec: Spec): Spec {
  if (spec.kind !== 'sequence' && spec.kind !== 'parallel') return spec;
  const flat = spec.kind === 'sequence' ? inSequence(spec) : inParallel(spec);
  return flat.length === 1 ? only(flat[0]!) : spec;
}

function printUnit(spec: Spec): string {
  const unit = only(spec);
  switch (unit.kind) {
    case 'session':
      return printName(unit.name);
    case 'abort':
    case 'skip':
      return unit.kind;
    case 'sequence':
    case 'parallel':
      return `(${printSpec(unit)})`;
    case 'while':
      return `while (${printCondition(unit.condition)}) do ${printUnit(unit.body)}`;
    case 'if': {
      const head = `if ${printCondition(unit.condition)} then `;
      if (unit.otherwise === null) return head + printUnit(unit.then);
      // `else` belongs to the nearest `if`: one that could take it must be closed off.
      const then = takesElse(unit.then) ? `(${printUnit(unit.then)})` : printUnit(unit.then);
      return `${head}${then} else ${printUnit(unit.otherwise)}`;
    }
  }
}

/** Whether an `else` directly after `spec` would be read as part of it. */
function takesElse(spec: Spec): boolean {
  const unit = only(spec);
  switch (unit.kind) {
    case 'if':
      return unit.otherwise === null || takesElse(unit.otherwise);
    case 'while':
      return takesElse(unit.body);
    default:
      return false;
  }
}

/** Binding strength; a weaker operand of a stronger operator needs parentheses. */
const strength = {
  or: 1,
  and: 2,
  not: 3,
  relation: 4,
  '+': 5,
  '-': 5,
  '*': 6,
  '/': 6,
  negate: 7,
  atom: 8,
} as const;

const enclose = (text: string, own: number, needed: number): string => (own < needed ? `(${text})` : text);

export function printCondition(condition: Condition, needed = 0): string {
  switch (condition.kind) {
    case 'or':
    case 'and': {
      const own = strength[condition.kind];
      const left = printCondition(condition.left, own);
      const right = printCondition(condition.right, own);
      return enclose(`${left} ${condition.kind} ${right}`, own, needed);
    }
    case 'not':
      return `not ${printCondition(condition.operand, strength.not)}`;
    case 'relation': {
      const left = printExpression(condition.left, strength.relation);
      return `${left} ${condition.operator} ${printExpression(condition.right, strength.relation)}`;
    }
    case 'truth':
      return printExpression(condition.expression);
    case 'gap-holds':
      return `${printPair(condition.left, condition.right)} for ${condition.duration}`;
    case 'in-window':
      return printWindow(condition.session, condition.from, condition.to);
  }
}

export function printExpression(expression: Expression, needed = 0): string {
  switch (expression.kind) {
    case 'number':
      return `${expression.value}`;
    case 'string':
      return quoteString(expression.value);
    case 'boolean':
      return `${expression.value}`;
    case 'object':
      return printName(expression.name);
    case 'negate': {
      const operand = printExpression(expression.operand, strength.negate);
      return expression.operand.kind === 'negate' ? `- ${operand}` : `-${operand}`;
    }
    case 'arithmetic': {
      const own = strength[expression.operator];
      // To the right the same strength needs parentheses: `a - (b + c)`.
      const left = printExpression(expression.left, own);
      const right = printExpression(expression.right, own + 1);
      return enclose(`${left} ${expression.operator} ${right}`, own, needed);
    }
  }
}
