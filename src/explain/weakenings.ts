/** What the ways in which a policy can come to demand less mean, for `explain` and for formats that document rules. */

import type { WeakeningKind } from '../verdict/gate.ts';

export interface WeakeningHelp {
  /** At most eight words. */
  readonly title: string;
  readonly meaning: string;
  readonly fix: string;
}

export const weakenings: Readonly<Record<WeakeningKind, WeakeningHelp>> = {
  'constraint-removed': {
    title: 'a constraint is gone',
    meaning:
      'A constraint, operation or goal of before is no longer in the policy, and nothing that is left says as much. What it forbade is allowed now, and no rule will ever say so.',
    fix: 'Put it back, or have its owner agree and suppress the weakening with a reason.',
  },
  'constraint-weakened': {
    title: 'a constraint lets more through',
    meaning: 'A constraint is still there under its id, but permits what it forbade before.',
    fix: 'Restore its members and limits, or say in a suppression why the weaker one is enough.',
  },
  'rule-off': {
    title: 'a rule is switched off',
    meaning: 'A rule that was checked before is off now, so that its violations are no longer found.',
    fix: 'Switch it on again under `rules:`; to accept single findings, suppress those.',
  },
  'severity-lowered': {
    title: 'violations count for less',
    meaning:
      'A rule or constraint has a lower severity than before, so that violations may no longer fail a run.',
    fix: 'Restore the severity, or suppress single findings with an expiry.',
  },
  'reading-changed': {
    title: 'verdicts mean something else',
    meaning:
      'The reading profile differs from before. Every verdict is about another reading, and comparing it with those of before says little.',
    fix: 'Change the profile in a change of its own, and look at all verdicts.',
  },
  'application-loosened': {
    title: 'an application demands less of its plans',
    meaning:
      'An application lost exclusive sessions or a constraint on plans: people may do together what was kept apart.',
    fix: 'Restore the exclusion or constraint, or have the owner of the application agree.',
  },
  'policy-removed': {
    title: 'a policy is gone',
    meaning: 'A policy that was checked before is not found any more; nothing of it is checked.',
    fix: 'If it was renamed, keep its `policy:` name; if it was retired, say so in a suppression.',
  },
  'application-removed': {
    title: 'an application is gone',
    meaning: 'An application that was checked before is not named by the policy any more.',
    fix: 'Name it again under `applications:`, or have its owner agree.',
  },
  'claim-lost': {
    title: 'what held is no longer known',
    meaning: 'What held before is undecided now, or holds and says nothing.',
    fix: 'Raise the time limit where it was reached; else look at the reason that the verdict gives.',
  },
  'less-resilient': {
    title: 'fewer people may be absent',
    meaning: 'An application could run with more people absent before than it can now.',
    fix: 'Give the roles that are scarce to more people.',
  },
  'administration-widened': {
    title: 'administrators may do more',
    meaning: 'The rules of administration permit more changes than before.',
    fix: 'Restore the conditions of the rule, or have the owner agree.',
  },
};
