/** Command lines that can be copied. */

/** `word` as one argument of a POSIX shell. */
export function shellWord(word: string): string {
  // Letters of all scripts are safe; what a shell reads otherwise is quoted.
  return /^[\p{L}\p{M}\p{N}_@%+=:,./-]+$/u.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
