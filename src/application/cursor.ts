/**
 * A place in the tokens, and what is said about the text: the ground that the parser's parts stand on.
 *
 * One mistake costs one message: a token is complained about once, and not at all when something unreadable stands
 * before it. After a problem the parser goes on from a token that its caller can use.
 */

import type { SourceFile, Span } from '../source/text.ts';
import type { ApplicationCode, ApplicationDiagnostic } from './codes.ts';
import { isKeyword, isSection, type Keyword, type TokenKind } from './grammar.ts';
import { clip, quoteName, type Token, tokenise } from './tokens.ts';
import type { Name } from './tree.ts';

/** More errors than this are counted, not shown. */
export const shownProblems = 100;
/** Parentheses, branches, loops and signs inside one another. */
export const deepestNesting = 200;
/** Operators in one condition: with `deepestNesting` this bounds the height of every tree. */
export const longestCondition = 1000;

export interface Details {
  readonly hint?: string | undefined;
  readonly related?: { readonly message: string; readonly span: Span };
}

export interface Cursor {
  readonly file: SourceFile;
  /** The token `ahead` of the current one; `end` for ever after the last. */
  peek(ahead?: number): Token;
  /** Whether the coming tokens are of these kinds. */
  at(...kinds: readonly TokenKind[]): boolean;
  take(): Token;
  /** Takes the current token if it is of this kind. */
  accept(kind: TokenKind): Token | null;
  /** As `accept`; also takes a keyword in the wrong case, with an error. For places where no name can stand. */
  acceptWord(word: Keyword): Token | null;
  atWord(word: Keyword): boolean;
  /** Says that `what` was expected at the current token, and what stands there instead. */
  expected(what: string, details?: Details): void;
  /** An error about `span`. */
  error(code: ApplicationCode, message: string, span: Span, details?: Details): void;
  warn(code: ApplicationCode, message: string, span: Span, hint: string): void;
  /** A name that is not part of an expression; null (and an error) where there is none. */
  name(what: string): Name | null;
  /** Skips to a token for which `stop` holds, or a section, or the end. */
  skipTo(stop: (kind: TokenKind) => boolean): void;
  /** From the first character of `start` to the last one taken. */
  spanFrom(start: number): Span;
  spanOf(token: Token): Span;
  /** An empty place at the current token, for what is missing. */
  here(): Span;
  /** Runs `body` one level deeper; beyond the bound reports, gives up reading, and returns `instead`. */
  deeper<T>(body: () => T, instead: () => T): T;
  /** Counts one operator of the current condition; false when there are too many and reading was given up. */
  countOperator(token: Token): boolean;
  startCondition(): void;
  /** All that was said, in the order of the text. */
  problems(): readonly ApplicationDiagnostic[];
}

