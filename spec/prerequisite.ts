/**
 * Prerequisite roles (FORMAL.md I10; property P12).
 *
 * The source only names them. An invariant by default, which is the safer reading; as a guard at the moment of
 * assignment (S17) it is no property of a state, so every state satisfies it.
 */

import { chooseFormula, each, forall, image, related, scalar, subset, truth } from '../src/logic/build.ts';
import { claim } from '../src/logic/declare.ts';
import { core, roles, rolesOfUser, UA, users } from './core.ts';
import { policy, prereq } from './policy.ts';
import { ROLE, USER } from './sorts.ts';

const u = scalar('u', USER);
const r = scalar('r', ROLE);

export const prerequisiteHeld = claim({
  property: 'P12',
  name: 'PrerequisiteHeld',
  source: '003 §2.1, RBAC96; FORMAL I10',
  meaning: 'Whoever is assigned a role has the roles that it needs.',
  includes: [core, policy],
  formula: chooseFormula('prerequisite', {
    invariant: forall(
      [each(u, users), each(r, roles)],
      subset(image(prereq, r), rolesOfUser(u)),
      related(u, r, UA),
    ),
    assignment: truth,
  }),
});
