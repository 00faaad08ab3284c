/**
 * What can happen in the runs of a body (traces of FORMAL.md D.4, conditions abstract), decided on the tree without
 * enumerating traces. Each question is exact for traces: a naive enumeration is compared in tests.
 *
 * Sets of sessions are bit sets of up to 32 names of interest, so that a walk answers 32 questions and the time is
 * (questions / 32) × size of the body, whatever the input.
 */

import type { Condition, Name, Spec } from './tree.ts';
import { conditionsOf, type Temporal, temporalsOf } from './walk.ts';

/** Bit set over at most 32 names. */
type Bits = number;

const batch = 32;

/** Whether some run gets through `spec` without `abort`. */
export function completes(spec: Spec): boolean {
  switch (spec.kind) {
    case 'abort':
      return false;
    case 'session':
    case 'skip':
    case 'while':
      return true;
    case 'sequence':
    case 'parallel':
      return spec.parts.every(completes);
    case 'if':
      return completes(spec.then) || spec.otherwise === null || completes(spec.otherwise);
  }
}

export interface Unreachable {
  readonly session: Name;
  /** The part of the sequence that no run gets through. */
  readonly after: Spec;
}

/** The occurrences of sessions that no run reaches, in the order of the text. */
export function unreachableSessions(body: Spec): readonly Unreachable[] {
  const found: Unreachable[] = [];
  const walk = (spec: Spec, blocked: Spec | null): void => {
    switch (spec.kind) {
      case 'session':
        if (blocked !== null) found.push({ session: spec.name, after: blocked });
        return;
      case 'sequence': {
        let after = blocked;
        for (const part of spec.parts) {
          walk(part, after);
          if (after === null && !completes(part)) after = part;
        }
        return;
      }
      case 'parallel':
        for (const part of spec.parts) walk(part, blocked);
        return;
      case 'if':
        walk(spec.then, blocked);
        if (spec.otherwise !== null) walk(spec.otherwise, blocked);
        return;
      case 'while':
        walk(spec.body, blocked);
        return;
      case 'abort':
      case 'skip':
        return;
    }
  };
  walk(body, null);
  return found;
}

export interface Pair {
  readonly left: string;
  readonly right: string;
}

/** How the two sessions of a pair stand to one another over all runs. */
export interface Order {
  /** Some run has both. */
  readonly together: boolean;
  /** In some run `right` starts after `left` has ended. */
  readonly follows: boolean;
}

/**
 * The order of each pair in the runs of `body`. `right` must precede `left` where they come together and `right`
 * never follows `left`.
 */
export function orders(body: Spec, pairs: readonly Pair[]): readonly Order[] {
  const result: Order[] = [];
  for (let first = 0; first < pairs.length; first += batch) {
    const some = pairs.slice(first, first + batch);
    const summarise = summariser(
      bitsOf(some.map((pair) => pair.left)),
      bitsOf(some.map((pair) => pair.right)),
    );
    const { together, follows } = summarise(body);
    some.forEach((_, at) => {
      result.push({ together: has(together, at), follows: has(follows, at) });
    });
  }
  return result;
}

const has = (bits: Bits, at: number): boolean => ((bits >>> at) & 1) === 1;

/** From a name to the questions (positions in `names`) that ask for it. */
function bitsOf(names: readonly string[]): ReadonlyMap<string, Bits> {
  const bits = new Map<string, Bits>();
  names.forEach((name, at) => {
    bits.set(name, (bits.get(name) ?? 0) | (1 << at));
  });
  return bits;
}

/** Bit i speaks of the i-th pair (left, right). */
interface Summary {
  /** Left, right occurs in some trace. */
  readonly left: Bits;
  readonly right: Bits;
  readonly completes: boolean;
  /** Left, right occurs in some completed trace. */
  readonly leftDone: Bits;
  readonly rightDone: Bits;
  readonly together: Bits;
  readonly follows: Bits;
}

const nothing: Summary = {
  left: 0,
  right: 0,
  completes: true,
  leftDone: 0,
  rightDone: 0,
  together: 0,
  follows: 0,
};

