/**
 * The engines against the oracle on plain sets, on every generated policy of a theme.
 */

import { describe, expect, test } from 'vitest';
import { casesPerProperty, countPremises, forCases, themeNames, themes } from './claims.ts';
import { decideAll, difference, reportable } from './engine.ts';

describe.each(themeNames)('%s', (theme) => {
  test('the engines and the oracle find the same violations', () => {
    const premises = countPremises(themes[theme]);
    let count = 0;
    forCases(theme, casesPerProperty, (one) => {
      count += 1;
      // What the rules say that the theme is not about is not compared, but none of them may fail.
      if (count % 10 === 0) decideAll(one.policy);
      for (const claim of themes[theme]) {
        expect(difference(claim, one)).toBeNull();
        premises.count(claim, reportable(claim, one).length > 0);
      }
    });
    premises.mustFire(casesPerProperty / 50);
  });
});
