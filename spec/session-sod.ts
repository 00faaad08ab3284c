/**
 * Session-oriented separation of duty (FORMAL.md B.8, I13; property P26).
 *
 * Of a plan, the source's schema 8 literally; of a run, every session of the one name against every session of the
 * other. Never across runs or applications: the source's triples are tied to one application.
 */

import {
  and,
  converse,
  defineTerm,
  domain,
  each,
  equal,
  forall,
  image,
  intersection,
  isEmpty,
  member,
  not,
  related,
  scalar,
  universe,
} from '../src/logic/build.ts';
import { claim } from '../src/logic/declare.ts';
import { mutex, mutexSessions, names, plan, sessionPlan } from './application.ts';
import { instName, instRun, sess, su } from './sessions.ts';
import { IID, SNAME } from './sorts.ts';

const i = scalar('i', IID);
const s = scalar('s', SNAME);
const t = scalar('t', SNAME);

/** The users of the sessions named s in run i. */
export const usersOf = defineTerm(
  'usersOf',
  [i, s],
  image(su, intersection(image(converse(instRun), i), image(converse(instName), s))),
);

export const sessionSOD = claim({
  property: 'P26',
  name: 'SessionSOD',
  source: '003 schema 8 (Fig. 9); FORMAL B.8, I13',
  meaning: 'Exclusive sessions of a plan have different users.',
  includes: [mutexSessions, sessionPlan],
  formula: forall(
    [each(s, names), each(t, names)],
    not(equal(image(plan, s), image(plan, t))),
    and(related(s, t, mutex), member(s, domain(plan)), member(t, domain(plan))),
  ),
});

export const runSessionSOD = claim({
  property: 'P26',
  name: 'RunSessionSOD',
  source: '003 schema 8 (Fig. 9); FORMAL B.8, I13',
  meaning: 'Within a run, exclusive sessions have no user in common.',
  includes: [mutexSessions, sess],
  formula: forall(
    [each(i, universe(IID)), each(s, names), each(t, names)],
    isEmpty(intersection(usersOf(i, s), usersOf(i, t))),
    related(s, t, mutex),
  ),
});
