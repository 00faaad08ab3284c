/**
 * The syntax tree of the application language (FORMAL.md D.2, D.3). Plain data; every node keeps its span.
 *
 * Names are in Unicode NFC. `name.text` is the name itself, without the single quotes it may have been written in.
 */

import type { Span } from '../source/text.ts';

export interface Name {
  readonly text: string;
  readonly span: Span;
}

export interface ApplicationTree {
  readonly name: Name;
  readonly sessions: readonly SessionTree[];
  /** Empty where INITIATOR is missing: everybody may start. */
  readonly initiator: readonly Name[];
  readonly separations: readonly Separation[];
  readonly body: Spec;
  readonly span: Span;
}

export interface SessionTree {
  readonly name: Name;
  readonly roles: readonly Name[];
  readonly span: Span;
}

/** The elements of the SOD list: an exclusion, a gap, or a start window. */
export type Separation =
  | { readonly kind: 'exclusion'; readonly left: Name; readonly right: Name; readonly span: Span }
  | {
      readonly kind: 'gap';
      readonly left: Name;
      readonly right: Name;
      readonly duration: number;
      readonly span: Span;
    }
  | {
      readonly kind: 'window';
      readonly session: Name;
      readonly from: number;
      readonly to: number;
      readonly span: Span;
    };

export type Spec =
  | { readonly kind: 'session'; readonly name: Name; readonly span: Span }
  | { readonly kind: 'sequence'; readonly parts: readonly Spec[]; readonly span: Span }
  | { readonly kind: 'parallel'; readonly parts: readonly Spec[]; readonly span: Span }
  | {
      readonly kind: 'if';
      readonly condition: Condition;
      readonly then: Spec;
      readonly otherwise: Spec | null;
      readonly span: Span;
    }
  | { readonly kind: 'while'; readonly condition: Condition; readonly body: Spec; readonly span: Span }
  | { readonly kind: 'abort'; readonly span: Span }
  | { readonly kind: 'skip'; readonly span: Span };

export type Condition =
  | { readonly kind: 'or' | 'and'; readonly left: Condition; readonly right: Condition; readonly span: Span }
  | { readonly kind: 'not'; readonly operand: Condition; readonly span: Span }
  | {
      readonly kind: 'relation';
      readonly operator: RelationOperator;
      readonly left: Expression;
      readonly right: Expression;
      readonly span: Span;
    }
  | { readonly kind: 'truth'; readonly expression: Expression; readonly span: Span }
  | {
      readonly kind: 'gap-holds';
      readonly left: Name;
      readonly right: Name;
      readonly duration: number;
      readonly span: Span;
    }
  | {
      readonly kind: 'in-window';
      readonly session: Name;
      readonly from: number;
      readonly to: number;
      readonly span: Span;
    };

export type RelationOperator = '=' | '<>' | '<' | '<=' | '>' | '>=';

export type Expression =
  | { readonly kind: 'number'; readonly value: number; readonly span: Span }
  | { readonly kind: 'string'; readonly value: string; readonly span: Span }
  | { readonly kind: 'boolean'; readonly value: boolean; readonly span: Span }
  | { readonly kind: 'object'; readonly name: Name; readonly span: Span }
  | { readonly kind: 'negate'; readonly operand: Expression; readonly span: Span }
  | {
      readonly kind: 'arithmetic';
      readonly operator: '+' | '-' | '*' | '/';
      readonly left: Expression;
      readonly right: Expression;
      readonly span: Span;
    };
