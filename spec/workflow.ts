/**
 * Constraints of an application besides its exclusive sessions: the constraints of the workflow satisfiability problem
 * (FORMAL.md B.6′ `CONSTRAINTS`, D.5; Wang and Li 2010; Crampton, Gutin and Yeo 2013).
 *
 * The source names a given set CONSTRAINTS in schema 6′ and says no more of it than that it holds constraints between
 * sessions. They are about a whole plan, so they bear on feasibility (P29) and on nothing else here: candidates are
 * still those of schema 9, and the pairwise test (P28) asks for what is necessary only.
 *
 * What concerns pairs of sessions, or a session and a user, is a relation; a constraint on a set of sessions has a
 * name. People are listed, or those who have a role (S1), so that they change when the role's users do.
 */

import {
  among,
  and,
  compare,
  converse,
  count,
  definePredicate,
  defineTerm,
  domain,
  each,
  equal,
  exists,
  forall,
  functionVariable,
  image,
  implies,
  intersection,
  isEmpty,
  member,
  not,
  numberOf,
  or,
  product,
  range,
  related,
  relationVariable,
  scalar,
  setOf,
  subset,
  union,
  universe,
} from '../src/logic/build.ts';
import {
  declare,
  partialFunction,
  predicate,
  relationBetween,
  relationOver,
  schema,
  setOver,
} from '../src/logic/declare.ts';
import { names, sessionTemplate } from './application.ts';
import { core, roles, rolesOfUser, users } from './core.ts';
import { CONSTRAINT, NUMBER, PEOPLE, ROLE, SNAME, USER } from './sorts.ts';

const part = declare({
  listed: relationBetween(PEOPLE, USER, 'people who are listed'),
  holding: partialFunction(PEOPLE, ROLE, 'people who are those with a role'),
  separated: relationBetween(SNAME, SNAME, 'sessions that need different users'),
  bound: relationBetween(SNAME, SNAME, 'sessions that need the same user'),
  scope: relationBetween(CONSTRAINT, SNAME, 'the sessions that a constraint is about'),
  atMost: partialFunction(CONSTRAINT, NUMBER, 'how many users may do them at most'),
  atLeast: partialFunction(CONSTRAINT, NUMBER, 'how many users must do them at least'),
  teams: relationBetween(CONSTRAINT, PEOPLE, 'teams of which one must do them all'),
  group: partialFunction(CONSTRAINT, PEOPLE, 'the people who do them, unless enough users do'),
  enough: partialFunction(CONSTRAINT, NUMBER, 'how many users are enough'),
  dependent: relationOver([SNAME, PEOPLE, SNAME, PEOPLE], 'if one of g does s, one of h does t'),
  load: relationBetween(PEOPLE, NUMBER, 'how many sessions each of them may do'),
  loadOfAll: setOver(NUMBER, 'how many sessions everybody may do'),
  unavailable: setOver(PEOPLE, 'people who do no session'),
  forced: relationBetween(SNAME, USER, 'the user whom a session must have'),
  forbidden: relationBetween(SNAME, USER, 'users whom a session must not have'),
});
export const {
  listed,
  holding,
  separated,
  bound,
  scope,
  atMost,
  atLeast,
  teams,
  group,
  enough,
  dependent,
  load,
  loadOfAll,
  unavailable,
  forced,
  forbidden,
} = part.terms;

const u = scalar('u', USER);
const s = scalar('s', SNAME);
const t = scalar('t', SNAME);
const c = scalar('c', CONSTRAINT);
const n = scalar('n', NUMBER);
const g = scalar('g', PEOPLE);
const h = scalar('h', PEOPLE);
const G = relationVariable('G', [PEOPLE]);
/** A plan for every session. */
const tau = functionVariable('tau', SNAME, USER);

