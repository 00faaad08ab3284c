/**
 * Least privilege (FORMAL.md G.2 P40; 003 §3.1 made precise).
 *
 * Only a session whose needs are stated is judged. Minimal, not minimum: no single role can be left out.
 */

import {
  and,
  difference,
  domain,
  each,
  forall,
  image,
  member,
  not,
  related,
  scalar,
  subset,
} from '../src/logic/build.ts';
import { claim } from '../src/logic/declare.ts';
import { atoms, names, needs, sessionNeeds, sessionTemplate, tmpl } from './application.ts';
import { core, permsOfRoles, roles } from './core.ts';
import { ROLE, SNAME } from './sorts.ts';

const s = scalar('s', SNAME);
const r = scalar('r', ROLE);

export const leastPrivilege = claim({
  property: 'P40',
  name: 'LeastPrivilege',
  source: '003 §3.1; FORMAL G.2 P40',
  meaning: 'No role of a session is superfluous: without it the session could not do what it must.',
  includes: [core, sessionTemplate, sessionNeeds],
  formula: forall(
    [each(s, names), each(r, roles)],
    not(subset(image(needs, s), permsOfRoles(difference(image(tmpl, s), r)))),
    and(member(s, domain(needs)), related(s, r, tmpl)),
  ),
});

export const needsCovered = claim({
  property: 'P40',
  name: 'NeedsCovered',
  source: '003 §3.1; FORMAL G.2 P40',
  meaning: 'A session can do what it must.',
  includes: [core, sessionTemplate, sessionNeeds],
  formula: forall([each(s, domain(needs))], subset(image(needs, s), atoms(s))),
});
