/** Reads a `*.policy-test.yaml`: the tests, or everything that is wrong with the file. */

import { operations as specified } from '../../spec/operations/catalogue.ts';
import type { Written } from '../change/change.ts';
import { reportChange } from '../change/codes.ts';
import { changesOf } from '../change/read.ts';
import type { Operation } from '../logic/operation.ts';
import { decode } from '../policy/decode.ts';
import type { Leaf, List, Located } from '../policy/located.ts';
import { shown } from '../policy/names.ts';
import { type Problems, problemCollector } from '../policy/problems.ts';
import { readDocument } from '../policy/resolve/text.ts';
import type { Result } from '../source/diagnostic.ts';
import { type FileReader, readText } from '../source/files.ts';
import { type Suggester, suggester } from '../source/suggest.ts';
import type { SourceFile, Span } from '../source/text.ts';
import { type PolicyTestDocument, policyTestFileShape } from './shape.ts';
import type {
  AccessExpectation,
  Expectation,
  FeasibleExpectation,
  InputValue,
  OperationExpectation,
  PlanExpectation,
  PolicyTest,
} from './test.ts';

/** Largest file of tests, in bytes. */
const maxBytes = 1024 * 1024;

export interface ReadTestOptions {
  /** The rules that there are; any if absent. */
  readonly rules?: readonly string[];
}

export function readPolicyTests(
  path: string,
  files: FileReader,
  { rules }: ReadTestOptions = {},
): Result<readonly PolicyTest[]> {
  const content = readText(files, files.shown(path), maxBytes, 'split it into several files');
  if (content.kind === 'failed') return { kind: 'failed', diagnostics: [content.diagnostic] };
  const { file } = content;
  const problems = problemCollector();
  const suggest = suggester();
  const read = readDocument(
    file,
    { problems, suggest },
    (root, context) => decode(policyTestFileShape, root, context),
    { message: 'the file is empty: key `tests` is missing', hint: 'start with `tests:`' },
  );
  const context: Context = { file, problems, suggest, rules };
  const tests = (read?.document.values.tests.items ?? []).map((node) => readTest(node, context));
  reportRepeatedNames(tests, problems);
  const diagnostics = problems.all([file]);
  if (problems.hasErrors()) return { kind: 'failed', diagnostics };
  return { kind: 'ok', value: tests, warnings: diagnostics };
}

interface Context {
  readonly file: SourceFile;
  readonly problems: Problems;
  readonly suggest: Suggester;
  readonly rules: readonly string[] | undefined;
}

interface Ranged {
  readonly start: number;
  readonly end: number;
}

const spanIn = ({ file }: Context, { start, end }: Ranged): Span => ({ file, start, end });

const written = (context: Context, leaf: Leaf<string>): Written => ({
  text: leaf.value.normalize('NFC'),
  span: spanIn(context, leaf),
});

