/** The analyses of the tree against enumerated traces. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkApplication } from '../../src/application/check.ts';
import { parseApplication } from '../../src/application/parse.ts';
import { printSpec } from '../../src/application/print.ts';
import { completes, neverStarted, orders, subject, unreachableSessions } from '../../src/application/runs.ts';
import type { Condition, Name, Spec } from '../../src/application/tree.ts';
import { conditionsOf, sessionsOf, temporalsOf } from '../../src/application/walk.ts';
import { TooManyTraces, type Trace, traces } from '../oracle/traces.ts';
import { anySpec, fileOf } from './arbitrary.ts';

const names = ['a', 'b', 'c', 'd'];
/** Bodies with more traces are left out, and counted. */
const limit = 500;
const span = { file: fileOf(''), start: 0, end: 0 };
const anyName = fc.constantFrom(...names).map((text): Name => ({ text, span }));
const anyTemporal = fc.oneof(
  anyName.map((session): Condition => ({ kind: 'in-window', session, from: 0, to: 9, span })),
  fc
    .tuple(anyName, anyName)
    .map(([left, right]): Condition => ({ kind: 'gap-holds', left, right, duration: 1, span })),
);
const anyBody = fc
  .array(anySpec(anyName, anyTemporal, { depthSize: 'small', maxDepth: 3 }, 2), {
    minLength: 2,
    maxLength: 3,
  })
  .map((parts): Spec => ({ kind: 'sequence', parts, span }));

const application = (body: string): string =>
  `APPLICATION x SESSION ${names.map((name) => `(${name}, r)`).join(', ')} ${body}`;

/** A body in which every part is an object of its own, with its place. */
function placed(text: string): Spec {
  const result = parseApplication(fileOf(application(text)));
  if (result.kind === 'failed') throw new Error(text);
  return result.value.body;
}

const starts = (trace: Trace): readonly string[] =>
  trace.events.flatMap((event) => (event.kind === 'session' ? [event.name.text] : []));

function naiveUnreachable(body: Spec, all: readonly Trace[]): readonly Name[] {
  const reached = new Set(
    all.flatMap((trace) => trace.events.flatMap((event) => (event.kind === 'session' ? [event.name] : []))),
  );
  return sessionsOf(body).filter((name) => !reached.has(name));
}

function naiveNeverStarted(body: Spec, all: readonly Trace[]): readonly Condition[] {
  return conditionsOf(body).flatMap((condition) => {
    const earlier = all.flatMap(({ events }) =>
      events.flatMap((event, at) =>
        event.kind === 'test' && event.condition === condition
          ? [events.slice(0, at).flatMap((before) => (before.kind === 'session' ? [before.name.text] : []))]
          : [],
      ),
    );
    return earlier.length === 0
      ? []
      : temporalsOf(condition).filter(
          (temporal) => !earlier.some((before) => before.includes(subject(temporal).text)),
        );
  });
}

const follows = (trace: readonly string[], left: string, right: string): boolean =>
  trace.includes(left) && trace.lastIndexOf(right) > trace.indexOf(left);

describe('runs of a body, against its enumerated traces', () => {
  it('agrees on what completes, is reached, has started and must precede', () => {
    const seen = {
      bodies: 0,
      skipped: 0,
      incomplete: 0,
      unreachable: 0,
      never: 0,
      precede: 0,
      apart: 0,
      aborts: 0,
    };
    const pairs = names.flatMap((left) =>
      names.filter((right) => right !== left).map((right) => ({ left, right })),
    );
    fc.assert(
      fc.property(anyBody, (generated) => {
        const body = placed(printSpec(generated));
        let all: readonly Trace[];
        try {
          all = traces(body, limit);
        } catch (error) {
          if (!(error instanceof TooManyTraces)) throw error;
          seen.skipped += 1;
          return;
        }
        seen.bodies += 1;
        if (all.some((trace) => !trace.completed)) seen.aborts += 1;

        expect(completes(body)).toBe(all.some((trace) => trace.completed));
        if (!completes(body)) seen.incomplete += 1;

        const unreachable = unreachableSessions(body);
        expect(unreachable.map((one) => one.session)).toEqual(naiveUnreachable(body, all));
        if (unreachable.length > 0) seen.unreachable += 1;

        const never = neverStarted(body);
        expect(never).toEqual(naiveNeverStarted(body, all));
        if (never.length > 0) seen.never += 1;

        const started = all.map(starts);
        orders(body, pairs).forEach((order, at) => {
          const { left, right } = pairs[at]!;
          const together = started.some((trace) => trace.includes(left) && trace.includes(right));
          expect(order.together, `${left} and ${right} in ${printSpec(body)}`).toBe(together);
          expect(order.follows, `${right} after ${left} in ${printSpec(body)}`).toBe(
            started.some((trace) => follows(trace, left, right)),
          );
          if (together && !order.follows) seen.precede += 1;
          if (!together) seen.apart += 1;
        });
      }),
      { seed: 4, numRuns: 2500 },
    );
    expect(seen.bodies).toBeGreaterThan(2000);
    expect(seen.incomplete).toBeGreaterThan(100);
    expect(seen.aborts).toBeGreaterThan(300);
    expect(seen.unreachable).toBeGreaterThan(100);
    expect(seen.never).toBeGreaterThan(300);
    expect(seen.precede).toBeGreaterThan(1000);
    expect(seen.apart).toBeGreaterThan(1000);
  });

  it('reports exactly the gaps that no run with both sessions can keep', () => {
    let reported = 0;
    fc.assert(
      fc.property(anyBody, anyName, anyName, (generated, left, right) => {
        fc.pre(left.text !== right.text);
        const body = printSpec(generated);
        const result = parseApplication(
          fileOf(application(`SOD (${left.text}, ${right.text}) for 2 ${body}`)),
        );
        if (result.kind === 'failed') throw new Error(body);
        let runs: readonly (readonly string[])[];
        try {
          runs = traces(result.value.body, limit).map(starts);
        } catch (error) {
          if (!(error instanceof TooManyTraces)) throw error;
          return;
        }
        const both = runs.filter((trace) => trace.includes(left.text) && trace.includes(right.text));
        const hopeless = both.length > 0 && !both.some((trace) => follows(trace, left.text, right.text));
        const codes = checkApplication(result.value, { roles: new Set(['r']), objects: null }).map(
          ({ code }) => code,
        );
        expect(codes.includes('unsatisfiable-gap'), body).toBe(hopeless);
        if (hopeless) reported += 1;
      }),
      { seed: 5, numRuns: 1000 },
    );
    expect(reported).toBeGreaterThan(30);
  });

  it('asks more than one batch of questions', () => {
    const many = Array.from({ length: 100 }, (_, i) => `s${i}`);
    const text = `APPLICATION x SESSION ${many.map((name) => `(${name}, r)`).join(',')} ${many
      .map((name, i) => `if ${many[(i + 50) % 100]} between [0, 1] then skip; ${name}`)
      .join('; ')}`;
    const result = parseApplication(fileOf(text));
    if (result.kind === 'failed') throw new Error('does not parse');
    const { body } = result.value;
    expect(neverStarted(body).map((temporal) => subject(temporal).text)).toEqual(many.slice(50));
    const backwards = many.map((name, i) => ({ left: many[(i + 1) % 100]!, right: name }));
    expect(orders(body, backwards).filter((order) => order.follows)).toHaveLength(1);
  });
});
