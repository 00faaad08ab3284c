/**
 * How much steps that need different users cost together, at least: prices of users such that every step, paying the
 * price of its user, may be looked at by itself (the dual of the assignment problem, by shortest augmenting paths).
 */

/**
 * For steps that need pairwise different users. `offers[i]`: users of step i and what they cost; only the cheapest
 * matter, and few suffice. A user in demand has a price below 0, everybody else 0. Whatever the prices are, Σᵢ minᵤ (cost − price) + Σ prices bounds the cost from below.
 */
export function pricesOf(offers: readonly ReadonlyMap<number, number>[]): ReadonlyMap<number, number> {
  const users = [...new Set(offers.flatMap((own) => [...own.keys()]))];
  const rows = offers.length;
  const columns = users.length;
  if (columns < rows) return new Map();
  const far = 1e9;
  const cost = (row: number, column: number): number => offers[row]!.get(users[column]!) ?? far;
  const rowPrice = new Float64Array(rows + 1);
  const columnPrice = new Float64Array(columns + 1);
  /** Row of each column, both from 1; 0: none. */
  const rowOf = new Int32Array(columns + 1);
  for (let row = 1; row <= rows; row += 1) {
    const least = new Float64Array(columns + 1).fill(Number.POSITIVE_INFINITY);
    const from = new Int32Array(columns + 1);
    const isDone = new Uint8Array(columns + 1);
    rowOf[0] = row;
    let column = 0;
    do {
      isDone[column] = 1;
      const at = rowOf[column]!;
      let delta = Number.POSITIVE_INFINITY;
      let next = 0;
      for (let other = 1; other <= columns; other += 1) {
        if (isDone[other] === 1) continue;
        const slack = cost(at - 1, other - 1) - rowPrice[at]! - columnPrice[other]!;
        if (slack < least[other]!) {
          least[other] = slack;
          from[other] = column;
        }
        if (least[other]! >= delta) continue;
        delta = least[other]!;
        next = other;
      }
      for (let other = 0; other <= columns; other += 1) {
        if (isDone[other] === 1) {
          rowPrice[rowOf[other]!]! += delta;
          columnPrice[other]! -= delta;
        } else least[other]! -= delta;
      }
      column = next;
    } while (rowOf[column] !== 0);
    while (column !== 0) {
      const before = from[column]!;
      rowOf[column] = rowOf[before]!;
      column = before;
    }
  }
  const prices = new Map<number, number>();
  for (const [at, user] of users.entries()) {
    const price = columnPrice[at + 1]!;
    // A price that only speaks of offers that there are not would be no bound worth having.
    if (price < 0 && price > -far / 2) prices.set(user, price);
  }
  return prices;
}
