/** The body of an application (FORMAL.md D.2: `spec`, `par`, `unit`, `if`, `while`). */

import type { Cursor } from './cursor.ts';
import { canStart, isSection, type TokenKind } from './grammar.ts';
import { readCondition } from './parse-condition.ts';
import { clip, type Token } from './tokens.ts';
import type { Condition, Spec } from './tree.ts';

const aUnit = 'a session, `abort`, `skip`, `if`, `while` or `(`';
const startsUnit = (kind: TokenKind): boolean => canStart('unit', kind);

/**
 * Reads parts in sequence until the text ends, a section begins, or (inside parentheses) until `)` or a word that
 * belongs to an enclosing `if` or `while`. Whatever else stands between the parts is reported and left out.
 */
export function readSequence(cursor: Cursor, open: Token | null): Spec {
  const first = readParallel(cursor);
  const parts = [first];
  const inside = open !== null;
  for (;;) {
    const token = cursor.peek();
    if (token.kind === ';') {
      cursor.take();
      const next = cursor.peek().kind;
      if (!startsUnit(next) && (next === 'end' || next === ')')) {
        cursor.expected(aUnit, { hint: '`;` stands between sessions: remove the last one' });
        continue;
      }
      parts.push(readParallel(cursor));
    } else if (token.kind === 'end' || isSection(token.kind)) {
      break;
    } else if (inside && [')', 'then', 'else', 'do'].includes(token.kind)) {
      break;
    } else if (startsUnit(token.kind)) {
      if (!token.afterError) {
        cursor.error(
          'missing-operator',
          `\`;\` or \`||\` is missing before \`${clip(token.text)}\``,
          cursor.spanOf(token),
          {
            hint: '`;` for one after the other, `||` for both in any order',
          },
        );
      }
      parts.push(readParallel(cursor));
    } else {
      skipStrange(cursor, token);
      // After a separator in disguise, or an `else` without its `if`, the next part follows.
      if (startsUnit(cursor.peek().kind)) parts.push(readParallel(cursor));
    }
  }
  return parts.length === 1 ? first : { kind: 'sequence', parts, span: cursor.spanFrom(first.span.start) };
}

/** Reports and takes a token with which nothing in a sequence begins or goes on. */
function skipStrange(cursor: Cursor, token: Token): void {
  const span = cursor.spanOf(token);
  switch (token.kind) {
    case ')':
      cursor.error('unbalanced-parenthesis', 'this `)` closes nothing', span, { hint: 'remove it' });
      break;
    case 'else':
      cursor.error('unexpected-token', 'this `else` has no `if`', span, {
        hint: 'a branch is one unit: write `if … then (S1; S2) else S3`',
      });
      break;
    case ',':
    case '/':
      cursor.expected('`;` or `||`', { hint: 'sessions one after the other are separated by `;`' });
      break;
    default:
      cursor.expected('`;`, `||` or the end of the body');
      cursor.skipTo((kind) => kind === ';' || kind === '||' || kind === ')' || startsUnit(kind));
      if (cursor.peek() !== token) return;
  }
  cursor.take();
}

function readParallel(cursor: Cursor): Spec {
  const first = readUnit(cursor);
  const parts = [first];
  while (cursor.accept('||') !== null) parts.push(readUnit(cursor));
  return parts.length === 1 ? first : { kind: 'parallel', parts, span: cursor.spanFrom(first.span.start) };
}

function readUnit(cursor: Cursor): Spec {
  const token = cursor.peek();
  const missing = (): Spec => ({ kind: 'skip', span: cursor.here() });
  if (opens(cursor, 'if')) return cursor.deeper(() => readIf(cursor), missing);
  if (opens(cursor, 'while')) return cursor.deeper(() => readWhile(cursor), missing);
  switch (token.kind) {
    case 'abort':
    case 'skip':
      cursor.take();
      return { kind: token.kind, span: cursor.spanOf(token) };
    case '(':
      return cursor.deeper(() => {
        cursor.take();
        const inner = readSequence(cursor, token);
        if (cursor.accept(')') === null) unclosed(cursor, token);
        return inner;
      }, missing);
    case 'name': {
      const name = cursor.name('a session');
      return name === null ? missing() : { kind: 'session', name, span: name.span };
    }
    default:
      cursor.expected(aUnit);
      return missing();
  }
}

/** `if` or `while`, also in the wrong case where a condition follows and so no session can be meant. */
function opens(cursor: Cursor, word: 'if' | 'while'): boolean {
  return cursor.at(word) || (cursor.atWord(word) && canStart('cond', cursor.peek(1).kind));
}

function unclosed(cursor: Cursor, open: Token): void {
  cursor.error('unbalanced-parenthesis', 'this `(` is not closed', cursor.spanOf(open), {
    hint: 'close it with `)`',
    related: { message: '`)` is missing here at the latest', span: cursor.here() },
  });
}

function readIf(cursor: Cursor): Spec {
  const { start } = cursor.peek();
  cursor.acceptWord('if');
  const condition = readCondition(cursor);
  if (cursor.acceptWord('then') === null) {
    cursor.expected('`then`');
    recoverBranch(cursor, 'then');
  }
  const then = readUnit(cursor);
  const otherwise = cursor.acceptWord('else') === null ? null : readUnit(cursor);
  return { kind: 'if', condition, then, otherwise, span: cursor.spanFrom(start) };
}

function readWhile(cursor: Cursor): Spec {
  const { start } = cursor.peek();
  cursor.acceptWord('while');
  const open = cursor.accept('(');
  if (open === null) cursor.expected('`(`', { hint: 'the condition of `while` stands in parentheses' });
  const condition: Condition = readCondition(cursor);
  if (open !== null && cursor.accept(')') === null) unclosed(cursor, open);
  if (cursor.acceptWord('do') === null) {
    cursor.expected('`do`', { hint: 'the whole condition of `while` stands in parentheses' });
    recoverBranch(cursor, 'do');
  }
  return { kind: 'while', condition, body: readUnit(cursor), span: cursor.spanFrom(start) };
}

/** After a condition that could not be read to its end: goes on at `word`, or at what ends the unit. */
function recoverBranch(cursor: Cursor, word: 'then' | 'do'): void {
  if (startsUnit(cursor.peek().kind)) return;
  cursor.skipTo((kind) => kind === word || kind === 'else' || kind === ';' || kind === '||');
  cursor.accept(word);
}
