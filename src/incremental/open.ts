/**
 * A policy that stays open: after a change of one fact only what the change may concern is judged again.
 *
 * Four rules are about one user each. They are decided anew for the users concerned: of an assignment that user, of a
 * grant or an inheritance everybody who holds the role or a senior of it. Each is judged on a slice of the policy
 * (`slice.ts`), by the same rules and replayed on the same specification as ever. Of the other rules those that a
 * change of this relation cannot touch are left alone, and those about which the policy says nothing; the rest are run
 * on the whole policy, which takes as long as it does. What comes out equals a full check of the policy as it is now,
 * but for repairs, which are not looked for here.
 */

import { catalogue } from '../check/catalogue.ts';
import { checkPolicy } from '../check/run.ts';
import { type Index, indexPolicy } from '../index/index.ts';
import type { Constraint, Place, Policy } from '../policy/model.ts';
import { applyChanges } from '../repair/apply.ts';
import type { ReplayFailure } from '../verdict/failure.ts';
import type { Violated } from '../verdict/verdict.ts';
import { openAssignments } from './assignments.ts';
import { type Edit, resolveEdit } from './edit.ts';
import { affectedRules, hasDanglingNames, userRules } from './scope.ts';
import { constraintsHit, userSlice, watchOf } from './slice.ts';

export interface Rechecked {
  readonly kind: 'rechecked';
  /** Violations that were not there before. */
  readonly appeared: readonly Violated[];
  /** Violations that are gone, as they were. */
  readonly resolved: readonly Violated[];
  /** The same violations, which arise in another way now. */
  readonly changed: readonly { readonly before: Violated; readonly now: Violated }[];
  /** Rules that were run on the whole policy. */
  readonly inFull: readonly string[];
  /** Violations that replay refused; none, unless there is a defect. */
  readonly failures: readonly ReplayFailure[];
}

/** `reason` is a sentence: which name the policy does not have. Nothing was changed. */
export type Refused = { readonly kind: 'refused'; readonly reason: string };

export interface OpenPolicy {
  /** Changes the policy; calls may not overlap. */
  apply(edit: Edit): Promise<Rechecked | Refused>;
  /** All violations there are now. */
  violations(): readonly Violated[];
  /** The policy as it is now. */
  policy(): Policy;
}

const noRepairs = { perConstraint: 0, inAll: 0 };
const nowhere: Place = { file: 0, line: 1, column: 1 };

/** Checks `given` once, in full, and opens it. */
export async function openPolicy(given: Policy): Promise<OpenPolicy> {
  const assignments = openAssignments(given.assignments);
  const watch = watchOf(given);
  /** Everything but assignments. */
  let policy = given;
  let roleIndex: Index | null = null;
  const roles = (): Index => {
    roleIndex ??= indexPolicy(withoutUsers(policy));
    return roleIndex;
  };
  const whole = (): Policy => ({ ...policy, assignments: assignments.facts() });

  const isSliced = given.possible === null && !hasDanglingNames(given);
  const sliced = isSliced ? userRules : [];
  const enabled = catalogue.filter(({ id }) => given.rules.get(id) !== 'off');
  const ofUsers = enabled.filter(({ id }) => sliced.includes(id));
  const byUser = new Map<string, readonly Violated[]>();
  const byRule = new Map<string, readonly Violated[]>();
  const first = await violationsIn(given, enabled);
  for (const violated of first.violations) {
    if (sliced.includes(violated.rule)) push(byUser, subjectOf(violated), violated);
    else push(byRule, violated.rule, violated);
  }

  // The first change need not wait for what every change asks for.
  roles().closure();
  roles().grants();

  const judgeUser = async (user: number, constraints: readonly Constraint[]) => {
    if (constraints.length === 0) return { violations: [], failures: [] };
    return violationsIn(userSlice(policy, user, assignments.rows(user), constraints), ofUsers);
  };

  return {
    violations: () => [...byUser.values(), ...byRule.values()].flat(),
    policy: whole,
    async apply(edit) {
      const ids = resolveEdit(policy, edit);
      if (ids.kind === 'refused') return ids;
      const { left, right } = ids;
      const place = edit.place ?? nowhere;
      const delta = collector();
      let concerned: Iterable<number>;
      if (edit.relation === 'assignment') {
        const isNews =
          edit.kind === 'add' ? assignments.add(left, right, place) : assignments.remove(left, right);
        if (!isNews) return delta.result([]);
        concerned = [left];
      } else {
        const facts = edit.relation === 'grant' ? policy.grants : policy.inheritance;
        if (isStated(facts, left, right) === (edit.kind === 'add')) return delta.result([]);
        const above = new Set(roles().up(left));
        const { place: _place, ...change } = edit;
        policy = applyChanges(policy, [change], place);
        roleIndex = null;
        concerned = assignments.usersWith(above);
      }
      const people = isSliced ? [...concerned] : [];
      const hit = constraintsHit(policy, roles(), watch, people.map(assignments.roles));
      for (const [at, user] of people.entries()) {
        const { violations, failures } = await judgeUser(user, hit[at]!);
        const name = policy.users.list[user]!;
        delta.replace(byUser, name, violations);
        delta.fail(failures);
      }
      const affected = affectedRules(policy, edit.relation, sliced);
      const again = enabled.filter(({ id }) => affected.includes(id));
      if (again.length > 0) {
        const { violations, failures } = await violationsIn(whole(), again);
        for (const { id } of again)
          delta.replace(
            byRule,
            id,
            violations.filter(({ rule }) => rule === id),
          );
        delta.fail(failures);
      }
      return delta.result(again.map(({ id }) => id));
    },
  };
}

