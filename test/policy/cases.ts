/**
 * One policy for each way to be wrong, with everything that is reported: `path:line:column code: message`, then the
 * hint after ` -- `, then related places. Lines start in the policy unless a path is given.
 */

export interface Case {
  readonly title: string;
  /** `p.policy.yaml` is the root. */
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  readonly reported: readonly string[];
}

const policy = (text: string, files: Case['files'] = {}): Case['files'] => ({
  'p.policy.yaml': text,
  ...files,
});

const twoRoles = 'policy: p\nroles: [clerk, manager]\nusers: [kim]\n';
const bytes = (...parts: (string | number[])[]): Uint8Array =>
  new Uint8Array(
    parts.flatMap((part) => (typeof part === 'string' ? [...new TextEncoder().encode(part)] : part)),
  );

const table = (rows: string, mapping = 'assignments: { user: user, role: role }', more = ''): Case['files'] =>
  policy(`${twoRoles}tables:\n  - { file: t.csv, ${mapping}${more} }\n`, { 't.csv': rows });

const application = [
  'APPLICATION order',
  'SESSION',
  '  (S1, clerk),',
  '  (S2, manager)',
  'SOD',
  '  (S1, S2)',
  'S1; S2',
  '',
].join('\n');

export const cases: readonly Case[] = [
  {
    title: 'the root is missing',
    files: {},
    reported: ['p.policy.yaml file-not-found: file `p.policy.yaml` does not exist'],
  },
  {
    title: 'not UTF-8',
    files: { 'p.policy.yaml': bytes('policy: p\nusers: [ki', [0xff], 'm]\n') },
    reported: ['2:11 bad-encoding: byte 20 (0xff) is no valid UTF-8 -- save the file as UTF-8'],
  },
  {
    title: 'UTF-16',
    files: { 'p.policy.yaml': bytes([0xff, 0xfe, 0x70, 0]) },
    reported: ['1:1 bad-encoding: the file is encoded as UTF-16 -- save it as UTF-8'],
  },
  {
    title: 'a NUL character',
    files: { 'p.policy.yaml': bytes('policy: p\nusers: [k', [0], ']\n') },
    reported: [
      '2:10 nul-character: byte 19 is a NUL character -- remove it; a file full of them is probably UTF-16: save it as UTF-8',
    ],
  },
  {
    title: 'a truncated character at the end',
    files: { 'p.policy.yaml': bytes('policy: "', [0xea, 0xb2]) },
    reported: ['1:10 bad-encoding: byte 9 (0xea) is no valid UTF-8 -- save the file as UTF-8'],
  },
  {
    title: 'too large',
    files: policy(`policy: p\n${'#'.repeat(4 * 1024 * 1024)}`),
    reported: [
      'p.policy.yaml file-too-large: file `p.policy.yaml` has 4,194,314 bytes; at most 4,194,304 are read -- move assignments to CSV tables (`tables:`); YAML is for what people write',
    ],
  },
  {
    title: 'empty',
    files: policy(''),
    reported: ['1:1 missing-key: the file is empty: key `policy` is missing -- start with `policy: NAME`'],
  },
  {
    title: 'only a comment',
    files: policy('# nothing\n'),
    reported: ['1:1 missing-key: the file is empty: key `policy` is missing -- start with `policy: NAME`'],
  },
  {
    title: 'a list',
    files: policy('- policy\n'),
    reported: ['1:1 wrong-type: expected a mapping, found a list'],
  },
  // YAML
  {
    title: 'an open bracket',
    files: policy('policy: p\nusers: [kim, lee\nroles: [clerk]\n'),
    reported: ['2:8 yaml-syntax: `[` is never closed -- `]` is missing [3:1 here at the latest]'],
  },
  {
    title: 'a tab as indentation',
    files: policy('policy: p\nroles:\n\tclerk:\n'),
    reported: ['3:1 yaml-syntax: tabs are not allowed as indentation -- indent with spaces'],
  },
  {
    title: 'what stands before a syntax error is judged, what follows is not',
    files: policy('policy: p\nusres: [kim]\nroles: "clerk\nuzers: []\n'),
    reported: [
      '2:1 unknown-key: key `usres` is not known here -- did you mean `users`?',
      '3:8 yaml-syntax: `"` is never closed -- `"` is missing [5:1 here at the latest]',
    ],
  },
  {
    title: 'two documents',
    files: policy('policy: p\n---\npolicy: q\n'),
    reported: [
      '2:1 several-documents: a policy file holds one YAML document, and a second one begins here -- remove the `---`, or write one policy per file',
    ],
  },
  {
    title: 'a directive',
    files: policy('%YAML 1.1\n---\npolicy: p\n'),
    reported: ['1:1 yaml-directive: YAML directive `%YAML 1.1` -- remove the line'],
  },
  {
    title: 'a tag',
    files: policy('policy: p\nusers: !set [kim]\n'),
    reported: ['2:13 yaml-tag: tag `!set` is not part of the policy language -- remove the tag'],
  },
  {
    title: 'a merge key',
    files: policy('policy: p\nroles:\n  clerk: &c { permissions: [o:p] }\n  boss:\n    <<: *c\n'),
    reported: ['5:5 merge-key: merge keys are not part of the policy language -- write the keys out'],
  },
  {
    title: 'an alias without an anchor',
    files: policy('policy: p\nusers: *all\n'),
    reported: ['2:8 unknown-alias: alias `*all` has no anchor before it'],
  },
  {
    title: 'an alias inside its anchor',
    files: policy('policy: p\nusers: &u [kim, *u]\n'),
    reported: ['2:17 unknown-alias: alias `*u` has no anchor before it'],
  },
  {
    title: 'aliases of aliases',
    files: policy(
      `policy: p\nx0: &x0 [a,a,a,a,a,a,a,a,a,a]\n${[1, 2, 3, 4, 5, 6, 7, 8]
        .map((level) => `x${level}: &x${level} [${`*x${level - 1},`.repeat(10)}]`)
        .join('\n')}\n`,
    ),
    reported: ['6:38 too-many-aliases: aliases expand the file by more than 100,000 nodes'],
  },
  {
    title: 'nested too deeply',
    files: policy(`policy: p\nusers: ${'['.repeat(200)}\n`),
    reported: ['2:70 nesting-too-deep: lists and mappings are nested more than 64 deep'],
  },
  {
    title: 'keys that are no text',
    files: policy(`policy: p\nassignments:\n  1: []\n  true: []\n  ~: []\n  : []\n`),
    reported: [
      '3:3 non-string-key: key `1` is no text -- write it in quotes: `"1"`',
      '4:3 non-string-key: key `true` is no text -- write it in quotes: `"true"`',
      '5:3 non-string-key: key `~` is no text -- write it in quotes: `"~"`',
      '6:3 non-string-key: a key is missing before `:`',
    ],
  },
  {
    title: 'keys that are lists or aliases',
    files: policy('policy: p\nusers: &u [kim]\nassignments:\n  ? [a]\n  : []\n  ? *u\n  : []\n'),
    reported: [
      '4:5 non-string-key: a key must be text, no list or mapping',
      '6:5 non-string-key: an alias cannot be a key',
    ],
  },
  {
    title: 'an open quote in a flow mapping',
    files: policy("policy: p\nroles: { clerk: { description: 'it's } }\n"),
    reported: [
      '2:36 yaml-syntax: unexpected scalar at node end -- text with quotes, brackets or `: ` in it needs quotes',
    ],
  },
  {
    title: 'wrong indentation',
    files: policy('policy: p\nroles:\n  clerk:\n manager:\n'),
    reported: [
      '4:2 yaml-syntax: all mapping items must start at the same column -- the keys of one mapping start in one column, further in than what they belong to',
    ],
  },
  {
    title: 'a colon in an unquoted name',
    files: policy('policy: p\nroles:\n  clerk: creates: orders\n'),
    reported: [
      '3:10 yaml-syntax: nested mappings are not allowed in compact mappings -- text with `: ` in it needs quotes',
    ],
  },
  {
    title: 'a key twice',
    files: policy('policy: p\nusers: [kim]\nroles: { clerk: , clerk: }\nusers: [lee]\n'),
    reported: [
      '3:19 duplicate-key: key `clerk` occurs twice [3:10 first here]',
      '4:1 duplicate-key: key `users` occurs twice [2:1 first here]',
    ],
  },
  // Shape
  {
    title: 'a misspelt key hides no other error',
    files: policy('policy: p\nrole: [clerk]\nusers: [kim]\nassignments: { kin: [clerk] }\n'),
    reported: [
      '2:1 unknown-key: key `role` is not known here -- did you mean `roles`?',
      '4:16 unknown-user: user `kin` is not declared -- did you mean `kim`?',
    ],
  },
  {
    title: 'an unknown key near to nothing',
    files: policy(
      `${twoRoles}constraints:\n  - { id: c, window: { role: clerk, open: [[0, 1]], colour: red } }\n`,
    ),
    reported: ['5:53 unknown-key: key `colour` is not known here -- known here: role, open'],
  },
  {
    title: 'missing keys',
    files: policy(
      `users: [kim]\nsessions:\n  s: { active: [] }\nconstraints:\n  - cardinality: { role: clerk }\n`,
    ),
    reported: [
      '1:1 missing-key: key `policy` is missing -- add `policy:`',
      '3:6 missing-key: key `user` is missing -- add `user:`',
      '5:5 missing-key: key `id` is missing -- add `id:`',
      '5:18 missing-key: key `at-most` is missing -- add `at-most:`',
      '5:26 unknown-role: role `clerk` is not declared -- declare it under `roles:`',
    ],
  },
  {
    title: 'wrong types',
    files: policy(
      'policy: 7\nusers: kim\nroles: 3\ngroups: [a]\nassignments:\n  kim: clerk\nnow: soon\npermissions:\nsessions: { s: [] }\n',
    ),
    reported: [
      '1:9 wrong-type: expected text, found a number -- write it in quotes: `"7"`',
      '2:8 wrong-type: expected a list or a mapping, found text -- write it as a list: `[kim]`',
      '3:8 wrong-type: expected a list or a mapping, found a number',
      '4:9 wrong-type: expected a mapping, found a list',
      '6:8 wrong-type: expected a list, found text -- write it as a list: `[clerk]`',
      '7:6 wrong-type: expected a number, found text',
      '8:13 wrong-type: expected a list, found nothing -- write `[]` for an empty list',
      '9:16 wrong-type: expected a mapping, found a list',
    ],
  },
  {
    title: 'names that YAML reads as something else',
    files: policy('policy: p\nusers: [1e3, 0x10, true, null, ~]\n'),
    reported: [
      '2:9 wrong-type: expected text, found a number -- write it in quotes: `"1e3"`',
      '2:14 wrong-type: expected text, found a number -- write it in quotes: `"0x10"`',
      '2:20 wrong-type: expected text, found a truth value -- write it in quotes: `"true"`',
      '2:26 wrong-type: expected text, found nothing -- write it in quotes: `"null"`',
      '2:32 wrong-type: expected text, found nothing -- write it in quotes: `"~"`',
    ],
  },
  {
    title: 'values out of range',
    files: policy(
      `${twoRoles}now: -1\nconstraints:\n  - { id: a, severity: eror, cardinality: { role: clerk, at-most: 1.5 } }\nprofile: { membership: authorized }\n`,
    ),
    reported: [
      '4:6 bad-value: `-1` is less than 0',
      '6:24 bad-value: `eror` is not one of `error`, `warning`, `note` -- did you mean `error`?',
      '6:67 bad-value: `1.5` is not a whole number that can be counted with',
      '7:24 bad-value: `authorized` is not one of `authorised`, `assigned` -- did you mean `authorised`?',
    ],
  },
  {
    title: 'tuples of a wrong length',
    files: policy(
      `${twoRoles}constraints:\n  - { id: a, static: { pairs: [[clerk]] } }\n  - { id: b, static: { between: [[clerk]] } }\n`,
    ),
    reported: [
      '5:32 wrong-type: expected a list of 2, found 1',
      '6:33 wrong-type: expected a list of 2, found 1',
    ],
  },
  {
    title: 'too few elements',
    files: policy(
      `${twoRoles}constraints:\n  - { id: a, static: { roles: [clerk] } }\n  - { id: b, window: { role: clerk, open: [] } }\n`,
    ),
    reported: [
      '5:31 too-few: this list needs at least 2 elements, and has 1',
      '6:43 too-few: this list needs at least 1 element, and has 0',
    ],
  },
  {
    title: 'a constraint of two kinds, and one of none',
    files: policy(
      `${twoRoles}constraints:\n  - { id: a, static: { roles: [clerk, manager] }, exclusive: { roles: [clerk, manager] } }\n  - { id: b, reason: none }\n`,
    ),
    reported: [
      '5:51 conflicting-keys: `static` and `exclusive` both say what the constraint demands -- keep one of them [5:14 `static` is here]',
      '6:5 conflicting-keys: nothing says what the constraint demands -- give one of `exclusive`, `static`, `dynamic`, `cardinality`, `prerequisite`, `window`, `one-per-object`',
    ],
  },
  {
    title: 'an exclusion of two forms, and one of none',
    files: policy(
      `${twoRoles}constraints:\n  - { id: a, static: { roles: [clerk, manager], pairs: [[clerk, manager]] } }\n  - { id: b, static: {} }\n  - { id: c, static: { pairs: [[clerk, manager]], fewer-than: 2 } }\n`,
    ),
    reported: [
      '5:49 conflicting-keys: `roles` and `pairs` both say what excludes what -- keep one of them [5:24 `roles` is here]',
      '6:22 conflicting-keys: nothing says what excludes what -- give one of `roles`, `pairs`, `between`, `permissions`, `permission-pairs`, `permissions-between`, `sets`, `table`',
      '7:51 conflicting-keys: `fewer-than` goes with `roles`, not with `pairs` -- remove it: pairs and permissions exclude each other one by one',
    ],
  },
  {
    title: 'strictness of permissions, of a dynamic exclusion, and cut short',
    files: policy(
      `${twoRoles}permissions: ["o:r", "o:w"]\noperations: [{ name: pay, permissions: ["o:r", "o:w"] }]\nconstraints:\n  - { id: a, static: { permissions: ["o:r", "o:w"], strictness: { degree: strict, within: pay } } }\n  - { id: b, dynamic: { roles: [clerk, manager], strictness: { degree: strict, within: pay } } }\n  - { id: c, static: { roles: [clerk, manager], strictness: { degree: strictly } } }\n  - { id: d, one-per-object: { each: users, within: pay } }\n`,
    ),
    reported: [
      '7:53 conflicting-keys: `strictness` goes with roles, not with permissions -- remove it: a permission is one operation already',
      '8:50 unknown-key: key `strictness` is not known here -- known here: roles, fewer-than, pairs, between, permissions, permission-pairs, permissions-between, sets, table',
      '9:61 missing-key: key `within` is missing -- add `within:`',
      '9:71 bad-value: `strictly` is not one of `strict`, `one-step` -- did you mean `strict`?',
      '10:38 bad-value: `users` is not one of `user`, `role` -- did you mean `user`?',
    ],
  },
  {
    title: 'within what does not exist, or might be either of two',
    files: policy(
      `${twoRoles}permissions: ["o:r", "o:w"]\noperations: [{ name: payment, permissions: ["o:r", "o:w"] }, { name: order, permissions: ["o:r"] }]\napplications: [{ file: order.app }]\nconstraints:\n  - { id: a, static: { roles: [clerk, manager], strictness: { degree: strict, within: paymet } } }\n  - { id: b, one-per-object: { within: order } }\n  - { id: c, one-per-object: { within: zzz } }\n`,
      { 'order.app': application },
    ),
    reported: [
      '8:87 unknown-operation: there is no operation or application `paymet` -- did you mean `payment`?',
      '9:40 ambiguous-operation: `order` is an operation and an application -- rename the operation',
      '10:40 unknown-operation: there is no operation or application `zzz` -- list its permissions under `operations:`',
    ],
  },
  {
    title: 'within an operation that could not be read',
    files: policy(
      `${twoRoles}operations: pay\nconstraints:\n  - { id: a, one-per-object: { within: pay } }\n`,
    ),
    reported: ['4:13 wrong-type: expected a list, found text -- write it as a list: `[pay]`'],
  },
  {
    title: 'a table of two kinds, and one of none',
    files: policy(
      `${twoRoles}tables:\n  - { file: a.csv, users: { user: u }, roles: { role: r } }\n  - { file: a.csv }\n  - { file: a.csv, grants: { role: r } }\n`,
      { 'a.csv': 'r,u\n' },
    ),
    reported: [
      '5:40 conflicting-keys: `users` and `roles` both say what the rows of a table state -- keep one of them [5:20 `users` is here]',
      '6:5 conflicting-keys: nothing says what the rows of a table state -- give one of `assignments`, `inheritance`, `grants`, `users`, `roles`, `groups`, `permissions`',
      '7:28 conflicting-keys: a permission comes from one column `permission`, or from two, `object` and `operation`',
    ],
  },
  // Names
  {
    title: 'bad names',
    files: policy('policy: p\nusers: ["", "a\\u0007b", "a\\u202eb", "a\\u200bb", " kim", "\\ud800"]\n'),
    reported: [
      '2:9 bad-name: a name is empty',
      '2:13 bad-name: name `a\\u0007b` contains the control character U+0007',
      '2:25 bad-name: name `a\\u202eb` contains the bidirectional control U+202E',
      '2:37 bad-name: name `a\\u200bb` contains the invisible character U+200B',
      '2:49 bad-name: name ` kim` starts or ends with white space',
      '2:57 bad-name: name `\\ud800` contains half of a character (U+D800)',
    ],
  },
  {
    title: 'a bad name as a key',
    files: policy('policy: p\nusers: { "kim ": , "": }\n'),
    reported: [
      '2:10 bad-name: name `kim ` starts or ends with white space',
      '2:20 bad-name: a name is empty',
    ],
  },
  {
    title: 'permissions without a colon',
    files: policy('policy: p\nroles: { clerk: { permissions: [create, ":create", "invoice:"] } }\n'),
    reported: [
      '2:33 bad-permission: permission `create` is not of the form `object:operation`',
      '2:41 bad-permission: permission `:create` is not of the form `object:operation`',
      '2:52 bad-permission: permission `invoice:` is not of the form `object:operation`',
    ],
  },
  {
    title: 'a user, a role and an operation declared twice',
    files: policy(
      'policy: p\nusers: [kim, lee, kim]\nroles: [a, a]\ngroups: { a: }\noperations: [{ name: o, permissions: [] }, { name: o, permissions: [] }]\n',
    ),
    reported: [
      '2:19 duplicate-name: user `kim` is declared twice [2:9 first here]',
      '3:12 duplicate-name: role `a` is declared twice [3:9 first here]',
      '4:11 duplicate-name: group `a` is declared twice [3:9 first here]',
      '5:38 too-few: this list needs at least 1 element, and has 0',
      '5:52 duplicate-name: operation `o` is declared twice [5:22 first here]',
      '5:68 too-few: this list needs at least 1 element, and has 0',
    ],
  },
  {
    title: 'a constraint id twice',
    files: policy(
      `${twoRoles}constraints:\n  - { id: a, cardinality: { role: clerk, at-most: 1 } }\n  - { id: a, cardinality: { role: clerk, at-most: 2 } }\n`,
    ),
    reported: ['6:11 duplicate-id: constraint id `a` is used twice [5:11 first here]'],
  },
  {
    title: 'names that differ only in case',
    files: policy('policy: p\nusers: [kim, Kim]\nroles: [ä, Ä]\n'),
    reported: [
      '2:14 warning similar-names: user `Kim` differs from `kim` only in case [2:9 the other is here]',
      '3:12 warning similar-names: role `Ä` differs from `ä` only in case [3:9 the other is here]',
    ],
  },
  {
    title: 'a name in two Unicode forms',
    files: policy(
      'policy: p\nroles: [\u{c815}\u{c0b0}]\nusers: [kim]\nassignments: { kim: [\u{110c}\u{1165}\u{11bc}\u{1109}\u{1161}\u{11ab}] }\n',
    ),
    reported: [
      '4:22 warning similar-names: name `정산` is spelt in two ways in Unicode; both are taken as one -- write it in the same way (NFC) everywhere',
    ],
  },
  {
    title: 'one name declared in two Unicode forms',
    files: policy('policy: p\nroles: [\u{c815}\u{c0b0}, \u{110c}\u{1165}\u{11bc}\u{1109}\u{1161}\u{11ab}]\n'),
    reported: [
      '2:13 warning similar-names: name `정산` is spelt in two ways in Unicode; both are taken as one -- write it in the same way (NFC) everywhere',
      '2:13 duplicate-name: role `정산` is declared twice [2:9 first here]',
    ],
  },
  {
    title: 'unknown users, roles, groups and permissions',
    files: policy(
      'policy: p\nusers: { kim: { groups: [fiance, clerk, nowhere], roles: [clrk] } }\nroles: { clerk: { inherits: [ckerk], permissions: [invoice:crate] } }\ngroups: { finance: { members: [kin], roles: [nobody] } }\npermissions: [invoice:create]\nassignments: { kym: [clerk] }\nsessions: { s: { user: Kim, active: [Clerk] } }\n',
    ),
    reported: [
      '2:26 unknown-group: group `fiance` is not declared -- did you mean `finance`?',
      '2:34 unknown-group: `clerk` is a role, not a group -- list it under `roles`, or declare it under `groups:`',
      '2:41 unknown-group: group `nowhere` is not declared -- declare it under `groups:`',
      '2:59 unknown-role: role `clrk` is not declared -- did you mean `clerk`?',
      '3:30 unknown-role: role `ckerk` is not declared -- did you mean `clerk`?',
      '3:52 unknown-permission: permission `invoice:crate` is not declared -- did you mean `invoice:create`?',
      '4:32 unknown-user: user `kin` is not declared -- did you mean `kim`?',
      '4:46 unknown-role: role `nobody` is not declared -- declare it under `roles:`',
      '6:16 unknown-user: user `kym` is not declared -- did you mean `kim`?',
      '7:24 unknown-user: user `Kim` is not declared -- did you mean `kim`?',
      '7:38 unknown-role: role `Clerk` is not declared -- did you mean `clerk`?',
    ],
  },
  {
    title: 'unknown Korean names',
    files: policy(
      'policy: 물품구매\nusers: [이영희]\nroles: [결재자, 담당자]\nassignments:\n  이영회: [결제자, 담당]\n',
    ),
    reported: [
      '5:3 unknown-user: user `이영회` is not declared -- did you mean `이영희`?',
      '5:9 unknown-role: role `결제자` is not declared -- did you mean `결재자`?',
      '5:14 unknown-role: role `담당` is not declared -- did you mean `담당자`?',
    ],
  },
  {
    title: 'unknown names in constraints',
    files: policy(
      `${twoRoles}permissions: [o:read]\nconstraints:\n  - { id: a, exclusive: { roles: [clerk, manger] } }\n  - { id: b, static: { pairs: [[clerk, x]] } }\n  - { id: c, dynamic: { between: [[clerk], [managers]] } }\n  - { id: d, exclusive: { permissions: [o:read, o:reed] } }\n  - { id: e, exclusive: { permission-pairs: [[o:read, o:write]] } }\n  - { id: f, exclusive: { permissions-between: [[o:read], [p:read]] } }\n  - { id: g, cardinality: { role: clerks, at-most: 1 } }\n  - { id: h, prerequisite: { role: cler, needs: [staff] } }\n  - { id: i, window: { role: clerk2, open: [[0, 1]] } }\noperations: [{ name: o, permissions: [o:raed] }]\n`,
    ),
    reported: [
      '6:42 unknown-role: role `manger` is not declared -- did you mean `manager`?',
      '7:40 unknown-role: role `x` is not declared -- declare it under `roles:`',
      '8:45 unknown-role: role `managers` is not declared -- did you mean `manager`?',
      '9:49 unknown-permission: permission `o:reed` is not declared -- did you mean `o:read`?',
      '10:55 unknown-permission: permission `o:write` is not declared -- declare it under `permissions:`',
      '11:60 unknown-permission: permission `p:read` is not declared -- did you mean `o:read`?',
      '12:35 unknown-role: role `clerks` is not declared -- did you mean `clerk`?',
      '13:36 unknown-role: role `cler` is not declared -- did you mean `clerk`?',
      '13:50 unknown-role: role `staff` is not declared -- declare it under `roles:`',
      '14:30 unknown-role: role `clerk2` is not declared -- did you mean `clerk`?',
      '15:39 unknown-permission: permission `o:raed` is not declared -- did you mean `o:read`?',
    ],
  },
  {
    title: 'a permission that nobody is granted',
    files: policy(
      'policy: p\nroles: { clerk: { permissions: [invoice:create, invoice:pay] } }\nconstraints:\n  - { id: a, exclusive: { permissions: [invoice:create, invoice:approve] } }\n  - { id: b, exclusive: { permissions: [invoice:create, invoice:pya] } }\n',
    ),
    reported: [
      '4:57 warning ungranted-permission: permission `invoice:approve` is granted to no role',
      '5:57 warning ungranted-permission: permission `invoice:pya` is granted to no role -- did you mean `invoice:pay`?',
    ],
  },
  {
    title: 'entries that repeat',
    files: policy(
      `${twoRoles}assignments: { kim: [clerk, manager, clerk] }\nconstraints:\n  - { id: a, static: { pairs: [[clerk, manager], [manager, clerk]] } }\n`,
    ),
    reported: [
      '4:38 warning repeated-entry: role `clerk` is listed twice [4:22 first here]',
      '6:50 warning repeated-entry: the pair of `manager` and `clerk` is listed twice',
    ],
  },
  // Meaning
  {
    title: 'a cycle in the hierarchy',
    files: policy(
      'policy: p\nroles:\n  a: { inherits: [b] }\n  b: { inherits: [c] }\n  c: { inherits: [a] }\n  d: { inherits: [d, a] }\n',
    ),
    reported: [
      '3:19 hierarchy-cycle: roles inherit each other in a circle: `a` -> `b` -> `c` -> `a` -- remove any one of these entries [4:19 `b` inherits `c` here] [5:19 `c` inherits `a` here]',
      '6:19 hierarchy-cycle: roles inherit each other in a circle: `d` -> `d` -- remove this entry',
    ],
  },
  {
    title: 'a cycle through a group',
    files: policy('policy: p\nroles: { a: { inherits: [g] } }\ngroups: { g: { roles: [a] } }\n'),
    reported: [
      '2:26 hierarchy-cycle: roles inherit each other in a circle: `a` -> `g` -> `a` -- remove any one of these entries [3:24 `g` inherits `a` here]',
    ],
  },
  {
    title: 'a cycle of prerequisites',
    files: policy(
      `${twoRoles}constraints:\n  - { id: a, prerequisite: { role: clerk, needs: [manager] } }\n  - { id: b, prerequisite: { role: manager, needs: [clerk] } }\n`,
    ),
    reported: [
      '5:51 prerequisite-cycle: roles need each other in a circle: `clerk` -> `manager` -> `clerk` -- remove any one of these entries [6:53 `manager` needs `clerk` here]',
    ],
  },
  {
    title: 'what excludes itself',
    files: policy(
      `${twoRoles}constraints:\n  - { id: a, static: { roles: [clerk, manager, clerk] } }\n  - { id: b, static: { pairs: [[clerk, clerk]] } }\n  - { id: c, static: { between: [[clerk, manager], [manager]] } }\n`,
    ),
    reported: [
      '5:48 reflexive-exclusion: role `clerk` would exclude itself [5:32 it is also here]',
      '6:40 reflexive-exclusion: role `clerk` would exclude itself [6:33 it is also here]',
      '7:53 reflexive-exclusion: role `manager` would exclude itself [7:42 it is also here]',
    ],
  },
  {
    title: 'limits out of range',
    files: policy(
      `${twoRoles}constraints:\n  - { id: a, static: { roles: [clerk, manager], fewer-than: 3 } }\n  - { id: b, static: { roles: [clerk, manager], fewer-than: 1 } }\n`,
    ),
    reported: [
      '5:61 bad-limit: fewer than 3 of 2 roles are always held -- of two roles, write 2',
      '6:61 bad-limit: fewer than 1 forbids each of the roles by itself -- of two roles, write 2',
    ],
  },
  {
    title: 'an operation that needs fewer or more users than there is sense in',
    files: policy(
      `policy: p\nroles: { clerk: { permissions: [a:b, a:c, a:d] } }\noperations:\n  - { name: one, permissions: [a:b, a:c], at-least: 3 }\n  - { name: two, permissions: [a:b, a:c, a:d], at-least: 1 }\n  - { name: three, permissions: [a:b], at-least: 2 }\n  - { name: four, permissions: [a:b, a:c, a:d], at-least: 4 }\n  - { name: five, permissions: [a:b, a:c], at-least: many, enforced-by: role-exclusion }\n`,
    ),
    reported: [
      '4:53 bad-quorum: 2 permissions never need 3 users: one for each suffices -- of two permissions, write 2',
      '5:58 bad-quorum: at least 1 demands nothing: somebody is always needed -- of 3 permissions, write a number from 2 to 3',
      '6:50 bad-quorum: a single permission needs one user -- list the permissions that make up the operation, two or more',
      '7:59 bad-quorum: 3 permissions never need 4 users: one for each suffices -- of 3 permissions, write a number from 2 to 3',
      '8:54 wrong-type: expected a number, found text',
      '8:73 bad-value: `role-exclusion` is not one of `role-exclusions` -- did you mean `role-exclusions`?',
    ],
  },
  {
    title: 'constraints of an application',
    files: policy(
      [
        'policy: p',
        'roles: [clerk, manager]',
        'groups: { staff: { members: [kim] } }',
        'users: [kim, lee]',
        'constraints:',
        '  - { id: a, cardinality: { role: clerk, at-most: 1 } }',
        'applications:',
        '  - file: order.app',
        '    constraints:',
        '      - { id: a, separation: [S1, S2, S1, S9] }',
        '      - { id: b, binding: [S1, S1] }',
        '      - { id: c, at-most: { users: 2, sessions: [S1, S2] } }',
        '      - { id: d, at-least: { users: 3, sessions: [S1, S2] } }',
        '      - { id: e, at-least: { users: 1, sessions: [S1, S2] } }',
        '      - { id: f, team: { sessions: [S2], teams: [[kim], kim, staf, []] } }',
        '      - { id: g, group-unless: { sessions: [S1, S2], at-least: many, group: [kin] } }',
        '      - { id: h, dependent: { if: { session: S1, users: staff }, then: { session: S1, users: clerk } } }',
        '      - { id: i, load: { at-most: 0, users: 4 } }',
        '      - { id: j, forced: { session: S3, user: kim }, forbidden: { session: S1, user: kim } }',
        '      - { id: j, reason: nothing }',
        '      - { separations: [S1, S2] }',
        '      - { id: k, dependent: { if: { session: S1 } } }',
        '',
      ].join('\n'),
      { 'order.app': application },
    ),
    reported: [
      '10:15 duplicate-id: constraint id `a` is used twice [6:11 first here]',
      '10:39 reflexive-exclusion: session `S1` would exclude itself [10:31 it is also here]',
      '10:43 unknown-session: application `order` has no session `S9` -- did you mean `S1` or `S2`?',
      '11:32 warning repeated-entry: session `S1` is listed twice [11:28 first here]',
      '12:36 bad-user-count: `2` is no number of users to demand: 2 sessions never have more users than that -- of these sessions, write 1',
      '13:37 bad-user-count: `3` is no number of users to demand: 2 sessions never have so many users -- of these sessions, write 2',
      '14:37 bad-user-count: `1` is no number of users to demand: somebody always does them -- of these sessions, write 2',
      '15:57 unknown-role: `kim` is a user, not a group or role -- write it as a list: `[kim]`',
      '15:62 unknown-role: role `staf` is not declared -- did you mean `staff`?',
      '15:68 too-few: this list needs at least 1 element, and has 0',
      '16:64 wrong-type: expected a number, found text',
      '16:78 unknown-user: user `kin` is not declared -- did you mean `kim`?',
      '17:83 reflexive-dependency: session `S1` would depend on itself -- say with `forbidden` who may not do it [17:46 it is also here]',
      '18:35 bad-value: `0` is less than 1',
      '18:45 wrong-type: expected a list or text, found a number -- write it in quotes: `"4"`',
      '19:54 conflicting-keys: `forced` and `forbidden` both say what the constraint demands -- keep one of them [19:18 `forced` is here]',
      '20:9 conflicting-keys: nothing says what the constraint demands -- give one of `separation`, `binding`, `at-most`, `at-least`, `team`, `group-unless`, `dependent`, `load`, `unavailable`, `forced`, `forbidden`',
      '20:15 duplicate-id: constraint id `j` is used twice [19:15 first here]',
      '21:9 missing-key: key `id` is missing -- add `id:`',
      '21:9 conflicting-keys: nothing says what the constraint demands -- give one of `separation`, `binding`, `at-most`, `at-least`, `team`, `group-unless`, `dependent`, `load`, `unavailable`, `forced`, `forbidden`',
      '21:11 unknown-key: key `separations` is not known here -- did you mean `separation`?',
      '22:29 missing-key: key `then` is missing -- add `then:`',
      '22:35 missing-key: key `users` is missing -- add `users:`',
    ],
  },
  {
    title: 'an interval that ends before it begins',
    files: policy(
      `${twoRoles}constraints:\n  - { id: a, window: { role: clerk, open: [[0, 6], [24, 22]] } }\n`,
    ),
    reported: ['5:52 bad-interval: interval [24, 22] ends before it begins -- did you mean `[22, 24]`?'],
  },
  {
    title: 'too many pairs',
    files: policy(
      `policy: p\nroles: [${Array.from({ length: 1100 }, (_, i) => `a${i},b${i}`).join()}]\nconstraints:\n  - id: a\n    static: { between: [[${Array.from({ length: 1100 }, (_, i) => `a${i}`).join()}], [${Array.from({ length: 1100 }, (_, i) => `b${i}`).join()}]] }\n`,
    ),
    reported: ['5:24 too-many-pairs: 1100 times 1100 pairs are more than 1,000,000'],
  },
  // Tables
  {
    title: 'a table that is missing',
    files: policy(
      `${twoRoles}tables:\n  - { file: t.csv, assignments: { user: user, role: role }, new: [users] }\nassignments: { lee: [clerk] }\n`,
    ),
    reported: ['5:13 file-not-found: file `t.csv` does not exist'],
  },
  {
    title: 'paths that lead out',
    files: policy(
      `${twoRoles}tables:\n  - { file: ../t.csv, users: { user: u } }\n  - { file: /etc/passwd, users: { user: u } }\n  - { file: 'C:\\x', users: { user: u } }\n  - { file: a/../../b.csv, users: { user: u } }\n`,
    ),
    reported: [
      '5:13 path-outside: path `../t.csv` leads out of the directory of the policy -- put the file into the directory of the policy or below, and name it relative to the file that names it',
      '6:13 path-outside: path `/etc/passwd` is absolute -- put the file into the directory of the policy or below, and name it relative to the file that names it',
      '7:13 path-outside: path `C:\\x` is absolute -- put the file into the directory of the policy or below, and name it relative to the file that names it',
      '8:13 path-outside: path `a/../../b.csv` leads out of the directory of the policy -- put the file into the directory of the policy or below, and name it relative to the file that names it',
    ],
  },
  {
    title: 'a table that is not UTF-8',
    files: policy(`${twoRoles}tables:\n  - { file: t.csv, users: { user: u } }\n`, {
      't.csv': bytes('u\nki', [0xe9], 'm\n'),
    }),
    reported: ['t.csv:2:3 bad-encoding: byte 4 (0xe9) is no valid UTF-8 -- save the file as UTF-8'],
  },
  {
    title: 'possible facts: a name that is not there, a doubt that is there twice, one that is nowhere',
    files: policy(
      [
        twoRoles.trimEnd(),
        'possible:',
        '  - { id: d, reason: r, assignments: { kim: [boss], lee: [clerk] } }',
        '  - { id: d, reason: r, reaches: all }',
        '  - { inheritance: { clerk: [manager] } }',
        'tables:',
        '  - { file: t.csv, assignments: { user: user, role: role }, possible: doubt }',
        '  - { file: t.csv, users: { user: user }, possible: doubt }',
        '',
      ].join('\n'),
      { 't.csv': 'user,role,doubt\nkim,clerk,d\nkim,clerk,e\nkim,manager,e\n' },
    ),
    reported: [
      '5:46 unknown-role: role `boss` is not declared -- declare it under `roles:`',
      '5:53 unknown-user: user `lee` is not declared -- declare it under `users:`',
      '6:11 duplicate-id: doubt id `d` is used twice [5:11 first here]',
      '6:34 bad-value: `all` is not one of `facts`, `permissions`, `everything`',
      '7:5 missing-key: key `reason` is missing -- add `reason:`',
      '10:43 conflicting-keys: `possible` goes with facts, not with names -- remove it: a name is declared or not',
      't.csv:3:11 unknown-doubt: no entry under `possible` has the id `e` -- state it there: `{ id: …, reason: … }`',
    ],
  },
  {
    title: 'sets of both sorts, of none, and with a limit where there is none',
    files: policy(
      [
        twoRoles.trimEnd(),
        'constraints:',
        '  - { id: a, static: { sets: [{ roles: [clerk, manager] }, { permissions: ["a:b", "c:d"] }] } }',
        '  - { id: b, static: { sets: [{}, { roles: [clerk, manager], fewer-than: 3 }] } }',
        '  - { id: c, static: { sets: [{ permissions: ["a:b", "a:b"], fewer-than: 2 }] } }',
        'permissions: ["a:b", "c:d"]',
        '',
      ].join('\n'),
    ),
    reported: [
      '5:62 conflicting-keys: one constraint is about roles or about permissions, not about both -- make it two constraints',
      '6:31 conflicting-keys: nothing says what excludes what -- give one of `roles`, `permissions`',
      '6:74 bad-limit: fewer than 3 of 2 roles are always held -- of two roles, write 2',
      '7:54 reflexive-exclusion: permission `a:b` would exclude itself [7:47 it is also here]',
      '7:62 conflicting-keys: `fewer-than` goes with `roles`, not with `permissions` -- remove it: permissions exclude each other one by one',
    ],
  },
  { title: 'an empty table', files: table('\n\n'), reported: ['5:13 empty-table: table `t.csv` is empty'] },
  {
    title: 'a missing column',
    files: table('usr;role\nkim;clerk\n'),
    reported: ['5:41 missing-column: table `t.csv` has no column `user` -- did you mean `usr`?'],
  },
  {
    title: 'a missing column near to nothing',
    files: table('person\tright\nkim\tclerk\n'),
    reported: [
      '5:41 missing-column: table `t.csv` has no column `user` -- its columns, separated by tabs, are `person`, `right`',
      '5:53 missing-column: table `t.csv` has no column `role` -- its columns, separated by tabs, are `person`, `right`',
    ],
  },
  {
    title: 'a column twice',
    files: table('user,role,role\nkim,clerk,clerk\n'),
    reported: ['5:53 duplicate-column: table `t.csv` has more than one column `role`'],
  },
  {
    title: 'rows of wrong lengths',
    files: table('user,role\nkim,clerk\nkim\nkim,clerk,x\n'),
    reported: [
      't.csv:3:1 ragged-row: this row has 1 cell, and the header has 2 -- cells are separated by `,`, also where one is empty',
      't.csv:4:1 ragged-row: this row has 3 cells, and the header has 2 -- cells are separated by `,`; one that contains it needs quotes',
    ],
  },
  {
    title: 'empty cells',
    files: table('user,role\r\nkim,\r\n,clerk\r\n'),
    reported: [
      't.csv:2:5 empty-cell: column `role` is empty in this row -- fill the cell, or leave such rows out with `where:`',
      't.csv:3:1 empty-cell: column `user` is empty in this row -- fill the cell, or leave such rows out with `where:`',
    ],
  },
  {
    title: 'broken quotes',
    files: table('user,role\n"kim"x,clerk\n"a\nb",clerk\nkim,"clerk\n'),
    reported: [
      't.csv:2:6 bad-quote: a quoted cell must be followed by a delimiter or the end of the line -- a quote inside a quoted cell is written twice',
      't.csv:3:1 bad-name: name `a\\u000ab` contains the control character U+000A',
      't.csv:5:5 bad-quote: this quoted cell never ends -- a quote inside a quoted cell is written twice',
    ],
  },
  {
    title: 'no row is used',
    files: table('user,role,state\nkim,clerk,left\n', undefined, ', where: { state: [active, pending] }'),
    reported: ['5:13 warning no-rows: no row of table `t.csv` satisfies `where`'],
  },
  {
    title: 'no row is right, which is no lack of rows',
    files: table('user,role\nkim\n"kim\n'),
    reported: [
      't.csv:2:1 ragged-row: this row has 1 cell, and the header has 2 -- cells are separated by `,`, also where one is empty',
      't.csv:3:1 bad-quote: this quoted cell never ends -- a quote inside a quoted cell is written twice',
    ],
  },
  {
    title: 'what stands beside a wrong number or list is read too',
    files: {
      'p.policy.yaml':
        'policy: p\nroles: [clerk]\nconstraints:\n' +
        '  - { id: a, cardinality: { role: clark, at-most: -1 } }\n' +
        '  - { id: b, prerequisite: { role: clrk, needs: clerk } }\n' +
        '  - { id: c, window: { role: cleerk } }\n',
    },
    reported: [
      '4:35 unknown-role: role `clark` is not declared -- did you mean `clerk`?',
      '4:51 bad-value: `-1` is less than 0',
      '5:36 unknown-role: role `clrk` is not declared -- did you mean `clerk`?',
      '5:49 wrong-type: expected a list, found text -- write it as a list: `[clerk]`',
      '6:22 missing-key: key `open` is missing -- add `open:`',
      '6:30 unknown-role: role `cleerk` is not declared -- did you mean `clerk`?',
    ],
  },
  {
    title: 'a table without rows',
    files: table('user,role\n'),
    reported: ['5:13 warning no-rows: table `t.csv` has no rows below its header'],
  },
  {
    title: 'unknown names in a table, each told once',
    files: table('user,role\nlee,clerk\nlee,clark\nkim,clark\n'),
    reported: [
      't.csv:2:1 unknown-user: user `lee` is not declared -- declare it under `users:`, or let the table introduce names with `new: [users]`',
      't.csv:3:5 unknown-role: role `clark` is not declared -- did you mean `clerk`?',
    ],
  },
  {
    title: 'unknown names after a quoted line break',
    files: table('note,user,role\n"a\nb",kim,clerk\n"x""y",kim,clerc\n'),
    reported: ['t.csv:4:12 unknown-role: role `clerc` is not declared -- did you mean `clerk`?'],
  },
  {
    title: 'bad names in a table',
    files: table('user,role\nkim ,clerk\n', undefined, ', new: [users]'),
    reported: ['t.csv:2:1 bad-name: name `kim ` starts or ends with white space'],
  },
  {
    title: 'bad permissions in a table',
    files: table('r,p,o\nclerk,create,a:b\n', 'grants: { role: r, permission: p }'),
    reported: ['t.csv:2:7 bad-permission: permission `create` is not of the form `object:operation`'],
  },
  {
    title: 'bad operations in a table',
    files: table('r,p,o\nclerk,create,a:\n', 'grants: { role: r, object: p, operation: o }'),
    reported: ['t.csv:2:14 bad-permission: permission `create:a:` is not of the form `object:operation`'],
  },
  {
    title: 'a cycle in a table',
    files: table(
      'senior,junior\nclerk,manager\nmanager,clerk\n',
      'inheritance: { senior: senior, junior: junior }',
    ),
    reported: [
      't.csv:2:1 hierarchy-cycle: roles inherit each other in a circle: `clerk` -> `manager` -> `clerk` -- remove any one of these entries [t.csv:3:1 `manager` inherits `clerk` here]',
    ],
  },
  {
    title: 'exclusions from a table',
    files: policy(
      `${twoRoles}constraints:\n  - { id: a, static: { table: { file: t.csv, columns: { left: a, right: b } } } }\n`,
      { 't.csv': 'a,b\nclerk,manager\nclerk,clerk\nclerk,boss\n' },
    ),
    reported: [
      't.csv:3:7 reflexive-exclusion: role `clerk` would exclude itself [t.csv:3:1 it is also here]',
      't.csv:4:7 unknown-role: role `boss` is not declared -- declare it under `roles:`',
    ],
  },
  // Applications
  {
    title: 'an application file that is missing',
    files: policy(
      `${twoRoles}applications:\n  - file: order.app\nsessions: { s: { user: kim, active: [], of: { application: order, run: r, session: S1 } } }\n`,
    ),
    reported: ['5:11 file-not-found: file `order.app` does not exist'],
  },
  {
    title: 'names around an application',
    files: policy(
      `${twoRoles}permissions: [o:read]\napplications:\n  - file: order.app\n    needs: { S3: [o:raed] }\n    plans: { p: { S11: kim, S2: kam } }\nsessions:\n  a: { user: kim, active: [], of: { application: ordre, run: r, session: S1 } }\n  b: { user: kim, active: [], of: { application: order, run: r, session: T } }\n`,
      { 'order.app': application },
    ),
    reported: [
      '7:14 unknown-session: application `order` has no session `S3` -- did you mean `S1` or `S2`?',
      '7:19 unknown-permission: permission `o:raed` is not declared -- did you mean `o:read`?',
      '8:19 unknown-session: application `order` has no session `S11` -- did you mean `S1`?',
      '8:33 unknown-user: user `kam` is not declared -- did you mean `kim`?',
      '10:50 unknown-application: the policy has no application `ordre` -- did you mean `order`?',
      '11:74 unknown-session: application `order` has no session `T` -- its sessions are `S1`, `S2`',
    ],
  },
  {
    title: 'one application twice',
    files: policy(`${twoRoles}applications: [{ file: a.app }, { file: b.app }]\n`, {
      'a.app': application,
      'b.app': application,
    }),
    reported: ['4:41 duplicate-name: application `order` is named twice [4:24 first here]'],
  },
  {
    title: 'an application with errors of its own',
    files: policy(`policy: p\nroles: [clerk]\napplications: [{ file: a.app }]\n`, { 'a.app': application }),
    reported: ['a.app:4:8 unknown-role: role `manager` is not in the policy -- the roles are `clerk`'],
  },
  // Administration
  {
    title: 'names in an administration',
    files: policy(`${twoRoles}administration:
  administrators: [kum]
  newcomers: [{ name: trainee, roles: [clark] }, { name: trainee, roles: [] }]
  areas:
    central: { officers: kim, roles: [manager] }
    departments:
      central: { officers: clerk, roles: [clerk, manager] }
      sales: { officers: [boss], roles: [clerk] }
  assign:
    - { area: sells }
    - { id: a, by: { users: [kam] }, area: sales }
    - { id: a, by: [manger], role: clerk }
  keep:
    - { id: k, from: [clark], roles: [clerk] }
    - { id: k, roles: [clerk] }
`),
    reported: [
      '5:20 unknown-user: user `kum` is not declared -- did you mean `kim`?',
      '6:40 unknown-role: role `clark` is not declared -- did you mean `clerk`?',
      '6:58 duplicate-name: newcomers `trainee` are declared twice [6:23 first here]',
      '8:26 unknown-role: `kim` is a user, not a role -- write `{ users: [kim] }`',
      '10:7 duplicate-name: a department cannot be called `central`, as the central area is',
      '10:50 two-owners: role `manager` is in the central area already -- leave it in one of them; roles that several departments need belong to the central area [8:39 it is also here]',
      '11:27 unknown-role: role `boss` is not declared -- declare it under `roles:`',
      '11:42 two-owners: role `clerk` is in department `central` already -- leave it in one of them; roles that several departments need belong to the central area [10:43 it is also here]',
      '13:15 unknown-area: there is no area `sells` -- did you mean `sales`?',
      '14:30 unknown-user: user `kam` is not declared -- did you mean `kim`?',
      '15:13 duplicate-id: rule id `a` is used twice [14:13 first here]',
      '15:21 unknown-role: role `manger` is not declared -- did you mean `manager`?',
      '17:23 unknown-role: role `clark` is not declared -- did you mean `clerk`?',
      '18:13 duplicate-id: id `k` under `keep` is used twice [17:13 first here]',
    ],
  },
  {
    title: 'administrative rules that nobody could use or that mean nothing',
    files: policy(`policy: p
roles: [clerk, manager, anybody]
administration:
  areas: { departments: { sales: { officers: manager, roles: [clerk] } } }
  assign:
    - { by: anybody }
    - { by: manager, role: clerk, roles: [clerk] }
    - { by: anybody, role: clerk, holds: [manager], lacks: [clerk, manager] }
    - { roles: [clerk, manager] }
    - { id: assign 4, by: [anybody], role: clerk }
  revoke:
    - { by: {}, role: clerk }
  enrol:
    - { by: manager, role: clerk, lacks: [clerk] }
`),
    reported: [
      '6:7 conflicting-keys: nothing says which roles the rule is about -- give one of `role`, `roles`, `area`',
      '6:13 ambiguous-officers: `anybody` is a role of this policy, and the word for everybody -- write `[anybody]` for the role, or rename it',
      '7:35 conflicting-keys: `role` and `roles` both say which roles the rule is about -- keep one of them [7:22 `role` is here]',
      '8:13 ambiguous-officers: `anybody` is a role of this policy, and the word for everybody -- write `[anybody]` for the role, or rename it',
      '8:68 contradictory-condition: role `manager` would have to be held and lacked at once [8:43 it is also here]',
      '9:24 no-officers: nothing says who may assign `manager`: it is in no area -- say `by:` whom, or give the role to an area; `by: anybody` is everybody',
      '10:13 duplicate-id: rule id `assign 4` is used twice [9:7 first here]',
      '12:13 conflicting-keys: nothing says who they are -- give `roles`, `users`, or both',
      '14:35 unknown-key: key `lacks` is not known here -- known here: id, by, role, roles, area',
    ],
  },
  {
    title: 'areas that were not understood are not missed',
    files: policy(
      `${twoRoles}administration:\n  areas: { departments: [] }\n  assign: [{ role: clerk }, { area: sales }]\n`,
    ),
    reported: ['5:25 wrong-type: expected a mapping, found a list'],
  },
  {
    title: 'goals that do not fit',
    files: policy(
      `${twoRoles}permissions: [o:read]
applications: [{ file: order.app }, { file: free.app }]
administration:
  goals:
    - { roles: [clerk, manager], users: 3 }
    - { roles: [clerk], users: 2 }
    - { id: g, user: kim, users: 2, roles: [clerk, manager] }
    - { id: g, user: kam, permissions: ["o:read"] }
    - { exclusions: static, permissions: ["o:raed"], users: 2 }
    - { exclusions: dynamic, users: 1 }
    - { own-approver: free }
    - { own-approver: oder }
    - { own-approver: { application: order, sessions: [S1, S1] } }
    - { own-approver: { application: order, sessions: [S1, S22] } }
    - { reason: none }
    - { roles: [clerk] }
    - { roles: [clerk] }
`,
      { 'order.app': application, 'free.app': 'APPLICATION free\nSESSION (S1, clerk)\nS1\n' },
    ),
    reported: [
      '8:41 too-many-users: 2 roles never need 3 users: one for each suffices -- write a number from 1 to 2',
      '9:32 too-many-users: a single role needs one user -- remove it',
      '10:27 conflicting-keys: `users` does not go with `user` -- keep one of them',
      '11:13 duplicate-id: goal `g` is stated twice [10:13 first here]',
      '11:16 conflicting-keys: `user` does not go with `permissions` -- remove it: one user is named only of roles',
      '12:29 conflicting-keys: `exclusions` and `permissions` both say what must not be reachable -- keep one of them [12:9 `exclusions` is here]',
      '13:30 conflicting-keys: `users` does not go with `exclusions` -- remove it: somebody is enough',
      '14:23 no-exclusive-sessions: no two sessions of application `free` exclude each other -- name two sessions: `{ application: free, sessions: [...] }`',
      '15:23 unknown-application: the policy has no application `oder` -- did you mean `order`?',
      '16:60 reflexive-exclusion: session `S1` would exclude itself [16:56 it is also here]',
      '17:60 unknown-session: application `order` has no session `S22` -- did you mean `S2`?',
      '18:7 conflicting-keys: nothing says what must not be reachable -- give one of `roles`, `permissions`, `exclusions`, `own-approver`',
      '20:7 duplicate-id: goal `clerk` is stated twice [19:7 first here]',
    ],
  },
  {
    title: 'an administration that asks nothing',
    files: policy(`${twoRoles}administration:\n  assign: [{ by: anybody, role: clerk }]\n`),
    reported: [
      '4:1 warning nothing-asked: the administration has no goals, and the policy no static exclusions: nothing is asked of it -- say under `goals:` what must never be reachable',
    ],
  },
  {
    title: 'goals about exclusions that there are not',
    files: policy(
      `${twoRoles}constraints: [{ id: x, dynamic: { roles: [clerk, manager] } }]\nadministration:\n  goals: [{ exclusions: static }, { exclusions: dynamic }]\n`,
    ),
    reported: [
      '6:25 warning nothing-asked: no roles or permissions of this policy exclude each other statically -- state under `constraints:` which do',
    ],
  },
  // Suppressions
  {
    title: 'suppressions that are nothing',
    files: policy(
      [
        'policy: p',
        'suppressions:',
        '  - { id: a, expires: 2026-02-30, owner: "", reason: " ", rule: static-sud }',
        '  - { id: b, expires: 30.06.2026, owner: kim, reason: r, fingerprint: abc }',
        '  - { id: a, expires: 2026-06-30, owner: kim, reason: r, subject: kim }',
        '  - { id: c, expires: 2026-06-30, owner: kim, reason: r }',
        '  - { id: d, expire: 2026-06-30, owner: kim, rule: claim-lost, fingerprint: 123456789012 }',
        '',
      ].join('\n'),
    ),
    reported: [
      '3:23 bad-date: there is no day `2026-02-30` -- write a day of the calendar',
      '3:42 bad-value: `owner` is empty -- write who answers for it',
      '3:54 bad-value: `reason` is empty -- write why it may stay for the time being',
      '3:65 unknown-rule: there is no rule `static-sud` -- did you mean `static-sod`?',
      '4:23 bad-date: `30.06.2026` is no day -- write it as `YYYY-MM-DD`',
      '4:71 bad-value: `abc` is no fingerprint -- write the 12 hexadecimal digits that a report shows, or all 32',
      '5:11 duplicate-id: suppression id `a` is used twice [3:11 first here]',
      '6:11 covers-everything: nothing says what suppression `c` covers -- give at least one of `fingerprint`, `rule`, `constraint`, `subject`',
      '7:5 missing-key: key `expires` is missing -- add `expires:`',
      '7:5 missing-key: key `reason` is missing -- add `reason:`',
      '7:14 unknown-key: key `expire` is not known here -- did you mean `expires`?',
      '7:77 wrong-type: expected text, found a number -- write it in quotes: `"123456789012"`',
    ],
  },
  // Rules
  {
    title: 'an unknown rule',
    files: policy('policy: p\nrules: { static-sud: off, static-sod: on }\n'),
    reported: [
      '2:10 unknown-rule: there is no rule `static-sud` -- did you mean `static-sod`?',
      '2:39 bad-value: `on` is not one of `error`, `warning`, `note`, `off`',
    ],
  },
  // Parts
  {
    title: 'parts in a circle, with a key that only the policy has',
    files: policy('policy: p\ninclude: [a.policy-part.yaml]\n', {
      'a.policy-part.yaml': 'policy: q\ninclude: [a.policy-part.yaml]\n',
    }),
    reported: [
      'a.policy-part.yaml:1:1 misplaced-key: a part of a policy has no key `policy` -- include only parts: a policy is checked by itself',
      'a.policy-part.yaml:2:11 include-cycle: files include each other in a circle: `a.policy-part.yaml` -> `a.policy-part.yaml` -- remove this entry',
    ],
  },
  {
    title: 'too many parts',
    files: policy('policy: p\ninclude: [0.yaml]\n', {
      ...Object.fromEntries(
        Array.from({ length: 40 }, (_, at) => [`${at}.yaml`, `include: [${at + 1}.yaml]\n`]),
      ),
    }),
    reported: ['31.yaml:1:11 too-many-parts: parts are included more than 32 files deep'],
  },
];
