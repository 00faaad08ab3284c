/** Label selectors, as the API server has them. */

import type { SourceFile } from '../../source/text.ts';
import {
  type Fields,
  fieldsOf,
  isAbsent,
  itemsOf,
  leafOf,
  leavesOf,
  type Reading,
  requiredLeaf,
} from './fields.ts';
import type { Requirement, Selector } from './objects.ts';

/** `NotIn` and `DoesNotExist` are met by what lacks the label. */
export function selects({ requirements }: Selector, labels: ReadonlyMap<string, string>): boolean {
  return requirements.every(({ key, operator, values }) => {
    const value = labels.get(key);
    switch (operator) {
      case 'In':
        return value !== undefined && values.includes(value);
      case 'NotIn':
        return value === undefined || !values.includes(value);
      case 'Exists':
        return value !== undefined;
      case 'DoesNotExist':
        return value === undefined;
      default:
        return operator satisfies never;
    }
  });
}

export function readSelectors(
  aggregation: Fields,
  file: SourceFile,
  reading: Reading,
): readonly Selector[] | null {
  const items = itemsOf(
    reading,
    file,
    aggregation.values.get('clusterRoleSelectors'),
    '`clusterRoleSelectors`',
  );
  if (items.length === 0) {
    reading.build.report(
      'import-syntax',
      'an aggregation rule has no `clusterRoleSelectors`',
      aggregation.at,
    );
    return null;
  }
  return items.flatMap((item): Selector[] => {
    const fields = fieldsOf(reading, file, item, 'a selector', ['matchLabels', 'matchExpressions']);
    if (fields === null) return [];
    return [
      {
        at: fields.at,
        requirements: [...readLabels(fields, file, reading), ...readExpressions(fields, file, reading)],
      },
    ];
  });
}

function readLabels(fields: Fields, file: SourceFile, reading: Reading): readonly Requirement[] {
  const node = fields.values.get('matchLabels');
  if (isAbsent(node)) return [];
  const entries = fieldsOf(reading, file, node, '`matchLabels`', null);
  if (entries === null) return [];
  return [...entries.values].flatMap(([key, value]): Requirement[] => {
    const leaf = isAbsent(value) ? { text: '' } : leafOf(reading, file, value, 'a label');
    return leaf === null ? [] : [{ key, operator: 'In', values: [leaf.text] }];
  });
}

const operators = ['In', 'NotIn', 'Exists', 'DoesNotExist'] as const;

function readExpressions(fields: Fields, file: SourceFile, reading: Reading): readonly Requirement[] {
  const items = itemsOf(reading, file, fields.values.get('matchExpressions'), '`matchExpressions`');
  return items.flatMap((item): Requirement[] => {
    const expression = fieldsOf(reading, file, item, 'an expression', ['key', 'operator', 'values']);
    if (expression === null) return [];
    const key = requiredLeaf(reading, file, expression, 'key', 'an expression');
    const written = requiredLeaf(reading, file, expression, 'operator', 'an expression');
    const values = leavesOf(reading, file, expression.values.get('values'), 'values');
    if (key === null || written === null) return [];
    const operator = operators.find((name) => name === written.text);
    if (operator === undefined) {
      reading.build.report(
        'import-syntax',
        'an expression has an operator that does not exist',
        written.at,
        reading.suggest.hint(written.text, operators, `there are: ${operators.join(', ')}`),
      );
      return [];
    }
    const isList = operator === 'In' || operator === 'NotIn';
    if (isList !== values.length > 0) {
      reading.build.report(
        'import-syntax',
        `\`${operator}\` takes ${isList ? 'a list of' : 'no'} values`,
        expression.at,
      );
      return [];
    }
    return [{ key: key.text, operator, values: values.map(({ text }) => text) }];
  });
}
