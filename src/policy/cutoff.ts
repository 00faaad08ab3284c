/**
 * How many users who start alike have to be followed, where administrators are users who may run out.
 *
 * Users are alike if they are assigned the same roles at the start, may both act or not, and the goal may be about both
 * or about neither. Let K be the number of distinct conditions on the acting administrator (`by`, as the roles it
 * names) of rules that can be used at all, and m the number of users that the goal speaks of. Conditions that a user
 * who is named and may act satisfies at any time, and those of anybody, do not count: they are always met.
 *
 * Lemma. A goal can be reached iff it can where of each class of alike users only min(count, K + m) take part.
 *
 * Proof. Fewer users do nothing that more could not do, as nobody has to act. Conversely, take a run that reaches the
 * goal. Keep the users of small classes (count <= K + m) with all that happens to them. For each condition that some
 * user of a large class satisfies when it is used, let w be the user who does so first, and t that moment. A witness of
 * w's class follows what happens to w until t and is then frozen: nothing more happens to it. Users who meet the goal
 * are followed to the end. A user who serves two conditions, or one and the goal, is followed by as many users of its
 * class, one for each; so of no class are there more than K + m. Whatever happens to a follower is possible: all
 * conditions but that on the administrator read the target user alone, whose state is that of the one it follows; and
 * the administrator, at a moment t', is a user of a small class as in the run, or the condition was satisfied by a user
 * of a large class at some t <= t', whose witness has been frozen in that state since (or, at t' = t, is in it before
 * the move; moves of one moment are made one after the other, those of witnesses that are to be frozen there left out).
 *
 * Users who may not act serve no condition, and those whom the goal is not about do not meet it: the two terms count
 * only where they can.
 */
export function usersToFollow(
  { count, mayAct, mayAim }: { readonly count: number; readonly mayAct: boolean; readonly mayAim: boolean },
  conditions: number,
  goalUsers: number,
): number {
  return Math.min(count, (mayAct ? conditions : 0) + (mayAim ? goalUsers : 0));
}
