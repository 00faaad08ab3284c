/**
 * Reading files: the only door through which text enters.
 *
 * Text must be UTF-8, decoded strictly (a replacement character in a name would silently make two users one). A byte
 * order mark is accepted and not part of the text. Whatever is wrong is a diagnostic that shows where.
 */

import { isAscii, isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { posix, relative, resolve, sep } from 'node:path';
import type { Diagnostic } from './diagnostic.ts';
import type { SourceFile } from './text.ts';
import { knowBytes } from './units.ts';

export type FileContent =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'missing' }
  | { readonly kind: 'too-large'; readonly size: number }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** Where the policy's files come from. Paths are shown paths: relative to the working directory, with `/`. */
export interface FileReader {
  /** The shown path of `path`, which may be absolute. */
  shown(path: string): string;
  /** The bytes of the file, unless it has more than `limit` bytes. */
  read(path: string, limit: number): FileContent;
  /** The path after all symbolic links, comparable with other real paths; null where nothing is there. */
  real(path: string): string | null;
}

export interface DirectoryEntry {
  readonly name: string;
  readonly kind: 'file' | 'directory' | 'other';
}

/** A reader that can also look around; symbolic links to directories are `other`, so that walks end. */
export interface DirectoryReader extends FileReader {
  kind(path: string): 'file' | 'directory' | 'other' | 'missing';
  /** Entries in order of name, or null where the directory cannot be read. */
  list(path: string): readonly DirectoryEntry[] | null;
}

/** The files of this machine, shown relative to `workingDirectory`; `seen` is told which are looked at. */
export function nodeFiles(
  workingDirectory: string = process.cwd(),
  seen: (path: string) => void = () => {},
): DirectoryReader {
  const absolute = (path: string): string => resolve(workingDirectory, path);
  return {
    shown(path) {
      const shown = relative(workingDirectory, absolute(path)).split(sep).join('/');
      return shown === '' ? '.' : shown;
    },
    read(path, limit) {
      seen(path);
      try {
        const status = statSync(absolute(path));
        if (status.isDirectory()) return { kind: 'unreadable', reason: 'it is a directory' };
        if (!status.isFile()) return { kind: 'unreadable', reason: 'it is no regular file' };
        if (status.size > limit) return { kind: 'too-large', size: status.size };
        return { kind: 'bytes', bytes: readFileSync(absolute(path)) };
      } catch (error) {
        const code = errorCode(error);
        if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'missing' };
        return { kind: 'unreadable', reason: reasonOf(code) };
      }
    },
    real(path) {
      try {
        return realpathSync(absolute(path)).split(sep).join('/');
      } catch {
        return null;
      }
    },
    kind(path) {
      seen(path);
      try {
        const status = statSync(absolute(path));
        return status.isFile() ? 'file' : status.isDirectory() ? 'directory' : 'other';
      } catch {
        return 'missing';
      }
    },
    list(path) {
      seen(path);
      try {
        return readdirSync(absolute(path), { withFileTypes: true })
          .map((entry): DirectoryEntry => {
            if (entry.isDirectory()) return { name: entry.name, kind: 'directory' };
            // A link to a file is a file; a link to a directory could lead round in a circle.
            if (
              entry.isFile() ||
              (entry.isSymbolicLink() && leadsToFile(absolute(`${path}/${entry.name}`)))
            ) {
              return { name: entry.name, kind: 'file' };
            }
            return { name: entry.name, kind: 'other' };
          })
          .sort(byName);
      } catch {
        return null;
      }
    },
  };
}

function leadsToFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Files held in memory, for tests and editors: shown path to text (encoded as UTF-8) or bytes. */
export function memoryFiles(files: Readonly<Record<string, string | Uint8Array>>): DirectoryReader {
  const table = new Map(Object.entries(files).map(([path, content]) => [posix.normalize(path), content]));
  const shown = (path: string): string => posix.normalize(path).replace(/(?<=.)\/$/, '');
  const childrenOf = (path: string): Map<string, DirectoryEntry> => {
    const prefix = shown(path) === '.' ? '' : `${shown(path)}/`;
    const entries = new Map<string, DirectoryEntry>();
    for (const file of table.keys()) {
      if (!file.startsWith(prefix)) continue;
      const [name, ...rest] = file.slice(prefix.length).split('/');
      entries.set(name!, { name: name!, kind: rest.length === 0 ? 'file' : 'directory' });
    }
    return entries;
  };
  const kind: DirectoryReader['kind'] = (path) => {
    if (table.has(shown(path))) return 'file';
    return childrenOf(path).size > 0 ? 'directory' : 'missing';
  };
  return {
    shown,
    read(path, limit) {
      const content = table.get(shown(path));
      if (content === undefined) return { kind: 'missing' };
      const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
      return bytes.length > limit ? { kind: 'too-large', size: bytes.length } : { kind: 'bytes', bytes };
    },
    real: (path) => (kind(path) === 'missing' ? null : posix.resolve('/', shown(path))),
    kind,
    list: (path) => (kind(path) === 'directory' ? [...childrenOf(path).values()].sort(byName) : null),
  };
}

/** `files` with one more, held in memory, which hides a file of its path. */
export function withText(files: DirectoryReader, path: string, text: string): DirectoryReader {
  const bytes = new TextEncoder().encode(text);
  return {
    ...files,
    read(other, limit) {
      if (other !== path) return files.read(other, limit);
      return bytes.length > limit ? { kind: 'too-large', size: bytes.length } : { kind: 'bytes', bytes };
    },
    real(other) {
      if (other !== path) return files.real(other);
      const directory = files.real(posix.dirname(path));
      return directory === null ? null : posix.join(directory, posix.basename(path));
    },
    kind: (other) => (other === path ? 'file' : files.kind(other)),
  };
}

