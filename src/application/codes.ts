/**
 * Everything that can be wrong with an application file, as one closed union.
 *
 * A code has one severity. Codes are stable: they are shown, searched for and silenced by name.
 */

import type { Diagnostic } from '../source/diagnostic.ts';

export type ApplicationCode =
  // Characters and tokens.
  /** A character that no token starts with; look-alikes such as `；` are read as what they stand for. */
  | 'unexpected-character'
  /** A comment opened with slash and star and never closed. */
  | 'unterminated-comment'
  /** A name in single quotes that does not end on its line. */
  | 'unterminated-name'
  /** A string in double quotes that does not end on its line. */
  | 'unterminated-string'
  /** Two single quotes with nothing between them. */
  | 'empty-name'
  /** A name outside quotes with a character that only a quoted name may have, such as `ap-creator`. */
  | 'malformed-name'
  /** Digits that run into letters, or a fraction. */
  | 'malformed-number'
  /** A number beyond 2⁵³ − 1. */
  | 'number-too-large'
  /** More text than any application needs. */
  | 'file-too-large'
  // Syntax.
  /** The grammar wants something else here. */
  | 'unexpected-token'
  /** A keyword stands where a name belongs. */
  | 'reserved-word'
  /** A keyword in the wrong case. */
  | 'keyword-case'
  /** Two units of the body side by side, with neither `;` nor `||`. */
  | 'missing-operator'
  /** Warning: a comma left out before `(name,`, as in Fig. 17 of the source. */
  | 'missing-comma'
  /** A parenthesis or bracket that is not closed, or closes nothing. */
  | 'unbalanced-parenthesis'
  /** A section that stands before one that must precede it, or after the body. */
  | 'section-order'
  /** A section given twice. */
  | 'duplicate-section'
  /** A condition where a value is wanted: `(a and b) + 1`, `a < b < c`. */
  | 'condition-as-value'
  /** Parentheses, branches, loops or negations nested beyond the bound. */
  | 'nesting-too-deep'
  /** One condition with more operators than the bound. */
  | 'condition-too-long'
  /** There were more errors than are worth showing. */
  | 'too-many-errors'
  // Static semantics (FORMAL.md D.2).
  /** A session declared twice. */
  | 'duplicate-session'
  /** The body, SOD or a condition mentions a session that is not declared. */
  | 'undeclared-session'
  /** A session separated from itself. */
  | 'reflexive-pair'
  /** Warning: the same separation given twice. */
  | 'duplicate-pair'
  /** A role that the policy does not have. */
  | 'unknown-role'
  /** Warning: a role named twice in one list. */
  | 'duplicate-role'
  /** An interval whose end is before its start. */
  | 'empty-interval'
  /** A condition mentions an object that the policy does not have. */
  | 'unknown-object'
  /** Warning: a temporal condition about a session that cannot have started there. */
  | 'never-started'
  /** Warning: a declared session that the body does not mention. */
  | 'unused-session'
  /** Warning: a session of the body that no run reaches, because everything before it aborts. */
  | 'unreachable-session'
  /** Warning: more than one initiator role (profile switch S11). */
  | 'several-initiators'
  /** A gap (a, b) where b never starts after a in any run that has both. */
  | 'unsatisfiable-gap'
  /** A session declared without roles. */
  | 'session-without-roles'
  /** A number, string or truth value where another kind of value is needed. */
  | 'type-mismatch';

/** A diagnostic of this language: its code is one of the union. */
export interface ApplicationDiagnostic extends Diagnostic {
  readonly code: ApplicationCode;
}
