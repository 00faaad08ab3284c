/** Reads files of suppressions. An id is unique among all of them. */

import { type DecodeContext, decode } from '../policy/decode.ts';
import type { Suppression } from '../policy/model.ts';
import { problemCollector } from '../policy/problems.ts';
import { readSuppressions } from '../policy/resolve/suppressions.ts';
import { readDocument } from '../policy/resolve/text.ts';
import { suppressionsShape } from '../policy/shape-suppressions.ts';
import type { Node } from '../policy/yaml.ts';
import type { Result } from '../source/diagnostic.ts';
import { type FileReader, readText } from '../source/files.ts';
import { suggester } from '../source/suggest.ts';
import type { SourceFile, Span } from '../source/text.ts';

const maxBytes = 1024 * 1024;

/** `rules` are the ids of rules that there are. A file that is named twice is read once. */
export function readSuppressionFiles(
  paths: readonly string[],
  files: FileReader,
  rules: readonly string[],
): Result<readonly Suppression[]> {
  const problems = problemCollector();
  const suggest = suggester();
  const ids = new Map<string, Span>();
  const read: SourceFile[] = [];
  const suppressions: Suppression[] = [];
  for (const path of new Set(paths.map((given) => files.shown(given)))) {
    const content = readText(files, path, maxBytes, 'remove suppressions that have expired');
    if (content.kind === 'failed') {
      problems.include([content.diagnostic]);
      continue;
    }
    const { file } = content;
    read.push(file);
    const decodeRoot = (root: Node, context: DecodeContext) => decode(suppressionsShape, root, context);
    const document = readDocument(file, { problems, suggest }, decodeRoot, {
      message: 'the file is empty: key `suppressions` is missing',
      hint: 'start with `suppressions:`',
    })?.document;
    const span = ({ start, end }: { readonly start: number; readonly end: number }): Span => ({
      file,
      start,
      end,
    });
    suppressions.push(
      ...readSuppressions({ problems, suggest, span, rules }, document?.values.suppressions, ids),
    );
  }
  const diagnostics = problems.all(read);
  if (problems.hasErrors()) return { kind: 'failed', diagnostics };
  return { kind: 'ok', value: suppressions, warnings: diagnostics };
}
