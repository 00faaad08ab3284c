/** Every code, with its place («…» in the text), its message and its hint. */

import { describe, expect, it } from 'vitest';
import { checkApplication } from '../../src/application/check.ts';
import { type ApplicationCode, applicationHelp } from '../../src/application/codes.ts';
import { parseApplication } from '../../src/application/parse.ts';
import type { ApplicationTree } from '../../src/application/tree.ts';
import type { Diagnostic } from '../../src/source/diagnostic.ts';
import { locate } from '../../src/source/text.ts';
import { fileOf } from './arbitrary.ts';

interface Row {
  readonly code: ApplicationCode;
  /** «…» is the place, ‹…› the related place. */
  readonly text: string;
  readonly message: string;
  readonly hint?: string;
  readonly severity?: 'warning';
}

const marksOf = /[«»‹›]/gu;

function placeOf(
  text: string,
  open: string,
  close: string,
): { readonly start: number; readonly end: number } | null {
  const length = (upTo: number): number => text.slice(0, upTo).replace(marksOf, '').length;
  const start = text.indexOf(open);
  return start < 0 ? null : { start: length(start), end: length(text.indexOf(close)) };
}

const A = 'APPLICATION x SESSION ';
const AB = `${A}(a, r), (b, r) `;

const syntax: readonly Row[] = [
  // Characters and tokens.
  {
    code: 'unexpected-character',
    text: `${AB}a «@» ; b`,
    message: 'unexpected `@`',
    hint: 'a name with such characters is written in single quotes',
  },
  {
    code: 'unexpected-character',
    text: `${AB}a «；» b`,
    message: '`；` is not part of the language',
    hint: 'write `;`',
  },
  {
    code: 'unexpected-character',
    text: `${AB}a «|» b`,
    message: '`|` is not part of the language',
    hint: 'write `||`',
  },
  {
    code: 'unexpected-character',
    text: `${AB}if n «==» 1 then a`,
    message: '`==` is not part of the language',
    hint: 'write `=`',
  },
  {
    code: 'unexpected-character',
    text: `${AB}if n «≠» 1 then a`,
    message: '`≠` is not part of the language',
    hint: 'write `<>`',
  },
  {
    code: 'unexpected-character',
    text: `${AB}if p «&&» q then a`,
    message: '`&&` is not part of the language',
    hint: 'write `and`',
  },
  {
    code: 'unexpected-character',
    text: `${A}(a, «‘회계 직원’») a`,
    message: 'names and strings stand between straight quotes',
    hint: "write `'회계 직원'`",
  },
  {
    code: 'unexpected-character',
    text: `${A}(a, «'x\u202Ey'») a`,
    message: 'a name has no control characters',
    hint: 'remove the invisible character',
  },
  {
    code: 'unterminated-comment',
    text: `${AB}a «/*» b`,
    message: 'this comment is not closed',
    hint: 'close it with `*/`',
  },
  {
    code: 'unterminated-name',
    text: `${A}(a, «'»ap creator), (b, r) a; b`,
    message: 'this name is not closed on its line',
    hint: "close it with `'`",
  },
  {
    code: 'unterminated-string',
    text: `${AB}if n = «"»open\nthen a`,
    message: 'this string is not closed on its line',
    hint: 'close it with `"`',
  },
  {
    code: 'empty-name',
    text: `${A}(a, «''») a`,
    message: 'a name has at least one character',
    hint: 'write the name between the quotes',
  },
  {
    code: 'malformed-name',
    text: `${A}(a, «ap-creator») a`,
    message: '`ap-creator` has characters that a name outside quotes cannot have',
    hint: "write `'ap-creator'`",
  },
  {
    code: 'malformed-name',
    text: `${A}(a, «system:x») a`,
    message: '`system:x` has characters that a name outside quotes cannot have',
    hint: "write `'system:x'`",
  },
  {
    code: 'malformed-name',
    text: `${AB}«ap-create»; b`,
    message: '`ap-create` has characters that a name outside quotes cannot have',
    hint: "write `'ap-create'`",
  },
  {
    code: 'malformed-number',
    text: `${A}(«1차승인», r) a`,
    message: '`1차승인` is neither a number nor a name',
    hint: "a name that begins with a digit is written in single quotes: `'1차승인'`",
  },
  {
    code: 'malformed-number',
    text: `${AB}if n > «1.5» then a`,
    message: '`1.5` is not a whole number',
    hint: 'values and times are whole numbers',
  },
  {
    code: 'number-too-large',
    text: `${AB}if n > «9007199254740992» then a`,
    message: 'this number is too large to be exact',
    hint: 'the largest number is 9007199254740991',
  },
  {
    code: 'file-too-large',
    text: `«»${'a'.repeat(262_145)}`,
    message: 'the file has 262145 characters; an application has at most 262144',
    hint: 'split the application, or check that this is the right file',
  },

  // What is expected.
  {
    code: 'unexpected-token',
    text: '«»',
    message: 'expected `APPLICATION` and a name, found the end of the file',
    hint: 'an application begins with `APPLICATION name`',
  },
  {
    code: 'unexpected-token',
    text: '«PROCESS» x SESSION (a, r) a',
    message: 'expected `APPLICATION` and a name, found `PROCESS`',
    hint: 'an application begins with `APPLICATION name`',
  },
  {
    code: 'unexpected-token',
    text: 'APPLICATION «SESSION» (a, r) a',
    message: 'expected the name of the application after `APPLICATION`, found `SESSION`',
  },
  {
    code: 'unexpected-token',
    text: 'APPLICATION purchase «order» SESSION (a, r) a',
    message: 'expected `SESSION` after `purchase`, found `order`',
    hint: 'a name of several words is written in single quotes',
  },
  {
    code: 'unexpected-token',
    text: 'APPLICATION x «(»a, r), (b, r) a; b',
    message: 'expected `SESSION` after `x`, found `(`',
  },
  {
    code: 'unexpected-token',
    text: `${A}«a», r) a`,
    message: 'expected `(` after `SESSION`, found `a`',
    hint: 'a session is written `(name, role)`',
  },
  { code: 'unexpected-token', text: `${A}(«,» r) a`, message: 'expected a session after `(`, found `,`' },
  {
    code: 'unexpected-token',
    text: `${A}(a«)» a`,
    message: 'expected `,` and a role after `a`, found `)`',
    hint: 'a session needs at least one role: `(name, role)`',
  },
  {
    code: 'unexpected-token',
    text: `${A}(a, «)», (b, r) a; b`,
    message: 'expected a role after `,`, found `)`',
  },
  { code: 'unexpected-token', text: `${A}(a, r, «)» a`, message: 'expected a role after `,`, found `)`' },
  {
    code: 'unexpected-token',
    text: `${A}(a, «"r"») a`,
    message: 'expected a role after `,`, found `"r"`',
    hint: "names stand in single quotes: `'r'`",
  },
  {
    code: 'unexpected-token',
    text: `${A}‹(›a, r«;» (b, r) a; b`,
    message: 'expected `,` or `)` after `r`, found `;`',
  },
  {
    code: 'unexpected-token',
    text: `${A}(a, r)«;» (b, r) a; b`,
    message: 'expected `,` after `)`, found `;`',
    hint: 'elements of a list are separated by `,`',
  },
  {
    code: 'unexpected-token',
    text: `${A}(a, r), «INITIATOR» r a`,
    message: 'expected a session with its roles, such as `(S1, clerk)`, after `,`, found `INITIATOR`',
    hint: 'remove the last comma if the list ends here',
  },
  {
    code: 'unexpected-token',
    text: `${AB}INITIATOR «SOD» (a, b) a; b`,
    message: 'expected a role after `INITIATOR`, found `SOD`',
  },
  {
    code: 'unexpected-token',
    text: `${AB}INITIATOR r, a«;» b`,
    message: 'expected the body after `a`, found `;`',
    hint: '`INITIATOR` takes every name up to one without a comma: is `a` the first session of the body?',
  },
  {
    code: 'unexpected-token',
    text: `${AB}SOD (a, b), «a»; b`,
    message:
      'expected a separation, `(session, session)` or `session between [from, to]`, after `,`, found `a`',
    hint: 'remove the last comma if the list ends here',
  },
  {
    code: 'unexpected-token',
    text: `${AB}SOD (a«)» a; b`,
    message: 'expected `,` and a second session after `a`, found `)`',
  },
  {
    code: 'unexpected-token',
    text: `${AB}SOD (a, b«,» b) a; b`,
    message: 'expected `)` after `b`, found `,`',
    hint: 'a separation is between two sessions: write one pair for each',
  },
  {
    code: 'unexpected-token',
    text: `${AB}SOD (a, b) for «-»3 a; b`,
    message: 'expected the length of the gap after `for`, found `-`',
    hint: 'times are whole numbers from 0',
  },
  {
    code: 'unexpected-token',
    text: `${AB}SOD a between «1», 2] a; b`,
    message: 'expected `[` after `between`, found `1`',
    hint: 'an interval is written `[from, to]`',
  },
  {
    code: 'unexpected-token',
    text: `${AB}SOD a between ‹[›1, 2«)» a; b`,
    message: 'expected `]` after `2`, found `)`',
  },
  {
    code: 'unexpected-token',
    text: `${AB}SOD (a, b) «a» between [1, 2] a; b`,
    message: 'expected `,` after `)`, found `a`',
  },
  {
    code: 'unexpected-token',
    text: `${AB}«»`,
    message: 'expected the body after `)`, found the end of the file',
    hint: 'for example `S1; S2`',
  },
  {
    code: 'unexpected-token',
    text: `${AB}a; b;«»`,
    message: 'expected a session, `abort`, `skip`, `if`, `while` or `(` after `;`, found the end of the file',
    hint: '`;` stands between sessions: remove the last one',
  },
  {
    code: 'unexpected-token',
    text: `${AB}a; «;» b`,
    message: 'expected a session, `abort`, `skip`, `if`, `while` or `(` after `;`, found `;`',
  },
  {
    code: 'unexpected-token',
    text: `${AB}a «/» b`,
    message: 'expected `;` or `||` after `a`, found `/`',
    hint: 'sessions one after the other are separated by `;`',
  },
  {
    code: 'unexpected-token',
    text: `${AB}a«,» b`,
    message: 'expected `;` or `||` after `a`, found `,`',
    hint: 'sessions one after the other are separated by `;`',
  },
  {
    code: 'unexpected-token',
    text: `${AB}if p then a; b «else» a`,
    message: 'this `else` has no `if`',
    hint: 'a branch is one unit: write `if … then (S1; S2) else S3`',
  },
  { code: 'unexpected-token', text: `${AB}if p «a»`, message: 'expected `then` after `p`, found `a`' },
  {
    code: 'unexpected-token',
    text: `${AB}if «then» a`,
    message: 'expected a condition after `if`, found `then`',
    hint: 'for example `amount > 1000`, `approved`, `(S1, S2) for 3` or `S1 between [0, 9]`',
  },
  {
    code: 'unexpected-token',
    text: `${AB}while «p» do a`,
    message: 'expected `(` after `while`, found `p`',
    hint: 'the condition of `while` stands in parentheses',
  },
  {
    code: 'unexpected-token',
    text: `${AB}while (p) «and» q do a`,
    message: 'expected `do` after `)`, found `and`',
    hint: 'the whole condition of `while` stands in parentheses',
  },
  {
    code: 'unexpected-token',
    text: `${AB}if (a, b) «then» a`,
    message: 'expected `for` and a number after `)`, found `then`',
    hint: 'in a condition a pair needs its gap: `(S1, S2) for 3`',
  },
  {
    code: 'unexpected-token',
    text: `${AB}if ‹(›n > 1 «then» a`,
    message: 'expected `)` after `1`, found `then`',
  },

  // Other syntax.
  {
    code: 'reserved-word',
    text: `${A}(«for», r) a`,
    message: '`for` is a keyword and cannot be a session',
    hint: "to use it as a name, write `'for'`",
  },
  {
    code: 'keyword-case',
    text: '«application» x SESSION (a, r) a',
    message: 'the keyword `APPLICATION` is written in upper-case',
    hint: 'write `APPLICATION`',
  },
  {
    code: 'keyword-case',
    text: `${AB}«sod» (a, b) a; b`,
    message: 'the keyword `SOD` is written in upper-case',
    hint: 'write `SOD`',
  },
  {
    code: 'keyword-case',
    text: `${AB}«IF» p then a`,
    message: 'the keyword `if` is written in lower-case',
    hint: 'write `if`',
  },
  {
    code: 'missing-operator',
    text: `${AB}a «b»`,
    message: '`;` or `||` is missing before `b`',
    hint: '`;` for one after the other, `||` for both in any order',
  },
  {
    code: 'missing-comma',
    severity: 'warning',
    text: `${A}(a, r) «(»b, r) a; b`,
    message: 'a comma is missing before `(`',
    hint: 'write `, (`',
  },
  {
    code: 'missing-comma',
    severity: 'warning',
    text: `${AB}SOD (a, b) «(»a, b) for 3 a; b`,
    message: 'a comma is missing before `(`',
    hint: 'write `, (`',
  },
  {
    code: 'unbalanced-parenthesis',
    text: `${AB}«(»a; b`,
    message: 'this `(` is not closed',
    hint: 'close it with `)`',
  },
  {
    code: 'unbalanced-parenthesis',
    text: `${AB}a; b«)»`,
    message: 'this `)` closes nothing',
    hint: 'remove it',
  },
  {
    code: 'unbalanced-parenthesis',
    text: `${A}(a, r)«)», (b, r) a; b`,
    message: 'this `)` closes nothing',
    hint: 'remove it',
  },
  {
    code: 'unbalanced-parenthesis',
    text: `${AB}while «(»p do a`,
    message: 'this `(` is not closed',
    hint: 'close it with `)`',
  },
  {
    code: 'section-order',
    text: `${AB}‹SOD› (a, b) «INITIATOR» r a; b`,
    message: '`INITIATOR` stands after `SOD`',
    hint: 'the order is `APPLICATION`, `SESSION`, `INITIATOR`, `SOD`, body',
  },
  {
    code: 'section-order',
    text: `${AB}a; b «SOD» (a, b)`,
    message: '`SOD` stands after the body',
    hint: 'the order is `APPLICATION`, `SESSION`, `INITIATOR`, `SOD`, body',
  },
  {
    code: 'duplicate-section',
    text: `${AB}‹SOD› (a, b) «SOD» (b, a) for 3 a; b`,
    message: '`SOD` stands twice',
    hint: 'join the two lists',
  },
  {
    code: 'duplicate-section',
    text: `‹APPLICATION› x SESSION (a, r) a «APPLICATION» y`,
    message: '`APPLICATION` stands twice',
    hint: 'one file holds one application',
  },
  {
    code: 'condition-as-value',
    text: `${AB}if n < m «<» 3 then a`,
    message: 'comparisons do not chain',
    hint: 'write `a < b and b < c`',
  },
  {
    code: 'condition-as-value',
    text: `${AB}if (n «= 1» then a`.replace('(n «= 1»', '(«n = 1») + 1 = 2'),
    message: 'a condition is not a value',
    hint: 'compare and calculate with objects, numbers and strings only',
  },
  {
    code: 'condition-as-value',
    text: `${AB}if n = «not m» then a`,
    message: 'a condition is not a value',
    hint: '`not` stands before a whole comparison: `not a = b`',
  },
  {
    code: 'nesting-too-deep',
    text: `${AB}${'('.repeat(200)}«(»a`,
    message: 'nested more than 200 deep; the rest of the file was not read',
    hint: 'split the application, or remove parentheses that are not needed',
  },
  {
    code: 'condition-too-long',
    text: `${AB}if p${' or p'.repeat(1000)} «or» p then a`,
    message: 'this condition has more than 1000 operators; the rest of the file was not read',
    hint: 'decide the condition in a session and test one object',
  },
];

