import type { ApplicationDiagnostic } from './codes.ts';
import type { ApplicationTree } from './tree.ts';

/** What the policy that owns the application knows: names in Unicode NFC. */
export interface ApplicationContext {
  readonly roles: ReadonlySet<string>;
  /** Null where the policy declares no objects: then conditions may mention any. */
  readonly objects: ReadonlySet<string> | null;
}

/** All errors and warnings of the static semantics (FORMAL.md D.2), in the order of the text. */
export function checkApplication(
  _tree: ApplicationTree,
  _context: ApplicationContext,
): readonly ApplicationDiagnostic[] {
  return [];
}
