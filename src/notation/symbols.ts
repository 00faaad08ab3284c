/**
 * Symbols and names in both spellings.
 *
 * The LaTeX commands are those that fuzz and `zed-csp` have in common. Names keep their spelling; a digit at the end
 * becomes a subscript and `tau` the Greek letter, as the formal document writes them.
 */

import { NUMBER } from '../logic/terms.ts';
import { concat, type Doc, type Token, token } from './layout.ts';

const symbol = (unicode: string, latex: string): Token => ({ unicode, latex });

export const symbols = {
  forall: symbol('∀', '\\forall'),
  exists: symbol('∃', '\\exists'),
  and: symbol('∧', '\\land'),
  or: symbol('∨', '\\lor'),
  not: symbol('¬', '\\lnot'),
  implies: symbol('⇒', '\\implies'),
  iff: symbol('⇔', '\\iff'),
  true: symbol('true', 'true'),
  false: symbol('false', 'false'),
  spot: symbol('•', '@'),
  bar: symbol('|', '|'),
  member: symbol('∈', '\\in'),
  notMember: symbol('∉', '\\notin'),
  subset: symbol('⊆', '\\subseteq'),
  equal: symbol('=', '='),
  notEqual: symbol('≠', '\\neq'),
  less: symbol('<', '<'),
  atMost: symbol('≤', '\\leq'),
  atLeast: symbol('≥', '\\geq'),
  greater: symbol('>', '>'),
  empty: symbol('∅', '\\emptyset'),
  union: symbol('∪', '\\cup'),
  intersection: symbol('∩', '\\cap'),
  difference: symbol('\\', '\\setminus'),
  product: symbol('×', '\\cross'),
  compose: symbol('⨾', '\\comp'),
  override: symbol('⊕', '\\oplus'),
  domainRestriction: symbol('◁', '\\dres'),
  domainSubtraction: symbol('⩤', '\\ndres'),
  rangeRestriction: symbol('▷', '\\rres'),
  rangeSubtraction: symbol('⩥', '\\nrres'),
  domain: symbol('dom', '\\dom'),
  range: symbol('ran', '\\ran'),
  identity: symbol('id', '\\id'),
  count: symbol('#', '\\#'),
  closure: symbol('⁺', '\\plus'),
  converse: symbol('∼', '\\inv'),
  imageOpen: symbol('⦇', '\\limg '),
  imageClose: symbol('⦈', ' \\rimg'),
  setOpen: symbol('{', '\\{'),
  setClose: symbol('}', '\\}'),
  powerset: symbol('ℙ', '\\power'),
  finite: symbol('𝔽', '\\finset'),
  relation: symbol('↔', '\\rel'),
  partialFunction: symbol('⇸', '\\pfun'),
  totalFunction: symbol('→', '\\fun'),
  numbers: symbol('ℕ', '\\nat'),
  defines: symbol('==', '=='),
  definesSchema: symbol('≙', '\\defs'),
  definesType: symbol('::=', '::='),
  changes: symbol('Δ', '\\Delta '),
  keeps: symbol('Ξ', '\\Xi '),
  hiding: symbol('\\', '\\hide'),
  thenStep: symbol('⨟', '\\semi'),
  binding: symbol('θ', '\\theta '),
  maplet: symbol('↦', '\\mapsto'),
  reflexiveClosure: symbol('*', '\\star'),
  prime: symbol('′', "'"),
  conditional: symbol('if', '\\IF'),
  whereTrue: symbol('then', '\\THEN'),
  otherwise: symbol('else', '\\ELSE'),
} as const satisfies Record<string, Token>;

export type SymbolName = keyof typeof symbols;

export const sign = (name: SymbolName): Doc => token(symbols[name]);

/** The space between a function and its argument. */
export const applied: Doc = token({ unicode: ' ', latex: '~' });

const latexDecorations: Readonly<Record<string, string>> = { '′': "'", '°': '^{\\circ}' };

const subscripts = '₀₁₂₃₄₅₆₇₈₉';

/** An identifier of the specification: of a variable, component, definition, sort or schema. */
export function name(identifier: string): Doc {
  if (identifier === NUMBER) return sign('numbers');
  const [, stem = '', digits = '', decoration = ''] =
    /^(.*?)((?<=[^0-9])[0-9]+)?([?!′°]?)$/u.exec(identifier) ?? [];
  const greek = stem === 'tau';
  return token({
    unicode:
      (greek ? 'τ' : stem) + digits.replace(/[0-9]/g, (digit) => subscripts[Number(digit)]!) + decoration,
    latex:
      (greek ? '\\tau' : latexText(stem)) +
      (digits === '' ? '' : `_{${digits}}`) +
      (latexDecorations[decoration] ?? decoration),
  });
}

const latexCharacters: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '^': '\\^{}',
  '~': '\\~{}',
  '§': '$\\mathsection$',
  '′': "$'$",
  '·': '$\\cdot$',
  '∅': '$\\emptyset$',
};

/** Text in LaTeX. A character that no font of pdfTeX has becomes `\\unicodechar`, which the preamble defines. */
export const latexText = (prose: string): string =>
  prose.replace(/[\\^~{}$&#%_]|(?![À-ÿ])\P{ASCII}/gu, (character) => {
    if (/[{}$&#%_]/.test(character)) return `\\${character}`;
    const code = character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
    return latexCharacters[character] ?? `\\unicodechar{${code}}`;
  });

/** A word of a sentence. */
export const plainWord = (word: string): Doc => token({ unicode: word, latex: latexText(word) });

/** A formula in a sentence. */
export const inProse = (formula: Doc): Doc => concat(mathematics, formula, mathematics);
const mathematics = token({ unicode: '', latex: '$' });

/** Words between formulas. */
export const prose = (words: string): Doc => token({ unicode: words, latex: `\\mbox{${latexText(words)}}` });
