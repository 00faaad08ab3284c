/** The kinds of weakening as a list, for what names one; the compiler keeps it whole. */

import type { WeakeningKind } from './gate.ts';

const all: Readonly<Record<WeakeningKind, true>> = {
  'constraint-removed': true,
  'constraint-weakened': true,
  'rule-off': true,
  'severity-lowered': true,
  'reading-changed': true,
  'application-loosened': true,
  'policy-removed': true,
  'application-removed': true,
  'claim-lost': true,
  'less-resilient': true,
  'administration-widened': true,
};

export const weakeningKinds: readonly string[] = Object.keys(all);
