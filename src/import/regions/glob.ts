/** Patterns with wildcards, as lists of tokens: how wildcards are written and escaped is for each format to say. */

/** Any number of characters, also none. */
export const anyNumber = -1;
/** Exactly one character. */
export const oneCharacter = -2;

/** Code points, and the two wildcards. */
export type Glob = readonly number[];

/** `*` and `?` as wildcards; nothing escapes them. */
export function glob(text: string): Glob {
  return squeezed(
    codePoints(text).map((code) => (code === 0x2a ? anyNumber : code === 0x3f ? oneCharacter : code)),
  );
}

/** `*` alone as a wildcard, as in the patterns of a policy of our own. */
export function starGlob(text: string): Glob {
  return squeezed(codePoints(text).map((code) => (code === 0x2a ? anyNumber : code)));
}

/** Exactly this text. */
export function literal(text: string): Glob {
  return codePoints(text);
}

/** Several `*` in a row are one, and stand behind `?`: equal patterns become equal lists. */
export function squeezed(tokens: Glob): Glob {
  const result: number[] = [];
  for (const token of tokens) {
    const last = result.at(-1);
    if (token === anyNumber && last === anyNumber) continue;
    if (token === oneCharacter && last === anyNumber) result.splice(-1, 0, token);
    else result.push(token);
  }
  return result;
}

export function isLiteral(pattern: Glob): boolean {
  return pattern.every((token) => token >= 0);
}

/** The text of a pattern without wildcards. */
export function literalText(pattern: Glob): string {
  return pattern.map((token) => String.fromCodePoint(token)).join('');
}

/** One text for each pattern, in which escapes keep literals and wildcards apart. */
export function sourceOf(pattern: Glob): string {
  return pattern
    .map((token) => {
      if (token === anyNumber) return '*';
      if (token === oneCharacter) return '?';
      const character = String.fromCodePoint(token);
      return /[*?\\]/.test(character) ? `\\${character}` : character;
    })
    .join('');
}

/** All letters small. What is longer in small letters stays as it is, so that tokens stay characters. */
export function fold(pattern: Glob): Glob {
  return pattern.map((token) => {
    if (token < 0) return token;
    const small = codePoints(String.fromCodePoint(token).toLowerCase());
    return small.length === 1 ? small[0]! : token;
  });
}

export function foldText(text: string): string {
  return literalText(fold(literal(text)));
}

export function codePoints(text: string): number[] {
  const codes: number[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.codePointAt(at)!;
    codes.push(code);
    if (code > 0xffff) at += 1;
  }
  return codes;
}

export function matchesGlob(pattern: Glob, text: string): boolean {
  return alignment(pattern, codePoints(text)) !== null;
}

/** For each token of the pattern, where in the text what it matches begins; null: no match. The last `*` gives way. */
export function alignment(pattern: Glob, text: readonly number[]): readonly number[] | null {
  const starts = new Array<number>(pattern.length).fill(0);
  let at = 0;
  let token = 0;
  let star = -1;
  let resume = 0;
  while (at < text.length || token < pattern.length) {
    const wanted = pattern[token];
    if (wanted === anyNumber) {
      star = token;
      resume = at;
      starts[token] = at;
      token += 1;
    } else if (at < text.length && (wanted === oneCharacter || wanted === text[at])) {
      starts[token] = at;
      token += 1;
      at += 1;
    } else if (star >= 0 && resume < text.length) {
      resume += 1;
      at = resume;
      token = star + 1;
    } else return null;
  }
  return starts;
}
