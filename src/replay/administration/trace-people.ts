/**
 * Who a trace is about, and whether the policy has them: its own users, newcomers that it allows, and users who join.
 *
 * A copy is named after its kind and counted from 1; no copy may have the name of one of the policy's users.
 */

import type { Administration } from '../../policy/administration.ts';
import type { Policy } from '../../policy/model.ts';
import type { ReachStep, Trace } from '../../verdict/reach.ts';

export interface TracePeople {
  /** Everybody the trace mentions, in order of mention. */
  readonly names: readonly string[];
  /** Users of the policy, by name. */
  readonly own: ReadonlyMap<string, number>;
  /** Roles at the start of whoever is there then. */
  readonly starts: ReadonlyMap<string, ReadonlySet<number>>;
}

/** A string: why the policy has no such people. */
export function peopleOfTrace(
  policy: Policy,
  administration: Administration,
  trace: Trace,
): TracePeople | string {
  const joining = new Set(trace.steps.flatMap((step) => (step.kind === 'enrol' ? [step.user] : [])));
  const arriving = new Set(trace.arrivals.map(({ user }) => user));
  const names = [
    ...new Set([
      ...arriving,
      ...trace.steps.flatMap((step) => (step.kind === 'perform' ? [step.user] : [step.actor, step.user])),
      ...trace.finally.map(({ user }) => user),
    ]),
  ];
  if (arriving.size < trace.arrivals.length) return 'a newcomer arrives twice';
  const own = new Map<string, number>();
  for (const name of names) {
    const id = policy.users.ids.get(name);
    const isOwn = id !== undefined && id < policy.users.declaredCount;
    if (isOwn && (arriving.has(name) || joining.has(name)))
      return `\`${name}\` is a user of the policy already`;
    if (isOwn) own.set(name, id);
    else if (!arriving.has(name) && !joining.has(name)) return `there is no user \`${name}\``;
  }
  const starts = rolesOf(policy, own);
  const fault = faultOfArrivals(policy, administration, trace.arrivals, starts);
  return fault ?? { names, own, starts };
}

function rolesOf(policy: Policy, own: ReadonlyMap<string, number>): Map<string, Set<number>> {
  const byId = new Map([...own].map(([name, id]) => [id, { name, roles: new Set<number>() }]));
  const { left, right } = policy.assignments;
  for (let row = 0; row < left.length; row += 1) byId.get(left[row]!)?.roles.add(right[row]!);
  return new Map([...byId.values()].map(({ name, roles }) => [name, roles]));
}

/** Null: none; the arrivals are then among those who are there at the start. */
function faultOfArrivals(
  policy: Policy,
  administration: Administration,
  arrivals: Trace['arrivals'],
  starts: Map<string, Set<number>>,
): string | null {
  const counts = new Map<string, number>();
  for (const { user, kind, roles } of arrivals) {
    if (!isCopyOf(user, kind)) return `\`${user}\` is not named after \`${kind}\``;
    const known = roles.map((role) => policy.roles.ids.get(role) ?? -1);
    if (known.includes(-1)) return `\`${user}\` starts with a role that there is not`;
    const own = new Set(known);
    const most = mostOf(policy, administration, kind, own);
    if (most === 0) return `no newcomer \`${kind}\` starts with these roles`;
    const key = `${[...own].sort((a, b) => a - b).join(' ')} ${kind}`;
    const count = (counts.get(key) ?? 0) + 1;
    if (count > most) return `there are at most ${most} newcomers \`${kind}\``;
    counts.set(key, count);
    starts.set(user, own);
  }
  return null;
}

const isCopyOf = (user: string, kind: string): boolean =>
  user.startsWith(`${kind} `) && /^[1-9]\d*$/.test(user.slice(kind.length + 1));

/** How many newcomers of this kind, who start with exactly these roles, the administration allows. */
function mostOf(
  policy: Policy,
  { newcomers, population }: Administration,
  kind: string,
  roles: ReadonlySet<number>,
): number {
  const stated = newcomers
    .filter((one) => one.name === kind && isSame(new Set(one.roles), roles))
    .reduce((sum, { atMost }) => sum + (atMost ?? Number.POSITIVE_INFINITY), 0);
  if (population === 'fixed') return stated;
  if (kind === 'newcomer' && roles.size === 0) return Number.POSITIVE_INFINITY;
  const like = kind.startsWith('like ') ? policy.users.ids.get(kind.slice('like '.length)) : undefined;
  if (like === undefined || like >= policy.users.declaredCount) return stated;
  const model = rolesOf(policy, new Map([[kind, like]])).get(kind)!;
  return isSame(model, roles) ? Number.POSITIVE_INFINITY : stated;
}

const isSame = (left: ReadonlySet<number>, right: ReadonlySet<number>): boolean =>
  left.size === right.size && [...left].every((role) => right.has(role));

/** The steps that an administrator takes. */
export const isByRule = (step: ReachStep): step is Exclude<ReachStep, { kind: 'perform' }> =>
  step.kind !== 'perform';
