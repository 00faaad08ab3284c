/** Certificates of random instances, and what becomes of them when they are tampered with. */

import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Certificate, CertificateClaim } from '../../src/evidence/certificate.ts';
import { claimsOf } from '../../src/feasible/claims.ts';
import { subjectOfInstance } from '../../src/feasible/subject.ts';
import { answerTask } from '../../src/feasible/task.ts';
import { verifyEvidence } from '../../src/replay/verify.ts';
import { memoryFiles } from '../../src/source/files.ts';
import { writeLists } from '../../src/workflow/formats/lists.ts';
import { readInstance } from '../../src/workflow/formats/read.ts';
import { randomInstance, randomOf } from '../workflow/random.ts';

const kinds = ['separation', 'binding', 'at-most', 'at-least', 'team', 'group-unless', 'dependent'] as const;

interface Certified {
  readonly text: string;
  readonly claims: readonly CertificateClaim[];
}

function certified(seed: number): Certified {
  const random = randomOf(seed);
  const shape = { steps: 3 + random(3), users: 3 + random(3), density: 65 };
  const text = writeLists(
    randomInstance(random, {
      ...shape,
      kinds: Array.from({ length: 3 + random(6) }, () => kinds[random(kinds.length)]!),
    }),
  );
  const file = { path: 'instance.txt', text, sha256: '' };
  const read = readInstance(file);
  if (read.kind === 'failed') throw new Error(text);
  const subject = subjectOfInstance(file, read.value);
  const answer = answerTask(
    {
      instance: subject.instance,
      rules: subject.rules,
      starters: null,
      proof: true,
      explain: false,
      repairs: null,
      count: false,
      best: null,
      algorithm: 'complete',
      resilient: { mode: 'static', absent: 1 },
      next: null,
      precedence: [],
    },
    { time: 10_000 },
  );
  return { text, claims: claimsOf(subject, answer, 1) };
}

function verified(text: string, certificate: unknown): ReturnType<typeof verifyEvidence> {
  const files: Record<string, string> = {
    'instance.txt': text,
    'x.certificate.json': JSON.stringify(certificate),
  };
  return verifyEvidence('x.certificate.json', { workingDirectory: '/', filesAt: () => memoryFiles(files) });
}

function certificateOf({ text, claims }: Certified): Certificate {
  return {
    schemaVersion: 1,
    kind: 'dutyproof certificate',
    base: '.',
    file: 'instance.txt',
    application: null,
    inputs: [{ path: 'instance.txt', sha256: createHash('sha256').update(text).digest('hex') }],
    claims: [...claims],
  };
}

const resultOf = (text: string, certificate: unknown): string => {
  const verification = verified(text, certificate);
  return verification.kind === 'checked' ? verification.result : verification.kind;
};

describe('certificates of random instances', () => {
  const all = Array.from({ length: 3000 }, (_, seed) => certified(seed + 1));

  test('are accepted, whatever they claim', () => {
    const seen = new Map<string, number>();
    for (const one of all) {
      expect(one.claims.length).toBeGreaterThan(0);
      expect(resultOf(one.text, certificateOf(one)), one.text).toBe('accepted');
      for (const { kind } of one.claims) seen.set(kind, (seen.get(kind) ?? 0) + 1);
    }
    for (const kind of ['feasible', 'infeasible', 'resilient', 'fragile'])
      expect(seen.get(kind) ?? 0, kind).toBeGreaterThan(50);
  });

  test('the opposite is never accepted', () => {
    let tried = 0;
    for (const one of all) {
      const opposite = one.claims.map((claim): CertificateClaim => {
        switch (claim.kind) {
          case 'feasible':
            return { kind: 'infeasible', proof: { kind: 'evident' } };
          case 'infeasible':
            return { kind: 'feasible', plan: [] };
          case 'resilient':
            return { kind: 'fragile', absent: ['u1'], proof: { kind: 'evident' } };
          case 'fragile':
            return { kind: 'resilient', absent: claim.absent.length, plans: [] };
          case 'closed':
          case 'unreachable':
          case 'reachable':
            return claim;
          default:
            return claim satisfies never;
        }
      });
      tried += 1;
      expect(resultOf(one.text, certificateOf({ ...one, claims: opposite })), one.text).toBe('rejected');
    }
    expect(tried).toBe(all.length);
  });

  test('neither is a plan with another user, unless that is a plan, too', () => {
    const ends = { accepted: 0, rejected: 0 };
    for (const one of all.slice(0, 400)) {
      const [claim] = one.claims;
      if (claim?.kind !== 'feasible') continue;
      for (const at of claim.plan.keys()) {
        const plan = claim.plan.map((row, index) => (index === at ? { ...row, user: 'u1' } : row));
        const result = resultOf(one.text, certificateOf({ ...one, claims: [{ kind: 'feasible', plan }] }));
        if (result === 'accepted' || result === 'rejected') ends[result] += 1;
      }
    }
    expect(ends.rejected).toBeGreaterThan(100);
    expect(ends.accepted).toBeGreaterThan(100);
  });

  test('nor a refutation whose end is missing', () => {
    let tried = 0;
    for (const one of all) {
      const [claim] = one.claims;
      if (claim?.kind !== 'infeasible' || claim.proof.kind !== 'clauses') continue;
      const plain: CertificateClaim = { kind: 'infeasible', proof: { kind: 'evident' } };
      // What the instance says plainly needs no line.
      if (resultOf(one.text, certificateOf({ ...one, claims: [plain] })) === 'accepted') continue;
      tried += 1;
      const cut: CertificateClaim = { kind: 'infeasible', proof: { kind: 'clauses', lines: [] } };
      expect(resultOf(one.text, certificateOf({ ...one, claims: [cut] }))).toBe('rejected');
    }
    expect(tried).toBeGreaterThan(15);
  });

  test('nor one of a changed instance', () => {
    const [one] = all;
    expect(resultOf(`${one!.text}\n`, certificateOf(one!))).toBe('rejected');
  });

  test('any JSON in its place is told, and nothing throws', () => {
    const good = certificateOf(all[0]!);
    const ends = new Map<string, number>();
    const edited = fc
      .tuple(fc.constantFrom(...Object.keys(good)), fc.jsonValue())
      .map(([key, value]) => ({ ...good, [key]: value }));
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), edited), (value) => {
        const end = resultOf(all[0]!.text, value);
        ends.set(end, (ends.get(end) ?? 0) + 1);
        expect(['unusable', 'rejected', 'accepted']).toContain(end);
      }),
      { numRuns: 500, seed: 3 },
    );
    expect(ends.get('unusable') ?? 0).toBeGreaterThan(50);
  });
});
