/**
 * One document's text: YAML, then the shape. Where the text is no YAML, only what stands before the first such error is
 * judged further, because what follows may not be what the user meant.
 */

import type { SourceFile, Span } from '../../source/text.ts';
import type { DecodeContext } from '../decode.ts';
import { problemCollector } from '../problems.ts';
import { type Node, readYaml } from '../yaml.ts';
import type { Documents } from './documents.ts';

export interface ReadDocument<Document> {
  readonly root: Node;
  readonly document: Document;
}

/** Null after a report; `empty` is what is told of a file without anything. */
export function readDocument<Document>(
  file: SourceFile,
  { problems, suggest }: Pick<Documents, 'problems' | 'suggest'>,
  decodeRoot: (root: Node, context: DecodeContext) => Document | undefined,
  empty: { readonly message: string; readonly hint: string },
): ReadDocument<Document> | null {
  const syntax = problemCollector();
  const structure = problemCollector();
  const { root, soundUntil } = readYaml(file, syntax, structure);
  let document: Document | undefined;
  if (root !== null) document = decodeRoot(root, { file, problems: structure, suggest });
  else if (!syntax.hasErrors() && !structure.hasErrors()) {
    syntax.report({ code: 'missing-key', ...empty, span: { file, start: 0, end: 0 } });
  }
  problems.include(syntax.all([file]));
  problems.include(structure.all([file]).filter(({ span }) => isSound(file.text, span, soundUntil)));
  if (root === null || document === undefined || soundUntil !== Number.POSITIVE_INFINITY) return null;
  return { root, document };
}

/**
 * Whether a problem is one in spite of a syntax error at `soundUntil`. A value directly before the error may have
 * been cut short by it.
 */
function isSound(text: string, span: Span | undefined, soundUntil: number): boolean {
  if (span === undefined || soundUntil === Number.POSITIVE_INFINITY) return true;
  return span.end < soundUntil && text.slice(span.end, soundUntil).trim() !== '';
}