const wide = {
  roles: new Set(['r', 'clerk', 'manager', '회계직원', '회계책임자']),
  objects: new Set(['amount', 'limit', 'status', 'approved']),
};

const ABC = `${A}(a, r), (b, r), (c, r) `;

const semantics: readonly Row[] = [
  {
    code: 'duplicate-session',
    text: `${A}(‹a›, r), («a», clerk) a`,
    message: 'session `a` is declared twice',
    hint: 'give it another name, or one declaration with all roles',
  },
  {
    code: 'undeclared-session',
    text: `${A}(request, r), (approve, r) request; «aprove»; approve`,
    message: 'session `aprove` is not declared',
    hint: 'did you mean `approve`?',
  },
  {
    code: 'undeclared-session',
    text: `${AB}SOD (a, «z») a; b; ‹z›`,
    message: 'session `z` is not declared',
    hint: 'the sessions are `a`, `b`',
  },
  {
    code: 'undeclared-session',
    text: `${AB}a; b; if «later» between [0, 1] then a`,
    message: 'session `later` is not declared',
    hint: 'the sessions are `a`, `b`',
  },
  {
    code: 'undeclared-session',
    text: `${AB}a; b; «ABORT»`,
    message: 'session `ABORT` is not declared',
    hint: 'did you mean `abort`?',
  },
  {
    code: 'reflexive-pair',
    text: `${AB}SOD «(a, a)» a; b`,
    message: 'session `a` is separated from itself',
    hint: 'a session has one user: to have different users for each iteration, declare a session for each',
  },
  {
    code: 'reflexive-pair',
    text: `${AB}SOD «(a, a) for 3» a; b`,
    message: 'the gap of session `a` is to itself',
    hint: 'a gap is between the end of one session and the start of another',
  },
  {
    code: 'duplicate-pair',
    severity: 'warning',
    text: `${AB}SOD ‹(a, b)›, «(b, a)» a; b`,
    message: '`(b, a)` says the same as `(a, b)`',
    hint: 'remove one',
  },
  {
    code: 'duplicate-pair',
    severity: 'warning',
    text: `${AB}SOD ‹(a, b) for 3›, (a, b) for 4, «(a, b) for 3» a; b`,
    message: '`(a, b) for 3` says the same as `(a, b) for 3`',
    hint: 'remove one',
  },
  {
    code: 'unknown-role',
    text: `${A}(a, «회계직윈»), (b, ‹회계직윈›) a; b`,
    message: 'role `회계직윈` is not in the policy',
    hint: 'did you mean `회계직원`?',
  },
  {
    code: 'unknown-role',
    text: `${AB}INITIATOR «Clerk» a; b`,
    message: 'role `Clerk` is not in the policy',
    hint: 'did you mean `clerk`?',
  },
  {
    code: 'unknown-role',
    text: `${A}(a, «auditor») a`,
    message: 'role `auditor` is not in the policy',
    hint: 'the roles are `r`, `clerk`, `manager`, `회계직원`, `회계책임자`',
  },
  {
    code: 'duplicate-role',
    severity: 'warning',
    text: `${A}(a, ‹r›, clerk, «r») a`,
    message: 'role `r` is named twice',
    hint: 'remove one',
  },
  {
    code: 'empty-interval',
    text: `${AB}SOD «a between [9, 1]» a; b`,
    message: 'the interval ends at 1, before it begins at 9',
    hint: 'did you mean `[1, 9]`?',
  },
  {
    code: 'empty-interval',
    text: `${AB}a; if «a between [9, 1]» then b`,
    message: 'the interval ends at 1, before it begins at 9',
    hint: 'did you mean `[1, 9]`?',
  },
  {
    code: 'unknown-object',
    text: `${AB}if «ammount» > 3 then a else b`,
    message: 'object `ammount` is not in the policy',
    hint: 'did you mean `amount`?',
  },
  {
    code: 'never-started',
    severity: 'warning',
    text: `${AB}if «b between [0, 9]» then a; b`,
    message: 'session `b` cannot have started here',
    hint: 'the condition is always false',
  },
  {
    code: 'never-started',
    severity: 'warning',
    text: `${AB}a; if «(b, a) for 2» then b`,
    message: 'session `b` cannot have started here',
    hint: 'the condition is always false',
  },
  {
    code: 'unused-session',
    severity: 'warning',
    text: `${A}(a, r), («b», r) a`,
    message: 'session `b` is declared, but not in the body',
    hint: 'static feasibility needs a user for it all the same: use it or remove it',
  },
  {
    code: 'unreachable-session',
    severity: 'warning',
    text: `${AB}a; ‹if approved then abort else (skip; abort)›; «b»`,
    message: 'no run reaches session `b`',
    hint: 'everything before it ends in `abort`',
  },
  {
    code: 'several-initiators',
    severity: 'warning',
    text: `${AB}INITIATOR ‹r›, «clerk» a; b`,
    message: 'there is more than one initiator role',
    hint: 'whether a user needs all of them or any of them is decided by the reading profile (`initiator`, S11)',
  },
  {
    code: 'unsatisfiable-gap',
    text: `${ABC}SOD «(c, a) for 3» a; (b || c)`,
    message: '`a` must precede `c`, so this gap can never be kept',
    hint: 'did you mean `(a, c) for 3`?',
  },
  {
    code: 'type-mismatch',
    text: `${AB}if amount > «"high"» then a else b`,
    message: '`"high"` is a string, but `>` needs a number',
    hint: 'put a number here',
  },
  {
    code: 'type-mismatch',
    text: `${AB}if «amount + 1» then a else b`,
    message: '`amount + 1` is a number, but a condition needs a truth value',
    hint: 'compare it with something, such as `amount > 0`',
  },
  {
    code: 'type-mismatch',
    text: `${AB}if amount + «true» > 1 then a else b`,
    message: '`true` is a truth value, but `+` needs a number',
    hint: 'put a number here',
  },
  {
    code: 'type-mismatch',
    text: `${AB}if -«"x"» = 1 then a else b`,
    message: '`"x"` is a string, but `-` needs a number',
    hint: 'put a number here',
  },
  {
    code: 'type-mismatch',
    text: `${AB}if «3 = "three"» then a else b`,
    message: 'a number is compared with a string',
    hint: 'the two sides of a comparison have the same type',
  },
  {
    code: 'type-mismatch',
    text: `${AB}if ‹amount› > 3 then a; if «amount» = "high" then b`,
    message: '`amount` is used as a string here and as a number elsewhere',
    hint: '`=` with a string needs a string',
  },
  {
    code: 'type-mismatch',
    text: `${AB}if ‹approved› then a; if «approved» < 3 then b`,
    message: '`approved` is used as a number here and as a truth value elsewhere',
    hint: '`<` needs a number',
  },
  {
    code: 'type-mismatch',
    text: `${AB}if limit = amount and ‹amount› > 3 then a; if «limit» <> "low" then b`,
    message: '`limit` is used as a string here and as a number elsewhere',
    hint: '`<>` with a string needs a string',
  },
];

