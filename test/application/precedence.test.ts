import { describe, expect, test } from 'vitest';
import { parseApplication } from '../../src/application/parse.ts';
import { precedenceOf } from '../../src/application/precedence.ts';

function pairsOf(body: string): readonly string[] {
  const sessions = ['A', 'B', 'C', 'D'].map((name) => `(${name}, r)`).join(', ');
  const text = `APPLICATION x\nSESSION ${sessions}\n${body}\n`;
  const parsed = parseApplication({ path: 'x.app', text, sha256: '' });
  if (parsed.kind === 'failed') throw new Error(JSON.stringify(parsed.diagnostics));
  return precedenceOf(parsed.value.body).map(([first, second]) => `${first}<${second}`);
}

describe('which session comes first', () => {
  test.each([
    ['A; B; C; D', ['A<B', 'A<C', 'A<D', 'B<C', 'B<D', 'C<D']],
    ['A; (B || C); D', ['A<B', 'A<C', 'A<D', 'B<D', 'C<D']],
    ['A || B || C || D', []],
    ['A; if true then B else C; D', ['A<B', 'A<C', 'A<D', 'B<D', 'C<D']],
    ['A; B; A', []],
    ['while (true) do (A; B); C', ['A<C', 'B<C']],
    ['(A; B) || (C; D)', ['A<B', 'C<D']],
  ])('%s', (body, expected) => {
    expect([...pairsOf(body)].sort()).toEqual([...expected].sort());
  });
});