export const planConstraints = schema({
  name: 'PlanConstraints',
  source: '003 schema 6′ (Fig. 7); FORMAL B.6′, D.5; Wang and Li 2010',
  meaning: 'What a policy demands of the plans of an application besides candidates and exclusions.',
  includes: [core, sessionTemplate],
  components: part.components,
  predicates: [
    predicate('listed', subset(range(listed), users)),
    predicate('holding', subset(range(holding), roles)),
    predicate('separated', subset(separated, product(names, names))),
    predicate('bound', subset(bound, product(names, names))),
    predicate('scope', subset(range(scope), names)),
    predicate('group', equal(domain(group), domain(enough))),
    predicate('forced', subset(forced, product(names, users))),
    predicate('forbidden', subset(forbidden, product(names, users))),
  ],
});

/** The users whom G means (S1). */
export const who = defineTerm(
  'who',
  [G],
  union(image(listed, G), setOf(u, users, not(isEmpty(intersection(image(holding, G), rolesOfUser(u)))))),
);

/** The users who do the sessions of c. */
export const doers = defineTerm('doers', [tau, c], image(tau, image(scope, c)));

export const keepsApart = definePredicate(
  'keeps_apart',
  [tau],
  forall(
    [each(s, names), each(t, names)],
    not(equal(image(tau, s), image(tau, t))),
    related(s, t, separated),
  ),
);

export const keepsTogether = definePredicate(
  'keeps_together',
  [tau],
  forall([each(s, names), each(t, names)], equal(image(tau, s), image(tau, t)), related(s, t, bound)),
);

export const fewEnough = definePredicate(
  'few_enough',
  [tau],
  forall([each(c, domain(atMost))], compare(count(doers(tau, c)), '<=', numberOf(image(atMost, c)))),
);

export const manyEnough = definePredicate(
  'many_enough',
  [tau],
  forall([each(c, domain(atLeast))], compare(count(doers(tau, c)), '>=', numberOf(image(atLeast, c)))),
);

export const inOneTeam = definePredicate(
  'in_one_team',
  [tau],
  forall([each(c, domain(teams))], exists([each(g, image(teams, c))], subset(doers(tau, c), who(g)))),
);

export const inGroupUnlessMany = definePredicate(
  'in_group_unless_many',
  [tau],
  forall(
    [each(c, domain(group))],
    or(
      compare(count(doers(tau, c)), '>=', numberOf(image(enough, c))),
      subset(doers(tau, c), who(image(group, c))),
    ),
  ),
);

export const asOthersDemand = definePredicate(
  'as_others_demand',
  [tau],
  forall(
    [each(s, names), each(t, names), each(g, universe(PEOPLE)), each(h, universe(PEOPLE))],
    implies(member(image(tau, s), who(g)), member(image(tau, t), who(h))),
    among([s, g, t, h], dependent),
  ),
);

export const notOverloaded = definePredicate(
  'not_overloaded',
  [tau],
  and(
    forall(
      [each(n, loadOfAll), each(u, range(tau))],
      compare(count(image(converse(tau), u)), '<=', numberOf(n)),
    ),
    forall(
      [each(g, domain(load))],
      forall(
        [each(n, image(load, g)), each(u, who(g))],
        compare(count(image(converse(tau), u)), '<=', numberOf(n)),
      ),
    ),
  ),
);

export const withoutAbsent = definePredicate(
  'without_absent',
  [tau],
  isEmpty(intersection(range(tau), who(unavailable))),
);

export const asAssigned = definePredicate(
  'as_assigned',
  [tau],
  and(subset(forced, tau), isEmpty(intersection(forbidden, tau))),
);

/** tau respects the constraints of the application. */
export const respectsConstraints = definePredicate(
  'respects_constraints',
  [tau],
  and(
    keepsApart(tau),
    keepsTogether(tau),
    fewEnough(tau),
    manyEnough(tau),
    inOneTeam(tau),
    inGroupUnlessMany(tau),
    asOthersDemand(tau),
    notOverloaded(tau),
    withoutAbsent(tau),
    asAssigned(tau),
  ),
);