function readTest(node: Located<PolicyTestDocument>, context: Context): PolicyTest {
  const { values } = node;
  const { problems } = context;
  const named = (list: List<Located<ExpectationDocument>> | undefined): readonly Expectation[] =>
    (list?.items ?? []).map((item) => readExpectation(item, context));
  const test: PolicyTest = {
    name: values.name?.value ?? null,
    span: spanIn(context, node),
    policy: written(context, values.policy),
    changes: changesOf(values.changes, context.file, problems),
    exit: values.exit === undefined ? null : { code: values.exit.value, span: spanIn(context, values.exit) },
    violated:
      values.violated === undefined
        ? null
        : { list: named(values.violated), span: spanIn(context, node.keys.get('violated') ?? node) },
    named: {
      holds: named(values.holds),
      vacuous: named(values.vacuous),
      unknown: named(values.unknown),
    },
    access: (values.access?.items ?? []).map((item) => readAccess(item, context)),
    plans: (values.plans?.items ?? []).map((item) => readPlan(item, context)),
    feasible: (values.feasible?.items ?? []).map((item) => readFeasible(item, context)),
    operations: (values.operations?.items ?? []).flatMap((item) => readOperation(item, context)),
  };
  if (test.exit !== null && test.exit.code > 4) {
    problems.report({
      code: 'bad-value',
      message: `\`${test.exit.code}\` is no exit code of \`check\``,
      span: test.exit.span,
      hint: 'exit codes are 0 to 4',
    });
  }
  if (!asked.some((key) => node.keys.has(key))) {
    reportChange(problems, {
      code: 'nothing-expected',
      message: 'this test expects nothing',
      span: spanIn(context, firstLine(context.file.text, node)),
      hint: `give one of ${asked.map((key) => `\`${key}\``).join(', ')}`,
    });
  }
  return test;
}

const asked = [
  'exit',
  'violated',
  'holds',
  'vacuous',
  'unknown',
  'access',
  'plans',
  'feasible',
  'operations',
] as const;

type Item<Key extends keyof PolicyTestDocument> =
  NonNullable<PolicyTestDocument[Key]> extends readonly (infer Element)[] ? Element : never;
type ExpectationDocument = Item<'violated'>;

function readExpectation(
  { values, start, end }: Located<ExpectationDocument>,
  context: Context,
): Expectation {
  const { rules, problems, suggest } = context;
  const rule = written(context, values.rule);
  if (values.rule.given && rules !== undefined && !rules.includes(rule.text)) {
    problems.report({
      code: 'unknown-rule',
      message: `there is no rule \`${shown(rule.text)}\``,
      span: rule.span,
      hint: suggest.hint(rule.text, rules, '`dutyproof explain` lists the rules'),
    });
  }
  return {
    rule,
    constraint: values.constraint === undefined ? null : written(context, values.constraint),
    subject: values.subject === undefined ? null : written(context, values.subject),
    span: spanIn(context, { start, end }),
  };
}

function readAccess(node: Located<Item<'access'>>, context: Context): AccessExpectation {
  const { user, permission, expect, roles } = node.values;
  return {
    user: written(context, user),
    permission: written(context, permission),
    roles: roles?.items.map((role) => written(context, role)) ?? null,
    expect: expect.value,
    span: spanIn(context, node),
  };
}

function readPlan(node: Located<Item<'plans'>>, context: Context): PlanExpectation {
  const { application, assign, expect } = node.values;
  return {
    application: written(context, application),
    assign: assign.entries.map(({ key, value }) => ({
      session: { text: key.text.normalize('NFC'), span: spanIn(context, key) },
      user: written(context, value),
    })),
    expect: expect.value,
    span: spanIn(context, node),
  };
}

function readFeasible(node: Located<Item<'feasible'>>, context: Context): FeasibleExpectation {
  const { application, expect } = node.values;
  return {
    application: written(context, application),
    expect: expect.value,
    span: spanIn(context, node),
  };
}

// Operations.

function readOperation(node: Located<Item<'operations'>>, context: Context): readonly OperationExpectation[] {
  const { problems, suggest } = context;
  const { do: doing, expect } = node.values;
  const [entry, another] = doing.entries;
  if (entry === undefined || another !== undefined) {
    problems.report({
      code: 'conflicting-keys',
      message: entry === undefined ? '`do` names no operation' : '`do` names more than one operation',
      span: spanIn(context, another?.key ?? doing),
      hint: 'one entry of the list for each operation: `do: { AssignUser: { u: kim, r: approver } }`',
    });
    return [];
  }
  const operation = specified.find(({ name }) => name === entry.key.text);
  if (operation === undefined) {
    const known = specified.map(({ name }) => name);
    problems.report({
      code: 'unknown-operation',
      message: `there is no operation \`${shown(entry.key.text)}\``,
      span: spanIn(context, entry.key),
      hint: suggest.hint(entry.key.text, known, '`dutyproof explain` lists the operations'),
    });
    return [];
  }
  const given = entry.value.entries.map(({ key, value }) => ({
    name: { text: key.text, span: spanIn(context, key) },
    value: inputValue(value),
    span: spanIn(context, value),
  }));
  const isWhole = checkInputs(operation, given, spanIn(context, entry.key), context);
  if (expect.given) checkReport(operation, written(context, expect), context);
  return isWhole
    ? [
        {
          operation: { text: entry.key.text, span: spanIn(context, entry.key) },
          inputs: given,
          expect: written(context, expect),
          span: spanIn(context, node),
        },
      ]
    : [];
}

