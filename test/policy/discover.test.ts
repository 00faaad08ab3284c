import { describe, expect, test } from 'vitest';
import { discoverPolicies } from '../../src/policy/discover.ts';
import { memoryFiles } from '../../src/source/files.ts';

const owner = (...files: string[]): string =>
  `policy: p\napplications:\n${files.map((file) => `  - file: ${file}\n`).join('')}`;

function found(files: Readonly<Record<string, string>>, ...paths: string[]) {
  const { policies, diagnostics } = discoverPolicies(paths, memoryFiles(files));
  return [
    ...policies,
    ...diagnostics.map(({ code, path, hint }) => `${code} ${path}${hint === undefined ? '' : ' +'}`),
  ];
}

describe('discoverPolicies', () => {
  const tree = {
    'a/one.policy.yaml': owner('order.app', 'deep/inner.app'),
    'a/order.app': '',
    'a/deep/inner.app': '',
    'a/deep/two.policy.yaml': 'policy: q\n',
    'a/node_modules/x.policy.yaml': '',
    'a/.git/x.policy.yaml': '',
    'a/notes.md': '',
    'b/lonely.app': '',
    'c/readme.md': '',
  };

  test('a directory stands for the policies below it', () => {
    expect(found(tree, 'a')).toEqual(['a/deep/two.policy.yaml', 'a/one.policy.yaml']);
    expect(found(tree, 'a/')).toEqual(found(tree, 'a'));
  });

  test('each policy once, in the order of the paths', () => {
    expect(found(tree, 'a/one.policy.yaml', 'a', './a/one.policy.yaml')).toEqual([
      'a/one.policy.yaml',
      'a/deep/two.policy.yaml',
    ]);
  });

  test('an application stands for the policy that names it, also from above', () => {
    expect(found(tree, 'a/order.app')).toEqual(['a/one.policy.yaml']);
    expect(found(tree, 'a/deep/inner.app')).toEqual(['a/one.policy.yaml']);
    expect(found({ 'p.policy.yaml': owner('x/y/z.app'), 'x/y/z.app': '' }, 'x/y')).toEqual(['p.policy.yaml']);
  });

  test('a policy may name an application far below it', () => {
    const far = 'b/c/d/e/f/g/h/far.app';
    expect(found({ 'a/p.policy.yaml': owner(far), [`a/${far}`]: '' }, 'a')).toEqual(['a/p.policy.yaml']);
  });

  test('a part stands for the policy that includes it, and is none itself', () => {
    const parts = {
      'p.policy.yaml': 'policy: p\ninclude: [x/a.policy-part.yaml]\n',
      'x/a.policy-part.yaml': 'include: [b.policy-part.yaml]\n',
      'x/b.policy-part.yaml':
        'applications: [{ file: order.app }]\ninclude: [a.policy-part.yaml, ../../out.yaml]\n',
      'x/order.app': '',
    };
    expect(found(parts, '.')).toEqual(['p.policy.yaml']);
    expect(found(parts, 'x/b.policy-part.yaml')).toEqual(['p.policy.yaml']);
    expect(found(parts, 'x')).toEqual(['p.policy.yaml']);
    expect(found({ ...parts, 'x/lost.policy-part.yaml': 'policy: p' }, '.')).toEqual([
      'p.policy.yaml',
      'orphan-part x/lost.policy-part.yaml +',
    ]);
  });

  test('an application that no policy names is an error', () => {
    expect(found(tree, 'b/lonely.app')).toEqual(['orphan-application b/lonely.app +']);
    expect(found(tree, 'b')).toEqual(['orphan-application b/lonely.app +']);
    expect(found({ ...tree, 'a/deep/lost.app': '' }, 'a')).toEqual([
      'a/deep/two.policy.yaml',
      'a/one.policy.yaml',
      'orphan-application a/deep/lost.app +',
    ]);
  });

  test('nothing to check is an error', () => {
    expect(found(tree, 'c')).toEqual(['nothing-found c +']);
    expect(found(tree)).toEqual(['nothing-found .']);
    expect(found(tree, 'a', 'd')).toEqual([...found(tree, 'a'), 'file-not-found d']);
    expect(found(tree, 'c/readme.md')).toEqual(['unsupported-file c/readme.md +']);
  });

  test('the search is bounded', () => {
    const deep = `${'d/'.repeat(30)}p.policy.yaml`;
    expect(found({ [deep]: '' }, 'd')).toEqual([`too-many-files ${'d/'.repeat(17)}d +`]);
  });

  test('a policy that is no YAML is still found', () => {
    expect(found({ 'x.policy.yaml': 'a: [', 'x.app': '' }, '.')).toEqual([
      'x.policy.yaml',
      'orphan-application x.app +',
    ]);
  });
});