/** Summarises parts of a body; what was summarised once is remembered. */
function summariser(
  lefts: ReadonlyMap<string, Bits>,
  rights: ReadonlyMap<string, Bits>,
): (spec: Spec) => Summary {
  const known = new Map<Spec, Summary>();
  const fresh = (spec: Spec): Summary => {
    switch (spec.kind) {
      case 'session': {
        const left = lefts.get(spec.name.text) ?? 0;
        const right = rights.get(spec.name.text) ?? 0;
        return { ...nothing, left, right, leftDone: left, rightDone: right, together: left & right };
      }
      case 'skip':
        return nothing;
      case 'abort':
        return { ...nothing, completes: false };
      case 'sequence':
        return spec.parts.map(summarise).reduce(oneAfterTheOther, nothing);
      case 'parallel':
        return spec.parts.map(summarise).reduce(sideBySide, nothing);
      case 'if':
        return eitherOf(summarise(spec.then), spec.otherwise === null ? nothing : summarise(spec.otherwise));
      case 'while': {
        const once = summarise(spec.body);
        return { ...oneAfterTheOther(eitherOf(once, nothing), once), completes: true };
      }
    }
  };
  const summarise = (spec: Spec): Summary => {
    let summary = known.get(spec);
    if (summary === undefined) {
      summary = fresh(spec);
      known.set(spec, summary);
    }
    return summary;
  };
  return summarise;
}

function oneAfterTheOther(p: Summary, q: Summary): Summary {
  if (!p.completes) return p;
  const done = q.completes;
  return {
    left: p.left | q.left,
    right: p.right | q.right,
    completes: done,
    leftDone: done ? p.leftDone | q.leftDone : 0,
    rightDone: done ? p.rightDone | q.rightDone : 0,
    together: p.together | q.together | (p.leftDone & q.right) | (p.rightDone & q.left),
    follows: p.follows | q.follows | (p.leftDone & q.right),
  };
}

function sideBySide(p: Summary, q: Summary): Summary {
  const done = p.completes && q.completes;
  const across = (p.left & q.right) | (p.right & q.left);
  return {
    left: p.left | q.left,
    right: p.right | q.right,
    completes: done,
    leftDone: done ? p.leftDone | q.leftDone : 0,
    rightDone: done ? p.rightDone | q.rightDone : 0,
    together: p.together | q.together | across,
    follows: p.follows | q.follows | across,
  };
}

function eitherOf(p: Summary, q: Summary): Summary {
  return {
    left: p.left | q.left,
    right: p.right | q.right,
    completes: p.completes || q.completes,
    leftDone: p.leftDone | q.leftDone,
    rightDone: p.rightDone | q.rightDone,
    together: p.together | q.together,
    follows: p.follows | q.follows,
  };
}

/** The session that must have started for a temporal condition to be true. */
export function subject(condition: Temporal): Name {
  return condition.kind === 'gap-holds' ? condition.left : condition.session;
}

/**
 * The temporal conditions of `body` that are reached by some run, but in none after their subject has started:
 * always false. In the order of the text.
 */
export function neverStarted(body: Spec): readonly Temporal[] {
  const subjects = [
    ...new Set(
      conditionsOf(body)
        .flatMap(temporalsOf)
        .map((temporal) => subject(temporal).text),
    ),
  ];
  const found: Temporal[] = [];
  for (let first = 0; first < subjects.length; first += batch) {
    for (const temporal of neverStartedOf(body, bitsOf(subjects.slice(first, first + batch))))
      found.push(temporal);
  }
  return found.toSorted((a, b) => a.span.start - b.span.start);
}

function neverStartedOf(body: Spec, subjects: ReadonlyMap<string, Bits>): readonly Temporal[] {
  const summarise = summariser(subjects, new Map());
  const found: Temporal[] = [];

  const test = (condition: Condition, started: Bits): void => {
    for (const temporal of temporalsOf(condition)) {
      const bit = subjects.get(subject(temporal).text) ?? 0;
      if (bit !== 0 && (started & bit) === 0) found.push(temporal);
    }
  };

  /** `started`: what may have started when some run enters `spec`. */
  const walk = (spec: Spec, started: Bits): void => {
    switch (spec.kind) {
      case 'sequence': {
        let before = started;
        for (const part of spec.parts) {
          walk(part, before);
          const summary = summarise(part);
          if (!summary.completes) return;
          before |= summary.leftDone;
        }
        return;
      }
      case 'parallel': {
        // The other parts may be anywhere: all that they can ever start may have started.
        const after = new Int32Array(spec.parts.length + 1);
        for (let at = spec.parts.length - 1; at >= 0; at -= 1) {
          after[at] = after[at + 1]! | summarise(spec.parts[at]!).left;
        }
        let before = started;
        spec.parts.forEach((part, at) => {
          walk(part, before | after[at + 1]!);
          before |= summarise(part).left;
        });
        return;
      }
      case 'if':
        test(spec.condition, started);
        walk(spec.then, started);
        if (spec.otherwise !== null) walk(spec.otherwise, started);
        return;
      case 'while': {
        const again = started | summarise(spec.body).leftDone;
        test(spec.condition, again);
        walk(spec.body, again);
        return;
      }
      default:
        return;
    }
  };
  walk(body, 0);
  return found;
}
