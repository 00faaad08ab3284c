/**
 * Strict static separation of duty (FORMAL.md G.1; properties P17, P18).
 *
 * Static separation keeps exclusive roles out of one hand; the strict forms also keep their work apart. Of P17 the
 * first conjunct is P04 and P05, which are claimed of every static exclusion; what is new in it is claimed here: no
 * object on which two roles of the exclusion both have operations of the application. P18 adds that each of these
 * roles has one operation at most, which is one step of the application. Of a set (T, n) every two roles count,
 * whatever n: the definition speaks of different roles of the set.
 *
 * The operations of a role are those of whoever holds it, so they follow S1 as `perms_of_user` does: with their
 * juniors' under `authorised`, and only their own under `assigned`. The application in focus is the one that the
 * exclusion names.
 */

import {
  and,
  choose,
  converse,
  defineTerm,
  domain,
  each,
  equal,
  forall,
  identity,
  image,
  intersection,
  isEmpty,
  member,
  not,
  product,
  related,
  scalar,
  subset,
} from '../src/logic/build.ts';
import { claim, declare, predicate, relationBetween, schema, setOver } from '../src/logic/declare.ts';
import { appAtoms, application, sessionTemplate } from './application.ts';
import { core, object, objs, PA, permsOfRoles, prms, roles } from './core.ts';
import { OBJ, PRM, ROLE } from './sorts.ts';

const part = declare({
  strictS: relationBetween(ROLE, ROLE, 'exclusive roles that the application must keep on different objects'),
  oneStep: setOver(ROLE, 'exclusive roles that may do one step of the application'),
});
export const { strictS, oneStep } = part.terms;

export const strictExclusions = schema({
  name: 'StrictExclusions',
  source: 'Gligor, Gavrila and Ferraiolo 1998; FORMAL G.1 P17, P18',
  meaning: 'The static exclusions that are strict within the application in focus.',
  includes: [core, application, sessionTemplate],
  components: part.components,
  predicates: [
    predicate('strictS', subset(strictS, product(roles, roles))),
    predicate('strictS is symmetric', equal(strictS, converse(strictS))),
    predicate('strictS is irreflexive', isEmpty(intersection(strictS, identity(ROLE)))),
    predicate('oneStep', subset(oneStep, domain(strictS))),
  ],
});

const o = scalar('o', OBJ);
const r = scalar('r', ROLE);
const r1 = scalar('r1', ROLE);
const r2 = scalar('r2', ROLE);
const p = scalar('p', PRM);
const q = scalar('q', PRM);

/** The application's operations that whoever holds r has through it (S1). */
export const appPermsOfRole = defineTerm(
  'app_perms_of_role',
  [r],
  intersection(appAtoms(), choose('membership', { authorised: permsOfRoles(r), assigned: image(PA, r) })),
);

const worksOn = (role: typeof r1) => member(o, image(object, appPermsOfRole(role)));

export const strictStaticSOD = claim({
  property: 'P17',
  name: 'StrictStaticSOD',
  source: 'Gligor, Gavrila and Ferraiolo 1998; FORMAL G.1 P17',
  meaning: 'No object is worked on by two roles that are strictly exclusive.',
  includes: [core, application, sessionTemplate, strictExclusions],
  formula: forall(
    [each(o, objs), each(r1, roles), each(r2, roles)],
    not(and(worksOn(r1), worksOn(r2))),
    related(r1, r2, strictS),
  ),
});

export const oneStepSOD = claim({
  property: 'P18',
  name: 'OneStepSOD',
  source: 'Gligor, Gavrila and Ferraiolo 1998; FORMAL G.1 P18',
  meaning: 'A role of a one-step exclusion has one operation of the application at most.',
  includes: [core, application, sessionTemplate, strictExclusions],
  formula: forall(
    [each(r, oneStep), each(p, prms), each(q, prms)],
    equal(p, q),
    and(member(p, appPermsOfRole(r)), member(q, appPermsOfRole(r))),
  ),
});
