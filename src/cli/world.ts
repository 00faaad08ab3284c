/**
 * What a command may do to the world, as a value: so that commands run in tests as they run in a terminal.
 */

export interface World {
  /** Reports: what was asked for. */
  out(text: string): void;
  /** Progress, problems with the command line, and everything that is no report. */
  err(text: string): void;
  readonly outIsTerminal: boolean;
  readonly errIsTerminal: boolean;
  /** Columns of the terminal that reports go to; null where there is none. */
  readonly columns: number | null;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly workingDirectory: string;
  /** Calls `handler` when the user interrupts, once; a further interrupt ends the process. Returns the way back. */
  onInterrupt(handler: () => void): () => void;
  /** Calls `changed` with a path whenever one of `paths`, or an entry of one that is a directory, changes. */
  watch(paths: readonly string[], changed: (path: string) => void): () => void;
  /** Told of each path that is looked at, for whoever runs again when it changes. */
  readonly seen?: (path: string) => void;
  /** Milliseconds since some fixed moment. */
  now(): number;
  /** The day in UTC, `YYYY-MM-DD`: what suppressions end by. */
  today(): string;
}
