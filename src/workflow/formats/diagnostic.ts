/** What is wrong with a text, at which line. All of it at once; an unreadable text has no instance. */

import type { Instance } from '../instance.ts';

export interface FormatError {
  /** 1-based; 0 for the text as a whole. */
  readonly line: number;
  readonly message: string;
}

export type ReadResult =
  | { readonly kind: 'read'; readonly instance: Instance }
  | { readonly kind: 'errors'; readonly errors: readonly FormatError[] };
