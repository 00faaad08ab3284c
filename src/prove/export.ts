/**
 * Obligations as SMT-LIB 2 with quantifiers: a second route to the same answer.
 *
 * A text has the sentences exactly as `translate` gives them. Nothing of the making of clauses, Skolem functions, terms
 * and instances is in it, so a solver that answers `unsat` confirms the proof without any of them. What it does share
 * is the translation, and what was assumed of closures; both are said in its comments.
 */

import type { Sentence } from './first-order.ts';
import { asserted, declarations, hypothesisSymbol, sentenceText } from './smt.ts';
import { constantsOf, sortsOf } from './symbols.ts';
import { countedTo, type Signature } from './translate.ts';

/** A part of a goal, and the hypotheses that were needed to refute its contrary. */
export interface ProvedPart {
  readonly hypotheses: readonly { readonly label: string; readonly sentence: Sentence }[];
  readonly contrary: Sentence;
  readonly signature: Signature;
  /** Names of consequences of leastness that are among the hypotheses. */
  readonly coherences: readonly string[];
}

export interface ProvedObligation {
  /** The operation, cascade or law. */
  readonly name: string;
  /** One sentence for people, such as `AssignUser keeps I5`. */
  readonly meaning: string;
  /** Only for limits and cardinalities that are spelled out. */
  readonly limited: boolean;
  /** The obligation is proved where each of them is. */
  readonly parts: readonly ProvedPart[];
}

/** Commands up to, not including, `(check-sat)` and without `(set-logic)`: unsatisfiable. */
export function partText({ hypotheses, contrary, signature }: ProvedPart): string {
  const sentences = [...hypotheses.map(({ sentence }) => sentence), contrary];
  const constants = constantsOf(sentences);
  const functions = [...constants].map(([name, sort]) => ({ name, from: [], to: sort }));
  return [
    ...declarations(sortsOf(sentences, signature), signature, functions),
    ...hypotheses.map(({ label, sentence }, index) =>
      asserted(sentenceText(sentence), hypothesisSymbol(label, index)),
    ),
    asserted(sentenceText(contrary), 'contrary'),
  ].join('\n');
}

/** The whole obligation, one `(check-sat)` for each part. */
export function obligationText(obligation: ProvedObligation): string {
  const { name, meaning, parts } = obligation;
  const coherences = [...new Set(parts.flatMap((part) => part.coherences))];
  const head = [
    meaning,
    `Written by dutyproof. About ${name}, in ${parts.length === 1 ? '1 part' : `${parts.length} parts`}.`,
    'Each part asserts hypotheses and the contrary of what is to be shown; expected of each: unsat.',
    'Sets are predicates over uninterpreted sorts; numbers are elements of a total order.',
    ...(obligation.limited
      ? [
          `Shown only where limits and cardinalities are at most ${countedTo}: larger ones are not spelled out.`,
        ]
      : []),
    ...(coherences.length === 0
      ? ['Nothing is assumed beyond first-order logic.']
      : [
          'Assumed beyond first-order logic, because transitive closures are least:',
          ...coherences.map((coherence) => `- ${coherence}`),
        ]),
  ];
  return [
    ...head.map((line) => `; ${line}`),
    '(set-info :smt-lib-version 2.6)',
    '(set-logic UF)',
    ...parts.flatMap((part, index) => [
      '',
      `; part ${index + 1} of ${parts.length}`,
      `; from ${labelsOf(part).join(', ') || 'no hypothesis'}`,
      '(push 1)',
      partText(part),
      '(set-info :status unsat)',
      '(check-sat)',
      '(pop 1)',
    ]),
    '',
  ].join('\n');
}

const labelsOf = ({ hypotheses }: ProvedPart): readonly string[] => [
  ...new Set(hypotheses.map(({ label }) => label)),
];

/** A name for each obligation that every file system takes and no two share, not even where case does not count. */
export function fileNames(): (obligation: ProvedObligation) => string {
  const used = new Map<string, number>();
  return ({ name, meaning }) => {
    const plain = (meaning.startsWith(name) ? meaning : `${name} ${meaning}`)
      .replaceAll('′', '-after')
      .replace(/[^A-Za-z0-9._]+/g, '-')
      .replace(/^[-.]+|[-.]+$/g, '')
      .slice(0, 120);
    const stem = plain === '' ? 'obligation' : plain;
    const key = stem.toLowerCase();
    const count = (used.get(key) ?? 0) + 1;
    used.set(key, count);
    // A tilde is in no stem, so that a numbered name is nobody's own.
    return count === 1 ? `${stem}.smt2` : `${stem}~${count}.smt2`;
  };
}
