/**
 * Source text and places in it.
 *
 * Every fact, constraint and diagnostic points at the user's own text. A place is a file index and offsets;
 * lines and columns are computed only when something is shown.
 */

/** A file as read. `path` is what the user sees: relative to the working directory, with `/`. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
  /** Lower-case hexadecimal SHA-256 of the bytes. */
  readonly sha256: string;
}

/** Half-open range of UTF-16 offsets in `file.text`. */
export interface Span {
  readonly file: SourceFile;
  readonly start: number;
  readonly end: number;
}

/** Where something stands, ready to show: 1-based line, 1-based column in UTF-16 units. */
export interface Location {
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

/** The location of the first character of `span`. */
export function locate(span: Span): Location {
  const before = span.file.text.slice(0, span.start);
  const lineStart = before.lastIndexOf('\n') + 1;
  let line = 1;
  for (let at = before.indexOf('\n'); at >= 0; at = before.indexOf('\n', at + 1)) line += 1;
  return { path: span.file.path, line, column: span.start - lineStart + 1 };
}
