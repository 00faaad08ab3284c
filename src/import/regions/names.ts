/** Readable names for regions: members of them, in which `(other)` stands where a wildcard is. */

import { alignment, anyNumber, codePoints, foldText, type Glob, oneCharacter, sourceOf } from './glob.ts';

const other = '(other)';

/** The first of several candidates that is in the region; `otherwise` gives one that always is. */
export function nameOf(
  patterns: readonly Glob[],
  isIn: (text: string) => boolean,
  otherwise: () => string,
): string {
  for (const pattern of specificFirst(patterns)) {
    for (const one of ['x', '-', '0']) {
      const text = filled(pattern, one);
      if (isIn(text)) return text;
      if (!pattern.includes(oneCharacter)) break;
    }
  }
  const shortest = otherwise();
  const characters = Array.from(shortest);
  for (let at = characters.length; at >= 0; at -= 1) {
    const text = [...characters.slice(0, at), other, ...characters.slice(at)].join('');
    if (isIn(text)) return text;
  }
  return shortest;
}

function filled(pattern: Glob, one: string): string {
  return pattern
    .map((token) =>
      token === anyNumber ? other : token === oneCharacter ? one : String.fromCodePoint(token),
    )
    .join('');
}

/** Those with the most characters of their own first. */
export function specificFirst(patterns: readonly Glob[]): Glob[] {
  const weight = (pattern: Glob): number => pattern.filter((token) => token >= 0).length;
  return [...patterns].sort((a, b) => weight(b) - weight(a) || (sourceOf(a) < sourceOf(b) ? -1 : 1));
}

/** The name with the capitals of patterns that match it whatever the case; those that come later win. */
export function respelt(name: string, patterns: readonly Glob[]): string {
  const characters = codePoints(name);
  const small = codePoints(foldText(name));
  for (const pattern of patterns) {
    const folded = pattern.map((token) =>
      token < 0 ? token : codePoints(foldText(String.fromCodePoint(token)))[0]!,
    );
    const starts = alignment(folded, small);
    pattern.forEach((token, at) => {
      if (token >= 0 && starts !== null) characters[starts[at]!] = token;
    });
  }
  return characters.map((code) => String.fromCodePoint(code)).join('');
}
