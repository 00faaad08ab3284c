/**
 * Why something may hold and yet say nothing, by the ids that reports give (FORMAL.md H): those that some rule tells.
 */

export interface Vacuity {
  readonly summary: string;
  readonly help: string;
}

export const vacuities: Readonly<Record<string, Vacuity>> = {
  V1: {
    summary: 'there is nobody, or nothing, to judge',
    help: 'A statement about all users or all sessions holds when there are none. Perhaps a table was not named or its filter leaves nothing.',
  },
  V2: {
    summary: 'no separation is declared',
    help: 'Without exclusive roles or permissions, operations or exclusive sessions there is nothing that could be violated. Declare under `constraints:` what must be separated.',
  },
  V3: {
    summary: 'a permission or a role grants nothing',
    help: 'A role without permissions and a permission without roles change nothing for anybody; often one of them is misspelt.',
  },
  V4: {
    summary: 'a session has no roles',
    help: 'Everybody may do such a session, and can do nothing in it, so what is said about its users is empty.',
  },
  V5: {
    summary: 'an exclusion has no effect now',
    help: 'An excluded role has no users or is active nowhere, so nobody could violate the exclusion. It becomes relevant when somebody is assigned.',
  },
  V6: {
    summary: 'an application has no permissions',
    help: 'Its sessions can do nothing, so there is nothing that one person could do alone. Grant permissions to the roles of its sessions.',
  },
  V7: {
    summary: 'an application has a single permission',
    help: 'One operation cannot be separated: whoever may do it does everything. Separation needs two.',
  },
  V8: {
    summary: 'nobody can perform it at all',
    help: 'No single person can do everything, but neither can all of them together. The process is safe because it is impossible; see who should hold the missing permission.',
  },
  V10: {
    summary: 'an application never completes',
    help: 'Every way through its body ends in `abort`, so that it can be started says nothing about completing it.',
  },
  V11: {
    summary: 'the initiator keeps nobody out',
    help: 'Without INITIATOR, or with a role that everybody has, starting the application is open to all.',
  },
  V12: {
    summary: 'nothing can happen that would violate it',
    help: 'Under the profile of the policy the property is about operations, not about a state, so a policy cannot violate it. Or no rule of the administration can ever be used, so that nothing changes.',
  },
  V16: {
    summary: 'it is about a role that nobody may hold, or a time that has passed',
    help: 'What is said of such a role or window holds for want of cases.',
  },
  V17: {
    summary: 'a session can do nothing',
    help: 'Feasibility asks for roles only. A session whose roles grant no permission is feasible and useless; grant its roles what it needs.',
  },
  V18: {
    summary: 'a limit is too high to bite',
    help: 'No state of this policy could exceed it: there are fewer users than the limit, or another constraint is stricter.',
  },
  V19: {
    summary: 'exclusive sessions have no candidate in common',
    help: 'Nobody could do both anyway, so the exclusion was never put to the test. It becomes relevant with the next assignment.',
  },
};
