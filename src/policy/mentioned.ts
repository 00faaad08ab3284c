/** What a part of a policy speaks of, for who imports with it in mind and includes it later. */

import { suggester } from '../source/suggest.ts';
import type { SourceFile } from '../source/text.ts';
import { decode } from './decode.ts';
import { problemCollector } from './problems.ts';
import type { Document } from './resolve/declarations.ts';
import { mentionedPermissions } from './resolve/functions.ts';
import { readDocument } from './resolve/text.ts';
import { partShape } from './shape.ts';

/** Permissions and patterns of them; none where the part cannot be read, which whoever includes it is told. */
export function mentionedIn(part: SourceFile): readonly string[] {
  const reading = { problems: problemCollector(), suggest: suggester() };
  const read = readDocument(part, reading, (root, context) => decode(partShape, root, context), {
    message: '',
    hint: '',
  });
  // A part lacks only what is not looked at.
  return read === null ? [] : mentionedPermissions(read.document as Document);
}
