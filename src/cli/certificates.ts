/** Writes certificates, one for each thing that something was found of, and says how many. */

import { join, relative, resolve, sep } from 'node:path';
import type { Certificate, CertificateClaim } from '../evidence/certificate.ts';
import { printable } from '../report/printable.ts';
import type { SourceFile } from '../source/text.ts';
import { counted, listed } from '../source/words.ts';
import { shellPath } from './shell.ts';
import type { World } from './world.ts';

export interface Certified {
  /** What the certificate's file is called after. */
  readonly name: string;
  /** What it is about, where it is told. */
  readonly told: string;
  readonly file: string;
  readonly application: string | null;
  readonly inputs: readonly SourceFile[];
  /** Empty: nothing was found that can be certified. */
  readonly claims: readonly CertificateClaim[];
}

/** `whyNot`: why some have none, for people. */
export async function writeCertificates(
  directory: string,
  subjects: readonly Certified[],
  whyNot: string,
  world: World,
): Promise<void> {
  const { certificateEnding } = await import('../evidence/certificate.ts');
  const { writeAtomically } = await import('./write-file.ts');
  const home = resolve(world.workingDirectory, directory);
  const base = relative(home, resolve(world.workingDirectory)).split(sep).join('/');
  const taken = new Set<string>();
  const missing: string[] = [];
  for (const { name, told, file, application, inputs, claims } of subjects) {
    if (claims.length === 0) {
      missing.push(told);
      continue;
    }
    const certificate: Certificate = {
      schemaVersion: 1,
      kind: 'dutyproof certificate',
      base: base === '' ? '.' : base,
      file,
      application,
      inputs: inputs.map(({ path, sha256 }) => ({ path, sha256 })),
      claims: [...claims],
    };
    await writeAtomically(
      world.workingDirectory,
      join(directory, `${freshName(fileNameFor(name), taken)}${certificateEnding}`),
      `${JSON.stringify(certificate, null, 1)}\n`,
    );
  }
  if (taken.size > 0)
    world.err(
      `${counted(taken.size, 'certificate')} written to \`${printable(directory)}\`; ` +
        `\`dutyproof verify ${shellPath(directory)}\` checks them\n`,
    );
  if (missing.length > 0) world.err(`none for ${printable(listed(missing))}: ${whyNot}\n`);
}

/** A name that is one of a file everywhere. */
function fileNameFor(name: string): string {
  const safe = name
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}_-]+/gu, '_')
    .slice(0, 80);
  return safe === '' ? '_' : safe;
}

function freshName(name: string, taken: Set<string>): string {
  let fresh = name;
  for (let number = 2; taken.has(fresh.toLowerCase()); number += 1) fresh = `${name}-${number}`;
  taken.add(fresh.toLowerCase());
  return fresh;
}
