/** Those who are easily left out: who is in no store, may be two things at once, or stands in a file that is not there. */

import { describe, expect, test } from 'vitest';
import { cedar } from '../../src/import/cedar.ts';
import { csv } from '../../src/import/csv.ts';
import { grc } from '../../src/import/grc.ts';
import { openfga } from '../../src/import/openfga.ts';
import { sodMatrix } from '../../src/import/sod-matrix.ts';
import { having, importedOf } from './having.ts';

describe('Cedar', () => {
  const store = JSON.stringify([
    { uid: { type: 'User', id: 'u' }, attrs: {}, parents: [] },
    { uid: { type: 'Doc', id: 'y' }, attrs: {}, parents: [] },
  ]);

  test('who is not in the store may ask, and for what is not in it', () => {
    const files = {
      'p.cedar': `permit(principal == User::"ghost", action == Action::"a", resource);
        permit(principal, action == Action::"b", resource == Doc::"x");
        forbid(principal == User::"u", action == Action::"b", resource);`,
      'e.json': store,
    };
    const imported = importedOf(cedar, files, ['Doc::"z":a']);
    expect(having(imported, 'User::"ghost"', 'Doc::"y":a')).toBe('yes');
    expect(having(imported, 'User::"ghost"', 'Doc::"z":a')).toBe('yes');
    expect(having(imported, 'User::"ghost"', 'Doc::"x":b')).toBe('yes');
    expect(having(imported, 'User::"u"', 'Doc::"x":b')).toBe('no');
  });

  test('without a store, somebody of a type may be in a group', () => {
    const text = `permit(principal in Group::"g", action == Action::"a", resource == Doc::"x");
      permit(principal is User, action == Action::"b", resource == Doc::"x");`;
    const imported = importedOf(cedar, { 'p.cedar': text });
    const somebody = '(a User in Group::"g")';
    expect(having(imported, somebody, 'Doc::"x":a')).toBe('yes');
    expect(having(imported, somebody, 'Doc::"x":b')).toBe('yes');
    expect(having(imported, '(a member of Group::"g")', 'Doc::"x":b')).toBe('no');
  });
});

describe('OpenFGA', () => {
  const model = ['model', '  schema 1.1', 'type user', 'type doc', '  relations', '    define v: [user]'];
  const tuple = { user: 'user:a', relation: 'v', object: 'doc:1' };
  const block = `model: |\n${model.map((line) => `  ${line}\n`).join('')}`;
  const tuples = `tuples:\n  - ${JSON.stringify(tuple)}\n`;

  test('files of tuples that a store names must be there', () => {
    const file = JSON.stringify([{ ...tuple, object: 'doc:2' }]);
    for (const says of ['tuple_file: ./more.json\n', 'tuple_files:\n  - ./more.json\n']) {
      const store = { 's.fga.yaml': `${block}${says}${tuples}` };
      expect(() => importedOf(openfga, store)).toThrow('the tuples `./more.json` are not among the files');
      const imported = importedOf(openfga, { ...store, 'x/more.json': file });
      expect(having(imported, 'user:a', 'doc:2:v')).toBe('yes');
    }
  });

  test('tuples that go on are not whole', () => {
    const files = (token: string) => ({
      'm.fga': model.join('\n'),
      't.json': JSON.stringify({ tuples: [{ key: tuple }], continuation_token: token }),
    });
    expect(importedOf(openfga, files('')).doubts).toEqual([]);
    expect(importedOf(openfga, files('x')).doubts.map(({ reaches }) => reaches)).toEqual(['everything']);
  });
});

describe('tables', () => {
  test('a status that is neither on nor off leaves open whether a row counts', () => {
    const text = 'user,role,status\nann,A,active\nann,B,rejected\nann,C,inactive\nann,D,P\n';
    const doubtful = (map: Record<string, string>): string[] =>
      importedOf(csv, { 'a.csv': text }, [], map)
        .assignments.filter(({ doubt }) => doubt !== null)
        .map(({ right }) => right);
    expect(doubtful({})).toEqual(['B', 'C', 'D']);
    expect(doubtful({ active: 'active|P' })).toEqual(['B', 'C']);
  });

  test('systems of several tables are told apart, or said to be one', () => {
    const files = {
      'a.csv': 'user,role,system\nann,Admin,S1\n',
      'b.csv': 'user,role,system\nann,Admin,S2\n',
    };
    expect(() => importedOf(csv, files)).toThrow('several systems, `S1` and `S2`');
    const apart = importedOf(csv, files, [], { system: 'system' }).assignments;
    expect(apart.map(({ right }) => right)).toEqual(['S1/Admin', 'S2/Admin']);
    expect(importedOf(csv, files, [], { system: 'none' }).assignments).toHaveLength(1 + 1);
  });

  test('a wildcard excludes by each permission that it is about', () => {
    const imported = importedOf(sodMatrix, {
      'a.csv': 'permission1,permission2\nME2*,FB60\n',
      'b.csv': 'user,tcode\nann,ME21N\n',
    });
    expect(imported.functions).toMatchObject([{ name: 'ME2*', permissions: ['ME2*:*'] }]);
    expect(imported.constraints).toMatchObject([{ sets: [{ members: ['function:ME2*', 'FB60:use'] }] }]);
  });

  test('a risk that is on in one row and off in another is an error', () => {
    const risks = (status: string) => ({
      'r.csv': `risk,function,status\nR1,F1,Active\nR1,F2,${status}\n`,
      'f.csv': 'function,action\nF1,ME21N\nF2,FB60\n',
    });
    expect(() => importedOf(grc, risks('Inactive'))).toThrow('3:7 import-syntax');
    expect(importedOf(grc, risks('Active')).constraints).toHaveLength(1);
  });

  test('authorisations that are switched off are possible', () => {
    const imported = importedOf(grc, {
      'c.csv': 'function,action,authorization object,field,from\nF1,ME21N,M_BEST,ACTVT,01\n',
      'a.csv':
        'role,authorization object,field,from,status\n' +
        'r,S_TCODE,TCD,ME21N,active\nr,S_TCODE,TCD,FB60,inactive\nr,M_BEST,ACTVT,01,inactive\n',
    });
    expect(imported.grants.map(({ right, doubt }) => `${right} ${doubt !== null}`).sort()).toEqual([
      'FB60:use true',
      'ME21N in F1:use true',
      'ME21N:use false',
    ]);
  });

  test('values that a pattern demands are not out of the question', () => {
    const imported = importedOf(grc, {
      'c.csv': 'function,action,authorization object,field,from\nF1,ME21N,M_BEST,ACTVT,A*\n',
      'a.csv': 'role,authorization object,field,from\nr,S_TCODE,TCD,ME21N\nr,M_BEST,ACTVT,A1\n',
    });
    expect(imported.grants.map(({ right, doubt }) => [right, doubt !== null])).toContainEqual([
      'ME21N in F1:use',
      true,
    ]);
  });
});
