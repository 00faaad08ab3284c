/**
 * JSON of evidence: data of machines, without places, and of any size. What is nested deeper than evidence ever is
 * would exhaust the stack of whoever walks it, so it is refused before anybody does.
 */

/** Reasons and proofs are nested some tens deep. */
const maxDepth = 500;

/** The value, or undefined where the text is no JSON, or nested too deeply. */
export function parseJson(text: string): unknown {
  if (isTooDeep(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isTooDeep(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case quote:
        at = endOfText(text, at);
        break;
      case openBracket:
      case openBrace:
        depth += 1;
        if (depth > maxDepth) return true;
        break;
      case closeBracket:
      case closeBrace:
        depth -= 1;
        break;
    }
  }
  return false;
}

/** The closing quote of the text that starts at `start`; the end where there is none. */
function endOfText(text: string, start: number): number {
  let at = text.indexOf('"', start + 1);
  while (at >= 0) {
    let backslashes = 0;
    while (text.charCodeAt(at - 1 - backslashes) === backslash) backslashes += 1;
    if (backslashes % 2 === 0) return at;
    at = text.indexOf('"', at + 1);
  }
  return text.length;
}

const quote = 34;
const backslash = 92;
const openBracket = 91;
const closeBracket = 93;
const openBrace = 123;
const closeBrace = 125;
