/** Patterns of names: `*` stands for any characters, also none; everything else for itself. */

/** Whether `pattern` speaks of more than one name. */
export function isPattern(pattern: string): boolean {
  return pattern.includes('*');
}

/**
 * Tells which names a pattern is about. Greedy from the left, piece by piece: the time is that of looking for each piece
 * once, whatever the pattern is.
 */
export function matcher(pattern: string): (name: string) => boolean {
  const pieces = pattern.split('*');
  if (pieces.length === 1) return (name) => name === pattern;
  const first = pieces[0]!;
  const last = pieces[pieces.length - 1]!;
  const between = pieces.slice(1, -1).filter((piece) => piece !== '');
  return (name) => {
    if (name.length < first.length + last.length || !name.startsWith(first) || !name.endsWith(last))
      return false;
    const end = name.length - last.length;
    let at = first.length;
    for (const piece of between) {
      const found = name.indexOf(piece, at);
      if (found < 0 || found + piece.length > end) return false;
      at = found + piece.length;
    }
    return true;
  };
}
