/**
 * The files that a policy and its parts name, each relative to who names it: only what lies in the directory of the
 * policy or below may be read.
 */

import { posix } from 'node:path';
import { packNames, packPrefix, readPack } from '../../packs/packs.ts';
import { type FileReader, readText } from '../../source/files.ts';
import type { SourceFile } from '../../source/text.ts';
import type { PolicyCode } from '../codes.ts';
import type { Leaf } from '../located.ts';
import { shown } from '../names.ts';
import type { Documents } from './documents.ts';

export interface OpenedFile {
  readonly file: SourceFile;
  /** Its index in `Policy.files`. */
  readonly index: number;
}

/** Opens files by the path that the policy gives; each is read once, and null follows a report. */
export type OpenFile = (path: Leaf<string>, limit: number, advice: string) => OpenedFile | null;

export function fileOpener(documents: Documents, files: FileReader): OpenFile {
  const directory = posix.dirname(documents.root.path);
  const realDirectory = files.real(directory);
  const opened = new Map<string, OpenedFile | null>();

  const refuse = (path: Leaf<string>, message: string, hint: string): null => {
    const code: PolicyCode = 'path-outside';
    documents.problems.report({ code, message, span: documents.span(path), hint });
    return null;
  };

  const openPack = (path: Leaf<string>, written: string): OpenedFile | null => {
    const before = opened.get(written);
    if (before !== undefined) return before;
    const file = readPack(written.slice(packPrefix.length));
    const result = file === null ? null : { file, index: documents.files.length };
    opened.set(written, result);
    if (result !== null) documents.files.push(result.file);
    else {
      documents.problems.report({
        code: 'unknown-pack',
        message: `there is no rule pack \`${shown(written.slice(packPrefix.length))}\``,
        span: documents.span(path),
        hint: documents.suggest.hint(
          written,
          packNames().map((name) => `${packPrefix}${name}`),
          `the packs are ${packNames().join(', ')}`,
        ),
      });
    }
    return result;
  };

  return (path, limit, advice) => {
    if (!path.given) return null;
    const written = path.value;
    if (written.startsWith(packPrefix)) return openPack(path, written);
    const hint =
      'put the file into the directory of the policy or below, and name it relative to the file that names it';
    if (/^([A-Za-z]:)?[\\/]/.test(written)) {
      return refuse(path, `path \`${shown(written)}\` is absolute`, hint);
    }
    // Where the file lies that names it, seen from the policy.
    const from = posix.relative(directory, posix.dirname(documents.span(path).file.path));
    const normal = posix.join(from, written.replaceAll('\\', '/'));
    if (normal === '..' || normal.startsWith('../')) {
      return refuse(path, `path \`${shown(written)}\` leads out of the directory of the policy`, hint);
    }
    const target = posix.join(directory, from, written);
    const before = opened.get(target);
    if (before !== undefined) return before;
    opened.set(target, null);
    const real = files.real(target);
    if (real !== null && realDirectory !== null && !isWithin(real, realDirectory)) {
      return refuse(
        path,
        `path \`${shown(written)}\` leads out of the directory of the policy through a symbolic link`,
        hint,
      );
    }
    const content = readText(files, target, limit, advice);
    if (content.kind === 'failed') {
      const { diagnostic } = content;
      // A file without text is shown where it is named; one that cannot be decoded shows its own bytes.
      const span = diagnostic.span ?? documents.span(path);
      documents.problems.include([{ ...diagnostic, span }]);
      return null;
    }
    const result = { file: content.file, index: documents.files.length };
    documents.files.push(content.file);
    opened.set(target, result);
    return result;
  };
}

function isWithin(path: string, directory: string): boolean {
  return path.startsWith(directory.endsWith('/') ? directory : `${directory}/`);
}
