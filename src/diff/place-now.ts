/** From a place in the files of before to the place now: the one to point at, where the text is gone. */

import { posix } from 'node:path';
import type { Policy } from '../policy/model.ts';
import type { Location } from '../source/text.ts';
import { lineMap } from './line-map.ts';

export function placeNow(before: Policy, now: Policy): (location: Location) => Location {
  const maps = new Map<string, (location: Location) => Location>();
  const mapOf = (path: string): ((location: Location) => Location) => {
    const old = before.files.find((file) => file.path === path);
    const relative = posix.relative(posix.dirname(before.path), path);
    const moved = path === before.path ? now.path : posix.join(posix.dirname(now.path), relative);
    const fresh =
      now.files.find((file) => file.path === path) ?? now.files.find((file) => file.path === moved);
    if (old === undefined || fresh === undefined) return () => ({ path: now.path, line: 1, column: 1 });
    const line = lineMap(old.text, fresh.text);
    return (location) => ({ path: fresh.path, line: line(location.line), column: location.column });
  };
  return (location) => {
    const map = maps.get(location.path) ?? mapOf(location.path);
    maps.set(location.path, map);
    return map(location);
  };
}
