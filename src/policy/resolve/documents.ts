/**
 * The texts of a policy: its root file and its parts.
 *
 * They share one space of offsets, one document after the other, as if they were one text: then a range alone tells its
 * file, and what resolves a document need not know that there are several.
 */

import type { Suggester } from '../../source/suggest.ts';
import type { SourceFile, Span } from '../../source/text.ts';
import type { Place } from '../model.ts';
import type { Problems } from '../problems.ts';

/** Something with a place in the documents: offsets in their common space. */
export interface Ranged {
  readonly start: number;
  readonly end: number;
}

export interface Documents {
  readonly root: SourceFile;
  /** Index 0 is the root; tables and applications are among them, too. */
  readonly files: SourceFile[];
  readonly problems: Problems;
  readonly suggest: Suggester;
  /** Gives the document, number `file` of `files`, its offsets; returns the first of them. */
  add(file: number): number;
  span(range: Ranged): Span;
  place(range: Ranged): Place;
}

interface DocumentAt {
  readonly file: number;
  /** Its offset 0 in the common space. */
  readonly base: number;
  readonly lineStarts: readonly number[];
}

export function startDocuments(root: SourceFile, problems: Problems, suggest: Suggester): Documents {
  const files = [root];
  const documents: DocumentAt[] = [{ file: 0, base: 0, lineStarts: lineStartsOf(root.text) }];
  const bases = [0];
  return {
    root,
    files,
    problems,
    suggest,
    add(file) {
      const last = documents.at(-1)!;
      // The end of one document is not the start of the next.
      const base = last.base + files[last.file]!.text.length + 1;
      documents.push({ file, base, lineStarts: lineStartsOf(files[file]!.text) });
      bases.push(base);
      return base;
    },
    span({ start, end }) {
      const { file, base } = documents[lastUpTo(bases, start)]!;
      return { file: files[file]!, start: start - base, end: end - base };
    },
    place({ start }) {
      const { file, base, lineStarts } = documents[lastUpTo(bases, start)]!;
      const line = lastUpTo(lineStarts, start - base);
      return { file, line: line + 1, column: start - base - lineStarts[line]! + 1 };
    },
  };
}

/** Offsets at which lines start. */
export function lineStartsOf(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** Index of the last start at or before `offset`. */
export function lastUpTo(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle]! <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
