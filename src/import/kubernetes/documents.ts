/**
 * Files to objects: YAML of one or many documents, JSON, and lists of objects, which may hold lists.
 *
 * Items of a typed list (`RoleList`) need not repeat what they are: what the API server sends does not.
 */

import { readJson } from '../../policy/json.ts';
import { shown } from '../../policy/names.ts';
import { problemCollector } from '../../policy/problems.ts';
import { type Node, readYamlDocuments } from '../../policy/yaml.ts';
import type { SourceFile, Span } from '../../source/text.ts';
import type { ImportBuilder } from '../imported.ts';

type MapNode = Extract<Node, { kind: 'map' }>;

export interface KubernetesObject {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly file: SourceFile;
  readonly node: MapNode;
  /** Its `kind`, or where it starts. */
  readonly at: Span;
}

export function readObjects(file: SourceFile, build: ImportBuilder): readonly KubernetesObject[] {
  const objects: KubernetesObject[] = [];
  for (const root of rootsOf(file, build)) collect(file, root, null, build, objects);
  return objects;
}

function rootsOf(file: SourceFile, build: ImportBuilder): readonly Node[] {
  if (/^\s*[{[]/.test(file.text)) {
    const problems = problemCollector();
    const root = readJson(file, problems);
    if (root !== null && !problems.hasErrors()) return [root];
    // Several documents, or YAML that starts with a bracket.
    if (!/^(?:---|\s*[{[]\s*\w+\s*:)/m.test(file.text)) {
      build.problems.include(problems.all([file]));
      return [];
    }
  }
  const template = /\{\{/.exec(file.text);
  const problems = problemCollector();
  const { documents } = readYamlDocuments(file, problems, problems);
  if (problems.hasErrors() && template !== null) {
    const start = template.index;
    build.report(
      'import-syntax',
      'the file is a template, no list of objects',
      { file, start, end: start + 2 },
      'import what it makes: `helm template CHART > rbac.yaml`',
    );
    return [];
  }
  for (const diagnostic of problems.all([file])) {
    if (diagnostic.code !== 'file-too-large' || diagnostic.span === undefined) {
      build.problems.include([diagnostic]);
      continue;
    }
    const hint = 'write it as JSON, which is read much faster: `kubectl get … -o json`';
    build.report('import-unsupported', diagnostic.message, diagnostic.span, hint);
  }
  return documents.flatMap(({ root }) => (root === null ? [] : [root]));
}

function collect(
  file: SourceFile,
  node: Node,
  outer: { readonly apiVersion: string; readonly kind: string } | null,
  build: ImportBuilder,
  objects: KubernetesObject[],
): void {
  const spanOf = ({ start, end }: { readonly start: number; readonly end: number }): Span => ({
    file,
    start,
    end: Math.min(end, start + 80),
  });
  if (node.kind === 'broken' || (node.kind === 'scalar' && node.value === null)) return;
  if (node.kind !== 'map') {
    build.report('import-syntax', 'an object must be a mapping with `apiVersion` and `kind`', spanOf(node));
    return;
  }
  const textOf = (key: string): { readonly text: string; readonly at: Span } | null => {
    const value = node.entries.find((entry) => entry.key.text === key)?.value;
    return value?.kind === 'scalar' && typeof value.value === 'string' && value.value !== ''
      ? { text: value.value, at: spanOf(value) }
      : null;
  };
  const start = node.entries[0]?.key ?? node;
  const apiVersion = textOf('apiVersion')?.text ?? outer?.apiVersion;
  const kind = textOf('kind') ?? (outer === null ? null : { text: outer.kind, at: spanOf(start) });
  if (apiVersion === undefined || kind === null) {
    const missing = apiVersion === undefined ? 'apiVersion' : 'kind';
    build.report('import-syntax', `an object has no \`${missing}\``, spanOf(start));
    return;
  }
  const items = node.entries.find(({ key }) => key.text === 'items');
  if (kind.text.endsWith('List') && kind.text !== 'List' ? items !== undefined : kind.text === 'List') {
    if (items === undefined || (items.value.kind === 'scalar' && items.value.value === null)) return;
    if (items.value.kind === 'broken') return;
    if (items.value.kind !== 'list') {
      build.report('import-syntax', '`items` must be a list', spanOf(items.value));
      return;
    }
    const typed = kind.text === 'List' ? null : { apiVersion, kind: kind.text.slice(0, -'List'.length) };
    for (const item of items.value.items) collect(file, item, typed, build, objects);
    return;
  }
  const slash = apiVersion.indexOf('/');
  const group = slash < 0 ? '' : apiVersion.slice(0, slash);
  if (/[\s/]/.test(apiVersion.slice(slash + 1))) {
    build.report('import-syntax', `\`${shown(apiVersion)}\` is no API version`, kind.at);
    return;
  }
  objects.push({ group, version: apiVersion.slice(slash + 1), kind: kind.text, file, node, at: kind.at });
}
