/**
 * Session authorisation (FORMAL.md B.3, I4; property P03).
 *
 * Fig. 6 of the source is titled least privilege but states this; least privilege proper is `least-privilege.ts`. For
 * a plan the same is asked of the session's template, before the session exists.
 */

import { domain, each, forall, image, scalar, subset } from '../src/logic/build.ts';
import { claim } from '../src/logic/declare.ts';
import { plan, sessionPlan, sessionTemplate, tmpl } from './application.ts';
import { core, rolesOfUser } from './core.ts';
import { sess, sessionAuthorised } from './sessions.ts';
import { SNAME } from './sorts.ts';

const s = scalar('s', SNAME);

export const sessionAuthorisation = claim({
  property: 'P03',
  name: 'SessionAuthorisation',
  source: '003 schema 3 (Fig. 2, Fig. 6); FORMAL B.3, I4',
  meaning: 'The user of a session is assigned to every role that is active in it.',
  includes: [core, sess],
  formula: sessionAuthorised,
});

export const planAuthorisation = claim({
  property: 'P03',
  name: 'PlanAuthorisation',
  source: '003 schema 3 (Fig. 6); FORMAL B.3',
  meaning: 'Whoever a plan gives a session is assigned to all of its roles.',
  includes: [core, sessionTemplate, sessionPlan],
  formula: forall([each(s, domain(plan))], subset(image(tmpl, s), rolesOfUser(image(plan, s)))),
});
