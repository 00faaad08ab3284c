/**
 * Given sets (FORMAL.md A.1).
 *
 * A permission is atomic: one operation on one object, named `object:operation`. It is a sort of its own rather than
 * the product OBJ × OP, so that relations over permissions have one column; `object` and `operation` of `core.ts`
 * recover the parts; likewise what HR says of a person is an attribute's value, named `attribute=value`. Times, limits
 * and cardinalities are elements of the one sort of numbers. Run occurrences (OCC) and certificates belong to
 * properties that are not specified here.
 */

export const USER = 'USER';
/** People of whom nothing but their number is known: users that there might be. */
export const PERSON = 'PERSON';
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
/** Constraints of an application (Fig. 2, schema 6′). */
export const CONSTRAINT = 'CONSTRAINT';
/** Sets of users that such constraints speak of. */
export const PEOPLE = 'PEOPLE';
/** Runs of an application. */
export const IID = 'IID';
/** Values of HR attributes. */
export const HRV = 'HRV';
export const ATTR = 'ATTR';
/** Who administers. */
export const ACTOR = 'ACTOR';
/** Rules of administration: who may change what. */
export const RULE = 'RULE';
/** Areas of administration: applications with local roles. */
export const APPL = 'APPL';
export { NUMBER } from '../src/logic/terms.ts';
