/** Paths as reports for systems give them: from the root of the repository, and as references in URIs. */

import { posix } from 'node:path';

/** `path` as seen from the root of the repository; `root`: the way from there to where `path` starts, or empty. */
export function fromRoot(root: string, path: string): string {
  return root === '' || path.startsWith('/') ? path : posix.join(root, path);
}

/** `path`, relative or absolute, with every character escaped that is not allowed in a path of a URI. */
export function uriOf(path: string): { readonly uri: string; readonly isRelative: boolean } {
  // Half a character is no text, and has no escape.
  const whole = path.replaceAll('\\', '/').replace(/\p{Cs}/gu, '\ufffd');
  const escaped = whole
    .split('/')
    .map((segment) => encodeURIComponent(segment))
    .join('/');
  return whole.startsWith('/')
    ? { uri: `file://${escaped}`, isRelative: false }
    : { uri: escaped, isRelative: true };
}
