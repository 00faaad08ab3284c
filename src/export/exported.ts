/** What an export makes of a policy: texts with the paths that they want, and what they do not say. */

import type { Policy } from '../policy/model.ts';
import type { Verdict } from '../verdict/verdict.ts';

export interface ExportedFile {
  /** Relative, of file names alone: no directories, nothing that leads out of the one it is written to. */
  readonly path: string;
  readonly text: string;
}

export interface Exported {
  /** The first is the one that names the others, or that people start from. */
  readonly files: readonly ExportedFile[];
  /** What the policy says and the texts do not, in sentences without a stop. */
  readonly remarks: readonly string[];
}

export interface Exporter {
  /** What `--to` names. */
  readonly format: string;
  /** For lists, e.g. "Alloy 6". */
  readonly title: string;
  /** Rules of which it wants verdicts; none where the policy says it all. */
  readonly rules: readonly string[];
  /** Whether it is about violations, one by one: then there must be some, and they can be chosen. */
  readonly ofViolations: boolean;
  write(policy: Policy, verdicts: readonly Verdict[]): Exported;
}
