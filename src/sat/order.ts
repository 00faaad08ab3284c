/** Which variable to decide next: the one that was in most conflicts of late, in a heap. */

export interface ActivityOrder {
  /** The open variable of greatest activity, taken out; -1 if there is none. It may have got a value meanwhile. */
  readonly next: () => number;
  /** Puts a variable back. */
  readonly open: (variable: number) => void;
  readonly bump: (variable: number) => void;
  /** Makes what happened so far count less. */
  readonly decay: () => void;
}

const largest = 1e100;

export function activityOrder(variables: number, share: number): ActivityOrder {
  const activity = new Float64Array(variables);
  const heap = Int32Array.from({ length: variables }, (_, variable) => variable);
  const placeOf = heap.slice();
  let size = variables;
  let increment = 1;

  const isBefore = (a: number, b: number): boolean =>
    activity[a]! > activity[b]! || (activity[a] === activity[b] && a < b);
  const put = (variable: number, at: number): void => {
    heap[at] = variable;
    placeOf[variable] = at;
  };
  const rise = (from: number): void => {
    const variable = heap[from]!;
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(variable, heap[parent]!)) break;
      put(heap[parent]!, at);
      at = parent;
    }
    put(variable, at);
  };
  const sink = (from: number): void => {
    const variable = heap[from]!;
    let at = from;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= size) break;
      if (child + 1 < size && isBefore(heap[child + 1]!, heap[child]!)) child += 1;
      if (!isBefore(heap[child]!, variable)) break;
      put(heap[child]!, at);
      at = child;
    }
    put(variable, at);
  };

  return {
    next() {
      if (size === 0) return -1;
      const first = heap[0]!;
      placeOf[first] = -1;
      size -= 1;
      if (size > 0) {
        put(heap[size]!, 0);
        sink(0);
      }
      return first;
    },
    open(variable) {
      if (placeOf[variable]! >= 0) return;
      put(variable, size);
      size += 1;
      rise(size - 1);
    },
    bump(variable) {
      activity[variable]! += increment;
      if (activity[variable]! > largest) {
        for (let at = 0; at < variables; at += 1) activity[at]! /= largest;
        increment /= largest;
      }
      if (placeOf[variable]! >= 0) rise(placeOf[variable]!);
    },
    decay() {
      increment /= share;
    },
  };
}
