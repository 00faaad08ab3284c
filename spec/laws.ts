/**
 * Laws: other forms of the same property, and theorems about the state (FORMAL.md B.0, B.3, B.4, B.10, A.5, G.4).
 *
 * Each is true of every state in which `given` is, or is shown not to be; the tests hold interpreter and engines to
 * them, and they are proved for policies of every size where they are first-order. FORMAL.md states its laws for the
 * default profile; those marked `every` do not depend on a reading. Laws of the language as such (L29–L32: renaming,
 * order, closures for hierarchies) and of the cascade and refusals (L33, L42) are no formulas; they are tested.
 */

import { applicationLaws } from './laws/applications.ts';
import { changeLaws } from './laws/changes.ts';
import { feasibilityLaws } from './laws/feasibility.ts';
import { forms } from './laws/forms.ts';
import type { Law } from './laws/law.ts';
import { roleLaws } from './laws/roles.ts';

export { change } from './laws/change.ts';
export type { Law, Lemma } from './laws/law.ts';

export const laws: readonly Law[] = [
  ...forms,
  ...roleLaws,
  ...applicationLaws,
  ...feasibilityLaws,
  ...changeLaws,
];
