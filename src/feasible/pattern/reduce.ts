/** From an instance to problems. */
import type { Instance } from './instance.ts';
import type { Problem } from './problem.ts';

export function problemOf(instance: Instance): { problem: Problem; users: readonly (readonly number[])[] } {
  const k = instance.steps;
  const profiles = new Map<string, number[]>();
  for (let user = 0; user < instance.users; user += 1) {
    let key = '';
    for (let step = 0; step < k; step += 1)
      if (((instance.authorised[step]![user >>> 5]! >>> (user & 31)) & 1) === 1) key += `${step},`;
    if (key === '') continue;
    const list = profiles.get(key);
    if (list) { if (list.length < k) list.push(user); } else profiles.set(key, [user]);
  }
  const users = [...profiles.values()];
  const classes = users.length;
  const words = Math.max(1, (classes + 31) >>> 5);
  const rows = new Int32Array(k * words);
  for (const [index, list] of users.entries()) {
    const user = list[0]!;
    for (let step = 0; step < k; step += 1)
      if (((instance.authorised[step]![user >>> 5]! >>> (user & 31)) & 1) === 1)
        rows[step * words + (index >> 5)]! |= 1 << (index & 31);
  }
  const separations: number[] = [];
  const atMost: { bound: number; steps: readonly number[] }[] = [];
  for (const c of instance.constraints) {
    if (c.kind === 'separation') separations.push(c.left, c.right);
    else if (c.kind === 'at-most') atMost.push({ bound: c.bound, steps: c.steps });
    else throw new Error('todo');
  }
  return {
    users,
    problem: { steps: k, classes, words, rows, multiplicity: Int32Array.from(users.map((l) => l.length)), separations: Int32Array.from(separations), atMost, atLeast: [] },
  };
}