function diagnose(text: string): readonly Diagnostic[] {
  const result = parseApplication(fileOf(text));
  if (result.kind === 'failed') return result.diagnostics;
  return [...result.warnings, ...checkApplication(result.value, wide)];
}

function expectOne(row: Row): void {
  const found = diagnose(row.text.replace(marksOf, ''));
  // One mistake costs one message.
  expect(found, found.map(({ code, message }) => `${code}: ${message}`).join('\n')).toHaveLength(1);
  const [first] = found;
  expect(first).toMatchObject({
    code: row.code,
    severity: row.severity ?? 'error',
    message: row.message,
  });
  expect(first!.hint).toBe(row.hint);
  const { span } = first!;
  expect({ start: span!.start, end: span!.end }).toEqual(placeOf(row.text, '«', '»'));
  const related = placeOf(row.text, '‹', '›');
  if (related !== null) {
    const place = first!.related?.[0]?.span;
    expect({ start: place?.start, end: place?.end }).toEqual(related);
  }
}

const title = ({ code, text }: Row) => [code, text.length > 90 ? `${text.slice(0, 90)}…` : text] as const;

describe('syntax', () => {
  it.each(syntax.map((row) => [...title(row), row] as const))('%s: %s', (_code, _text, row) => {
    expectOne(row);
  });
});

