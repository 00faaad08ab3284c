/** Paths as references in URIs. */

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
