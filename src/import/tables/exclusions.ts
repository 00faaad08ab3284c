/** Lists of what excludes each other: pairs of roles, permissions or functions, and risks with their functions. */

import { shown } from '../../policy/names.ts';
import type { Field } from './fields.ts';
import { levelsOf } from './levels.ts';
import { splitterOf } from './lists.ts';
import { type Reading, riskAt } from './reading.ts';
import type { Recognised } from './recognise.ts';
import { type Cell, columnCells, isName, isOff, type Row, readRows } from './rows.ts';

/** Two or more names a row. A risk in them is its name; two functions exclude each other, more do so all together. */
export function readExclusions(table: Recognised, reading: Reading): void {
  const { builder, input } = reading;
  const { field, columns } = table.numbered!;
  const levels = levelsOf(input.map, builder);
  readRows(table, [], columns, builder, (row) => {
    const members = row.named.filter((cell): cell is Cell => cell !== null && isName(cell, builder));
    const [first] = members;
    if (first === undefined) return;
    const status = row.cell('status');
    if (status !== null && isOff(table.columns.get('status')!, status.text)) {
      builder.remark(status.at, 'this row is switched off, and is not checked');
      return;
    }
    const level = row.cell('level');
    const severity = level === null ? 'error' : levels.of(level);
    if (severity === null) return;
    if (severity === 'none') {
      builder.remark(level!.at, 'this row is no risk by its level, and is not checked');
      return;
    }
    reading.exclusions.push({
      id: row.cell('risk')?.text ?? null,
      members: members.map(({ text, at }) => ({ name: text, at })),
      over: field,
      severity,
      reason: reasonOf(row),
      owner: row.cell('owner')?.text ?? null,
      at: (row.cell('risk') ?? first).at,
    });
  });
}

function reasonOf(row: Row): string | null {
  const said = row.cell('description')?.text ?? null;
  const process = row.cell('process')?.text ?? null;
  return said === null ? process : process === null ? said : `${said} (${process})`;
}

/** A risk and a function a row (or a list of them), or a risk and what it is about. */
export function readRisks(table: Recognised, reading: Reading): void {
  const { builder, input } = reading;
  const column = table.columns.get('function');
  const required: Field[] = column === undefined ? ['risk'] : ['risk', 'function'];
  const cells = (): readonly Cell[] => columnCells(table, 'function', builder);
  const split = column === undefined ? null : splitterOf(column, cells, input.map, builder);
  if (column !== undefined && split === null) return;
  readRows(table, required, [], builder, (row) => {
    const risk = row.cell('risk')!;
    if (!isName(risk, builder)) return;
    const known = riskAt(reading, risk);
    known.description ??= row.cell('description')?.text ?? null;
    known.process ??= row.cell('process')?.text ?? null;
    known.owner ??= row.cell('owner')?.text ?? null;
    const level = row.cell('level');
    if (level !== null && known.level !== null && level.text !== known.level.text) {
      builder.report('import-syntax', `risk \`${risk.text}\` has two levels`, level.at, 'give it one');
    }
    known.level ??= level;
    const status = row.cell('status');
    if (status !== null) {
      const off = isOff(table.columns.get('status')!, status.text);
      if (known.off !== null && known.off !== off) {
        const message = `risk \`${shown(risk.text)}\` is switched on in one row, and off in another`;
        builder.report('import-syntax', message, status.at, 'give it one status');
      }
      known.off ??= off;
    }
    const named = row.cell('function');
    if (named === null || split === null) return;
    for (const part of split(named)) if (isName(part, builder)) known.functions.set(part.text, part.at);
  });
}
