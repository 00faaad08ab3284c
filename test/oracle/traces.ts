/**
 * The runs of a body, enumerated: T of FORMAL.md D.4 word for word, with conditions abstract and loops unrolled at
 * most twice. Naive on purpose: the analyses of the tree are compared with it.
 */

import type { Condition, Name, Spec } from '../../src/application/tree.ts';

/** One event for each session instance, and one for each time a condition is tested. */
export type Event =
  | { readonly kind: 'session'; readonly name: Name }
  | { readonly kind: 'test'; readonly condition: Condition };

export interface Trace {
  readonly events: readonly Event[];
  readonly completed: boolean;
}

const unrollings = 2;

export class TooManyTraces extends Error {}

/** All traces of `body`. Throws `TooManyTraces` beyond `limit` at any step. */
export function traces(body: Spec, limit: number): readonly Trace[] {
  const bounded = (found: readonly Trace[]): readonly Trace[] => {
    if (found.length > limit) throw new TooManyTraces();
    return found;
  };

  const sequence = (first: readonly Trace[], second: readonly Trace[]): readonly Trace[] =>
    bounded(
      first.flatMap((t) =>
        t.completed
          ? second.map((u) => ({ events: [...t.events, ...u.events], completed: u.completed }))
          : [t],
      ),
    );

  const parallel = (left: readonly Trace[], right: readonly Trace[]): readonly Trace[] => {
    const found: Trace[] = [];
    const add = (t: readonly Event[], u: readonly Event[], completed: boolean): void => {
      for (const events of interleavings(t, u)) found.push({ events, completed });
      bounded(found);
    };
    for (const t of left) {
      for (const u of right) {
        if (t.completed && u.completed) add(t.events, u.events, true);
        if (!t.completed) for (const prefix of prefixes(u.events)) add(t.events, prefix, false);
        if (!u.completed) for (const prefix of prefixes(t.events)) add(prefix, u.events, false);
      }
    }
    return found;
  };

  const tested = (condition: Condition): readonly Trace[] => [
    { events: [{ kind: 'test', condition }], completed: true },
  ];

  const all = (spec: Spec): readonly Trace[] => {
    switch (spec.kind) {
      case 'session':
        return [{ events: [{ kind: 'session', name: spec.name }], completed: true }];
      case 'skip':
        return [{ events: [], completed: true }];
      case 'abort':
        return [{ events: [], completed: false }];
      case 'sequence':
        return spec.parts.map(all).reduce(sequence);
      case 'parallel':
        return spec.parts.map(all).reduce(parallel);
      case 'if':
        return sequence(tested(spec.condition), [
          ...all(spec.then),
          ...(spec.otherwise === null ? [{ events: [], completed: true }] : all(spec.otherwise)),
        ]);
      case 'while': {
        const body = all(spec.body);
        let runs = tested(spec.condition);
        for (let i = 0; i < unrollings; i += 1) {
          runs = [...tested(spec.condition), ...sequence(sequence(tested(spec.condition), body), runs)];
        }
        return bounded(runs);
      }
    }
  };
  return all(body);
}

function prefixes(events: readonly Event[]): readonly (readonly Event[])[] {
  return Array.from({ length: events.length + 1 }, (_, length) => events.slice(0, length));
}

function interleavings(t: readonly Event[], u: readonly Event[]): readonly (readonly Event[])[] {
  const [first, ...restOfT] = t;
  const [second, ...restOfU] = u;
  if (first === undefined) return [u];
  if (second === undefined) return [t];
  return [
    ...interleavings(restOfT, u).map((rest) => [first, ...rest]),
    ...interleavings(t, restOfU).map((rest) => [second, ...rest]),
  ];
}
