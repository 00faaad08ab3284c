/**
 * A policy in Casbin: a model with roles and, for versions that know it, a `[constraint_definition]`; and the policy lines.
 *
 * Casbin's constraints count the roles that somebody is assigned, not those that come by inheritance: a conflict through a
 * senior role passes it. Versions that do not know the section (the one for Node among them) read over it. Both are said in
 * the model, for whoever relies on it.
 */

import type { Policy } from '../policy/model.ts';
import { type CasbinNames, casbinNames, modelText, policyLines } from './casbin/text.ts';
import type { Exported, Exporter } from './exported.ts';
import { fileNames } from './file-names.ts';
import { oneLine } from './lines.ts';
import { beyondStatic, hasByInheritance, staticDemands } from './static.ts';

export const casbinExporter: Exporter = {
  format: 'casbin',
  title: 'Casbin: model with constraints, and policy',
  rules: [],
  ofViolations: false,
  write(policy): Exported {
    const files = fileNames();
    const names = casbinNames(policy);
    const { lines, remarks } = constraintLines(policy, names);
    const head = [
      `${policy.name} (${policy.path}), written by dutyproof.`,
      ...(names.areSpelled
        ? ['Characters that Casbin takes for its own are written %hex, in requests, too.']
        : []),
    ];
    const notes = [
      'The constraints count roles that are assigned, not those that come by inheritance: a conflict through a senior',
      'role is not refused. Versions of Casbin that do not know this section read over it.',
    ];
    const text = [
      ...head.map(comment),
      modelText,
      ...(lines.length === 0 ? [] : [...notes.map(comment), '[constraint_definition]', ...lines, '']),
    ].join('\n');
    return {
      files: [
        { path: files.take(policy.name, '.model.conf'), text },
        { path: files.take(policy.name, '.policy.csv'), text: `${policyLines(policy, names).join('\n')}\n` },
      ],
      remarks: [
        ...beyondStatic(policy),
        ...remarks,
        ...(hasByInheritance(policy) && policy.inheritance.left.length > 0 && lines.length > 0
          ? ["Casbin's constraints do not see roles that come by inheritance"]
          : []),
      ],
    };
  },
};

const comment = (text: string): string => `# ${oneLine(text)}`;

interface ConstraintLines {
  readonly lines: readonly string[];
  readonly remarks: readonly string[];
}

function constraintLines(policy: Policy, names: CasbinNames): ConstraintLines {
  const lines: string[] = [];
  const remarks: string[] = [];
  let number = 0;
  const say = (id: string, expression: string): void => {
    number += 1;
    lines.push(comment(id), `${number === 1 ? 'c' : `c${number}`} = ${expression}`);
  };
  const role = (id: number): string => `"${names.role(policy.roles.list[id]!)}"`;
  for (const demand of staticDemands(policy)) {
    switch (demand.kind) {
      case 'fewer':
        if (demand.over === 'permission') {
          remarks.push(`\`${demand.id}\` is about permissions, and Casbin's constraints are about roles`);
          break;
        }
        for (const { members, limit } of demand.sets) {
          if (members.length === 2) say(demand.id, `sod(${members.map(role).join(', ')})`);
          else say(demand.id, `sodMax([${members.map(role).join(', ')}], ${limit - 1})`);
        }
        break;
      case 'cardinality':
        say(demand.id, `roleMax(${role(demand.role)}, ${demand.atMost})`);
        break;
      case 'prerequisite':
        for (const need of demand.needs) say(demand.id, `rolePre(${role(demand.role)}, ${role(need)})`);
        break;
      default:
        demand satisfies never;
    }
  }
  return { lines, remarks };
}
