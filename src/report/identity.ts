/**
 * Fingerprints by which systems that collect reports know a finding again from run to run.
 *
 * A finding's own fingerprint knows nothing of policies, so that the policy's name is added: two policies may share an
 * application, and have the same finding of it. What is still the same twice is numbered.
 */

import { createHash } from 'node:crypto';
import type { Finding } from './finding.ts';

export interface Identity {
  /** 32 hexadecimal digits, the same for findings that cannot be told apart. */
  readonly hash: string;
  /** From 1. */
  readonly occurrence: number;
}

/** In the order of the findings. */
export function identitiesOf(findings: readonly Finding[]): readonly Identity[] {
  const seen = new Map<string, number>();
  return findings.map(({ policy, rule, fingerprint }) => {
    const key = JSON.stringify(['v1', (policy ?? '').normalize('NFC'), rule, fingerprint]);
    const hash = createHash('sha256').update(key).digest('hex').slice(0, 32);
    const occurrence = (seen.get(hash) ?? 0) + 1;
    seen.set(hash, occurrence);
    return { hash, occurrence };
  });
}
