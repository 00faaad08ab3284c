/**
 * Exclusions: pairs of roles and of permissions, and named sets (FORMAL.md C.1).
 *
 * A constraint comes into force only where the state satisfies it already. Taking one away breaks nothing.
 */

import {
  and,
  compare,
  count,
  difference,
  domain,
  domainSubtraction,
  equal,
  image,
  literal,
  member,
  not,
  numberOf,
  override,
  product,
  related,
  subset,
  union,
} from '../../src/logic/build.ts';
import { setOver } from '../../src/logic/declare.ts';
import {
  after,
  becomes,
  guard,
  inputs,
  type Operation,
  one,
  operation,
  update,
} from '../../src/logic/operation.ts';
import type { Formula, SetTerm, Term } from '../../src/logic/terms.ts';
import { prms, roles } from '../core.ts';
import {
  noActivePermissionConflict,
  noDynamicConflict,
  noPermissionConflict,
  noStaticConflict,
} from '../invariants.ts';
import { dsdLimit, dsdRoles, mutexD, mutexPD, mutexPS, mutexS, ssdLimit, ssdRoles } from '../policy.ts';
import { CNAME, NUMBER, PRM, ROLE } from '../sorts.ts';

/** Of one relation of exclusive pairs: what makes two things exclusive, and what ends it. */
function pairs<A extends string>(parts: {
  readonly name: string;
  readonly sort: A;
  readonly mutex: Term<readonly [A, A]>;
  readonly declared: SetTerm<A>;
  readonly unknown: string;
  readonly invariant: Formula;
  readonly meaning: string;
}): { readonly add: Operation; readonly remove: Operation } {
  const { mutex, declared, sort } = parts;
  const added = inputs({ x: one(sort, 'one of the two'), y: one(sort, 'the other') });
  const { x, y } = added.terms;
  const stated = [becomes(mutex, union(mutex, union(product(x, y), product(y, x))))];
  const removed = inputs({ x: one(sort, 'one of the two'), y: one(sort, 'the other') });
  const both = union(product(removed.terms.x, removed.terms.y), product(removed.terms.y, removed.terms.x));
  return {
    add: operation({
      name: `Add${parts.name}`,
      source: 'FORMAL C.1',
      meaning: `${parts.meaning} become exclusive.`,
      inputs: added.components,
      guards: [
        guard(parts.unknown, 'safety', and(member(x, declared), member(y, declared))),
        guard('REFLEXIVE', 'safety', not(equal(x, y))),
        guard('VIOLATED_NOW', 'safety', after(stated, parts.invariant)),
      ],
      steps: [update(...stated)],
    }),
    remove: operation({
      name: `Delete${parts.name}`,
      source: 'FORMAL C.1',
      meaning: `${parts.meaning} are exclusive no longer.`,
      inputs: removed.components,
      guards: [guard('NO_SUCH_EXCLUSION', 'no-op', related(removed.terms.x, removed.terms.y, mutex))],
      steps: [update(becomes(mutex, difference(mutex, both)))],
    }),
  };
}

export const { add: addMutexS, remove: deleteMutexS } = pairs({
  name: 'MutexS',
  sort: ROLE,
  mutex: mutexS,
  declared: roles,
  unknown: 'UNKNOWN_ROLE',
  invariant: noStaticConflict,
  meaning: 'Two roles, for one user,',
});

export const { add: addMutexD, remove: deleteMutexD } = pairs({
  name: 'MutexD',
  sort: ROLE,
  mutex: mutexD,
  declared: roles,
  unknown: 'UNKNOWN_ROLE',
  invariant: noDynamicConflict,
  meaning: 'Two roles, while they are active,',
});

export const { add: addMutexPS, remove: deleteMutexPS } = pairs({
  name: 'MutexPS',
  sort: PRM,
  mutex: mutexPS,
  declared: prms,
  unknown: 'UNKNOWN_PERMISSION',
  invariant: noPermissionConflict,
  meaning: 'Two permissions, for one user,',
});

export const { add: addMutexPD, remove: deleteMutexPD } = pairs({
  name: 'MutexPD',
  sort: PRM,
  mutex: mutexPD,
  declared: prms,
  unknown: 'UNKNOWN_PERMISSION',
  invariant: noActivePermissionConflict,
  meaning: 'Two permissions, in one session,',
});

