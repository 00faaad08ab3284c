/**
 * Transcripts are documents that are executed: after each `$ dutyproof …` stands exactly what it prints and, where
 * that is not 0, `exit N`. `npx vitest run test/transcript -u` writes them anew; read the difference before keeping it.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { replayTranscript, shellWords } from './replay.ts';

const directory = import.meta.dirname;
const transcripts = readdirSync(directory).filter((name) => name.endsWith('.md'));

test('there are transcripts', () => {
  expect(transcripts.length).toBeGreaterThan(0);
});

test.each(transcripts)('%s', async (name) => {
  const path = join(directory, name);
  await expect(await replayTranscript(readFileSync(path, 'utf8'))).toMatchFileSnapshot(path);
});

describe('command lines', () => {
  test('are split as a shell does', () => {
    expect(shellWords(`a 'b c' "d 'e'" f\\ g --x='y z'`)).toEqual(['a', 'b c', "d 'e'", 'f g', '--x=y z']);
  });
});
