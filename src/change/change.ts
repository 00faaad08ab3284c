/**
 * Changes of a policy as people think of them: an assignment, a move in the organisation, a new role. Policy tests make
 * them before they ask, and `simulate` tells what they would bring about.
 *
 * Every name keeps its place, so that what is wrong with a change, and every fact that it adds, points at the user's
 * own text. `verdict/change.ts` has the smaller changes that repairs are made of; these are carried out through those
 * where they can be.
 */

import type { Span } from '../source/text.ts';

/** A name where it was written. */
export interface Written {
  readonly text: string;
  readonly span: Span;
}

export type PolicyChange = { readonly span: Span } & (
  | { readonly kind: 'assign' | 'revoke'; readonly user: Written; readonly role: Written }
  | { readonly kind: 'grant' | 'ungrant'; readonly role: Written; readonly permission: Written }
  | { readonly kind: 'inherit' | 'disinherit'; readonly senior: Written; readonly junior: Written }
  /** A new user. */
  | { readonly kind: 'add-user'; readonly name: Written; readonly roles: readonly Written[] }
  | { readonly kind: 'remove-user'; readonly name: Written }
  /** A move in the organisation: the user's roles become exactly these. */
  | { readonly kind: 'move'; readonly user: Written; readonly roles: readonly Written[] }
  /** A new role, with what it inherits, what it is granted, and who inherits it. */
  | {
      readonly kind: 'add-role';
      readonly name: Written;
      readonly inherits: readonly Written[];
      readonly permissions: readonly Written[];
      readonly seniors: readonly Written[];
    }
  | { readonly kind: 'remove-role'; readonly name: Written }
  /** A new static constraint: nobody may have two of the roles. */
  | { readonly kind: 'exclude'; readonly roles: readonly Written[]; readonly id: Written | null }
  | { readonly kind: 'drop-constraint'; readonly id: Written }
);

export type ChangeKind = PolicyChange['kind'];

const names = (list: readonly Written[]): string => list.map(({ text }) => `\`${text}\``).join(', ');

/** In the imperative, names in backticks. */
export function changeSentence(change: PolicyChange): string {
  switch (change.kind) {
    case 'assign':
      return `assign \`${change.role.text}\` to \`${change.user.text}\``;
    case 'revoke':
      return `take \`${change.role.text}\` from \`${change.user.text}\``;
    case 'grant':
      return `grant \`${change.permission.text}\` to \`${change.role.text}\``;
    case 'ungrant':
      return `take \`${change.permission.text}\` from \`${change.role.text}\``;
    case 'inherit':
      return `let \`${change.senior.text}\` inherit \`${change.junior.text}\``;
    case 'disinherit':
      return `stop \`${change.senior.text}\` from inheriting \`${change.junior.text}\``;
    case 'add-user':
      return `add the user \`${change.name.text}\`${change.roles.length === 0 ? '' : ` with ${names(change.roles)}`}`;
    case 'remove-user':
      return `remove the user \`${change.name.text}\``;
    case 'move':
      return change.roles.length === 0
        ? `take all roles from \`${change.user.text}\``
        : `move \`${change.user.text}\` to ${names(change.roles)}`;
    case 'add-role':
      return `add the role \`${change.name.text}\``;
    case 'remove-role':
      return `remove the role \`${change.name.text}\``;
    case 'exclude':
      return `exclude ${names(change.roles)} from each other`;
    case 'drop-constraint':
      return `drop the constraint \`${change.id.text}\``;
    default:
      return change satisfies never;
  }
}
