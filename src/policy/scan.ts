/**
 * Cells of CSV text (RFC 4180), found unit by unit: where they stand, and a hash of what they say.
 */

import type { Units } from '../source/units.ts';
import { hashFactor, hashSeed } from './spellings.ts';

export const quote = 34;
export const newline = 10;
export const carriageReturn = 13;

/** A cell as it was found last: one for a whole scan, so that nothing is made for a cell. */
export interface ScannedCell {
  /** Where it ends; behind its closing quote if it has one. */
  end: number;
  /** What it says, without quotes. */
  from: number;
  to: number;
  /** Of what it says; of an unwanted cell without quotes it says nothing. */
  hash: number;
  /** Whether quotes inside it are written twice. */
  escaped: boolean;
  /** Offset of the next cell, or of the next row. */
  next: number;
  endsRow: boolean;
  /** Line ends passed on the way to `next`. */
  lines: number;
  /** Offset of what is wrong, or -1. */
  broken: number;
  unterminated: boolean;
}

export function scannedCell(): ScannedCell {
  return {
    end: 0,
    from: 0,
    to: 0,
    hash: 0,
    escaped: false,
    next: 0,
    endsRow: false,
    lines: 0,
    broken: -1,
    unterminated: false,
  };
}

/** The cell at `start`. */
export function scanCell(
  units: Units,
  start: number,
  delimiter: number,
  wanted: boolean,
  cell: ScannedCell,
): void {
  if (units[start] === quote) {
    scanQuoted(units, start, delimiter, cell);
    return;
  }
  const { length } = units;
  let at = start;
  let hash = hashSeed;
  let unit = 0;
  if (wanted) {
    while (at < length) {
      unit = units[at]!;
      if (unit === delimiter) break;
      if (unit <= carriageReturn && endsLine(units, at, unit)) break;
      hash = Math.imul(hash ^ unit, hashFactor);
      at += 1;
    }
  } else {
    while (at < length) {
      unit = units[at]!;
      if (unit === delimiter) break;
      if (unit <= carriageReturn && endsLine(units, at, unit)) break;
      at += 1;
    }
  }
  cell.from = start;
  cell.to = at;
  cell.end = at;
  cell.hash = hash;
  cell.escaped = false;
  cell.broken = -1;
  if (at < length && unit === delimiter) {
    cell.next = at + 1;
    cell.endsRow = false;
    cell.lines = 0;
    return;
  }
  endRow(units, at, cell);
}

/** A carriage return is part of the line end only where that follows it. */
export function endsLine(units: Units, at: number, unit: number): boolean {
  if (unit === newline) return true;
  return unit === carriageReturn && (at + 1 >= units.length || units[at + 1] === newline);
}

function endRow(units: Units, at: number, cell: ScannedCell): void {
  const line = units[at] === carriageReturn ? at + 1 : at;
  cell.endsRow = true;
  cell.lines = line < units.length ? 1 : 0;
  cell.next = Math.min(units.length, line + 1);
}

function scanQuoted(units: Units, start: number, delimiter: number, cell: ScannedCell): void {
  const { length } = units;
  let at = start + 1;
  let hash = hashSeed;
  let lines = 0;
  cell.escaped = false;
  cell.broken = -1;
  for (;;) {
    if (at >= length) {
      cell.end = length;
      cell.next = length;
      cell.endsRow = true;
      cell.lines = 0;
      cell.broken = start;
      cell.unterminated = true;
      return;
    }
    const unit = units[at]!;
    if (unit === quote) {
      if (units[at + 1] !== quote) break;
      cell.escaped = true;
      at += 1;
    } else if (unit === newline) lines += 1;
    hash = Math.imul(hash ^ unit, hashFactor);
    at += 1;
  }
  const end = at + 1;
  cell.from = start + 1;
  cell.to = at;
  cell.end = end;
  cell.hash = hash;
  if (end < length && units[end] === delimiter) {
    cell.next = end + 1;
    cell.endsRow = false;
    cell.lines = lines;
  } else if (end >= length || endsLine(units, end, units[end]!)) {
    endRow(units, end, cell);
    cell.lines += lines;
  } else {
    const resume = units.indexOf(newline, end);
    cell.next = resume < 0 ? length : resume + 1;
    cell.endsRow = true;
    cell.lines = lines + (resume < 0 ? 0 : 1);
    cell.broken = end;
    cell.unterminated = false;
  }
}
