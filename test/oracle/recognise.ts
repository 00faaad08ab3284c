/** Whether a table grammar derives a row of tokens: every way is tried, nothing is looked ahead at. */

import { grammar, type Phrase, type Rule, type TokenKind } from '../../src/application/grammar.ts';

export function recognise(rule: Rule, tokens: readonly TokenKind[]): boolean {
  const known = new Map<string, ReadonlySet<number>>();

  const ofRule = (name: Rule, from: number): ReadonlySet<number> => {
    const key = `${name} ${from}`;
    let ends = known.get(key);
    if (ends === undefined) {
      ends = endsOf(grammar[name], from);
      known.set(key, ends);
    }
    return ends;
  };

  /** The places where `phrase`, begun at `from`, can end. */
  const endsOf = (phrase: Phrase, from: number): ReadonlySet<number> => {
    switch (phrase.kind) {
      case 'terminal':
        return tokens[from] === phrase.terminal ? new Set([from + 1]) : new Set();
      case 'rule':
        return ofRule(phrase.rule, from);
      case 'sequence': {
        let ends: ReadonlySet<number> = new Set([from]);
        for (const part of phrase.phrases) ends = new Set([...ends].flatMap((end) => [...endsOf(part, end)]));
        return ends;
      }
      case 'choice':
        return new Set(phrase.phrases.flatMap((part) => [...endsOf(part, from)]));
      case 'optional':
        return new Set([from, ...endsOf(phrase.phrase, from)]);
      case 'repeat': {
        const ends = new Set([from]);
        // A set visits what is added to it while it is iterated.
        for (const end of ends) for (const next of endsOf(phrase.phrase, end)) ends.add(next);
        return ends;
      }
    }
  };
  return ofRule(rule, 0).has(tokens.length);
}
