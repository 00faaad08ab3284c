/** `dutyproof query`: who can do what, by which way, and why not. */

import type { Policy } from '../policy/model.ts';
import type { Answer } from '../query/answer.ts';
import { exitCodeOf } from '../query/exit-code.ts';
import { query as answerOf } from '../query/query.ts';
import {
  permissionsNamedBy,
  type QuestionName,
  questionForms,
  questionNames,
  readQuestion,
  sessionQuestions,
  type Words,
  withinQuestions,
} from '../query/question.ts';
import { diagnosticLines, reported } from '../report/diagnostics.ts';
import { prettyQuery } from '../report/query/pretty.ts';
import { type QueryEnvelope, queryJson } from '../report/query-json.ts';
import { paint } from '../report/text.ts';
import { grouped } from '../report/wording.ts';
import type { Diagnostic } from '../source/diagnostic.ts';
import { suggester } from '../source/suggest.ts';
import { listed } from '../source/words.ts';
import type { ExitCode } from '../verdict/verdict.ts';
import { type ColorWish, colorFor, errorColorFor, widthFor } from './color.ts';
import { type FormatRequest, planFormats, writeReports } from './format.ts';
import type { ImportWish } from './import-options.ts';
import { progressFor } from './progress.ts';
import { readPolicies } from './read-policies.ts';
import { shellPath } from './shell.ts';
import { UsageError } from './usage.ts';
import type { World } from './world.ts';

export interface QueryArguments extends ImportWish {
  /** Paths, then the name of a question, then its words. */
  readonly operands: readonly string[];
  readonly session?: string;
  /** Only users with this role. */
  readonly role?: string;
  /** How much of a list is shown; infinite: all. */
  readonly limit: number;
  readonly format: readonly FormatRequest[];
  readonly color: ColorWish;
}

/** Where no path is given, `paths` says what there is, or that it is missing. */
export async function query(
  options: QueryArguments,
  paths: (given: readonly string[]) => readonly string[],
  world: World,
): Promise<ExitCode> {
  // Mistakes in the command line are told before any work is done.
  planFormats(options.format);
  const { given, words } = parseOperands(options);
  const progress = progressFor(world);
  const read = readPolicies(paths(given), world, progress, {
    ...options,
    // Where wildcards are imported, what is asked about becomes a permission of its own.
    mentioned: permissionsNamedBy(words),
  });
  const [policy, another] = read.policies;
  if (another !== undefined)
    throw new UsageError(
      `\`query\` is about one policy, and there are ${read.policies.length}: ${listed(read.policies.map(({ path }) => `\`${path}\``))}`,
    );
  const isUnread = read.diagnostics.some(({ severity }) => severity === 'error');
  const question = policy === undefined || isUnread ? null : readQuestion(words, policy);
  const diagnostics: readonly Diagnostic[] = [
    ...read.diagnostics,
    ...(question?.kind === 'failed' ? question.diagnostics : []),
  ];
  const tell = (told: QueryEnvelope, answer: Answer | null = null): Promise<void> =>
    write(
      told,
      policy === undefined || answer === null ? null : { policy, answer },
      diagnostics,
      options,
      world,
    );
  const envelope: QueryEnvelope = {
    schemaVersion: 1,
    command: 'query',
    policy: policy === undefined ? null : { name: policy.name, file: policy.path },
    profile: policy?.profile ?? null,
    question: words,
    answer: null,
    interrupted: false,
    diagnostics: reported(diagnostics),
    exitCode: 2,
  };
  if (policy === undefined || question === null || question.kind === 'failed') {
    progress.clear();
    await tell(envelope);
    return 2;
  }

  const controller = new AbortController();
  const stopListening = world.onInterrupt(() => controller.abort());
  progress.tell('looking for the answer');
  const wanted = new Set(planFormats(options.format).map(({ name }) => name));
  const ask = (most: number): Promise<Answer> =>
    answerOf(policy, question.value, { signal: controller.signal, most });
  // Machines are told everything; of a list for people nothing is made that is not shown.
  let answer: Answer;
  let shown: Answer;
  try {
    answer = await ask(wanted.has('json') ? Number.POSITIVE_INFINITY : options.limit);
    shown = wanted.size > 1 && answer.kind === 'who' ? await ask(options.limit) : answer;
  } finally {
    stopListening();
    progress.clear();
  }
  // What was cut short would be told as if it were all.
  const isCut = controller.signal.aborted;
  const exitCode = isCut ? 3 : exitCodeOf(answer);
  await tell({ ...envelope, answer: isCut ? null : answer, interrupted: isCut, exitCode }, shown);
  return exitCode;
}

async function write(
  envelope: QueryEnvelope,
  shown: { readonly policy: Policy; readonly answer: Answer } | null,
  diagnostics: readonly Diagnostic[],
  { format, color, limit }: QueryArguments,
  world: World,
): Promise<void> {
  const { told, folded } = foldWarnings(diagnostics);
  world.err(paint(diagnosticLines(told, widthFor(world)), errorColorFor(color, world)));
  if (folded > 0) world.err(`${grouped(folded)} warnings about the files; \`dutyproof check\` tells them\n`);
  await writeReports(format, world, (name, target) => {
    if (name === 'json') return queryJson(envelope);
    if (envelope.interrupted) return 'interrupted: there is no answer yet\n';
    if (shown === null) return '';
    const { policy, answer } = shown;
    return prettyQuery(
      {
        policy,
        answer,
        // What was imported is read by other flags, and is no policy of ours to be changed.
        simulate: policy.path.endsWith('.policy.yaml')
          ? (user, role) =>
              `dutyproof simulate ${shellPath(policy.path)} --assign ${shellPath(`${user}=${role}`)}`
          : null,
      },
      target === 'output'
        ? { width: widthFor(world), color: colorFor(color, world), most: limit }
        : { width: 100, color: color === 'always' ? 'colored' : 'plain', most: limit },
    );
  });
}

