/**
 * Time (FORMAL.md C.5 Tick).
 *
 * Stated by the moment that is reached, not by the time that passes: the same transitions, without arithmetic. A state
 * that knows no time learns it.
 */

import {
  compare,
  difference,
  each,
  exists,
  forall,
  image,
  numberOf,
  pairsOf,
  product,
  related,
  scalar,
  universe,
} from '../../src/logic/build.ts';
import { becomes, guard, inputs, one, operation, update } from '../../src/logic/operation.ts';
import { UA } from '../core.ts';
import { limit } from '../hr.ts';
import { now } from '../policy.ts';
import { NUMBER, ROLE, USER } from '../sorts.ts';
import { cascade } from './cascade.ts';

const ticked = inputs({ t: one(NUMBER, 'the moment that is reached') });
const { t } = ticked.terms;
const u = scalar('u', USER);
const r = scalar('r', ROLE);
const n = scalar('n', NUMBER);

/** Special assignments that end before the moment. */
const ended = pairsOf(
  { variable: u, set: universe(USER) },
  { variable: r, set: universe(ROLE) },
  exists([each(n, universe(NUMBER))], compare(numberOf(n), '<', numberOf(t)), related(r, n, image(limit, u))),
);

export const tick = operation({
  name: 'Tick',
  source: 'FORMAL C.5',
  meaning: 'Time passes: special assignments end, and roles outside their window are dropped.',
  inputs: ticked.components,
  guards: [guard('BAD_STEP', 'reading', forall([each(n, now)], compare(numberOf(n), '<', numberOf(t))))],
  steps: [
    update(
      becomes(now, t),
      becomes(UA, difference(UA, ended)),
      becomes(limit, difference(limit, product(ended, universe(NUMBER)))),
    ),
    cascade,
  ],
});
