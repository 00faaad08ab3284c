/**
 * The code units of a file's text in an array, for readers that look at every one of millions of them.
 *
 * Most bulk text is ASCII, whose bytes are its code units: it is never decoded unless somebody asks for the text.
 */

import type { SourceFile } from './text.ts';

export type Units = Uint8Array | Uint16Array;

const known = new WeakMap<SourceFile, Uint8Array>();

/** States that the text of `file` is ASCII, and which bytes it is. */
export function knowBytes(file: SourceFile, bytes: Uint8Array): void {
  known.set(file, bytes);
}

/** The code units of `file.text`: `units[i]` is `text.charCodeAt(i)`. */
export function unitsOf(file: SourceFile): Units {
  const bytes = known.get(file);
  if (bytes !== undefined) return bytes;
  const { text } = file;
  const units = new Uint16Array(text.length);
  for (let at = 0; at < units.length; at += 1) units[at] = text.charCodeAt(at);
  return units;
}

/** Units `from` to `to` as a string. */
export function textOf(units: Units, from: number, to: number): string {
  let text = '';
  // In parts, because so many arguments would not fit the stack.
  for (let at = from; at < to; at += 4096) {
    text += String.fromCharCode(...units.subarray(at, Math.min(to, at + 4096)));
  }
  return text;
}
