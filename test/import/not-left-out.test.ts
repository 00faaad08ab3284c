/** Those who are easily left out: who is in no store, may be two things at once, or stands in a file that is not there. */

import { describe, expect, test } from 'vitest';
import { cedar } from '../../src/import/cedar.ts';
import { openfga } from '../../src/import/openfga.ts';
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
