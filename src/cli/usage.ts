/** A mistake in the command line: told in one line, exit code 2. */
export class UsageError extends Error {}

/** A mistake that has been told with its place: exit code 2 and nothing more. */
export class ToldError extends Error {}

/** What the system said, as a mistake in the command line. Whatever is no error of the system is thrown on. */
export function cannotWrite(path: string, error: unknown): UsageError {
  if (!(error instanceof Error && 'syscall' in error)) throw error;
  return new UsageError(`\`${path}\` cannot be written: ${reasonOf(error)}`);
}

/** Why the system refused, in words. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  switch (code) {
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return 'permission is denied';
    case 'EISDIR':
      return 'there is a directory of that name';
    case 'EEXIST':
    case 'ENOTDIR':
      return 'a part of its path is a file';
    case 'ENOSPC':
      return 'the disk is full';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
