/** Command lines that can be copied. */

/** `word` as one argument of a POSIX shell. */
export function shellWord(word: string): string {
  // Beyond ASCII no character means anything to a shell.
  const isPlain = /^[^-~]/.test(word) && !/[^\w@%+=:,./\u0080-\uffff~-]/.test(word);
  return isPlain ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** A path as an argument that is no option. */
export function shellPath(path: string): string {
  return shellWord(path.startsWith('-') ? `./${path}` : path);
}
