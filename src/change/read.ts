/** From the located document to changes; the names in them are not looked up here, because earlier changes may add them. */

import { decode } from '../policy/decode.ts';
import type { Leaf, List, Located } from '../policy/located.ts';
import { type Problems, problemCollector } from '../policy/problems.ts';
import { oneKey } from '../policy/resolve/choice.ts';
import { readDocument } from '../policy/resolve/text.ts';
import type { Result } from '../source/diagnostic.ts';
import { type FileReader, readText } from '../source/files.ts';
import { suggester } from '../source/suggest.ts';
import type { SourceFile, Span } from '../source/text.ts';
import type { PolicyChange, Written } from './change.ts';
import { type ChangeDocument, changeFileShape, changeKinds } from './shape.ts';

/** Largest file of changes, in bytes. */
const maxBytes = 1024 * 1024;

/** The changes of a file for `--change`, or all that is wrong with it. */
export function readChangeFile(path: string, files: FileReader): Result<readonly PolicyChange[]> {
  const content = readText(files, files.shown(path), maxBytes, 'split it, or change the policy itself');
  if (content.kind === 'failed') return { kind: 'failed', diagnostics: [content.diagnostic] };
  const problems = problemCollector();
  const read = readDocument(
    content.file,
    { problems, suggest: suggester() },
    (root, context) => decode(changeFileShape, root, context),
    { message: 'the file is empty: key `changes` is missing', hint: 'start with `changes:`' },
  );
  const changes = changesOf(read?.document.values.changes, content.file, problems);
  const diagnostics = problems.all([content.file]);
  if (problems.hasErrors()) return { kind: 'failed', diagnostics };
  return { kind: 'ok', value: changes, warnings: diagnostics };
}

/** The changes of a list; an entry that is wrong is left out, and was reported. */
export function changesOf(
  list: List<Located<ChangeDocument>> | undefined,
  file: SourceFile,
  problems: Problems,
): readonly PolicyChange[] {
  return (list?.items ?? []).flatMap((entry) => {
    const change = changeOf(entry, file, problems);
    return change === null ? [] : [change];
  });
}

function changeOf(entry: Located<ChangeDocument>, file: SourceFile, problems: Problems): PolicyChange | null {
  const span = ({ start, end }: { readonly start: number; readonly end: number }): Span => ({
    file,
    start,
    end,
  });
  const kind = oneKey({ root: file, problems, span }, entry, changeKinds, 'what is changed');
  if (kind === null) return null;
  const place = { span: span(entry) };
  const one = (leaf: Leaf<string>): Written => ({ text: leaf.value.normalize('NFC'), span: span(leaf) });
  const all = (items: List<Leaf<string>> | undefined): readonly Written[] => (items?.items ?? []).map(one);
  // A name that is missing or of the wrong type was reported; the change says nothing without it.
  const given = (...leaves: readonly Leaf<string>[]): boolean => leaves.every((leaf) => leaf.given);
  const { values } = entry;
  switch (kind) {
    case 'assign':
    case 'revoke': {
      const { user, role } = values[kind]!.values;
      return given(user, role) ? { ...place, kind, user: one(user), role: one(role) } : null;
    }
    case 'grant':
    case 'ungrant': {
      const { role, permission } = values[kind]!.values;
      return given(role, permission)
        ? { ...place, kind, role: one(role), permission: one(permission) }
        : null;
    }
    case 'inherit':
    case 'disinherit': {
      const { senior, junior } = values[kind]!.values;
      return given(senior, junior) ? { ...place, kind, senior: one(senior), junior: one(junior) } : null;
    }
    case 'add-user': {
      const { name, roles } = values[kind]!.values;
      return given(name) ? { ...place, kind, name: one(name), roles: all(roles) } : null;
    }
    case 'move': {
      const { user, roles } = values[kind]!.values;
      return given(user) ? { ...place, kind, user: one(user), roles: all(roles) } : null;
    }
    case 'add-role': {
      const { name, inherits, permissions, seniors } = values[kind]!.values;
      return given(name)
        ? {
            ...place,
            kind,
            name: one(name),
            inherits: all(inherits),
            permissions: all(permissions),
            seniors: all(seniors),
          }
        : null;
    }
    case 'remove-user':
    case 'remove-role':
      return { ...place, kind, name: one(values[kind]!) };
    case 'exclude': {
      const { roles, id } = values[kind]!.values;
      return { ...place, kind, roles: all(roles), id: id === undefined ? null : one(id) };
    }
    case 'drop-constraint':
      return { ...place, kind, id: one(values[kind]!) };
    default:
      return kind satisfies never;
  }
}
