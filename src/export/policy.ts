/**
 * A policy in this project's own language: reading what is written gives the same policy, but for places and the order of
 * names. Profile, constraints and whatever people write stand in the root; many facts stand in tables beside it.
 *
 * What is not well formed (names that nothing declares, circles) is written as it is: reading it tells what is wrong.
 */

import { findCycles } from '../policy/cycles.ts';
import type { Policy } from '../policy/model.ts';
import { shown } from '../policy/names.ts';
import { defaultProfile, switchNames } from '../profile/profile.ts';
import { csvCell } from './csv.ts';
import type { Exported, ExportedFile, Exporter } from './exported.ts';
import { fileNames } from './file-names.ts';
import { administrationNode } from './policy/administration.ts';
import { applicationFile, applicationNode, sessionNodes } from './policy/applications.ts';
import { constraintNode, operationNode, suppressionNode, type WritePairs } from './policy/constraints.ts';
import { type Entry, factEntries, startTables } from './policy/facts.ts';
import { namingOf } from './policy/names.ts';
import { list, map, type Yaml, yamlText } from './yaml.ts';

export const policyExporter: Exporter = {
  format: 'policy',
  title: 'the policy language of dutyproof, with tables',
  rules: [],
  ofViolations: false,
  write: writePolicy,
};

/** The root comes first. */
export function writePolicy(policy: Policy): Exported {
  const naming = namingOf(policy);
  const names = fileNames();
  const root = names.take(policy.name, '.policy.yaml');
  const tables = startTables(names);
  const facts = factEntries(naming, tables);

  const pairFiles: ExportedFile[] = [];
  const writePairs: WritePairs = (id, pairs) => {
    const path = names.take(id, '.csv');
    const rows = pairs.map((pair) => pair.map(csvCell).join(','));
    pairFiles.push({ path, text: `left,right\n${rows.join('\n')}\n` });
    return map([
      ['file', path],
      [
        'columns',
        map([
          ['left', 'left'],
          ['right', 'right'],
        ]),
      ],
    ]);
  };
  const applicationFiles = policy.applications.map((application) => applicationFile(application, names));
  const profile = switchNames.filter((name) => policy.profile[name] !== defaultProfile[name]);
  const entries: readonly Entry[] = [
    ['policy', policy.name],
    ['now', policy.now ?? undefined],
    ['profile', profile.length === 0 ? undefined : map(profile.map((name) => [name, policy.profile[name]]))],
    ...facts,
    ['tables', listOf(tables.nodes)],
    ['constraints', listOf(policy.constraints.map((one) => constraintNode(naming, one, writePairs)))],
    ['operations', listOf(policy.operations.map((one) => operationNode(naming, one)))],
    [
      'applications',
      listOf(policy.applications.map((one, at) => applicationNode(naming, one, applicationFiles[at]!.path))),
    ],
    ['sessions', sessionNodes(naming, policy)],
    [
      'administration',
      policy.administration === null ? undefined : administrationNode(naming, policy.administration),
    ],
    ['rules', policy.rules.size === 0 ? undefined : map([...policy.rules])],
    ['suppressions', listOf(policy.suppressions.map(suppressionNode))],
  ];
  return {
    files: [{ path: root, text: yamlText(entries) }, ...tables.files, ...pairFiles, ...applicationFiles],
    remarks: refused(policy),
  };
}

const listOf = (nodes: readonly Yaml[]): Yaml | undefined => (nodes.length === 0 ? undefined : list(nodes));

/** What the language refuses when it is read; other systems may have it all the same. */
function refused(policy: Policy): readonly string[] {
  const { users, roles, permissions, inheritance } = policy;
  const dangling = [users, roles, permissions].some(
    ({ list: all, declaredCount }) => all.length > declaredCount,
  );
  const [cycle] = findCycles(roles.list.length, [...inheritance.left], [...inheritance.right]);
  return [
    ...(dangling ? ['some names are used and declared nowhere: reading the policy will tell which'] : []),
    ...(cycle === undefined
      ? []
      : [
          `roles inherit each other in a circle, which a policy must not have: ${cycle
            .map((edge) => `\`${shown(roles.list[inheritance.left[edge]!]!)}\``)
            .join(', ')}`,
        ]),
  ];
}
