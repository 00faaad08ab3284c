/** Which sessions come before which in every run of a body that has both once. */

import type { Spec } from './tree.ts';
import { sessionsOf } from './walk.ts';

/**
 * Pairs of names (first, second) that a `;` puts in this order, and nothing in the other: of sessions on both sides of
 * some `;`, or in a loop, nothing is said.
 */
export function precedenceOf(body: Spec): readonly (readonly [string, string])[] {
  const pairs = new Map<string, readonly [string, string]>();
  const loose = new Set<string>();
  const walk = (spec: Spec): void => {
    switch (spec.kind) {
      case 'sequence':
        for (const [at, part] of spec.parts.entries()) {
          for (const later of spec.parts.slice(at + 1)) {
            for (const first of namesIn(part))
              for (const second of namesIn(later))
                pairs.set(JSON.stringify([first, second]), [first, second]);
          }
        }
        spec.parts.forEach(walk);
        return;
      case 'parallel':
        spec.parts.forEach(walk);
        return;
      case 'if':
        walk(spec.then);
        if (spec.otherwise !== null) walk(spec.otherwise);
        return;
      case 'while':
        for (const name of namesIn(spec.body)) loose.add(name);
        return;
      case 'session':
      case 'abort':
      case 'skip':
        return;
      default:
        spec satisfies never;
    }
  };
  walk(body);
  return [...pairs.values()].filter(
    ([first, second]) =>
      first !== second &&
      !pairs.has(JSON.stringify([second, first])) &&
      !(loose.has(first) && loose.has(second)),
  );
}

function namesIn(spec: Spec): ReadonlySet<string> {
  return new Set(sessionsOf(spec).map(({ text }) => text));
}