describe('static semantics', () => {
  it.each(semantics.map((row) => [...title(row), row] as const))('%s: %s', (_code, _text, row) => {
    expectOne(row);
  });

  it('knows sessions without roles, which only a tree built by hand can have', () => {
    const result = parseApplication(fileOf(`${A}(a, r) a`));
    if (result.kind === 'failed') throw new Error('refused');
    const [session] = result.value.sessions;
    const tree: ApplicationTree = { ...result.value, sessions: [{ ...session!, roles: [] }] };
    expect(checkApplication(tree, wide)).toMatchObject([
      { code: 'session-without-roles', severity: 'error', message: 'session `a` has no roles' },
    ]);
  });

  it.each([
    ['a loop comes back to its condition', `${AB}while (a between [0, 1]) do a; b`],
    ['a branch beside may have run', `${AB}a || (if a between [0, 1] then b)`],
    ['the second session of a gap need not have started', `${AB}a; if (a, b) for 3 then b`],
    ['a gap between branches of which one run has one', `${AB}SOD (b, a) for 3 if approved then a else b`],
    ['a gap that another iteration can keep', `${AB}SOD (b, a) for 3 while (approved) do (a; b)`],
    ['a session after an abort that one branch avoids', `${AB}if approved then abort; a; b`],
    ['a session beside an abort', `${AB}a; (abort || b)`],
    ['exclusion and gap of the same pair', `${AB}SOD (a, b), (a, b) for 3 a; b`],
    ['an interval of one point', `${AB}SOD a between [3, 3] a; b`],
    [
      'objects of one type',
      `${AB}if amount > limit and limit <> 3 and status = "open" and approved then a; b`,
    ],
  ])('is silent where %s', (_, text) => {
    expect(diagnose(text)).toEqual([]);
  });

  it('asks nothing of objects where the policy declares none', () => {
    const result = parseApplication(fileOf(`${AB}if whatever > 3 then a else b`));
    if (result.kind === 'failed') throw new Error('refused');
    expect(checkApplication(result.value, { ...wide, objects: null })).toEqual([]);
    expect(checkApplication(result.value, { ...wide, objects: new Set() })).toMatchObject([
      { code: 'unknown-object', hint: 'there are no objects' },
    ]);
  });
});