/** Of one kind of named sets (T, n): the ANSI operations. */
function namedSets(parts: {
  readonly name: string;
  readonly sets: Term<readonly [typeof CNAME, typeof ROLE]>;
  readonly limits: Term<readonly [typeof CNAME, typeof NUMBER]>;
  readonly invariant: Formula;
  readonly kind: string;
}): {
  readonly create: Operation;
  readonly remove: Operation;
  readonly addMember: Operation;
  readonly removeMember: Operation;
  readonly setLimit: Operation;
} {
  const { sets, limits, invariant, kind, name } = parts;
  const source = 'ANSI 359; FORMAL C.1';

  const created = inputs({
    n: one(CNAME, 'the name of the set'),
    T: setOver(ROLE, 'its roles'),
    k: one(NUMBER, 'the first forbidden number of them'),
  });
  const { n, T, k } = created.terms;
  const stated = [becomes(sets, union(sets, product(n, T))), becomes(limits, union(limits, product(n, k)))];

  const removed = inputs({ n: one(CNAME, 'which set') });

  const member1 = inputs({ n: one(CNAME, 'which set'), r: one(ROLE, 'which role') });
  const entered = [becomes(sets, union(sets, product(member1.terms.n, member1.terms.r)))];

  const member0 = inputs({ n: one(CNAME, 'which set'), r: one(ROLE, 'which role') });
  const left = difference(sets, product(member0.terms.n, member0.terms.r));

  const limited = inputs({ n: one(CNAME, 'which set'), k: one(NUMBER, 'the first forbidden number') });
  const relimited = [becomes(limits, override(limits, product(limited.terms.n, limited.terms.k)))];

  return {
    create: operation({
      name: `Create${name}Set`,
      source,
      meaning: `A named set of ${kind} exclusive roles comes into force.`,
      inputs: created.components,
      guards: [
        guard('SET_EXISTS', 'safety', not(member(n, domain(limits)))),
        guard('UNKNOWN_ROLE', 'safety', subset(T, roles)),
        guard(
          'BAD_CARDINALITY',
          'safety',
          and(compare(literal(2), '<=', numberOf(k)), compare(numberOf(k), '<=', count(T))),
        ),
        guard('VIOLATED_NOW', 'safety', after(stated, invariant)),
      ],
      steps: [update(...stated)],
    }),
    remove: operation({
      name: `Delete${name}Set`,
      source,
      meaning: `A named set of ${kind} exclusive roles is in force no longer.`,
      inputs: removed.components,
      guards: [guard('UNKNOWN_SET', 'no-op', member(removed.terms.n, domain(limits)))],
      steps: [
        update(
          becomes(sets, domainSubtraction(removed.terms.n, sets)),
          becomes(limits, domainSubtraction(removed.terms.n, limits)),
        ),
      ],
    }),
    addMember: operation({
      name: `Add${name}RoleMember`,
      source,
      meaning: `A role enters a named set of ${kind} exclusive roles.`,
      inputs: member1.components,
      guards: [
        guard('UNKNOWN_SET', 'safety', member(member1.terms.n, domain(limits))),
        guard('UNKNOWN_ROLE', 'safety', member(member1.terms.r, roles)),
        guard('ALREADY_MEMBER', 'no-op', not(related(member1.terms.n, member1.terms.r, sets))),
        guard('VIOLATED_NOW', 'safety', after(entered, invariant)),
      ],
      steps: [update(...entered)],
    }),
    removeMember: operation({
      name: `Delete${name}RoleMember`,
      source,
      meaning: `A role leaves a named set of ${kind} exclusive roles.`,
      inputs: member0.components,
      guards: [
        guard('UNKNOWN_SET', 'report', member(member0.terms.n, domain(limits))),
        guard('NOT_MEMBER', 'no-op', related(member0.terms.n, member0.terms.r, sets)),
        guard(
          'SET_UNDERFLOW',
          'safety',
          compare(
            numberOf(image(limits, member0.terms.n)),
            '<=',
            count(difference(image(sets, member0.terms.n), member0.terms.r)),
          ),
        ),
      ],
      steps: [update(becomes(sets, left))],
    }),
    setLimit: operation({
      name: `Set${name}SetCardinality`,
      source,
      meaning: `The limit of a named set of ${kind} exclusive roles is changed.`,
      inputs: limited.components,
      guards: [
        guard('UNKNOWN_SET', 'report', member(limited.terms.n, domain(limits))),
        guard(
          'BAD_CARDINALITY',
          'safety',
          and(
            compare(literal(2), '<=', numberOf(limited.terms.k)),
            compare(numberOf(limited.terms.k), '<=', count(image(sets, limited.terms.n))),
          ),
        ),
        guard('VIOLATED_NOW', 'safety', after(relimited, invariant)),
      ],
      steps: [update(...relimited)],
    }),
  };
}

export const {
  create: createSsdSet,
  remove: deleteSsdSet,
  addMember: addSsdRoleMember,
  removeMember: deleteSsdRoleMember,
  setLimit: setSsdSetCardinality,
} = namedSets({
  name: 'Ssd',
  sets: ssdRoles,
  limits: ssdLimit,
  invariant: noStaticConflict,
  kind: 'statically',
});

export const {
  create: createDsdSet,
  remove: deleteDsdSet,
  addMember: addDsdRoleMember,
  removeMember: deleteDsdRoleMember,
  setLimit: setDsdSetCardinality,
} = namedSets({
  name: 'Dsd',
  sets: dsdRoles,
  limits: dsdLimit,
  invariant: noDynamicConflict,
  kind: 'dynamically',
});
