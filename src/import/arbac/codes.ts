/** Everything that can be wrong with an `.arbac` file, as one closed table. */

interface Entry {
  readonly severity: 'error' | 'warning';
  /** What it means and what to do about it, in a sentence or two. */
  readonly help: string;
}

export const arbacCodes = {
  'unterminated-comment': { severity: 'error', help: 'A comment that begins with `/*` ends with `*/`.' },
  'unknown-section': {
    severity: 'error',
    help: 'The sections are `Roles`, `Users`, `NEWUSERS`, `UA`, `CR`, `CA`, `ADMIN`, and `SPEC` or `Goal`; each ends with `;`.',
  },
  'missing-section': {
    severity: 'error',
    help: 'Roles and users are declared in the sections `Roles` and `Users`. Perhaps the `;` of the section before is missing, so that its keyword was read as a name.',
  },
  'missing-semicolon': {
    severity: 'error',
    help: 'Each section ends with `;`. Without the last one the file may have been cut off, and would say less than was meant.',
  },
  'unexpected-text': { severity: 'error', help: 'The message says what is expected at this place.' },
  'unknown-role': { severity: 'error', help: 'Every role stands in the section `Roles`.' },
  'unknown-user': {
    severity: 'error',
    help: 'Every user stands in the section `Users`; kinds of new users, in `NEWUSERS`.',
  },
  'bad-name': {
    severity: 'error',
    help: 'A name has no characters that cannot be seen, and no `-` at its beginning: in a condition that says that the role is not held.',
  },
  'reserved-name': {
    severity: 'error',
    help: '`TRUE`, `FALSE` and `NEW` have a meaning of their own in rules, so no role can be called so.',
  },
  'repeated-name': {
    severity: 'warning',
    help: 'A name that is listed twice has no effect, but was perhaps meant to be another.',
  },
  'duplicate-name': {
    severity: 'error',
    help: 'A goal that names somebody must not leave open who is meant: users and kinds of new users have different names.',
  },
  'contradictory-condition': {
    severity: 'warning',
    help: 'Nobody ever holds a role and lacks it, so the rule is never used.',
  },
  'unsupported-hierarchy': {
    severity: 'error',
    help: 'In which direction the pairs of `HIERARCHY` point differs from file to file, so they are not guessed at. Resolve the hierarchy first, or write the policy in the policy language.',
  },
  'no-administrators': {
    severity: 'warning',
    help: 'An empty section `ADMIN` is read as if it were not there: whoever satisfies a rule may use it.',
  },
  'missing-goal': {
    severity: 'warning',
    help: '`SPEC role;`, `SPEC user role;` or `Goal role;` says which role must not be reachable.',
  },
  'too-many-errors': {
    severity: 'error',
    help: 'Only the first are shown. Perhaps the file is something else.',
  },
} as const satisfies Readonly<Record<string, Entry>>;

export type ArbacCode = keyof typeof arbacCodes;