async function violationsIn(
  policy: Policy,
  rules: typeof catalogue,
): Promise<{ readonly violations: readonly Violated[]; readonly failures: readonly ReplayFailure[] }> {
  const { verdicts, failures } = await checkPolicy(policy, { catalogue: rules, repairs: noRepairs });
  return {
    violations: verdicts.flatMap((verdict) => (verdict.status === 'violated' ? [verdict] : [])),
    failures,
  };
}

/** The user whom a violation of a rule about one user is about. */
function subjectOf({ counterexample }: Violated): string {
  return counterexample.bindings[0]!.value;
}

function push(map: Map<string, readonly Violated[]>, key: string, violated: Violated): void {
  map.set(key, [...(map.get(key) ?? []), violated]);
}

function withoutUsers(policy: Policy): Policy {
  const none = new Int32Array(0);
  return {
    ...policy,
    users: { list: [], ids: new Map(), declaredCount: 0 },
    assignments: { left: none, right: none, file: none, line: none },
    sessions: [],
    active: { left: none, right: none, file: none, line: none },
  };
}

function isStated({ left, right }: Policy['grants'], one: number, other: number): boolean {
  for (let row = 0; row < left.length; row += 1) if (left[row] === one && right[row] === other) return true;
  return false;
}

/** What changes in lists of violations that are replaced. */
function collector() {
  const appeared: Violated[] = [];
  const resolved: Violated[] = [];
  const changed: { before: Violated; now: Violated }[] = [];
  const failures: ReplayFailure[] = [];
  return {
    replace(lists: Map<string, readonly Violated[]>, key: string, now: readonly Violated[]): void {
      const before = new Map((lists.get(key) ?? []).map((violated) => [violated.fingerprint, violated]));
      for (const violated of now) {
        const known = before.get(violated.fingerprint);
        before.delete(violated.fingerprint);
        if (known === undefined) appeared.push(violated);
        else if (!isSame(known, violated)) changed.push({ before: known, now: violated });
      }
      resolved.push(...before.values());
      if (now.length === 0) lists.delete(key);
      else lists.set(key, now);
    },
    fail(more: readonly ReplayFailure[]): void {
      failures.push(...more);
    },
    result: (inFull: readonly string[]): Rechecked => ({
      kind: 'rechecked',
      appeared,
      resolved,
      changed,
      inFull,
      failures,
    }),
  };
}

function isSame(before: Violated, now: Violated): boolean {
  const told = ({ counterexample: { bindings, sentence, paths }, core }: Violated): string =>
    JSON.stringify([bindings, sentence, paths, core]);
  return before.coreFingerprint === now.coreFingerprint && told(before) === told(now);
}
