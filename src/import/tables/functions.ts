/**
 * Tables of what a function comprises: its actions, and what it demands of authorisation objects besides. A row that is
 * switched off is no part of the function, as its file says; a status that is not known is an error.
 */

import { shown } from '../../policy/names.ts';
import { splitterOf } from './lists.ts';
import { functionAt, type Reading } from './reading.ts';
import type { Recognised } from './recognise.ts';
import { type Cell, columnCells, isName, isOff, isOn, readRows } from './rows.ts';

/** Whether a row counts; null after a problem was reported. */
export function isActive(table: Recognised, status: Cell | null, reading: Reading): boolean | null {
  if (status === null) return true;
  const active = reading.input.map.get('active');
  if (active !== undefined) return active.split('|').some((word) => word.trim() === status.text);
  if (isOff(table.columns.get('status')!, status.text)) return false;
  if (/^(?:active|enabled|on|yes|y|true|x|valid|활성|사용|유효|예)$/i.test(status.text)) return true;
  reading.builder.report(
    'import-mapping',
    `\`${shown(status.text)}\` is no status that is known`,
    status.at,
    'say which values mean that a row counts: `active=1`, or several as `active=1|2`',
  );
  return null;
}

export function readFunctionActions(table: Recognised, reading: Reading): void {
  const { builder, input } = reading;
  const column = table.columns.get('permission')!;
  const split = splitterOf(column, () => columnCells(table, 'permission', builder), input.map, builder);
  if (split === null) return;
  readRows(table, ['function', 'permission'], [], builder, (row) => {
    const name = row.cell('function')!;
    if (!isName(name, builder)) return;
    const made = functionAt(reading, name);
    if (isActive(table, row.cell('status'), reading) !== true) return;
    for (const action of split(row.cell('permission')!)) {
      if (isName(action, builder)) made.actions.set(action.text, action.at);
    }
  });
}

export function readFunctionConditions(table: Recognised, reading: Reading): void {
  const { builder } = reading;
  const required = ['function', 'auth-object', 'auth-field'] as const;
  readRows(table, required, [], builder, (row) => {
    const name = row.cell('function')!;
    if (!isName(name, builder)) return;
    const made = functionAt(reading, name);
    if (isActive(table, row.cell('status'), reading) !== true) return;
    const action = row.cell('permission')?.text ?? '';
    const operator = row.cell('operator');
    const word = operator?.text.toLowerCase() ?? 'or';
    if (word !== 'and' && word !== 'or' && word !== 'not') {
      builder.report('import-syntax', `\`${shown(word)}\` is none of AND, OR and NOT`, operator!.at);
      return;
    }
    const from = row.cell('from');
    const list = made.conditions.get(action) ?? [];
    made.conditions.set(action, list);
    list.push({
      object: row.cell('auth-object')!.text,
      field: row.cell('auth-field')!.text,
      // No value: any will do, as long as the object is there.
      from: from?.text ?? '*',
      to: row.cell('to')?.text ?? null,
      operator: word,
      at: row.cell('auth-object')!.at,
    });
  });
}

export function readFunctionDescriptions(table: Recognised, reading: Reading): void {
  readRows(table, ['function'], [], reading.builder, (row) => {
    const description = row.cell('description');
    if (description !== null) reading.functionNames.set(row.cell('function')!.text, description.text);
  });
}

/** Values of authorisation objects by role; transactions are what the role may start. */
export function readRoleAuthorisations(table: Recognised, reading: Reading): void {
  const doubts = new Map<string, number>();
  const doubtOf = (status: Cell | null): number | null => {
    if (status === null || isOn(status.text, reading.input.map.get('active'))) return null;
    const reason = `rows of \`${shown(table.file.path)}\` have the status \`${shown(status.text)}\`, and whether they count is not known`;
    const doubt = doubts.get(reason) ?? reading.builder.doubt(status.at, reason);
    doubts.set(reason, doubt);
    return doubt;
  };
  readRows(table, ['role', 'auth-object', 'auth-field'], [], reading.builder, (row) => {
    const role = row.cell('role')!;
    if (!isName(role, reading.builder)) return;
    if (!reading.roles.has(role.text)) {
      reading.roles.add(role.text);
      reading.builder.role(role.text, role.at);
    }
    const object = row.cell('auth-object')!.text;
    const field = row.cell('auth-field')!.text;
    const from = row.cell('from');
    if (from === null) return;
    const to = row.cell('to');
    const doubt = doubtOf(row.cell('status'));
    if (object === 'S_TCODE' && field === 'TCD') {
      if (!isName(from, reading.builder)) return;
      reading.grants.push({
        holder: role.text,
        holderAt: role.at,
        direct: false,
        from: from.text,
        to: to?.text ?? null,
        at: from.at,
        doubt,
      });
      return;
    }
    const instance = row.cell('auth-instance')?.text ?? null;
    const values = reading.authorisations.get(role.text) ?? [];
    reading.authorisations.set(role.text, values);
    values.push({ object, instance, field, from: from.text, to: to?.text ?? null, isSure: doubt === null });
  });
}
