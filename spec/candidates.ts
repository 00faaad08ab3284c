/**
 * Candidate users, and whether a session can be opened (FORMAL.md B.9, B.11; properties P27, P36; schema 9).
 *
 * A candidate has *all* roles of the session (S9) and counts as a senior does (S1). Cardinality, windows and dynamic
 * exclusion are not part of it: a session whose roles violate `okD` has candidates and can never be opened, which is
 * what P36 is for.
 */

import {
  defineTerm,
  each,
  equal,
  forall,
  image,
  isEmpty,
  not,
  relationVariable,
  scalar,
  setOf,
  subset,
} from '../src/logic/build.ts';
import { claim, predicate, schema } from '../src/logic/declare.ts';
import { names, sessionTemplate, tmpl } from './application.ts';
import { core, rolesOfUser, users } from './core.ts';
import { okD } from './exclusion.ts';
import { policy } from './policy.ts';
import { SNAME, USER } from './sorts.ts';

const s = scalar('s', SNAME);
const u = scalar('u', USER);
const input = scalar('s?', SNAME);
const output = relationVariable('users!', [USER]);

export const candidateUserSet = schema({
  name: 'CandidateUserSet',
  source: '003 schema 9 (Fig. 10); FORMAL B.9',
  meaning: 'The users who are assigned to all roles of a session.',
  includes: [core, sessionTemplate],
  parameters: [
    { variable: input, set: names },
    { variable: output, set: users },
  ],
  predicates: [
    predicate('candidates', equal(output, setOf(u, users, subset(image(tmpl, input), rolesOfUser(u))))),
  ],
});

/** C(s): `users!` of schema 9. */
export const candidates = defineTerm(
  'candidates',
  [s],
  setOf(u, users, subset(image(tmpl, s), rolesOfUser(u))),
);

export const candidatesExist = claim({
  property: 'P27',
  name: 'CandidatesExist',
  source: '003 schema 9 (Fig. 10); FORMAL B.9',
  meaning: 'For every session there is a user who may perform it.',
  includes: [core, sessionTemplate],
  formula: forall([each(s, names)], not(isEmpty(candidates(s)))),
});

export const templateDynamicSOD = claim({
  property: 'P36',
  name: 'TemplateDynamicSOD',
  source: '003 Table 1; FORMAL B.11, G.2 P36',
  meaning: 'The roles that a session needs may be active together.',
  includes: [core, policy, sessionTemplate],
  formula: forall([each(s, names)], okD(image(tmpl, s))),
});
