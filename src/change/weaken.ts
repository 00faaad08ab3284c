/** A constraint that is dropped violates nothing, and must not pass for safe. */

import { createHash } from 'node:crypto';
import type { Policy } from '../policy/model.ts';
import type { Weakening } from '../verdict/gate.ts';
import type { PolicyChange } from './change.ts';

export function droppedConstraints(before: Policy, changes: readonly PolicyChange[]): readonly Weakening[] {
  const own = before.constraints.map(({ id, place, severity }) => ({ id, place, severity }));
  const ofApplications = before.applications.flatMap(({ constraints }) =>
    constraints.map(({ id, place }) => ({ id, place, severity: 'error' as const })),
  );
  return changes.flatMap((change): readonly Weakening[] => {
    if (change.kind !== 'drop-constraint') return [];
    const dropped = [...own, ...ofApplications].find(({ id }) => id === change.id.text);
    if (dropped === undefined) return [];
    const { id, place, severity } = dropped;
    return [
      {
        kind: 'constraint-removed',
        severity,
        file: before.path,
        constraint: id,
        sentence: `the constraint \`${id}\` would be gone`,
        example: null,
        locations: [{ path: before.files[place.file]!.path, line: place.line, column: place.column }],
        fingerprint: createHash('sha256')
          .update(JSON.stringify(['weakening', 'constraint-removed', before.name, id]))
          .digest('hex')
          .slice(0, 32),
      },
    ];
  });
}
