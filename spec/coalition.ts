/**
 * How many users must take part in an operation (FORMAL.md G.1; properties P25, P25e, P25m).
 *
 * ssod(P, k) of Li, Tripunitara and Bizri: no set of fewer than k users holds all permissions of P. With k = 2 it is
 * P21. P25e asks it of every user assignment that respects the static exclusions of roles, for the roles, their
 * permissions and their hierarchy as they are. Who the users are does not matter then, and a coalition that is too
 * small has at most k - 1 members; so the claim ranges over the assignments of roles to k - 1 people of whom nothing is
 * known. The definitions of Core are about UA; those below are about the assignment `A` that is given to them.
 */

import {
  choose,
  compare,
  count,
  definePredicate,
  defineTerm,
  each,
  exists,
  forall,
  forallSubset,
  image,
  implies,
  not,
  numberOf,
  product,
  relationVariable,
  scalar,
  subset,
} from '../src/logic/build.ts';
import { claim, declare, predicate, schema, setOver } from '../src/logic/declare.ts';
import { app, application } from './application.ts';
import { core, geq, PA, roles, UA, users } from './core.ts';
import { okS } from './exclusion.ts';
import { policy } from './policy.ts';
import { NUMBER, PERSON, ROLE, USER } from './sorts.ts';

const part = declare({
  quorum: setOver(NUMBER, 'the number k of users that the operation in focus needs'),
  team: setOver(PERSON, 'one person fewer, whoever they are'),
});
export const { quorum, team } = part.terms;

const k = scalar('k', NUMBER);
const m = scalar('m', PERSON);
const U = relationVariable('U', [USER]);
const V = relationVariable('V', [USER]);
const A = relationVariable('A', [PERSON, ROLE]);
const output = relationVariable('coalition!', [USER]);

/** S is smaller than k. */
const fewer = (members: typeof U | typeof team) =>
  exists([each(k, quorum)], compare(count(members), '<', numberOf(k)));

export const operationQuorum = schema({
  name: 'Quorum',
  source: 'FORMAL G.1 P25',
  meaning: 'How many users the operation needs, and a team that is one short of it.',
  includes: [application],
  components: part.components,
  predicates: [
    predicate('team is too small', forall([each(k, quorum)], compare(count(team), '<', numberOf(k)))),
  ],
});

/** The permissions that U hold together (S1). */
export const permsOfUsers = defineTerm(
  'perms_of_users',
  [U],
  choose('membership', {
    authorised: image(PA, image(geq(), image(UA, U))),
    assigned: image(PA, image(UA, U)),
  }),
);

/** U can perform the operation together. */
export const covers = definePredicate('covers', [U], subset(app, permsOfUsers(U)));

export const kUserSOD = claim({
  property: 'P25',
  name: 'KUserSOD',
  source: 'FORMAL G.1 P25; Li, Tripunitara and Bizri 2007, ssod(P, k)',
  meaning: 'No set of fewer than k users can perform all of the operation.',
  includes: [core, operationQuorum],
  formula: forallSubset(U, users, implies(fewer(U), not(covers(U)))),
});

/** P25m: the collusion number is the size of such a set. */
export const smallestCoalition = schema({
  name: 'SmallestCoalition',
  source: 'FORMAL G.1 P25m',
  meaning: 'Users who can perform all of the operation together, as few as possible.',
  includes: [core, application],
  parameters: [{ variable: output, set: users }],
  predicates: [
    predicate('they can', covers(output)),
    predicate(
      'fewer cannot',
      forallSubset(V, users, implies(compare(count(V), '<', count(output)), not(covers(V)))),
    ),
  ],
});

/** The roles that A gives m (S1). */
export const rolesGiven = defineTerm(
  'roles_given',
  [A, m],
  choose('membership', { authorised: image(geq(), image(A, m)), assigned: image(A, m) }),
);

/** A respects the static exclusions of roles. */
export const admissible = definePredicate('admissible', [A], forall([each(m, team)], okS(rolesGiven(A, m))));

/** What A lets the team do (S1). */
export const permsGiven = defineTerm(
  'perms_given',
  [A],
  choose('membership', {
    authorised: image(PA, image(geq(), image(A, team))),
    assigned: image(PA, image(A, team)),
  }),
);

export const enforcedSOD = claim({
  property: 'P25e',
  name: 'EnforcedSOD',
  source: 'FORMAL G.1 P25e; Li, Tripunitara and Bizri 2007',
  meaning:
    'Whatever roles users are given within the static exclusions, fewer than k cannot perform all of it.',
  includes: [core, policy, operationQuorum],
  formula: forallSubset(A, product(team, roles), implies(admissible(A), not(subset(app, permsGiven(A))))),
});