function byName(a: DirectoryEntry, b: DirectoryEntry): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

function errorCode(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return 'unknown error';
}

function reasonOf(code: string): string {
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return 'permission is denied';
    case 'ELOOP':
      return 'its symbolic links lead round in a circle';
    case 'ENAMETOOLONG':
      return 'its path is too long';
    default:
      return `the system says ${code}`;
  }
}

/** What can be wrong before there is any text. */
export type FileCode =
  | 'file-not-found'
  | 'file-unreadable'
  | 'file-too-large'
  | 'bad-encoding'
  | 'nul-character';

export type FileText =
  | { readonly kind: 'text'; readonly file: SourceFile }
  | { readonly kind: 'failed'; readonly diagnostic: Diagnostic & { readonly code: FileCode } };

/** Reads `path` as text; `advice` is the hint where the file has more than `limit` bytes. */
export function readText(files: FileReader, path: string, limit: number, advice: string): FileText {
  const content = files.read(path, limit);
  const failed = (code: FileCode, message: string, hint?: string): FileText => ({
    kind: 'failed',
    diagnostic: { code, severity: 'error', message, path, ...(hint === undefined ? {} : { hint }) },
  });
  switch (content.kind) {
    case 'missing':
      return failed('file-not-found', `file \`${path}\` does not exist`);
    case 'unreadable':
      return failed('file-unreadable', `file \`${path}\` cannot be read: ${content.reason}`);
    case 'too-large':
      return failed(
        'file-too-large',
        `file \`${path}\` has ${grouped(content.size)} bytes; at most ${grouped(limit)} are read`,
        advice,
      );
    case 'bytes':
      return decodeText(path, content.bytes);
  }
}

function grouped(number: number): string {
  return number.toLocaleString('en');
}

/** How much of a file that is no text is shown after the place where that is seen. */
const shownAfterFault = 4096;

/** The text of `bytes`, or the first place where they are no UTF-8 text. */
export function decodeText(path: string, bytes: Uint8Array): FileText {
  const nul = bytes.indexOf(0);
  const body = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
  if (nul < 0 && isAscii(body)) return { kind: 'text', file: asciiFile(path, bytes, body) };
  const failed = (code: FileCode, message: string, hint: string, at: number): FileText => {
    // Undecodable bytes are shown as U+FFFD, under a caret; the text before them has the right offsets. What is far
    // behind is nobody's line.
    const text = new TextDecoder('utf-8').decode(bytes.subarray(0, at + shownAfterFault));
    const start = new TextDecoder('utf-8').decode(bytes.subarray(0, at)).length;
    const span = {
      file: { path, text, sha256: sha256Of(bytes) },
      start,
      end: Math.min(start + 1, text.length),
    };
    return { kind: 'failed', diagnostic: { code, severity: 'error', message, hint, span, path } };
  };
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    return failed('bad-encoding', 'the file is encoded as UTF-16', 'save it as UTF-8', 0);
  }
  if (!isUtf8(bytes)) {
    const at = firstInvalidByte(bytes);
    const byte = bytes[at]!.toString(16).padStart(2, '0');
    return failed('bad-encoding', `byte ${at} (0x${byte}) is no valid UTF-8`, 'save the file as UTF-8', at);
  }
  if (nul >= 0) {
    return failed(
      'nul-character',
      `byte ${nul} is a NUL character`,
      'remove it; a file full of them is probably UTF-16: save it as UTF-8',
      nul,
    );
  }
  const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  return { kind: 'text', file: { path, text, sha256: sha256Of(bytes) } };
}

/** Text in ASCII is decoded, and hashed, when somebody asks: bulk tables are read as bytes (`units.ts`). */
function asciiFile(path: string, bytes: Uint8Array, body: Uint8Array): SourceFile {
  let decoded: string | undefined;
  let hashed: string | undefined;
  const file: SourceFile = {
    path,
    get text(): string {
      decoded ??= Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('latin1');
      return decoded;
    },
    get sha256(): string {
      hashed ??= sha256Of(bytes);
      return hashed;
    },
  };
  knowBytes(file, body);
  return file;
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Offset of the first byte that no valid UTF-8 sequence covers; only asked when there is one. */
function firstInvalidByte(bytes: Uint8Array): number {
  let at = 0;
  while (at < bytes.length) {
    const length = sequenceLength(bytes, at);
    if (length === 0) return at;
    at += length;
  }
  return 0;
}

/** Length of the well-formed sequence at `at` (Unicode, table 3-7), or 0. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at]!;
  const follows = (offset: number, low = 0x80, high = 0xbf): boolean => {
    const byte = bytes[at + offset];
    return byte !== undefined && byte >= low && byte <= high;
  };
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first <= 0xdf) return follows(1) ? 2 : 0;
  if (first >= 0xe0 && first <= 0xef) {
    const low = first === 0xe0 ? 0xa0 : 0x80;
    const high = first === 0xed ? 0x9f : 0xbf;
    return follows(1, low, high) && follows(2) ? 3 : 0;
  }
  if (first >= 0xf0 && first <= 0xf4) {
    const low = first === 0xf0 ? 0x90 : 0x80;
    const high = first === 0xf4 ? 0x8f : 0xbf;
    return follows(1, low, high) && follows(2) && follows(3) ? 4 : 0;
  }
  return 0;
}
