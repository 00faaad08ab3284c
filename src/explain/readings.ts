/** The switches of the reading profile in a person's words (FORMAL.md A.7). */

import type { SwitchName, SwitchValue } from '../profile/profile.ts';

export interface Reading<Name extends SwitchName> {
  /** The question that the switch answers. */
  readonly question: string;
  /** What each value says, the default first. */
  readonly values: { readonly [Value in SwitchValue<Name>]: string };
  /** Why the default is the default. */
  readonly reason: string;
}

export const readings: { readonly [Name in SwitchName]: Reading<Name> } = {
  membership: {
    question: 'Which roles does a user have?',
    values: {
      authorised: 'those assigned and all that they inherit, through senior roles and groups',
      assigned: 'only those assigned directly; a conflict that comes through a senior role is not seen',
    },
    reason:
      'Permissions come with inherited roles, so conflicts do too; reading only assignments is unsound.',
  },
  'dynamic-scope': {
    question: 'Among which active roles may exclusive roles not meet?',
    values: {
      session: 'those of one session',
      user: 'those of all sessions of one user at a time',
    },
    reason: 'The sources say "activated by the same session"; `user` is the stronger variant of RCL2000.',
  },
  'dynamic-closure': {
    question: 'Does activating a senior role activate its juniors?',
    values: {
      closure: 'yes, an active role counts with everything it inherits',
      explicit: 'no, only roles that were activated by name count',
    },
    reason: 'Otherwise activating a senior role would be a way round dynamic separation of duty.',
  },
  arity: {
    question: 'Which shapes do role exclusions have?',
    values: { 'pairs-and-sets': 'pairs, and sets of which fewer than n may be held' },
    reason: 'A pair is a set of two of which fewer than two may be held. There is one reading.',
  },
  'set-limit': {
    question: 'When is a set of roles with limit n respected?',
    values: { 'held<n': 'when fewer than n of its roles are held' },
    reason: 'This is the definition of the standard. There is one reading.',
  },
  operational: {
    question: 'Which permissions of one user may not cover a whole application?',
    values: {
      authorised: 'all that the user is authorised for',
      active: 'those active now, in all sessions of the user together',
      'assigned-sessions':
        'those of the sessions that a plan gives to the user; without a plan nothing is judged',
    },
    reason: 'What nobody can do, nobody has to be kept from doing.',
  },
  'session-roles': {
    question: 'Which of the roles of a session must its user have?',
    values: { all: 'all of them' },
    reason: 'The schemas of sessions and candidates say so. There is one reading.',
  },
  feasibility: {
    question: 'When can an application run?',
    values: {
      static:
        'when one plan gives every session a candidate and respects all exclusions and constraints at once',
      pairwise:
        'when each two exclusive sessions, looked at alone, have two different candidates, as printed, whatever constraints there are',
    },
    reason:
      'The printed condition accepts applications that cannot run, e.g. three mutually exclusive sessions and two people.',
  },
  initiator: {
    question: 'Which of several initiator roles must the initiator have?',
    values: { all: 'all of them', any: 'one of them' },
    reason: 'Sessions with several roles need all of them, and initiators are written in the same way.',
  },
  cardinality: {
    question: 'Which users of a role does a cardinality count?',
    values: {
      assigned: 'those assigned directly',
      authorised: 'those who have it through a senior role or group, too',
    },
    reason: 'The source limits the "users that can be assigned to a role".',
  },
  prerequisite: {
    question: 'When must a prerequisite hold?',
    values: {
      invariant: 'always, as long as the role is assigned',
      assignment: 'only at the moment of assignment; then a state cannot violate it',
    },
    reason: 'It is the safer one, and the source only names the concept.',
  },
  revocation: {
    question: 'What happens to assignments and active roles that rest on what is revoked?',
    values: {
      cascade: 'they are revoked too',
      reject: 'the revocation is refused as long as there are any',
    },
    reason: 'Security first; the standard leaves it open. It bears on operations, not on a state.',
  },
  hierarchy: {
    question: 'How many immediate juniors may a role have?',
    values: { general: 'any number', limited: 'one at most' },
    reason:
      'The standard has both; the general one is the common one. It bears on operations, not on a state.',
  },
};
