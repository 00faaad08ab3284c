/** A file that `init` writes. */
export interface StarterFile {
  /** Relative to the directory that is set up, with `/`. */
  readonly path: string;
  readonly text: string;
}
