/**
 * Given sets (FORMAL.md A.1).
 *
 * A permission is atomic: one operation on one object, named `object:operation`. It is a sort of its own rather than
 * the product OBJ × OP, so that relations over permissions have one column; `object` and `operation` of `core.ts`
 * recover the parts. Times, limits and cardinalities are elements of the one sort of numbers. Run occurrences (OCC),
 * attributes and certificates belong to properties that are not specified here.
 */

export const USER = 'USER';
export const ROLE = 'ROLE';
/** Atomic permissions. */
export const PRM = 'PRM';
export const OBJ = 'OBJ';
export const OP = 'OP';
/** Sessions that exist: instances. */
export const SID = 'SID';
/** Session names of an application: templates. */
export const SNAME = 'SNAME';
/** Names of exclusion sets (T, n). */
export const CNAME = 'CNAME';
/** Runs of an application. */
export const IID = 'IID';
export { NUMBER } from '../src/logic/terms.ts';
