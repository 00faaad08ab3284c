/** How a violation comes about, step by step, each with its place. */

import type { Policy } from '../policy/model.ts';
import { listed } from '../source/words.ts';
import type { Trace } from '../verdict/reach.ts';
import { stepSentence } from '../verdict/reach-words.ts';
import type { Violated } from '../verdict/verdict.ts';
import { coreBesidePaths } from './derivation.ts';
import type { Step } from './finding.ts';
import { locationIn } from './places.ts';
import { printable } from './printable.ts';
import { textOf } from './sentences.ts';
import { coreText, factText } from './wording.ts';

/** The operations of a trace; else what the conflict is about, and then for each element the facts that lead to it. */
export function stepsOf(policy: Policy, verdict: Violated): readonly Step[] {
  if (verdict.evidence.kind === 'trace') return traceSteps(policy, verdict.evidence.trace);
  const core = coreBesidePaths(verdict).map(
    (element): Step =>
      element.kind === 'fact'
        ? { text: textOf(factText(element.fact)), location: element.fact.locations[0] ?? null }
        : { text: textOf(coreText(element, policy)), location: element.location },
  );
  const paths = verdict.counterexample.paths.flatMap(({ element, steps }) =>
    steps.map((fact, at): Step => {
      // The last fact names the element itself.
      const towards = at < steps.length - 1 ? ` (towards ${printable(element)})` : '';
      return { text: `${textOf(factText(fact))}${towards}`, location: fact.locations[0] ?? null };
    }),
  );
  return [...core, ...paths];
}

function traceSteps(policy: Policy, { arrivals, steps, finally: people }: Trace): readonly Step[] {
  return [
    ...arrivals.map(({ user, roles }) => ({
      text: printable(`${user} is there from the start${roles.length === 0 ? '' : `, as ${listed(roles)}`}`),
      location: null,
    })),
    ...steps.map((step) => ({
      text: printable(stepSentence(step)),
      location: step.kind === 'perform' ? sessionPlace(policy, step) : step.location,
    })),
    ...people.map(({ user, roles }) => ({
      text: printable(`then ${user} is assigned ${listed(roles, 8)}`),
      location: null,
    })),
  ];
}

function sessionPlace(
  policy: Policy,
  step: { readonly application: string; readonly session: string },
): Step['location'] {
  const application = policy.applications.find(({ name }) => name === step.application);
  const session = application?.sessions.find(({ name }) => name === step.session);
  return session === undefined ? null : locationIn(policy, session.place);
}
