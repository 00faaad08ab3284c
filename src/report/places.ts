/** Places as people read them. */

import type { Place, Policy } from '../policy/model.ts';
import type { Location } from '../source/text.ts';

/** `a.csv:12, :14 b.yaml:3`: each file once, lines in the order given, no line twice; `most` places at the most. */
export function placesText(locations: readonly Location[], most = 4): string {
  const seen = new Set<string>();
  const shown: Location[] = [];
  for (const location of locations) {
    const key = `${location.path}:${location.line}`;
    if (seen.has(key)) continue;
    seen.add(key);
    shown.push(location);
  }
  const parts: string[] = [];
  let path: string | null = null;
  for (const location of shown.slice(0, most)) {
    parts.push(location.path === path ? `:${location.line}` : `${location.path}:${location.line}`);
    path = location.path;
  }
  if (shown.length > most) parts.push(`${shown.length - most} more`);
  return parts.join(', ');
}

/** A place in one of the policy's files. */
export function locationIn({ files, path }: Policy, { file, line, column }: Place): Location {
  return { path: files[file]?.path ?? path, line, column };
}
