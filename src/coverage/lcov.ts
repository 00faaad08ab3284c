/**
 * Coverage in the tracefile format of LCOV, so that editors and `genhtml` show it on the policy's own lines.
 *
 * A line is hit as often as things declared on it are exercised. Where several are declared on one line, each is a branch,
 * because a line of which only a part is exercised would otherwise look complete. Guards are declared by the
 * specification and have no line in a policy.
 */

import type { Coverage, CoverageItem } from './coverage.ts';

export function lcov({ policies }: Coverage): string {
  const lines = new Map<string, Map<number, CoverageItem[]>>();
  for (const item of policies.flatMap(({ items }) => items)) {
    if (item.location === null) continue;
    const { path, line } = item.location;
    const ofFile = lines.get(path) ?? new Map<number, CoverageItem[]>();
    lines.set(path, ofFile);
    const here = ofFile.get(line);
    if (here === undefined) ofFile.set(line, [item]);
    else here.push(item);
  }
  return [...lines]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, ofFile]) => record(path, ofFile))
    .join('');
}

function record(path: string, ofFile: ReadonlyMap<number, readonly CoverageItem[]>): string {
  const rows = [...ofFile].sort(([a], [b]) => a - b);
  const hits = (items: readonly CoverageItem[]): number => items.filter(({ exercised }) => exercised).length;
  const shared = rows.filter(([, items]) => items.length > 1);
  const branches = shared.flatMap(([line, items]) =>
    items.map(
      ({ exercised }, index) =>
        // A branch of a line that was never hit is `-`.
        `BRDA:${line},0,${index},${hits(items) === 0 ? '-' : exercised ? 1 : 0}`,
    ),
  );
  const taken = shared.reduce((sum, [, items]) => sum + hits(items), 0);
  return [
    'TN:',
    // A tracefile is read line by line.
    `SF:${path.replaceAll(/[\r\n]/g, ' ')}`,
    ...(branches.length === 0 ? [] : [...branches, `BRF:${branches.length}`, `BRH:${taken}`]),
    ...rows.map(([line, items]) => `DA:${line},${hits(items)}`),
    `LF:${rows.length}`,
    `LH:${rows.filter(([, items]) => hits(items) > 0).length}`,
    'end_of_record',
    '',
  ].join('\n');
}
