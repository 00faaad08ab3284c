import { describe, expect, test } from 'vitest';
import { suggester } from '../../src/source/suggest.ts';

const nearest = (name: string, candidates: readonly string[]) => suggester().nearest(name, candidates);

describe('the nearest name', () => {
  test('is the one with the fewest edits', () => {
    expect(nearest('aprover', ['approvers', 'approver', 'payer'])).toEqual(['approver']);
  });

  test('may differ in a third of its characters, and never in all', () => {
    expect(nearest('usres', ['users'])).toEqual(['users']);
    expect(nearest('abcdef', ['abcxyz'])).toEqual([]);
    expect(nearest('a', ['b'])).toEqual([]);
  });

  test('is the same name in other case or width, however many letters that changes', () => {
    expect(nearest('ＣＬＥＲＫ', ['clark', 'clerk'])).toEqual(['clerk']);
    expect(nearest('DBA', ['dbb', 'dba'])).toEqual(['dba']);
  });

  test('is told together with its equal, and not where there are more', () => {
    expect(nearest('r3', ['r2', 'r1'])).toEqual(['r1', 'r2']);
    expect(nearest('r3', ['r0', 'r1', 'r2'])).toEqual([]);
  });

  test('is never the name itself', () => {
    expect(nearest('clerk', ['clerk'])).toEqual([]);
  });
});

describe('a hint', () => {
  test('asks, or says something else', () => {
    expect(suggester().hint('payr', ['payer'])).toBe('did you mean `payer`?');
    expect(suggester().hint('r3', ['r1', 'r2'])).toBe('did you mean `r1` or `r2`?');
    expect(suggester().hint('payr', ['clerk'], 'declare it')).toBe('declare it');
    expect(suggester().hint('payr', ['clerk'])).toBeUndefined();
  });

  test('is not looked for when the budget is used up', () => {
    const suggest = suggester(2);
    expect(suggest.nearest('payr', ['payer'])).toEqual(['payer']);
    expect(suggest.nearest('payr', ['clerk', 'chief', 'payer'])).toEqual([]);
  });
});