const gluedName = /[^\s,;()[\]'"‘’“”<>=+*|‖]+/uy;

/** A cursor before the first token of `file`. */
export function openCursor(file: SourceFile): Cursor {
  const { tokens, problems: unreadable } = tokenise(file);
  const problems: ApplicationDiagnostic[] = [...unreadable];
  const last = tokens.length - 1;
  let index = 0;
  let complainedAt = -1;
  let depth = 0;
  let operators = 0;
  let gaveUp = false;

  const peek = (ahead = 0): Token => tokens[Math.min(index + ahead, last)]!;
  const at = (...kinds: readonly TokenKind[]): boolean =>
    kinds.every((kind, ahead) => peek(ahead).kind === kind);
  const take = (): Token => {
    const token = peek();
    if (index < last) index += 1;
    return token;
  };
  const accept = (kind: TokenKind): Token | null => (peek().kind === kind ? take() : null);
  const spanOf = (token: Token): Span => ({ file, start: token.start, end: token.end });
  const source = (token: Token): string => clip(file.text.slice(token.start, token.end));
  const giveUp = (): void => {
    index = last;
    gaveUp = true;
  };

  const error = (code: ApplicationCode, message: string, span: Span, details: Details = {}): void => {
    if (gaveUp) return;
    problems.push({
      code,
      severity: 'error',
      message,
      span,
      ...(details.hint === undefined ? {} : { hint: details.hint }),
      ...(details.related === undefined ? {} : { related: [details.related] }),
    });
  };

  const expected = (what: string, details: Details = {}): void => {
    const token = peek();
    if (complainedAt === index || token.afterError) return;
    complainedAt = index;
    const before = index > 0 ? ` after \`${source(tokens[index - 1]!)}\`` : '';
    const found = token.kind === 'end' ? 'the end of the file' : `\`${source(token)}\``;
    error('unexpected-token', `expected ${what}${before}, found ${found}`, spanOf(token), details);
  };

  const atWord = (word: Keyword): boolean => {
    const token = peek();
    if (token.kind === word) return true;
    const spelling = isSection(word) ? token.text.toUpperCase() : token.text.toLowerCase();
    return token.kind === 'name' && !token.quoted && spelling === word;
  };

  const acceptWord = (word: Keyword): Token | null => {
    if (!atWord(word)) return null;
    const token = take();
    if (token.kind !== word) {
      const style = isSection(word) ? 'upper-case' : 'lower-case';
      error('keyword-case', `the keyword \`${word}\` is written in ${style}`, spanOf(token), {
        hint: `write \`${word}\``,
      });
    }
    return token;
  };

  const name = (what: string): Name | null => {
    const token = peek();
    if (token.kind === 'name') {
      take();
      const next = peek();
      // `ap-creator` is three tokens, because `-` is an operator; here there are no operators.
      if (next.kind === '-' && next.start === token.end && !token.quoted) {
        gluedName.lastIndex = token.start;
        const glued = gluedName.exec(file.text)?.[0] ?? token.text;
        while (peek().start < token.start + glued.length && peek().kind !== 'end') take();
        const span = { file, start: token.start, end: token.start + glued.length };
        error(
          'malformed-name',
          `\`${clip(glued)}\` has characters that a name outside quotes cannot have`,
          span,
          {
            hint: `write \`${quoteName(clip(glued))}\``,
          },
        );
        return { text: glued.normalize('NFC'), span };
      }
      return { text: token.text, span: spanOf(token) };
    }
    const follower = peek(1).kind;
    if (isKeyword(token.kind) && (follower === ',' || follower === ')' || follower === 'SESSION')) {
      take();
      error('reserved-word', `\`${token.text}\` is a keyword and cannot be ${what}`, spanOf(token), {
        hint: `to use it as a name, write \`${quoteName(clip(token.text))}\``,
      });
      return { text: token.text, span: spanOf(token) };
    }
    if (token.kind === 'string') {
      expected(what, { hint: `names stand in single quotes: \`${quoteName(clip(token.text))}\`` });
      take();
      return { text: token.text.normalize('NFC'), span: spanOf(token) };
    }
    expected(what);
    return null;
  };

  return {
    file,
    peek,
    at,
    take,
    accept,
    acceptWord,
    atWord,
    expected,
    error,
    name,
    spanOf,
    warn: (code, message, span, hint) => {
      problems.push({ code, severity: 'warning', message, span, hint });
    },
    skipTo: (stop) => {
      while (peek().kind !== 'end' && !isSection(peek().kind) && !stop(peek().kind)) take();
    },
    spanFrom: (start) => ({ file, start, end: Math.max(start, index > 0 ? tokens[index - 1]!.end : 0) }),
    here: () => ({ file, start: peek().start, end: peek().start }),
    deeper: (body, instead) => {
      if (depth >= deepestNesting) {
        error(
          'nesting-too-deep',
          `nested more than ${deepestNesting} deep; the rest of the file was not read`,
          spanOf(peek()),
          {
            hint: 'split the application, or remove parentheses that are not needed',
          },
        );
        giveUp();
        return instead();
      }
      depth += 1;
      const result = body();
      depth -= 1;
      return result;
    },
    countOperator: (token) => {
      operators += 1;
      if (operators <= longestCondition) return true;
      error(
        'condition-too-long',
        `this condition has more than ${longestCondition} operators; the rest of the file was not read`,
        spanOf(token),
        { hint: 'decide the condition in a session and test one object' },
      );
      giveUp();
      return false;
    },
    startCondition: () => {
      operators = 0;
    },
    problems: () => {
      const sorted = problems.toSorted((a, b) => (a.span?.start ?? 0) - (b.span?.start ?? 0));
      const errors = sorted.filter((problem) => problem.severity === 'error');
      const next = errors[shownProblems];
      if (next === undefined) return sorted;
      const rest: ApplicationDiagnostic = {
        code: 'too-many-errors',
        severity: 'error',
        message: `${errors.length - shownProblems} further errors are not shown`,
        ...(next.span === undefined ? {} : { span: next.span }),
        hint: 'is this an application file?',
      };
      return [...errors.slice(0, shownProblems), rest];
    },
  };
}
