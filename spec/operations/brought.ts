/** What a role brings with it (S1): the role and its juniors, or the role alone. */

import { choose, defineTerm, image, scalar } from '../../src/logic/build.ts';
import { geq } from '../core.ts';
import { ROLE } from '../sorts.ts';

const r = scalar('r', ROLE);

export const broughtBy = defineTerm(
  'brought_by',
  [r],
  choose('membership', { authorised: image(geq(), r), assigned: r }),
);
