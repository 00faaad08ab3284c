/**
 * Text to tokens.
 *
 * Decisions that FORMAL.md D.2 leaves open:
 * - comments are `// to the end of the line` and slash-star … star-slash, not nested (`--` would change `a--b`);
 * - in a quoted name `''` stands for one quote, in a string `""` for one double quote. There is no backslash, so
 *   that `DOMAIN\clerk` is written as it is. Both end on the line on which they begin;
 * - `‖` is `||`. Look-alikes from other languages and input methods (`；`, `==`, `≠`, `&&`) are errors that say what
 *   to write, and are read as what was meant, so that one of them costs one error.
 *
 * Names are normalised to NFC here, once. Combining marks may follow the first letter of an identifier, so that a
 * decomposed name is the same name.
 */

import type { SourceFile } from '../source/text.ts';
import type { ApplicationCode, ApplicationDiagnostic } from './codes.ts';
import { keyword, type TokenKind } from './grammar.ts';

export interface Token {
  readonly kind: TokenKind;
  /** Name (NFC) or string without quotes; otherwise as written. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Quoted names are never taken for misspelt keywords. */
  readonly quoted: boolean;
  /** Something unreadable stands directly before: a second complaint about this token would repeat the first. */
  readonly afterError: boolean;
}

export interface Tokens {
  /** At least one; the last, and only the last, is `end`. */
  readonly tokens: readonly Token[];
  readonly problems: readonly ApplicationDiagnostic[];
}

/** Applications are written by hand; more text than this (in UTF-16 units) is a mistake. */
export const longestText = 1 << 18;

