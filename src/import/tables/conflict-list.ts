/**
 * A list of conflicts in YAML or JSON, as access reviews use it:
 *
 *     conflicts:
 *       - roles: [ap-creator, ap-approver]
 *         reason: whoever creates an invoice cannot approve it
 *
 * Two roles, permissions or functions an entry; with `id`, `severity` (or `level`), `reason`, `owner`, and `frameworks`,
 * which the reason names. Three of them could mean any two or all three, so that they are an error.
 */

import { readJson } from '../../policy/json.ts';
import { nameProblem, shown } from '../../policy/names.ts';
import { type Node, readYaml } from '../../policy/yaml.ts';
import type { SourceFile, Span } from '../../source/text.ts';
import { levelsOf } from './levels.ts';
import type { Reading } from './reading.ts';

export const isConflictList = (file: SourceFile): boolean =>
  /^(?:conflicts|sod_conflicts|sod-conflicts)[ \t]*:/m.test(file.text.slice(0, 100_000)) ||
  /^\s*\{\s*"(?:conflicts|sod_conflicts|sod-conflicts)"\s*:/.test(file.text);

export function readConflictList(file: SourceFile, reading: Reading): void {
  const { builder } = reading;
  const isJson = file.text.trimStart().startsWith('{');
  const root = isJson
    ? readJson(file, builder.problems)
    : readYaml(file, builder.problems, builder.problems).root;
  if (root === null || builder.problems.hasErrors()) return;
  const spanOf = (node: { readonly start: number; readonly end: number }): Span => ({
    file,
    start: node.start,
    end: node.end,
  });
  if (root.kind !== 'map') {
    builder.report('import-syntax', 'expected a mapping with `conflicts:`', spanOf(root));
    return;
  }
  for (const { key, value } of root.entries) {
    if (!/^(?:sod[_-])?conflicts$/.test(key.text)) {
      builder.remark(spanOf(key), `\`${shown(key.text)}\` is not read`);
    } else if (value.kind === 'list') for (const item of value.items) readConflict(item);
    else builder.report('import-syntax', `\`${shown(key.text)}\` must be a list`, spanOf(value));
  }

  function textOf(node: Node): string | null {
    if (node.kind === 'scalar' && typeof node.value === 'string') return node.value;
    builder.report('import-syntax', 'expected text', spanOf(node), 'write it in quotes');
    return null;
  }

  function readConflict(item: Node): void {
    if (item.kind !== 'map') {
      builder.report('import-syntax', 'a conflict is a mapping with `roles:`', spanOf(item));
      return;
    }
    const at = spanOf(item);
    let over: 'role' | 'permission' | 'function' | null = null;
    let members: { name: string; at: Span }[] = [];
    let [id, reason, owner]: (string | null)[] = [null, null, null];
    let severity: 'error' | 'warning' | 'note' = 'error';
    let frameworks: readonly string[] = [];
    for (const { key, value } of item.entries) {
      switch (key.text) {
        case 'roles':
        case 'permissions':
        case 'functions': {
          if (over !== null) {
            builder.report(
              'import-syntax',
              'a conflict is about roles, or permissions, or functions',
              spanOf(key),
            );
            return;
          }
          over = key.text === 'roles' ? 'role' : key.text === 'permissions' ? 'permission' : 'function';
          members = namesOf(value);
          break;
        }
        case 'id':
        case 'name':
          id = textOf(value);
          break;
        case 'reason':
        case 'description':
          reason = textOf(value)?.trim() ?? null;
          break;
        case 'owner':
          owner = textOf(value);
          break;
        case 'severity':
        case 'level':
        case 'risk': {
          const text = textOf(value);
          const level =
            text === null ? null : levelsOf(reading.input.map, builder).of({ text, at: spanOf(value) });
          if (level === 'none') {
            builder.remark(at, 'this conflict is none by its level, and is not checked');
            return;
          }
          severity = level ?? 'error';
          break;
        }
        case 'frameworks':
          frameworks = namesOf(value).map(({ name }) => name);
          break;
        default:
          builder.remark(spanOf(key), `\`${shown(key.text)}\` of a conflict is not read`);
      }
    }
    if (over === null || members.length !== 2) {
      builder.report(
        'import-syntax',
        over === null
          ? 'a conflict names no roles'
          : `a conflict is between two, and this one names ${members.length}`,
        at,
        'write an entry for each pair that excludes each other',
      );
      return;
    }
    const told = frameworks.length === 0 ? reason : `${reason ?? ''} (${frameworks.join(', ')})`.trim();
    reading.exclusions.push({ id, members, over, severity, reason: told, owner, at });
  }

  function namesOf(node: Node): { name: string; at: Span }[] {
    if (node.kind !== 'list') {
      builder.report('import-syntax', 'expected a list', spanOf(node));
      return [];
    }
    return node.items.flatMap((item) => {
      const name = textOf(item);
      if (name === null) return [];
      const problem = nameProblem(name);
      if (problem === null) return [{ name, at: spanOf(item) }];
      builder.report('bad-name', `name \`${shown(name)}\` ${problem}`, spanOf(item));
      return [];
    });
  }
}
