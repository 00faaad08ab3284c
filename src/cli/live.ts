/**
 * Operands that are servers and no files: each is read once, into a text that is then read like a file. Only what the
 * user names is connected to, and nothing is written there.
 */

import { isConnectionString, shownConnection, snapshotPostgres } from '../import/postgres/live.ts';
import { printable } from '../report/printable.ts';
import { type DirectoryReader, nodeFiles, withText } from '../source/files.ts';
import type { Progress } from './progress.ts';
import { UsageError } from './usage.ts';
import type { World } from './world.ts';

export interface WithLive {
  readonly files: DirectoryReader;
  /** The operands, with the path of its snapshot in place of each server. */
  readonly paths: readonly string[];
  readonly snapshots: readonly { readonly path: string; readonly text: string }[];
}

export async function withLive(
  operands: readonly string[],
  world: World,
  progress: Progress,
): Promise<WithLive> {
  let files = nodeFiles(world.workingDirectory, world.seen);
  const paths: string[] = [];
  const snapshots: { path: string; text: string }[] = [];
  for (const operand of operands) {
    if (!isConnectionString(operand)) {
      paths.push(operand);
      continue;
    }
    progress.tell(`reading ${shownConnection(operand)}`);
    const snapshot = await snapshotPostgres(operand);
    if (snapshot.kind === 'failed') {
      progress.clear();
      const { message, hint } = snapshot.diagnostic;
      throw new UsageError(hint === undefined ? message : `${message}; ${hint}`);
    }
    const path = snapshotPath(snapshot.path, new Set(paths));
    files = withText(files, path, snapshot.text);
    paths.push(path);
    snapshots.push({ path, text: snapshot.text });
  }
  return { files, paths, snapshots };
}

/** A name for the snapshot of a database, which no file of the directory needs to have. */
function snapshotPath(connection: string, taken: ReadonlySet<string>): string {
  const database = connection.slice(connection.lastIndexOf('/') + 1).replace(/[^\p{L}\p{N}_-]/gu, '');
  for (let number = 1; ; number += 1) {
    const path = `${database || 'postgres'}${number === 1 ? '' : `-${number}`}.snapshot.sql`;
    if (!taken.has(path)) return path;
  }
}

/** An operand as it may be shown: without the password of a server. */
export function shownOperand(operand: string): string {
  return isConnectionString(operand) ? shownConnection(operand) : operand;
}

/** What is told of places in a text that no file holds; empty where there is none. */
export function snapshotNote(operands: readonly string[], { snapshots }: WithLive): string {
  const [first] = snapshots;
  if (first === undefined) return '';
  const server = operands.find(isConnectionString);
  return `note: ${first.path} is what ${printable(shownConnection(server ?? ''))} said; \`dutyproof import URL -o DIR\` saves it\n`;
}
