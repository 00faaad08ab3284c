/** Which rules run, and what fails: `--only`, `--skip` and `--fail-on`. */

import { catalogue } from '../check/catalogue.ts';
import type { Severity } from '../policy/model.ts';
import { suggester } from '../source/suggest.ts';
import { defaultFailOn, type FailOn, reaches } from '../verdict/exit-code.ts';
import { failOnNames } from './selection-names.ts';
import { UsageError } from './usage.ts';

/** `error`, `warning` and `note` set the threshold (the lowest counts); the others stand beside it. */
export function parseFailOn(wishes: readonly string[]): FailOn {
  const severities: Severity[] = [];
  let failOn = defaultFailOn;
  for (const wish of wishes) {
    switch (wish) {
      case 'vacuous':
      case 'changed':
      case 'existing':
        failOn = { ...failOn, [wish]: 'fails' };
        break;
      case 'error':
      case 'warning':
      case 'note':
        severities.push(wish);
        break;
      default:
        throw new UsageError(unknownName('--fail-on', wish, failOnNames));
    }
  }
  const [first, ...others] = severities;
  if (first === undefined) return failOn;
  const lowest = others.reduce((low, severity) => (reaches(low, severity) ? severity : low), first);
  return { ...failOn, severity: lowest };
}

export interface Selection {
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
}

/** The rules that `--only` and `--skip` leave; an unknown name is a usage error. */
export function selectRules({
  only,
  skip,
}: {
  readonly only: readonly string[];
  readonly skip: readonly string[];
}): Selection {
  const ids = catalogue.map((rule) => rule.id);
  for (const [flag, wishes] of [['--only', only] as const, ['--skip', skip] as const]) {
    for (const wish of wishes) {
      if (!ids.includes(wish)) throw new UsageError(unknownName(flag, wish, ids));
    }
  }
  return { ...(only.length === 0 ? {} : { only }), ...(skip.length === 0 ? {} : { skip }) };
}

export function unknownName(flag: string, wish: string, known: readonly string[]): string {
  const otherwise =
    known.length > 6
      ? '`dutyproof explain` lists what there is'
      : `it can be ${known.map((name) => `\`${name}\``).join(', ')}`;
  const hint = suggester().hint(wish, known, otherwise);
  return `\`${flag}\` does not know \`${wish}\`; ${hint}`;
}
