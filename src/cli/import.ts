/**
 * `dutyproof import`: what files of another system come to, and, with `-o`, a policy of our own that says the same.
 *
 * Rule packs are copied beside that policy and included, so that they can be changed; the wildcards of the system are
 * split with them in mind.
 */

import { posix, resolve } from 'node:path';
import type { ExportedFile } from '../export/exported.ts';
import { writePolicy } from '../export/policy.ts';
import { importers } from '../import/importers.ts';
import { packNames, readPack } from '../packs/packs.ts';
import { mentionedIn } from '../policy/mentioned.ts';
import type { Policy } from '../policy/model.ts';
import { diagnosticLines, sortDiagnostics } from '../report/diagnostics.ts';
import { printable } from '../report/printable.ts';
import { blank, type Line, line, paint, piece } from '../report/text.ts';
import type { Diagnostic } from '../source/diagnostic.ts';
import { type DirectoryReader, readText } from '../source/files.ts';
import type { SourceFile } from '../source/text.ts';
import { counted, listed } from '../source/words.ts';
import type { ExitCode } from '../verdict/verdict.ts';
import { type ColorWish, colorFor, errorColorFor, widthFor } from './color.ts';
import type { ImportWish } from './import-options.ts';
import { tellOperands } from './imports.ts';
import { withLive } from './live.ts';
import { progressFor } from './progress.ts';
import { readPoliciesFrom } from './read-policies.ts';
import { shellPath } from './shell.ts';
import { UsageError } from './usage.ts';
import type { World } from './world.ts';
import { writeNewFiles } from './write-new.ts';

export interface ImportArguments extends ImportWish {
  readonly files: readonly string[];
  readonly output?: string;
  readonly color: ColorWish;
}

export async function importFiles(options: ImportArguments, world: World): Promise<ExitCode> {
  const progress = progressFor(world);
  const { files, paths, snapshots } = await withLive(options.files, world, progress);
  const { own, roots } = tellOperands(paths, files, { ...options, pack: [] });
  if (own.length > 0 || roots.length === 0) throw new UsageError(notForeign(own));
  const packs = options.pack.map((pack) => packFile(pack, files));
  const { policies, diagnostics } = readPoliciesFrom(files, paths, progress, {
    ...options,
    pack: [],
    mentioned: packs.flatMap(({ file }) => mentionedIn(file)),
  });
  progress.clear();
  tellDiagnostics(diagnostics, options.color, world);
  const [policy] = policies;
  if (policy === undefined) return 2;
  const { files: exported, remarks } = writePolicy(policy);
  const tell = (lines: readonly Line[]): void => world.out(paint(lines, colorFor(options.color, world)));
  tell(summaryOf(policy, diagnostics));
  if (options.output === undefined) {
    tell([line('Nothing is written: `-o DIR` writes a policy that says this.', 'dim')]);
    return 0;
  }
  const written = writeNewFiles(
    resolve(world.workingDirectory, options.output),
    [...withPacks(exported, packs), ...snapshots],
    world.workingDirectory,
  );
  tell([
    ...remarks.map((remark) => line(`Not written: ${remark}`)),
    line(`Written: ${written.map(printable).join(', ')}`),
    line(`Next: dutyproof check ${shellPath(written[0]!)}`),
  ]);
  return 0;
}

function notForeign(own: readonly string[]): string {
  const formats = listed(importers.map(({ format }) => format));
  return own.length === 0
    ? 'no file to import is named'
    : `\`${own[0]}\` is no file of another system, or it is not told from its content which: \`--from FORMAT\` says so (${formats})`;
}

interface PackFile {
  /** Its name beside the policy. */
  readonly name: string;
  readonly file: SourceFile;
}

function packFile(pack: string, files: DirectoryReader): PackFile {
  const known = readPack(pack);
  if (known !== null) return { name: `${pack}.policy-part.yaml`, file: known };
  const text = readText(files, files.shown(pack), 4 * 1024 * 1024, '');
  if (text.kind === 'text') return { name: posix.basename(text.file.path), file: text.file };
  throw new UsageError(
    `there is no rule pack \`${pack}\` (there are ${packNames().join(', ')}), and ${text.diagnostic.message}`,
  );
}

/** The files of the policy, which includes the packs. */
function withPacks(
  [root, ...rest]: readonly ExportedFile[],
  packs: readonly PackFile[],
): readonly ExportedFile[] {
  const include = packs.map(({ name }) => `  - ${JSON.stringify(name)}\n`).join('');
  const text = packs.length === 0 ? root!.text : `${root!.text}include:\n${include}`;
  return [{ ...root!, text }, ...rest, ...packs.map(({ name, file }) => ({ path: name, text: file.text }))];
}

function tellDiagnostics(diagnostics: readonly Diagnostic[], color: ColorWish, world: World): void {
  if (diagnostics.length === 0) return;
  world.err(
    paint(diagnosticLines(sortDiagnostics(diagnostics), widthFor(world)), errorColorFor(color, world)),
  );
}

/** What is there, what is not known, and what is not represented. */
function summaryOf(policy: Policy, diagnostics: readonly Diagnostic[]): readonly Line[] {
  const groups = policy.roles.isGroup.filter((isGroup) => isGroup).length;
  const facts = [
    counted(policy.users.list.length, 'user'),
    `${counted(policy.roles.list.length, 'role')}${groups === 0 ? '' : ` (${counted(groups, 'group')} among them)`}`,
    counted(policy.permissions.list.length, 'permission'),
    counted(policy.assignments.left.length, 'assignment'),
    `${policy.inheritance.left.length} inheritance`,
    counted(policy.grants.left.length, 'grant'),
    counted(policy.constraints.length + policy.operations.length, 'constraint'),
  ];
  const { possible } = policy;
  const notRepresented = diagnostics.filter(({ code }) => code === 'import-not-represented').length;
  const inDoubt =
    possible === null
      ? 0
      : possible.assignments.left.length + possible.inheritance.left.length + possible.grants.left.length;
  return [
    [piece(printable(policy.path), 'strong'), piece(': '), ...line(facts.join(' · '))],
    possible === null
      ? line('Everything that touches who may do what is understood.')
      : line(
          `${counted(possible.doubts.length, 'thing')} may or may not give access (${counted(inDoubt, 'possible fact')}): what depends on it will be unknown.`,
          'warn',
        ),
    ...(notRepresented === 0
      ? []
      : [line(`${counted(notRepresented, 'thing')} has no counterpart here, and touches no access.`)]),
    blank,
  ];
}
