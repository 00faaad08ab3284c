/**
 * Where a line of an old text stands in the new one; for a line that is gone, the line that stands in its place.
 *
 * What both begin and end with is the same; between, lines that occur once in each are matched in the longest common
 * order (patience). That is enough to point at a removed line, and linear but for the sort.
 */

/** From a line number (1-based) of `before` to one of `now`; both texts count lines from 1. */
export function lineMap(before: string, now: string): (line: number) => number {
  const old = before.split('\n');
  const fresh = now.split('\n');
  const least = Math.min(old.length, fresh.length);
  let head = 0;
  while (head < least && old[head] === fresh[head]) head += 1;
  let tail = 0;
  while (tail < least - head && old[old.length - 1 - tail] === fresh[fresh.length - 1 - tail]) tail += 1;
  const matched = matchedLines(old, fresh, head, tail);
  return (line) => {
    const at = line - 1;
    if (at < head) return line;
    if (at >= old.length - tail) return line + fresh.length - old.length;
    // The last matched line that is not after this one.
    let low = 0;
    let high = matched.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (matched[middle]!.old <= at) low = middle + 1;
      else high = middle;
    }
    const found = matched[low - 1];
    if (found?.old === at) return found.fresh + 1;
    const next = found === undefined ? head : found.fresh + 1;
    return Math.max(1, Math.min(next + 1, fresh.length));
  };
}

interface Match {
  readonly old: number;
  readonly fresh: number;
}

function matchedLines(
  old: readonly string[],
  fresh: readonly string[],
  head: number,
  tail: number,
): readonly Match[] {
  const places = uniquePlaces(fresh, head, fresh.length - tail);
  const matches: Match[] = [];
  for (const [line, at] of uniquePlaces(old, head, old.length - tail)) {
    const other = places.get(line);
    if (other !== undefined) matches.push({ old: at, fresh: other });
  }
  return longestRising(matches.sort((a, b) => a.old - b.old));
}

function uniquePlaces(lines: readonly string[], from: number, to: number): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  for (let at = from; at < to; at += 1) places.set(lines[at]!, places.has(lines[at]!) ? -1 : at);
  return new Map([...places].filter(([, at]) => at >= 0));
}

/** A longest part of `matches` in which `fresh` rises. */
function longestRising(matches: readonly Match[]): readonly Match[] {
  const ends: number[] = [];
  const previous = new Int32Array(matches.length).fill(-1);
  for (const [at, { fresh }] of matches.entries()) {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (matches[ends[middle]!]!.fresh < fresh) low = middle + 1;
      else high = middle;
    }
    previous[at] = low === 0 ? -1 : ends[low - 1]!;
    ends[low] = at;
  }
  const rising: Match[] = [];
  for (let at = ends[ends.length - 1] ?? -1; at >= 0; at = previous[at]!) rising.push(matches[at]!);
  return rising.reverse();
}
