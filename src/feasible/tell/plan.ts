/** A plan in the user's names, in the order in which sessions are declared. */

import type { PlanRows } from '../../verdict/feasible.ts';
import type { Subject } from '../subject.ts';

export function rowsOf(subject: Subject, plan: ArrayLike<number>): PlanRows {
  return subject.order.map((step) => ({ session: subject.step(step), user: subject.user(plan[step]!) }));
}
