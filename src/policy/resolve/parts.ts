/**
 * The parts of a policy: files that it includes, and that these include.
 *
 * A file is read once, however many files include it: a part says the same wherever it is named from. Files that
 * include each other in a circle are an error, because a part of itself is nothing that anybody means. Where a part
 * cannot be read, nothing is resolved: what it would have declared is not guessed at.
 */

import { posix } from 'node:path';
import type { FileReader } from '../../source/files.ts';
import { type DecodeContext, decode } from '../decode.ts';
import type { Leaf, List } from '../located.ts';
import { shown } from '../names.ts';
import { partShape, rootKeys } from '../shape.ts';
import type { Node } from '../yaml.ts';
import type { Document } from './declarations.ts';
import type { Documents } from './documents.ts';
import type { OpenedFile, OpenFile } from './files.ts';
import { type PartDocument, shifted } from './merge.ts';
import { readDocument } from './text.ts';

/** How many files a policy may include, and how many may stand between a part and the policy. */
const maxParts = 1000;
const maxDepth = 32;

export interface Part {
  readonly root: Node;
  readonly document: PartDocument;
}

interface Includer {
  /** The file after all symbolic links. */
  readonly real: string;
  readonly path: string;
}

/** All parts, each after the file that includes it first; null where one cannot be read, after a report. */
export function readParts(
  documents: Documents,
  root: Document,
  open: OpenFile,
  files: FileReader,
  limits: { readonly bytes: number; readonly advice: string },
): readonly Part[] | null {
  const { problems } = documents;
  const parts: Part[] = [];
  const seen = new Set<string>();
  let size = documents.root.text.length;
  let whole = true;
  let full = false;
  const including = (path: string): Includer => ({ real: files.real(path) ?? path, path });

  const readPart = (leaf: Leaf<string>, { file, index }: OpenedFile): PartDocument | null => {
    size += file.text.length;
    if (size > limits.bytes) {
      full = true;
      problems.report({
        code: 'file-too-large',
        message: `with \`${shown(file.path)}\`, the policy and its parts have more than ${limits.bytes.toLocaleString('en')} characters`,
        span: documents.span(leaf),
        hint: limits.advice,
      });
      return null;
    }
    const read = readDocument(file, documents, decodePart, {
      message: 'the file is empty: there is nothing to include',
      hint: 'write down what belongs into it, or remove it from `include:`',
    });
    if (read === null) return null;
    const document = shifted(read.document, documents.add(index));
    parts.push({ root: read.root, document });
    return document;
  };

  const visit = (includes: List<Leaf<string>> | undefined, chain: readonly Includer[]): void => {
    for (const leaf of includes?.items ?? []) {
      if (full) return;
      const opened = open(leaf, limits.bytes, limits.advice);
      if (opened === null) {
        whole = false;
        continue;
      }
      const here = including(opened.file.path);
      const from = chain.findIndex(({ real }) => real === here.real);
      if (from >= 0) {
        whole = false;
        const circle = [...chain.slice(from).map(({ path }) => path), chain[from]!.path];
        problems.report({
          code: 'include-cycle',
          message: `files include each other in a circle: ${circle.map((path) => `\`${shown(path)}\``).join(' -> ')}`,
          span: documents.span(leaf),
          hint: circle.length === 2 ? 'remove this entry' : 'remove any one of these entries',
        });
        continue;
      }
      if (seen.has(here.real)) continue;
      seen.add(here.real);
      if (seen.size > maxParts || chain.length > maxDepth) {
        whole = false;
        full = true;
        problems.report({
          code: 'too-many-parts',
          message:
            seen.size > maxParts
              ? `the policy has more than ${maxParts.toLocaleString('en')} parts`
              : `parts are included more than ${maxDepth} files deep`,
          span: documents.span(leaf),
        });
        return;
      }
      const document = readPart(leaf, opened);
      if (document === null) whole = false;
      else visit(document.values.include, [...chain, here]);
    }
  };
  visit(root.values.include, [including(documents.root.path)]);
  return whole ? parts : null;
}

function decodePart(node: Node, context: DecodeContext): PartDocument | undefined {
  if (node.kind !== 'map') return decode(partShape, node, context);
  const isMisplaced = (key: string): boolean => rootKeys.some((other) => other === key);
  for (const { key } of node.entries) {
    if (!isMisplaced(key.text)) continue;
    context.problems.report({
      code: 'misplaced-key',
      message: `a part of a policy has no key \`${key.text}\``,
      span: { file: context.file, start: key.start, end: key.end },
      hint:
        key.text === 'policy'
          ? 'include only parts: a policy is checked by itself'
          : `move it to the policy that includes \`${shown(posix.basename(context.file.path))}\``,
    });
  }
  const entries = node.entries.filter(({ key }) => !isMisplaced(key.text));
  return decode(partShape, { ...node, entries }, context);
}
