/**
 * Everything that can be wrong with a policy, as one closed table: severity, one line of meaning, and a sentence of
 * help. `dutyproof explain CODE` and the reports read this table; readers cannot report a code that it lacks.
 */

export interface CodeEntry {
  readonly severity: 'error' | 'warning';
  /** What it means, in one line. */
  readonly summary: string;
  /** Why it matters and what to do. */
  readonly help: string;
}

export const policyCodes = {
  // Files
  'file-not-found': {
    severity: 'error',
    summary: 'a file that is named does not exist',
    help: 'Paths of tables and applications are relative to the policy file that names them.',
  },
  'file-unreadable': {
    severity: 'error',
    summary: 'a file exists but cannot be read',
    help: 'Check its permissions, and that it is a regular file and no directory or device.',
  },
  'file-too-large': {
    severity: 'error',
    summary: 'a file is larger than its kind may be',
    help: 'YAML is meant for what people write; move bulk assignments, inheritance and grants to CSV tables (`tables:`), which are read a hundred times faster.',
  },
  'bad-encoding': {
    severity: 'error',
    summary: 'a file is not UTF-8',
    help: 'Files are decoded strictly, because a replaced character could turn two names into one. Save the file as UTF-8; a byte order mark is accepted.',
  },
  'nul-character': {
    severity: 'error',
    summary: 'a file contains a NUL character',
    help: 'Text has none. It is usually a sign of UTF-16 or of a binary file.',
  },
  'path-outside': {
    severity: 'error',
    summary: 'a path leads out of the directory of the policy',
    help: 'A policy owns only files in its own directory and below, also after symbolic links, so that checking a policy never reads anything else. Absolute paths are refused too.',
  },
  'include-cycle': {
    severity: 'error',
    summary: 'files include each other in a circle',
    help: 'Each file would be a part of itself. Remove any one `include:` of the circle; a part that several files include is read once, and is no error.',
  },
  'too-many-parts': {
    severity: 'error',
    summary: 'a policy has too many parts, or includes them too deeply',
    help: 'The bounds are far above what people write, and keep hostile files harmless. Move assignments to CSV tables (`tables:`).',
  },
  'misplaced-key': {
    severity: 'error',
    summary: 'a part of a policy has a key that only the policy itself may have',
    help: 'Name, clock, profile and the severities of rules are about the policy as a whole: they stand once, in the file that is checked, where everybody sees them.',
  },
  // YAML
  'yaml-syntax': {
    severity: 'error',
    summary: 'the file is no well-formed YAML',
    help: 'Check indentation, quotes and brackets at the place shown. Names with `: ` or ` #` in them, or that start with a special character, need quotes.',
  },
  'several-documents': {
    severity: 'error',
    summary: 'a policy file holds more than one YAML document',
    help: 'Write one policy per file; several could be checked in part without anyone noticing. Remove the second `---`.',
  },
  'yaml-directive': {
    severity: 'error',
    summary: 'a YAML directive (`%…`) is used',
    help: 'Directives can change what words such as `off` mean. Policies are YAML 1.2 without directives.',
  },
  'yaml-tag': {
    severity: 'error',
    summary: 'a YAML tag (`!…`) is used that policies do not know',
    help: 'Only the plain types are read: text, numbers, lists and mappings. Remove the tag.',
  },
  'merge-key': {
    severity: 'error',
    summary: 'a merge key (`<<`) is used',
    help: 'Merge keys make it unclear which file line states a fact. Write the keys out.',
  },
  'unknown-alias': {
    severity: 'error',
    summary: 'an alias (`*x`) has no anchor before it, or lies inside its own anchor',
    help: 'Put the anchor `&x` before the alias, on something that does not contain the alias.',
  },
  'too-many-aliases': {
    severity: 'error',
    summary: 'aliases expand the file beyond a bound',
    help: 'Aliases of aliases can make a small file enormous. Write the lists out, or move them to a table.',
  },
  'nesting-too-deep': {
    severity: 'error',
    summary: 'lists and mappings are nested too deeply',
    help: 'No policy needs more than eight levels; the bound keeps hostile files harmless.',
  },
  'non-string-key': {
    severity: 'error',
    summary: 'a key of a mapping is no text',
    help: 'YAML reads `123`, `true` and `null` as other things than names. Put the name in quotes.',
  },
  'duplicate-key': {
    severity: 'error',
    summary: 'a key occurs twice in one mapping',
    help: 'Only one of the two could count, and readers would disagree which. Merge their contents.',
  },
  // Shape
  'unknown-key': {
    severity: 'error',
    summary: 'a key is not part of the policy language here',
    help: 'Unknown keys are errors because a misspelt constraint would otherwise be no constraint.',
  },
  'missing-key': {
    severity: 'error',
    summary: 'a required key is missing',
    help: 'Add the key; an editor with the JSON Schema of the policy language completes it.',
  },
  'wrong-type': {
    severity: 'error',
    summary: 'a value has the wrong type',
    help: 'A list is written `[a, b]`, a mapping `{ key: value }`; a name that looks like a number needs quotes.',
  },
  'bad-value': {
    severity: 'error',
    summary: 'a value is none of those allowed here',
    help: 'The message lists what is allowed.',
  },
  'too-few': {
    severity: 'error',
    summary: 'a list has too few elements to mean anything',
    help: 'For example, an exclusion needs two roles, because no role excludes itself.',
  },
  'conflicting-keys': {
    severity: 'error',
    summary: 'keys exclude each other, or none of a group is given',
    help: 'Split the entry: one constraint states one thing, so that its id names one thing.',
  },
  // Names
  'bad-name': {
    severity: 'error',
    summary: 'a name is empty or has characters that cannot be seen',
    help: 'Control characters, bidirectional controls, zero-width characters and white space at either end are refused, because such names look like other names.',
  },
  'bad-permission': {
    severity: 'error',
    summary: 'a permission is not of the form `object:operation`',
    help: 'Write the object, a colon and the operation, e.g. `invoice:approve`; the last colon separates them.',
  },
  'duplicate-name': {
    severity: 'error',
    summary: 'something is declared twice',
    help: 'Roles and groups share one name space. Remove one declaration, or rename it.',
  },
  'duplicate-id': {
    severity: 'error',
    summary: 'two constraints, rules or goals have the same id',
    help: 'Reports, baselines and suppressions refer to constraints by id, so each id must be its own.',
  },
  'similar-names': {
    severity: 'warning',
    summary: 'two names differ only in case, or in how Unicode spells them',
    help: 'They may be meant to be one. Names are compared after normalisation to Unicode NFC, and case counts.',
  },
  'unknown-user': {
    severity: 'error',
    summary: 'a user is not declared',
    help: 'Declare the user under `users:`, or let a table introduce it with `new: [users]`.',
  },
  'unknown-role': {
    severity: 'error',
    summary: 'a role is not declared',
    help: 'Declare the role under `roles:` or `groups:`, or let a table introduce it with `new: [roles]`.',
  },
  'unknown-group': {
    severity: 'error',
    summary: 'a group is not declared',
    help: 'Declare the group under `groups:`.',
  },
  'unknown-permission': {
    severity: 'error',
    summary: 'a permission is not among the declared ones',
    help: 'When `permissions:` is present, it lists all permissions. Add the permission there, or let a table introduce it with `new: [permissions]`.',
  },
  'unknown-application': {
    severity: 'error',
    summary: 'an application is not one of the policy',
    help: 'List the application file under `applications:`; it is called by the name inside the file.',
  },
  'unknown-operation': {
    severity: 'error',
    summary: 'there is no operation or application of that name',
    help: 'A constraint `within` an operation or application takes its name from `operations:` or from an application file.',
  },
  'ambiguous-operation': {
    severity: 'error',
    summary: 'an operation and an application have the name that is meant',
    help: 'A constraint `within` one of them must not leave open which. Rename the operation.',
  },
  'unknown-session': {
    severity: 'error',
    summary: 'an application has no session of that name',
    help: 'Plans, `needs:`, constraints and live sessions use the session names of the application file.',
  },
  'unknown-doubt': {
    severity: 'error',
    summary: 'a table of possible facts names a doubt that the policy does not state',
    help: 'The column that `possible:` of a table names holds ids of entries under `possible:` of the policy, which say what is not known.',
  },
  'unknown-rule': {
    severity: 'error',
    summary: 'a rule under `rules:` does not exist',
    help: 'A misspelt rule would change nothing. The names are those that `dutyproof explain` lists.',
  },
  'ungranted-permission': {
    severity: 'warning',
    summary: 'a permission is used although no role is granted it',
    help: 'Without a `permissions:` list any permission may be named; one that no role grants is probably misspelt, and what it states holds for no reason.',
  },
  'repeated-entry': {
    severity: 'warning',
    summary: 'a list states the same thing twice',
    help: 'It has no effect, but was perhaps meant to be something else.',
  },
  // Meaning
  'hierarchy-cycle': {
    severity: 'error',
    summary: 'roles inherit each other in a circle',
    help: 'Roles that inherit each other would be one role under several names (`dutyproof spec AcyclicHierarchy`). Remove any one inheritance of the circle.',
  },
  'prerequisite-cycle': {
    severity: 'error',
    summary: 'roles need each other in a circle',
    help: 'Nobody could ever be assigned any of them first. Remove any one edge of the cycle.',
  },
  'reflexive-exclusion': {
    severity: 'error',
    summary: 'something would exclude itself',
    help: 'Nobody could then hold or do it at all, which an exclusion is not for. To forbid a role altogether, use a cardinality of 0.',
  },
  'bad-limit': {
    severity: 'error',
    summary: '`fewer-than` is not between 2 and the number of roles',
    help: 'Fewer than n of the roles may be held: with n = 2 at most one. n = 1 would forbid every role, n above their number nothing.',
  },
  'bad-quorum': {
    severity: 'error',
    summary: '`at-least` is not between 2 and the number of permissions',
    help: 'At least k users must be needed for an operation: with k = 2 nobody alone. k = 1 would demand nothing, and k above the number of permissions could not be met, since one user for each permission is enough.',
  },
  'bad-user-count': {
    severity: 'error',
    summary: 'a number of users demands nothing, or more than sessions can have',
    help: 'Each of n sessions has one user: `at-most` goes from 1 to n - 1, and `at-least` from 2 to n.',
  },
  'reflexive-dependency': {
    severity: 'error',
    summary: 'who does a session would depend on who does it',
    help: 'The two sides of `dependent` are about different sessions. To keep users from a session, use `forbidden`.',
  },
  'bad-interval': {
    severity: 'error',
    summary: 'an interval ends before it begins',
    help: 'Write `[from, to]` with from at most to; split an interval that spans midnight in two.',
  },
  'too-many-pairs': {
    severity: 'error',
    summary: 'a constraint expands to too many pairs',
    help: 'Let two roles of a hierarchy stand for their juniors, or split the constraint.',
  },
  // Administration
  'unknown-area': {
    severity: 'error',
    summary: 'there is no area of administration of that name',
    help: 'Departments are declared under `areas: departments:`; `central` is the central area.',
  },
  'two-owners': {
    severity: 'error',
    summary: 'a role is in two areas of administration',
    help: 'Each role has one owner, so that it is clear who answers for it. A role that several departments need belongs to the central area.',
  },
  'no-officers': {
    severity: 'error',
    summary: 'nothing says who may use an administrative rule',
    help: 'A rule without `by:` is used by the officers of the area that its role belongs to, and this role belongs to none.',
  },
  'ambiguous-officers': {
    severity: 'error',
    summary: '`anybody` could be everybody or a role of that name',
    help: 'A list of roles, `by: [anybody]`, always means the role. To let everybody use the rule, rename the role.',
  },
  'contradictory-condition': {
    severity: 'error',
    summary: 'a rule demands a role and its absence',
    help: 'Nobody could ever meet the condition. Remove the role from `holds` or from `lacks`.',
  },
  'too-many-users': {
    severity: 'error',
    summary: 'a goal is about more users than there are things to hold',
    help: 'One user for each role or permission is always enough, so more users say nothing more.',
  },
  'no-exclusive-sessions': {
    severity: 'error',
    summary: 'an application keeps no two sessions apart',
    help: 'Who does two sessions that exclude each other is an approver of their own work. State them under `SOD` in the application, or name the two sessions in the goal.',
  },
  'nothing-asked': {
    severity: 'warning',
    summary: 'an administration asks for nothing that could fail',
    help: 'Without goals, it is asked whether the static exclusions of the policy stay kept; without those either, nothing is. A goal about exclusions needs some.',
  },
  // Suppressions, baselines and settings
  'bad-date': {
    severity: 'error',
    summary: 'a day is not in the calendar, or not written as `YYYY-MM-DD`',
    help: 'A suppression counts up to and including its last day, in UTC.',
  },
  'covers-everything': {
    severity: 'error',
    summary: 'a suppression does not say what it covers',
    help: 'It would cover every finding, also those of tomorrow. Name a fingerprint, a rule, a constraint or a subject; all that are named must fit.',
  },
  'suppression-expired': {
    severity: 'error',
    summary: 'a suppression counts no more',
    help: 'Its last day is over, so what it covered fails again, and the suppression fails itself until it is removed or its owner agrees on a later day. Days are those of UTC.',
  },
  'suppression-unused': {
    severity: 'warning',
    summary: 'a suppression covers nothing',
    help: 'What it covered was mended, or it was never written right. One that stays could cover a finding of tomorrow that nobody has looked at. It is reported only where the rules that it could be about have run.',
  },
  'stale-finding': {
    severity: 'error',
    summary: 'a baseline knows a finding that is not there any more',
    help: 'It was mended, or arises for another person or constraint now. An entry that stays would let the old finding come back unseen: `dutyproof baseline prune` removes such entries. Entries of policies and rules that were not checked are left alone.',
  },
  'json-syntax': {
    severity: 'error',
    summary: 'the file is no well-formed JSON',
    help: 'A baseline is written by `dutyproof baseline update`. Where two branches have changed it, keep the lines of both, with a comma after each but the last, and run `dutyproof baseline prune`.',
  },
  'wrong-version': {
    severity: 'error',
    summary: 'a file was written by another version of dutyproof, and says so',
    help: 'It may mean something else than this version would read. Use the version that wrote it, or write it anew.',
  },
  // Tables
  'empty-table': {
    severity: 'error',
    summary: 'a table has no header row',
    help: 'The first row names the columns; the policy refers to columns by these names.',
  },
  'missing-column': {
    severity: 'error',
    summary: 'a table lacks a column that the policy names',
    help: 'Column names are compared exactly. Set `delimiter:` if the wrong one was detected.',
  },
  'duplicate-column': {
    severity: 'error',
    summary: 'a column that the policy names occurs twice in a table',
    help: 'It is not clear which is meant. Rename one of them.',
  },
  'ragged-row': {
    severity: 'error',
    summary: 'a row has more or fewer cells than the header',
    help: 'Usually a delimiter inside a cell that is not in quotes; then the cells after it are in the wrong columns.',
  },
  'empty-cell': {
    severity: 'error',
    summary: 'a cell that must hold a name is empty',
    help: 'Fill the cell, or leave such rows out with `where:`.',
  },
  'bad-quote': {
    severity: 'error',
    summary: 'a quoted cell does not end where it should',
    help: 'A quoted cell ends with a quote followed by a delimiter or the end of the line; a quote inside it is doubled.',
  },
  'no-rows': {
    severity: 'warning',
    summary: 'no row of a table is used',
    help: 'Everything would hold of nothing. Check the values under `where:` against the table.',
  },
  // Finding what to check
  'orphan-application': {
    severity: 'error',
    summary: 'an application file belongs to no policy',
    help: 'Nothing would check it. Name it under `applications:` in the policy of its directory, or of one above.',
  },
  'orphan-part': {
    severity: 'error',
    summary: 'a part belongs to no policy',
    help: 'Nothing would check it. Name it under `include:` in the policy of its directory, or of one above, or in another part.',
  },
  'nothing-found': {
    severity: 'error',
    summary: 'there is no policy to check',
    help: 'Policies are files that end in `.policy.yaml`; directories are searched to a bounded depth, without `node_modules` and those that start with a dot.',
  },
  'too-many-files': {
    severity: 'error',
    summary: 'a directory is too deep or too large to search',
    help: 'Name the policy files, or a directory further down.',
  },
  'unsupported-file': {
    severity: 'error',
    summary: 'a path is neither a directory, a policy nor an application',
    help: 'Give a directory, a file ending in `.policy.yaml`, or one ending in `.app`.',
  },
  // What is imported
  'import-unknown-format': {
    severity: 'error',
    summary: 'it is not known of which system a file is',
    help: 'The format is told from the content. Name it with `--from FORMAT`, or `from:` in the policy; `dutyproof import --help` lists the formats.',
  },
  'import-syntax': {
    severity: 'error',
    summary: 'an imported file is not written as its format demands',
    help: 'Nothing of a file that is half understood is used. Check that the file is whole, and that the format is the right one (`--from`).',
  },
  'import-reference': {
    severity: 'error',
    summary: 'an imported file names something that it must define, and does not',
    help: 'Import all files that belong together at once, or export the system again.',
  },
  'import-unsupported': {
    severity: 'error',
    summary: 'an imported file is not about roles in a way that can be checked here',
    help: 'What the file says cannot be put into users, roles, permissions and exclusions, so that no verdict would mean anything.',
  },
  'import-mapping': {
    severity: 'error',
    summary: 'a mapping of an import is missing or wrong',
    help: 'With `map:` in the policy, or `--map KEY=VALUE`, say what the file does not, e.g. which column holds the users.',
  },
  'import-not-understood': {
    severity: 'warning',
    summary: 'something imported may or may not give access',
    help: 'It is neither dropped nor believed: verdicts that depend on it are unknown, and say so.',
  },
  'import-not-represented': {
    severity: 'warning',
    summary: 'something imported has no counterpart here, and does not touch who may do what',
    help: 'Verdicts do not depend on it. Look whether you rely on it.',
  },
  'facts-in-doubt': {
    severity: 'error',
    summary: 'a question needs facts that are not known',
    help: 'Some facts of the policy are only possible. `check` tells what is unknown for that; plans and administration are judged only where everything is known.',
  },
  'unknown-pack': {
    severity: 'error',
    summary: 'a rule pack does not exist',
    help: 'Packs come with the tool: `include: [pack:NAME]` or `--pack NAME`. A file of your own is included by its path.',
  },
  'import-connection': {
    severity: 'error',
    summary: 'a running system cannot be read',
    help: 'A connection string names user, host, port and database: `postgres://user@host:port/database`. It is only read, in one transaction; a user that may connect is enough.',
  },
  // Many of them
  'more-problems': {
    severity: 'error',
    summary: 'there are more problems of one kind in one file than are shown',
    help: 'Mend those that are shown first; often they have one cause.',
  },
} as const satisfies Readonly<Record<string, CodeEntry>>;

export type PolicyCode = keyof typeof policyCodes;