type InputDocument = Item<'operations'>['do'][string][string];

function inputValue(node: Located<InputDocument>): InputValue {
  if (node.kind === 'leaf') return textOf(node.value);
  return node.items.map((item) =>
    item.kind === 'leaf' ? textOf(item.value) : item.items.map(({ value }) => textOf(value)),
  );
}

const textOf = (value: string | number): string => String(value).normalize('NFC');

type GivenInput = OperationExpectation['inputs'][number] & { readonly span: Span };

/** Inputs that are not given and stand for themselves: who acts, and the parts of a permission. */
const optionalInputs: ReadonlySet<string> = new Set(['actor', 'o', 'x']);

/** Names of the inputs, without the question mark. */
const inputNames = ({ inputs }: Operation): readonly string[] => inputs.map(({ name }) => name.slice(0, -1));

function checkInputs(
  operation: Operation,
  given: readonly GivenInput[],
  at: Span,
  { problems, suggest }: Context,
): boolean {
  const wanted = inputNames(operation);
  let right = true;
  const fail = (message: string, span: Span, hint?: string): void => {
    right = false;
    reportChange(problems, { code: 'bad-input', message, span, ...(hint === undefined ? {} : { hint }) });
  };
  for (const { name, value, span } of given) {
    const component = operation.inputs[wanted.indexOf(name.text)];
    if (component === undefined) {
      const hint = suggest.hint(name.text, wanted, `its inputs are ${wanted.join(', ')}`);
      fail(`\`${operation.name}\` has no input \`${shown(name.text)}\``, name.span, hint);
      continue;
    }
    const width = component.sorts.length;
    const isRight =
      component.shape === 'element'
        ? typeof value === 'string'
        : typeof value !== 'string' &&
          value.every((entry) => (typeof entry === 'string' ? width === 1 : entry.length === width));
    if (isRight) continue;
    const form =
      component.shape === 'element'
        ? 'one name'
        : width === 1
          ? 'a list of names'
          : `a list of lists of ${width}`;
    fail(`\`${name.text}\` (${component.meaning}) must be ${form}`, span);
  }
  const missing = operation.inputs.filter(
    ({ name, sorts }) =>
      !given.some((one) => one.name.text === name.slice(0, -1)) &&
      !(optionalInputs.has(name.slice(0, -1)) && (sorts[0] === 'ACTOR' || wanted.includes('p'))),
  );
  for (const { name, meaning } of missing) {
    fail(`\`${operation.name}\` lacks its input \`${name.slice(0, -1)}\`: ${meaning}`, at);
  }
  return right;
}

/** What an operation can report. */
function reportsOf({ guards, answer }: Operation): readonly string[] {
  const answers = answer === null ? [] : ['allowed', 'denied'];
  return ['ok', ...answers, ...new Set(guards.map(({ error }) => error))];
}

function checkReport(operation: Operation, expect: Written, { problems, suggest }: Context): void {
  const reports = reportsOf(operation);
  if (reports.includes(expect.text)) return;
  const hint = suggest.hint(expect.text, reports, `it reports ${reports.join(', ')}`);
  reportChange(problems, {
    code: 'unknown-report',
    message: `\`${operation.name}\` never reports \`${shown(expect.text)}\``,
    span: expect.span,
    hint,
  });
}

// The file as a whole.

function reportRepeatedNames(tests: readonly PolicyTest[], problems: Problems): void {
  const first = new Map<string, PolicyTest>();
  for (const test of tests) {
    if (test.name === null) continue;
    const before = first.get(test.name);
    if (before === undefined) first.set(test.name, test);
    else {
      problems.report({
        code: 'duplicate-name',
        message: `two tests are called \`${shown(test.name)}\``,
        span: { ...test.span, ...firstLine(test.span.file.text, test.span) },
        related: [{ message: 'the first is here', span: before.span }],
      });
    }
  }
}

function firstLine(text: string, { start, end }: Ranged): Ranged {
  const newline = text.indexOf('\n', start);
  return { start, end: newline < 0 ? end : Math.min(newline, end) };
}
