/** The reading profile and the severities of rules: a change of either changes what every verdict means. */

import { catalogue } from '../check/catalogue.ts';
import type { Severity } from '../policy/model.ts';
import { switches, switchNames } from '../profile/profile.ts';
import type { DemandChange } from '../verdict/difference.ts';
import { reaches } from '../verdict/exit-code.ts';
import type { WeakeningKind } from '../verdict/gate.ts';
import type { Pairing } from './pairing.ts';

export interface JudgedSetting extends DemandChange {
  readonly weakening: { readonly kind: WeakeningKind; readonly severity: Severity } | null;
}

export function settingChanges({ before, now }: Pairing): readonly JudgedSetting[] {
  const earlier = before.policy;
  const later = now.policy;
  // The text of a policy does not keep where its profile and rules stand; its first line is where to start looking.
  const locations = [{ path: later.path, line: 1, column: 1 }];
  const readings = switchNames
    .filter((name) => earlier.profile[name] !== later.profile[name])
    .map(
      (name): JudgedSetting => ({
        kind: 'changed',
        id: name,
        sentence: `the reading of ${name} (${switches[name].id}) is ${later.profile[name]}; it was ${earlier.profile[name]}`,
        example: null,
        locations,
        weakening: { kind: 'reading-changed', severity: 'warning' },
      }),
    );
  const rules = catalogue.flatMap(({ id, severity }): readonly JudgedSetting[] => {
    const was = earlier.rules.get(id) ?? severity;
    const is = later.rules.get(id) ?? severity;
    if (was === is) return [];
    const base = { id, example: null, locations };
    if (is === 'off')
      return [
        {
          ...base,
          kind: 'removed',
          sentence: `the rule ${id} is off`,
          weakening: { kind: 'rule-off', severity: was === 'off' ? 'note' : was },
        },
      ];
    if (was === 'off') return [{ ...base, kind: 'added', sentence: `the rule ${id} is on`, weakening: null }];
    return reaches(is, was)
      ? [
          {
            ...base,
            kind: 'strengthened',
            sentence: `the rule ${id} counts as ${is} instead of ${was}`,
            weakening: null,
          },
        ]
      : [
          {
            ...base,
            kind: 'weakened',
            sentence: `the rule ${id} counts as ${is} instead of ${was}`,
            weakening: { kind: 'severity-lowered', severity: was },
          },
        ];
  });
  return [...readings, ...rules];
}