const space = /[\s\uFEFF]+/uy;
const lineComment = /\/\/[^\n\r]*/uy;
const identifier = /\p{L}[\p{L}\p{M}\p{Nd}_]*/uy;
const restOfName = /[^\s,;()[\]'"<>=+*|‖；，、（）]*/uy;
const digits = /[0-9]+/uy;
const digitsTail = /\.[0-9]+|[\p{L}_][\p{L}\p{M}\p{Nd}_]*/uy;
const quotedName = /'([^'\n\r]*(?:''[^'\n\r]*)*)'/uy;
const quotedString = /"([^"\n\r]*(?:""[^"\n\r]*)*)"/uy;
const curlyName = /[‘’]([^‘’'\n\r]*)[‘’']/uy;
const curlyString = /[“”]([^“”"\n\r]*)[“”"]/uy;
const openedText = /['"‘’“”][^,;()\n\r]*/uy;
const mark = /\|\||‖|<>|<=|>=|[,;()[\]=<>+\-*/]/uy;
const lookAlike = /==|!=|=<|=>|&&|[；，、（）［］＝＜＞＋－−–×÷∥｜|≠≤≥&∧∨!¬{}]/uy;
const unreadable = /[^\s\p{L}0-9,;()[\]'"‘’“”=<>+\-*/|‖；，、（）]+/uy;
/** Control characters, and the direction overrides that can make a name look like another. */
const invisible = /[\p{Cc}\u202A-\u202E\u2066-\u2069]/u;

const meant: Readonly<Record<string, TokenKind>> = {
  '；': ';',
  '，': ',',
  '、': ',',
  '（': '(',
  '）': ')',
  '{': '(',
  '}': ')',
  '［': '[',
  '］': ']',
  '＝': '=',
  '==': '=',
  '＜': '<',
  '＞': '>',
  '!=': '<>',
  '≠': '<>',
  '=<': '<=',
  '≤': '<=',
  '=>': '>=',
  '≥': '>=',
  '＋': '+',
  '－': '-',
  '−': '-',
  '–': '-',
  '×': '*',
  '÷': '/',
  '∥': '||',
  '｜': '||',
  '|': '||',
  '&': 'and',
  '&&': 'and',
  '∧': 'and',
  '∨': 'or',
  '!': 'not',
  '¬': 'not',
};

/** Splits `file.text`. Never throws; linear in the length of the text, which is bounded by `longestText`. */
export function tokenise(file: SourceFile): Tokens {
  const { text } = file;
  const tokens: Token[] = [];
  const problems: ApplicationDiagnostic[] = [];
  let at = 0;
  let afterError = false;

  const matchAt = (pattern: RegExp, from: number): RegExpExecArray | null => {
    pattern.lastIndex = from;
    return pattern.exec(text);
  };
  const complain = (
    code: ApplicationCode,
    start: number,
    end: number,
    message: string,
    hint: string,
  ): void => {
    problems.push({ code, severity: 'error', message, span: { file, start, end }, hint });
  };
  const emit = (kind: TokenKind, length: number, value: string, quoted: boolean): void => {
    tokens.push({ kind, text: value, start: at, end: at + length, quoted, afterError });
    at += length;
    afterError = false;
  };

  const readQuoted = (length: number, value: string, kind: 'name' | 'string'): void => {
    const what = kind === 'name' ? 'name' : 'string';
    if (kind === 'name' && value === '') {
      complain(
        'empty-name',
        at,
        at + length,
        'a name has at least one character',
        'write the name between the quotes',
      );
    } else if (invisible.test(value)) {
      complain(
        'unexpected-character',
        at,
        at + length,
        `a ${what} has no control characters`,
        'remove the invisible character',
      );
    }
    emit(kind, length, kind === 'name' ? value.normalize('NFC') : value, true);
  };

  if (text.length > longestText) {
    complain(
      'file-too-large',
      0,
      0,
      `the file has ${text.length} characters; an application has at most ${longestText}`,
      'split the application, or check that this is the right file',
    );
    return {
      tokens: [{ kind: 'end', text: '', start: 0, end: 0, quoted: false, afterError: true }],
      problems,
    };
  }

  while (at < text.length) {
    const blank = matchAt(space, at) ?? matchAt(lineComment, at);
    if (blank !== null) {
      at += blank[0].length;
      continue;
    }
    if (text.startsWith('/*', at)) {
      const close = text.indexOf('*/', at + 2);
      if (close < 0) {
        complain('unterminated-comment', at, at + 2, 'this comment is not closed', 'close it with `*/`');
        at = text.length;
        afterError = true;
      } else {
        at = close + 2;
      }
      continue;
    }

    const word = matchAt(identifier, at)?.[0];
    if (word !== undefined) {
      const next = at + word.length;
      const strange =
        next < text.length &&
        matchAt(lookAlike, next) === null &&
        !/[\s,;()[\]'"‘’“”<>=+\-*/|‖]/u.test(text[next]!)
          ? word + (matchAt(restOfName, next)?.[0] ?? '')
          : word;
      if (strange !== word) {
        complain(
          'malformed-name',
          at,
          at + strange.length,
          `\`${clip(strange)}\` has characters that a name outside quotes cannot have`,
          `write \`${quoteName(clip(strange))}\``,
        );
      }
      const name = strange.normalize('NFC');
      const reserved = strange === word ? keyword(word) : null;
      emit(reserved ?? 'name', strange.length, name, strange !== word);
      continue;
    }

    const number = matchAt(digits, at)?.[0];
    if (number !== undefined) {
      const tail = matchAt(digitsTail, at + number.length)?.[0] ?? '';
      const whole = number + tail;
      if (tail.startsWith('.')) {
        complain(
          'malformed-number',
          at,
          at + whole.length,
          `\`${clip(whole)}\` is not a whole number`,
          'values and times are whole numbers',
        );
      } else if (tail !== '') {
        complain(
          'malformed-number',
          at,
          at + whole.length,
          `\`${clip(whole)}\` is neither a number nor a name`,
          `a name that begins with a digit is written in single quotes: \`${quoteName(clip(whole))}\``,
        );
      } else if (!Number.isSafeInteger(Number(number))) {
        complain(
          'number-too-large',
          at,
          at + number.length,
          'this number is too large to be exact',
          `the largest number is ${Number.MAX_SAFE_INTEGER}`,
        );
      }
      const isName = tail !== '' && !tail.startsWith('.');
      emit(isName ? 'name' : 'number', whole.length, isName ? whole.normalize('NFC') : number, isName);
      continue;
    }

    const name = matchAt(quotedName, at);
    if (name !== null) {
      readQuoted(name[0].length, name[1]!.replaceAll("''", "'"), 'name');
      continue;
    }
    const string = matchAt(quotedString, at);
    if (string !== null) {
      readQuoted(string[0].length, string[1]!.replaceAll('""', '"'), 'string');
      continue;
    }
    const curly = matchAt(curlyName, at) ?? matchAt(curlyString, at);
    if (curly !== null) {
      const isName = curly[0].startsWith('‘') || curly[0].startsWith('’');
      complain(
        'unexpected-character',
        at,
        at + curly[0].length,
        'names and strings stand between straight quotes',
        `write \`${isName ? quoteName(clip(curly[1]!)) : quoteString(clip(curly[1]!))}\``,
      );
      emit(
        isName ? 'name' : 'string',
        curly[0].length,
        isName ? curly[1]!.normalize('NFC') : curly[1]!,
        true,
      );
      continue;
    }
    const opened = matchAt(openedText, at)?.[0];
    if (opened !== undefined) {
      const isName = /['‘’]/u.test(opened[0]!);
      const code = isName ? 'unterminated-name' : 'unterminated-string';
      const message = `this ${isName ? 'name' : 'string'} is not closed on its line`;
      complain(code, at, at + 1, message, `close it with \`${isName ? "'" : '"'}\``);
      const value = opened.slice(1).trimEnd();
      emit(isName ? 'name' : 'string', 1 + value.length, value.normalize('NFC'), true);
      continue;
    }

    const lookalike = matchAt(lookAlike, at)?.[0];
    const exact = matchAt(mark, at)?.[0];
    // `||` is a mark and `|` a look-alike; `==` is a look-alike and `=` a mark: the longer one is meant.
    if (exact !== undefined && exact.length >= (lookalike?.length ?? 0)) {
      emit(exact === '‖' ? '||' : (exact as TokenKind), exact.length, exact, false);
      continue;
    }
    const instead = lookalike === undefined ? undefined : meant[lookalike];
    if (lookalike !== undefined && instead !== undefined) {
      complain(
        'unexpected-character',
        at,
        at + lookalike.length,
        `\`${lookalike}\` is not part of the language`,
        `write \`${instead}\``,
      );
      emit(instead, lookalike.length, lookalike, false);
      continue;
    }

    const strange = matchAt(unreadable, at)?.[0] ?? text[at]!;
    complain(
      'unexpected-character',
      at,
      at + strange.length,
      `unexpected \`${clip(strange)}\``,
      'a name with such characters is written in single quotes',
    );
    at += strange.length;
    afterError = true;
  }
  tokens.push({ kind: 'end', text: '', start: text.length, end: text.length, quoted: false, afterError });
  return { tokens, problems };
}

/** The user's text as a message shows it. */
export function clip(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

const wholeIdentifier = /^\p{L}[\p{L}\p{M}\p{Nd}_]*$/u;

/** `name` (NFC, without control characters) as it is written: in single quotes only where it must be. */
export function writeName(name: string): string {
  return wholeIdentifier.test(name) && keyword(name) === null ? name : quoteName(name);
}

export function quoteName(name: string): string {
  return `'${name.replaceAll("'", "''")}'`;
}

export function quoteString(value: string): string {
  return `"${value.replaceAll('"', '""')}"`;
}
