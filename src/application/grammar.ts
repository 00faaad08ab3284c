/**
 * The grammar of the application language as data (FORMAL.md D.2, strict form).
 *
 * Decision: one table, and a recursive-descent parser held to it, instead of a generated parser. A trial with Peggy
 * gave messages that name character classes, recorded errors inside alternatives that were then abandoned, and
 * overflowed the stack on 20,000 parentheses; recovery, precise expectations and a bound on nesting are what a
 * reader of this language needs most. The table says which words are reserved, where recovery may stop (FIRST sets)
 * and what the documentation prints; tests derive sentences from it and recognise mutated ones with it, so that
 * table and parser cannot drift apart.
 */

export const sectionWords = ['APPLICATION', 'SESSION', 'INITIATOR', 'SOD'] as const;
export const otherWords = [
  'if',
  'then',
  'else',
  'while',
  'do',
  'abort',
  'skip',
  'and',
  'or',
  'not',
  'between',
  'for',
  'true',
  'false',
] as const;
export const marks = [
  ',',
  ';',
  '||',
  '(',
  ')',
  '[',
  ']',
  '=',
  '<>',
  '<',
  '<=',
  '>',
  '>=',
  '+',
  '-',
  '*',
  '/',
] as const;

export type SectionWord = (typeof sectionWords)[number];
export type Keyword = SectionWord | (typeof otherWords)[number];
export type Mark = (typeof marks)[number];
/** What a token is: a keyword or symbol by its own text, or one of the open classes. */
export type TokenKind = Keyword | Mark | 'name' | 'number' | 'string' | 'end';
export type Terminal = Exclude<TokenKind, 'end'>;

export type Rule =
  | 'application'
  | 'sessionSpec'
  | 'roleList'
  | 'sodElement'
  | 'spec'
  | 'par'
  | 'unit'
  | 'if'
  | 'while'
  | 'cond'
  | 'conj'
  | 'neg'
  | 'temporal'
  | 'relation'
  | 'expr'
  | 'term'
  | 'factor';

export type Phrase =
  | { readonly kind: 'terminal'; readonly terminal: Terminal }
  | { readonly kind: 'rule'; readonly rule: Rule }
  | { readonly kind: 'sequence'; readonly phrases: readonly Phrase[] }
  | { readonly kind: 'choice'; readonly phrases: readonly Phrase[] }
  | { readonly kind: 'optional'; readonly phrase: Phrase }
  | { readonly kind: 'repeat'; readonly phrase: Phrase };

const t = (terminal: Terminal): Phrase => ({ kind: 'terminal', terminal });
const r = (rule: Rule): Phrase => ({ kind: 'rule', rule });
const seq = (...phrases: readonly Phrase[]): Phrase => ({ kind: 'sequence', phrases });
const choice = (...phrases: readonly Phrase[]): Phrase => ({ kind: 'choice', phrases });
const optional = (...phrases: readonly Phrase[]): Phrase => ({ kind: 'optional', phrase: seq(...phrases) });
const repeat = (...phrases: readonly Phrase[]): Phrase => ({ kind: 'repeat', phrase: seq(...phrases) });

const pair = seq(t('('), t('name'), t(','), t('name'), t(')'));
const interval = seq(t('name'), t('between'), t('['), t('number'), t(','), t('number'), t(']'));

