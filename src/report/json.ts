/** The report for machines: the envelope, with its keys always in the same order. */

import type { Envelope, Verdict } from '../verdict/verdict.ts';

export function json(envelope: Envelope): string {
  const { schemaVersion, command, profile, verdicts, summary, gate, differences } = envelope;
  const { failures, diagnostics, exitCode } = envelope;
  const ordered = {
    schemaVersion,
    command,
    profile,
    verdicts: verdicts.map(orderedVerdict),
    summary,
    ...(gate === undefined ? {} : { gate }),
    ...(differences === undefined ? {} : { differences }),
    failures,
    diagnostics,
    exitCode,
  };
  return `${JSON.stringify(ordered, null, 2)}\n`;
}

/** First what is decided and how, then why, then where: the order in which a person would read it, too. */
const order = [
  'property',
  'rule',
  'constraint',
  'status',
  'severity',
  'standing',
  'scope',
  'bound',
  'vacuity',
  'reason',
  'witness',
  'counterexample',
  'core',
  'coreFingerprint',
  'repairs',
  'evidence',
  'fingerprint',
  'file',
  'locations',
  'profile',
];

function orderedVerdict(verdict: Verdict): Readonly<Record<string, unknown>> {
  const entries = new Map<string, unknown>(Object.entries(verdict));
  const known = order.filter((key) => entries.has(key));
  const others = [...entries.keys()].filter((key) => !order.includes(key)).sort();
  return Object.fromEntries([...known, ...others].map((key) => [key, entries.get(key)]));
}
