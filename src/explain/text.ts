/** Explanations as lines. How a schema prints is the caller's, so that only who explains a rule loads the printer. */

import { operations } from '../../spec/operations/catalogue.ts';
import { applicationHelp } from '../application/codes.ts';
import { changeCodes } from '../change/codes.ts';
import type { Rule } from '../check/rule.ts';
import { arbacCodes } from '../import/arbac/codes.ts';
import type { Schema } from '../logic/schema.ts';
import { policyCodes } from '../policy/codes.ts';
import { type SwitchName, switches, switchNames } from '../profile/profile.ts';
import type { CommittedGuard } from '../prove/committed.ts';
import { queryCodes } from '../query/codes.ts';
import { blank, indented, type Line, line, padded, piece, quoting, widthOf, wrap } from '../report/text.ts';
import { instanceHelp } from '../workflow/formats/codes.ts';
import { fileBegunBy } from './example.ts';
import { operationLines, type PrintFormula, reportLines } from './operations.ts';
import { readings } from './readings.ts';
import { refusals } from './reports.ts';
import {
  applicationCodeNames,
  arbacCodeNames,
  changeCodeNames,
  findingIds,
  instanceCodeNames,
  otherFindings,
  policyCodeNames,
  queryCodeNames,
  reportNames,
  type Topic,
  vacuityIds,
} from './topics.ts';
import { vacuities } from './vacuities.ts';

/** How Z is printed, in lines without line breaks. */
export interface PrintZ {
  readonly schema: (schema: Schema) => readonly string[];
  readonly formula: PrintFormula;
}

/** `guards`: what was found of them, for who explains an operation. */
export function topicLines(
  topic: Topic,
  print: PrintZ,
  guards: readonly CommittedGuard[],
  width: number,
): readonly Line[] {
  switch (topic.kind) {
    case 'rule':
      return ruleLines(topic.rule, print.schema, width);
    case 'policy-code': {
      const { severity, summary, help } = policyCodes[topic.code];
      return [
        ...titleLines(topic.code, `${severity} in a policy`, width),
        ...paragraph(capitalised(summary), width),
        blank,
        ...paragraph(help, width),
      ];
    }
    case 'change-code': {
      const { severity, summary, help } = changeCodes[topic.code];
      return [
        ...titleLines(topic.code, `${severity} in changes and policy tests`, width),
        ...paragraph(capitalised(summary), width),
        blank,
        ...paragraph(help, width),
      ];
    }
    case 'query-code': {
      const { severity, summary, help } = queryCodes[topic.code];
      return [
        ...titleLines(topic.code, `${severity} in a question`, width),
        ...paragraph(capitalised(summary), width),
        blank,
        ...paragraph(help, width),
      ];
    }
    case 'application-code':
      return [
        ...titleLines(topic.code, 'in an application', width),
        ...paragraph(applicationHelp[topic.code], width),
      ];
    case 'instance-code':
      return [
        ...titleLines(topic.code, 'in a workflow instance', width),
        ...paragraph(instanceHelp[topic.code], width),
      ];
    case 'arbac-code': {
      const { severity, help } = arbacCodes[topic.code];
      return [...titleLines(topic.code, `${severity} in an .arbac file`, width), ...paragraph(help, width)];
    }
    case 'switch':
      return switchLines(topic.name, width);
    case 'vacuity': {
      const { summary, help } = vacuities[topic.id]!;
      return [
        ...titleLines(topic.id, 'holds, and says nothing', width),
        ...paragraph(capitalised(summary), width),
        blank,
        ...paragraph(help, width),
      ];
    }
    case 'operation': {
      const { operation } = topic;
      return [
        ...titleLines(operation.name, `operation · ${operation.source}`, width),
        ...paragraph(operation.meaning, width),
        ...operationLines(operation, print.formula, guards, width - 2),
      ];
    }
    case 'report': {
      const { summary, help } = refusals[topic.error]!;
      return [
        ...titleLines(topic.error, 'report of an operation', width),
        ...paragraph(capitalised(summary), width),
        blank,
        ...paragraph(help, width),
        ...reportLines(topic.error, print.formula, width - 2),
      ];
    }
    case 'finding': {
      const { title, meaning, fix } = otherFindings[topic.id]!;
      return [
        ...titleLines(topic.id, 'finding', width),
        ...paragraph(capitalised(title), width),
        blank,
        ...paragraph(meaning, width),
        blank,
        line('How to mend it', 'strong'),
        ...indented(paragraph(fix, width - 2), 2),
      ];
    }
  }
}

function ruleLines(rule: Rule, print: PrintZ['schema'], width: number): readonly Line[] {
  const { explanation } = rule;
  const section = (heading: string, lines: readonly Line[]): readonly Line[] => [
    blank,
    line(heading, 'strong'),
    ...indented(lines, 2),
  ];
  const schemas = rule.claims.map((claim) => claim.schema);
  return [
    ...titleLines(rule.id, `${rule.properties.join(', ')} · ${rule.severity}`, width),
    ...paragraph(capitalised(explanation.title), width),
    blank,
    ...paragraph(explanation.meaning, width),
    ...section('Violating', example(explanation.violating)),
    ...section('Compliant', example(explanation.compliant)),
    ...section('How to mend it', paragraph(explanation.fix, width - 2)),
    ...section(
      'Formally',
      schemas.flatMap((schema, index) => [
        ...(index === 0 ? [] : [blank]),
        ...paragraph(schema.meaning, width - 2),
        ...print(schema).map((text) => line(text)),
      ]),
    ),
    ...section(
      'References',
      [...schemas.map(definedBy), ...explanation.references].flatMap((reference) =>
        wrap(line(reference), width - 2, 2),
      ),
    ),
  ];
}

