/** A name for somebody who is to be taken on, in `taken` so far not used. */
export function freshUser(taken: ReadonlySet<string>): string {
  if (!taken.has('new-user')) return 'new-user';
  let number = 2;
  while (taken.has(`new-user-${number}`)) number += 1;
  return `new-user-${number}`;
}