describe('all at once', () => {
  const lines = (diagnostics: readonly Diagnostic[]): readonly string[] =>
    diagnostics.map((diagnostic) => `${locate(diagnostic.span!).line}: ${diagnostic.code}`);

  it('reports the syntax errors of every section', () => {
    const text = [
      'APPLICATION purchase order',
      'SESSION (request, ), (approve manager), pay, ap-clerk),',
      '  (sign, director',
      'INITIATOR',
      'SOD (request, approve, pay), pay between [1 2], (sign)',
      'request;; if amount >> 3 then approve else;',
      'while approved do (pay; sign',
    ].join('\n');
    expect(lines(diagnose(text))).toEqual([
      '1: unexpected-token',
      '2: unexpected-token',
      '2: unexpected-token',
      '2: unexpected-token',
      '2: malformed-name',
      '4: unexpected-token',
      '5: unexpected-token',
      '5: unexpected-token',
      '5: unexpected-token',
      '5: unexpected-token',
      '6: unexpected-token',
      '6: unexpected-token',
      '6: unexpected-token',
      '7: unexpected-token',
      '7: unbalanced-parenthesis',
    ]);
  });

  it('reports the static errors of every section, in the order of the text', () => {
    const text = [
      'APPLICATION x',
      'SESSION (a, clark), (a, r), (b, r),',
      '  (c, r)',
      'INITIATOR r, boss',
      'SOD (a, a), (a, q), b between [3, 1], (b, a) for 2',
      'if ammount > "3" then a; b; abort;',
      'b',
    ].join('\n');
    expect(lines(diagnose(text))).toEqual([
      '2: unknown-role',
      '2: duplicate-session',
      '3: unused-session',
      '4: unknown-role',
      '4: several-initiators',
      '5: reflexive-pair',
      '5: undeclared-session',
      '5: empty-interval',
      '5: unsatisfiable-gap',
      '6: unknown-object',
      '6: type-mismatch',
      '7: unreachable-session',
    ]);
  });

  it('counts what is too much to show', () => {
    const diagnostics = diagnose(AB + 'a '.repeat(300));
    expect(diagnostics).toHaveLength(101);
    expect(diagnostics.at(-1)).toMatchObject({
      code: 'too-many-errors',
      severity: 'error',
      message: '199 further errors are not shown',
      hint: 'is this an application file?',
    });
  });

  it('lets warnings alone never refuse a file', () => {
    const names = Array.from({ length: 300 }, (_, i) => `s${i}`);
    const result = parseApplication(
      fileOf(`${A}${names.map((name) => `(${name}, r)`).join(' ')} ${names.join(';')}`),
    );
    expect(result.kind === 'ok' && result.warnings.length).toBe(299);
  });
});

describe('codes', () => {
  it('each have a row above and a help text', () => {
    const elsewhere: readonly ApplicationCode[] = ['session-without-roles', 'too-many-errors'];
    const covered = new Set([...[...syntax, ...semantics].map(({ code }) => code), ...elsewhere]);
    expect([...covered].sort()).toEqual(Object.keys(applicationHelp).sort());
    for (const help of Object.values(applicationHelp)) expect(help).toMatch(/^[A-Z`].{20,}\.$/u);
  });
});
