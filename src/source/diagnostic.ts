/**
 * What is wrong with something that a user wrote.
 *
 * Errors that a user can cause are values: every reader returns all of its diagnostics at once, never only the
 * first, and throws for none of them. Rendering (caret, colour) is in `report/`.
 */

import type { Span } from './text.ts';

export interface Diagnostic {
  /** Stable, kebab-case, e.g. `unknown-role`. Each reader owns a closed union of its codes. */
  readonly code: string;
  readonly severity: 'error' | 'warning';
  /** Lower-case, without a final full stop, user's input in backticks. */
  readonly message: string;
  /** Absent only where no text exists, e.g. a file that cannot be opened. */
  readonly span?: Span;
  /** The path concerned where there is no span. */
  readonly path?: string;
  /** What to do, e.g. "did you mean `clerk`?". */
  readonly hint?: string;
  /** Other places that matter, e.g. the first declaration. */
  readonly related?: readonly { readonly message: string; readonly span: Span }[];
}

/** A value with what was noticed on the way, or only diagnostics of which at least one is an error. */
export type Result<T> =
  | { readonly kind: 'ok'; readonly value: T; readonly warnings: readonly Diagnostic[] }
  | { readonly kind: 'failed'; readonly diagnostics: readonly Diagnostic[] };
