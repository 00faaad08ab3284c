/**
 * Symbols and names in both spellings.
 *
 * The LaTeX commands are those that fuzz and `zed-csp` have in common. Names keep their spelling; a digit at the end
 * becomes a subscript and `tau` the Greek letter, as the formal document writes them.
 */

import { NUMBER } from '../logic/terms.ts';
import { type Doc, type Token, token } from './layout.ts';

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
} as const satisfies Record<string, Token>;

export type SymbolName = keyof typeof symbols;

export const sign = (name: SymbolName): Doc => token(symbols[name]);

/** The space between a function and its argument. */
export const applied: Doc = token({ unicode: ' ', latex: '~' });

const subscripts = '₀₁₂₃₄₅₆₇₈₉';

/** An identifier of the specification: of a variable, component, definition, sort or schema. */
export function name(identifier: string): Doc {
  if (identifier === NUMBER) return sign('numbers');
  const parts = /^(.*?[^0-9])([0-9]+)([?!]?)$/.exec(identifier);
  const [stem, digits, decoration] =
    parts === null ? [identifier, '', ''] : [parts[1]!, parts[2]!, parts[3]!];
  const greek = stem === 'tau';
  return token({
    unicode:
      (greek ? 'τ' : stem) + digits.replace(/[0-9]/g, (digit) => subscripts[Number(digit)]!) + decoration,
    latex:
      (greek ? '\\tau' : stem.replaceAll('_', '\\_')) + (digits === '' ? '' : `_{${digits}}`) + decoration,
  });
}

const latexCharacters: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '^': '\\^{}',
  '~': '\\~{}',
  '§': '\\S',
  '′': "$'$",
  '·': '$\\cdot$',
  '∅': '$\\emptyset$',
};

/** Prose in LaTeX. */
export const latexText = (prose: string): string =>
  prose.replace(/[\\^~§′·∅{}$&#%_]/g, (character) => latexCharacters[character] ?? `\\${character}`);

/** Words between formulas. */
export const prose = (words: string): Doc => token({ unicode: words, latex: `\\mbox{${latexText(words)}}` });
