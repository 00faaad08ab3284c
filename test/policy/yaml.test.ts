import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { problemCollector } from '../../src/policy/problems.ts';
import { type Node, readYamlDocuments } from '../../src/policy/yaml.ts';
import { rendered } from './render.ts';

function documentsOf(text: string) {
  const problems = problemCollector();
  const file = { path: 'p.policy.yaml', text, sha256: '' };
  const { documents } = readYamlDocuments(file, problems, problems);
  return { documents, reported: problems.all([file]).map(rendered) };
}

const plain = (node: Node | null): unknown => (node?.kind === 'scalar' ? node.value : node?.kind);

describe('files of several documents', () => {
  test('all of them are read, in order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1, maxLength: 12 }), (values) => {
        const { documents, reported } = documentsOf(values.map((value) => `---\n${value}\n`).join(''));
        expect(reported).toEqual([]);
        expect(documents.map(({ root }) => plain(root))).toEqual(values);
      }),
    );
  });

  test('what aliases expand to is bounded over all documents together', () => {
    const bomb = `---\na: &a [${'1,'.repeat(299)}1]\nb: &b [${'*a,'.repeat(99)}*a]\n`;
    expect(documentsOf(bomb).reported).toEqual([]);
    expect(documentsOf(bomb.repeat(4)).reported).toEqual([
      expect.stringContaining('too-many-aliases: aliases expand the file by more than 100,000 nodes'),
    ]);
  });
});
