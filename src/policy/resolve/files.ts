/** The files that a policy names: only what lies in its directory or below may be read. */

import { posix } from 'node:path';
import { type FileReader, readText } from '../../source/files.ts';
import type { SourceFile } from '../../source/text.ts';
import type { PolicyCode } from '../codes.ts';
import type { Leaf } from '../located.ts';
import { shown } from '../names.ts';
import type { Reading } from './reading.ts';

export interface OpenedFile {
  readonly file: SourceFile;
  /** Its index in `Policy.files`. */
  readonly index: number;
}

/** Opens files by the path that the policy gives; each is read once, and null follows a report. */
export type OpenFile = (path: Leaf<string>, limit: number, advice: string) => OpenedFile | null;

export function fileOpener(reading: Reading, files: FileReader): OpenFile {
  const directory = posix.dirname(reading.root.path);
  const realDirectory = files.real(directory);
  const opened = new Map<string, OpenedFile | null>();

  const refuse = (path: Leaf<string>, message: string, hint: string): null => {
    const code: PolicyCode = 'path-outside';
    reading.problems.report({ code, message, span: reading.span(path), hint });
    return null;
  };

  return (path, limit, advice) => {
    if (!path.given) return null;
    const written = path.value;
    const hint = 'put the file into the directory of the policy or below, and name it relative to the policy';
    if (/^([A-Za-z]:)?[\\/]/.test(written)) {
      return refuse(path, `path \`${shown(written)}\` is absolute`, hint);
    }
    const normal = posix.normalize(written.replaceAll('\\', '/'));
    if (normal === '..' || normal.startsWith('../')) {
      return refuse(path, `path \`${shown(written)}\` leads out of the directory of the policy`, hint);
    }
    const target = posix.join(directory, posix.normalize(written));
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
      const span = diagnostic.span ?? reading.span(path);
      reading.problems.include([{ ...diagnostic, span }]);
      return null;
    }
    const result = { file: content.file, index: reading.files.length };
    reading.files.push(content.file);
    opened.set(target, result);
    return result;
  };
}

function isWithin(path: string, directory: string): boolean {
  return path.startsWith(directory.endsWith('/') ? directory : `${directory}/`);
}