/** More of them would hide the answer, which tells itself what it does not know. */
const mostWarnings = 3;

function foldWarnings(diagnostics: readonly Diagnostic[]): {
  readonly told: readonly Diagnostic[];
  readonly folded: number;
} {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const warnings = diagnostics.length - errors.length;
  if (errors.length > 0 || warnings <= mostWarnings) return { told: diagnostics, folded: 0 };
  return { told: [], folded: warnings };
}

interface Parsed {
  readonly given: readonly string[];
  readonly words: Words;
}

/** The first operand that is the name of a question ends the paths; a path of that name is written `./can`. */
function parseOperands({ operands, session, role }: QueryArguments): Parsed {
  const at = operands.findIndex(isQuestion);
  const name = operands[at];
  if (name === undefined || !isQuestion(name)) {
    const near = operands.slice(1).flatMap((word) => suggester().nearest(word, questionNames));
    const hint =
      near.length > 0 ? `did you mean \`${near[0]!}\`?` : `questions are ${listed(questionNames, 20)}`;
    throw new UsageError(`no question is asked; ${hint}`);
  }
  const given = operands.slice(at + 1);
  const form = questionForms[name];
  // A session has its user.
  const isOfSession = session !== undefined;
  const spared = isOfSession ? 1 : 0;
  if (isOfSession && !sessionQuestions.includes(name))
    throw new UsageError(`\`--session\` goes with ${listed(sessionQuestions)}, not with ${name}`);
  if (role !== undefined && !withinQuestions.includes(name))
    throw new UsageError(`\`--role\` goes with ${listed(withinQuestions)}, not with ${name}`);
  if (given.length < form.least - spared || given.length > form.most - spared) {
    const wanted = isOfSession ? form.words.replace(/^USER ?/, '') : form.words;
    throw new UsageError(
      `it is \`${`${name} ${wanted}`.trim()}${isOfSession ? ' --session NAME' : ''}\`, and ${
        given.length === 0
          ? 'nothing follows'
          : `${listed(given.map((word) => `\`${word}\``))} ${given.length === 1 ? 'follows' : 'follow'}`
      }`,
    );
  }
  return {
    given: operands.slice(0, at),
    words: { name, words: given, session: session ?? null, within: role ?? null },
  };
}

function isQuestion(word: string): word is QuestionName {
  return questionNames.some((name) => name === word);
}
