/**
 * The hierarchy (FORMAL.md C.1).
 *
 * Adding a link is the most dangerous single operation: five invariants speak of the closure that it changes. Its
 * guards are those invariants about the state with the link. Deleting one does not keep the links that it implied.
 */

import {
  and,
  chooseFormula,
  difference,
  equal,
  image,
  isEmpty,
  member,
  not,
  product,
  related,
  truth,
  union,
} from '../../src/logic/build.ts';
import { after, becomes, guard, inputs, one, operation, update } from '../../src/logic/operation.ts';
import { cardinalityLimit } from '../cardinality.ts';
import { geq, RH, roles } from '../core.ts';
import {
  noActivePermissionConflict,
  noDynamicConflict,
  noPermissionConflict,
  noStaticConflict,
} from '../invariants.ts';
import { roleWindowOpen } from '../role-window.ts';
import { ROLE } from '../sorts.ts';
import { cascade, nothingElseFalls } from './cascade.ts';

const added = inputs({ a: one(ROLE, 'the senior'), d: one(ROLE, 'the junior') });
const { a, d } = added.terms;
const linked = [becomes(RH, union(RH, product(a, d)))];

export const addInheritance = operation({
  name: 'AddInheritance',
  source: 'ANSI 359; FORMAL C.1',
  meaning: 'One role becomes an immediate senior of another.',
  inputs: added.components,
  guards: [
    guard('UNKNOWN_ROLE', 'safety', and(member(a, roles), member(d, roles))),
    guard('CYCLE', 'safety', and(not(equal(a, d)), not(related(d, a, geq())))),
    guard('INHERITANCE_EXISTS', 'no-op', not(related(a, d, RH))),
    guard(
      'LIMITED_HIERARCHY',
      'reading',
      chooseFormula('hierarchy', { general: truth, limited: isEmpty(image(RH, a)) }),
    ),
    guard('SSOD_VIOLATION', 'safety', after(linked, noStaticConflict)),
    guard('PSOD_VIOLATION', 'safety', after(linked, noPermissionConflict)),
    guard('DSOD_ACTIVE', 'safety', after(linked, noDynamicConflict)),
    guard('PSOD_ACTIVE', 'safety', after(linked, noActivePermissionConflict)),
    guard('OUTSIDE_WINDOW', 'safety', after(linked, roleWindowOpen.formula)),
    guard(
      'CARDINALITY_EXCEEDED',
      'safety',
      chooseFormula('cardinality', {
        assigned: truth,
        authorised: after(linked, cardinalityLimit.formula),
      }),
    ),
  ],
  steps: [update(...linked)],
});

const deleted = inputs({ a: one(ROLE, 'the senior'), d: one(ROLE, 'the junior') });
const unlinked = [becomes(RH, difference(RH, product(deleted.terms.a, deleted.terms.d)))];

export const deleteInheritance = operation({
  name: 'DeleteInheritance',
  source: 'ANSI 359; FORMAL C.1',
  meaning: 'A link of the hierarchy is taken away, with everything that rests on it.',
  inputs: deleted.components,
  guards: [
    guard('NO_SUCH_INHERITANCE', 'no-op', related(deleted.terms.a, deleted.terms.d, RH)),
    guard('STILL_IN_USE', 'reading', nothingElseFalls(unlinked)),
  ],
  steps: [update(...unlinked), cascade],
});
