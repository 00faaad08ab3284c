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

/** What each code means and what to do about it, in a sentence or two. */
export const applicationHelp: Readonly<Record<ApplicationCode, string>> = {
  'unexpected-character':
    'No token begins with this character. Names with other characters than letters, digits and `_` stand in single quotes; operators are written as in the grammar, so `;` and not `；`, `=` and not `==`, `and` and not `&&`.',
  'unterminated-comment': 'A comment that begins with `/*` ends with `*/`. Comments are not nested.',
  'unterminated-name':
    "A quoted name ends with a single quote on the line on which it begins. A single quote inside is doubled: `'clerk''s desk'`.",
  'unterminated-string':
    'A string ends with a double quote on the line on which it begins. A double quote inside is doubled.',
  'empty-name': 'A name has at least one character.',
  'malformed-name':
    "Outside quotes a name begins with a letter and goes on with letters, digits and `_`; `-` is an operator. Any other name stands in single quotes: `'ap-creator'`, `'system:x'`.",
  'malformed-number':
    'Numbers are whole, without signs, fractions or separators. A name that begins with a digit stands in single quotes.',
  'number-too-large': 'Numbers are exact up to 2⁵³ − 1; beyond that a comparison could be wrong.',
  'file-too-large':
    'An application is written for people to read. A text of this size is probably another file.',
  'unexpected-token':
    'The grammar needs something else at this place; the message says what. `dutyproof` goes on reading after it, so other errors of the file are reported too.',
  'reserved-word':
    'Keywords (`if`, `then`, `else`, `while`, `do`, `abort`, `skip`, `and`, `or`, `not`, `between`, `for`, `true`, `false` and the section words) are reserved. As a name they stand in single quotes.',
  'keyword-case':
    'The section words APPLICATION, SESSION, INITIATOR and SOD are upper-case, all other keywords lower-case.',
  'missing-operator':
    'Two parts of the body stand side by side. `S1; S2` runs them one after the other, `S1 || S2` both in any order.',
  'missing-comma':
    'The elements of SESSION and SOD are separated by commas. Before `(name,` a missing comma is accepted, because the specification printed in the source has one missing.',
  'unbalanced-parenthesis': 'Every `(` needs its `)`, and every `)` its `(`.',
  'section-order':
    'The sections are APPLICATION, SESSION, INITIATOR, SOD and the body, in this order; INITIATOR and SOD may be left out.',
  'duplicate-section': 'Each section stands once; a file holds one application.',
  'condition-as-value':
    'Comparisons and arithmetic work on objects, numbers and strings, not on conditions, and comparisons do not chain: `a < b < c` is `a < b and b < c`.',
  'nesting-too-deep':
    'Parentheses, branches, loops and signs may be nested 200 deep. Reading stopped here, so later errors are not reported yet.',
  'condition-too-long':
    'A condition may have 1000 operators. Reading stopped here, so later errors are not reported yet.',
  'too-many-errors':
    'Only the first errors are shown; most of the others usually follow from them. Perhaps the file is not an application.',
  'duplicate-session':
    'A session name is declared once, with all of its roles: `(S1, clerk, cashier)`. Mentioning it several times in the body is fine.',
  'undeclared-session': 'Sessions that the body, SOD or a condition mentions are declared after SESSION.',
  'reflexive-pair':
    'A session is run by one user in all of its iterations, so it cannot be separated from itself. For different users in different iterations, declare a session for each.',
  'duplicate-pair':
    'The same separation stands twice; `(S, T)` and `(T, S)` are the same exclusion. One of them has no effect.',
  'unknown-role': 'Roles of sessions and of INITIATOR are roles of the policy that owns the application.',
  'duplicate-role': 'A role named twice in one list has no further effect; perhaps another role was meant.',
  'empty-interval': 'No time lies between a later and an earlier one, so the session could never start.',
  'unknown-object': 'Conditions test objects of the policy that owns the application.',
  'never-started':
    'A temporal condition is false as long as its session has not started, and no run starts that session before this point.',
  'unused-session':
    'No run has this session. Static feasibility asks for a user for every declared session, so it can make an application infeasible for nothing.',
  'unreachable-session':
    '`abort` ends the whole application, so what follows in sequence never runs. Exclusions and gaps that mention it say nothing about it.',
  'several-initiators':
    'The source names one initiator role. With several, the reading profile (`initiator`, S11) decides whether a user must hold all of them or any of them.',
  'unsatisfiable-gap':
    'A gap `(a, b) for d` lets b start at least d after a has ended. In every run of this body that has both, b comes first.',
  'session-without-roles':
    'A session without roles can be run by every user and can do nothing, so every statement about its users is empty.',
  'type-mismatch':
    'Arithmetic and `<`, `<=`, `>`, `>=` need numbers, `=` and `<>` two values of one type, and a condition a truth value. The type of an object follows from its use and must be the same everywhere in the application.',
};