export const grammar: Readonly<Record<Rule, Phrase>> = {
  application: seq(
    t('APPLICATION'),
    t('name'),
    t('SESSION'),
    r('sessionSpec'),
    repeat(t(','), r('sessionSpec')),
    optional(t('INITIATOR'), r('roleList')),
    optional(t('SOD'), r('sodElement'), repeat(t(','), r('sodElement'))),
    r('spec'),
  ),
  sessionSpec: seq(t('('), t('name'), t(','), r('roleList'), t(')')),
  roleList: seq(t('name'), repeat(t(','), t('name'))),
  sodElement: choice(seq(pair, optional(t('for'), t('number'))), interval),
  spec: seq(r('par'), repeat(t(';'), r('par'))),
  par: seq(r('unit'), repeat(t('||'), r('unit'))),
  unit: choice(t('name'), t('abort'), t('skip'), seq(t('('), r('spec'), t(')')), r('if'), r('while')),
  if: seq(t('if'), r('cond'), t('then'), r('unit'), optional(t('else'), r('unit'))),
  while: seq(t('while'), t('('), r('cond'), t(')'), t('do'), r('unit')),
  cond: seq(r('conj'), repeat(t('or'), r('conj'))),
  conj: seq(r('neg'), repeat(t('and'), r('neg'))),
  neg: choice(seq(t('not'), r('neg')), r('temporal'), r('relation'), seq(t('('), r('cond'), t(')'))),
  temporal: choice(seq(pair, t('for'), t('number')), interval),
  relation: seq(r('expr'), optional(choice(t('='), t('<>'), t('<'), t('<='), t('>'), t('>=')), r('expr'))),
  expr: seq(r('term'), repeat(choice(t('+'), t('-')), r('term'))),
  term: seq(r('factor'), repeat(choice(t('*'), t('/')), r('factor'))),
  factor: choice(
    seq(t('-'), r('factor')),
    t('number'),
    t('string'),
    t('true'),
    t('false'),
    t('name'),
    seq(t('('), r('expr'), t(')')),
  ),
};

/** The terminals that a phrase can begin with. No rule of this grammar derives the empty text. */
function firstOf(phrase: Phrase): ReadonlySet<Terminal> {
  switch (phrase.kind) {
    case 'terminal':
      return new Set([phrase.terminal]);
    case 'rule':
      return firstOf(grammar[phrase.rule]);
    case 'choice':
      return new Set(phrase.phrases.flatMap((part) => [...firstOf(part)]));
    case 'optional':
    case 'repeat':
      return firstOf(phrase.phrase);
    case 'sequence': {
      const first = new Set<Terminal>();
      for (const part of phrase.phrases) {
        for (const terminal of firstOf(part)) first.add(terminal);
        if (part.kind !== 'optional' && part.kind !== 'repeat') break;
      }
      return first;
    }
  }
}

const firsts = new Map<Rule, ReadonlySet<TokenKind>>();

/** Whether a token of this kind can begin `rule`: where recovery may stop, and what can be completed. */
export function canStart(rule: Rule, kind: TokenKind): boolean {
  let first = firsts.get(rule);
  if (first === undefined) {
    first = firstOf(grammar[rule]);
    firsts.set(rule, first);
  }
  return first.has(kind);
}

const words: ReadonlyMap<string, Keyword> = new Map(
  [...sectionWords, ...otherWords].map((word) => [word, word]),
);

/** The keyword spelt exactly like `text`. */
export function keyword(text: string): Keyword | null {
  return words.get(text) ?? null;
}

export function isKeyword(kind: TokenKind): kind is Keyword {
  return words.has(kind);
}

export function isSection(kind: TokenKind): kind is SectionWord {
  return (sectionWords as readonly string[]).includes(kind);
}

function printPhrase(phrase: Phrase): string {
  switch (phrase.kind) {
    case 'terminal':
      return ['name', 'number', 'string'].includes(phrase.terminal)
        ? phrase.terminal
        : `"${phrase.terminal}"`;
    case 'rule':
      return phrase.rule;
    case 'sequence':
      return phrase.phrases
        .map((part) => (part.kind === 'choice' ? `( ${printPhrase(part)} )` : printPhrase(part)))
        .join(' ');
    case 'choice':
      return phrase.phrases.map(printPhrase).join(' | ');
    case 'optional':
      return `[ ${printPhrase(phrase.phrase)} ]`;
    case 'repeat':
      return `{ ${printPhrase(phrase.phrase)} }`;
  }
}

/** The grammar as EBNF, one production a line, for documentation. */
export function printGrammar(): string {
  const rules = Object.entries(grammar);
  const width = Math.max(...rules.map(([rule]) => rule.length));
  return rules.map(([rule, phrase]) => `${rule.padEnd(width)} = ${printPhrase(phrase)} .\n`).join('');
}