function switchLines(name: SwitchName, width: number): readonly Line[] {
  const reading = readings[name];
  const values = Object.entries<string>(reading.values);
  const column = Math.max(...values.map(([value]) => value.length)) + 2;
  return [
    ...titleLines(name, `${switches[name].id} · reading profile`, width),
    ...paragraph(reading.question, width),
    blank,
    ...values.flatMap(([value, meaning], index) =>
      entry(line(value, 'strong'), quoting(index === 0 ? `${meaning} (default)` : meaning), column, width),
    ),
    blank,
    ...paragraph(reading.reason, width),
    blank,
    line('In a policy:'),
    line('  profile:'),
    line(`    ${name}: ${values.at(-1)?.[0] ?? ''}`),
  ];
}

/** Everything that can be explained, one line each. */
export function overview(catalogue: readonly Rule[], width: number): readonly Line[] {
  const section = (heading: string, entries: readonly (readonly [string, string])[]): readonly Line[] => {
    const column = Math.max(...entries.map(([name]) => name.length)) + 2;
    return [
      line(heading, 'strong'),
      ...entries.flatMap(([name, text]) => indented(entry(line(name), quoting(text), column, width - 2), 2)),
      blank,
    ];
  };
  return [
    ...section(
      'Rules',
      catalogue.map((rule) => [
        rule.id,
        `${rule.explanation.title} (${rule.properties.join(', ')}; ${rule.severity})`,
      ]),
    ),
    ...section(
      'Switches of the reading profile',
      switchNames.map((name) => [name, `${readings[name].question} (${switches[name].id})`]),
    ),
    ...section(
      'Reasons for which something holds, and says nothing',
      vacuityIds.map((id) => [id, vacuities[id]!.summary]),
    ),
    ...section(
      'Codes of errors in policies',
      policyCodeNames.map((code) => [code, policyCodes[code].summary]),
    ),
    ...section(
      'Codes of errors in changes and policy tests',
      changeCodeNames.map((code) => [code, changeCodes[code].summary]),
    ),
    ...section(
      'Codes of errors in questions',
      queryCodeNames.map((code) => [code, queryCodes[code].summary]),
    ),
    ...section(
      'Codes of errors in applications',
      applicationCodeNames.map((code) => [code, firstSentence(applicationHelp[code])]),
    ),
    ...section(
      'Codes of errors in workflow instances',
      instanceCodeNames.map((code) => [code, firstSentence(instanceHelp[code])]),
    ),
    ...section(
      'Codes of errors in .arbac files',
      arbacCodeNames.map((code) => [code, firstSentence(arbacCodes[code].help)]),
    ),
    ...section(
      'Findings that are no rule',
      findingIds.map((id) => [id, otherFindings[id]!.title]),
    ),
    ...section(
      'Operations',
      operations.map(({ name, meaning }) => [name, meaning.replace(/\.$/, '')]),
    ),
    ...section(
      'Reports of operations that refuse',
      reportNames.map((error) => [error, refusals[error]!.summary]),
    ),
  ].slice(0, -1);
}

function titleLines(name: string, kind: string, width: number): readonly Line[] {
  return [...wrap([piece(name, 'strong'), piece(`  ${kind}`, 'dim')], width, 2), blank];
}

function paragraph(text: string, width: number): Line[] {
  return wrap(quoting(text), Math.min(width, 100));
}

/** Names of files are headings of what is in them, not lines of it. */
function example(text: string): readonly Line[] {
  const isOne = !text.split('\n').some((content) => fileBegunBy(content) !== null);
  return text
    .replace(/\n+$/, '')
    .split('\n')
    .map((content) => {
      const file = fileBegunBy(content);
      if (file !== null) return line(`${file}:`, 'dim');
      return content === '' || isOne ? line(content) : line(`  ${content}`);
    });
}

/** The specification is printed with the terms and switches that the schema is made of. */
function definedBy(schema: Schema): string {
  return `dutyproof spec ${schema.name}: the definition, with all terms in it`;
}

function entry(name: Line, text: Line, column: number, width: number): readonly Line[] {
  const [first = blank, ...rest] = wrap(text, Math.max(20, Math.min(width, 110) - column));
  return [[...padded(name, Math.max(column, widthOf(name) + 2)), ...first], ...indented(rest, column)];
}

function capitalised(text: string): string {
  const shown = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(shown) ? shown : `${shown}.`;
}

function firstSentence(text: string): string {
  return /^.*?[^.]\.(?= [A-Z`]|$)/.exec(text)?.[0]?.replace(/\.$/, '') ?? text;
}
