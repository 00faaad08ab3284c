/**
 * What formats that document rules say of each: the texts of `explain`, so that a person reads the same in a terminal and
 * beside a finding on a website.
 */

import { applicationHelp } from '../application/codes.ts';
import { catalogue } from '../check/catalogue.ts';
import type { Rule } from '../check/rule.ts';
import { exampleFiles } from '../explain/example.ts';
import { type PrintZ, topicLines } from '../explain/text.ts';
import { otherFindings, type Topic, topicsOf } from '../explain/topics.ts';
import type { WeakeningHelp } from '../explain/weakenings.ts';
import { arbacCodes } from '../import/arbac/codes.ts';
import { printFormula, printSchema } from '../notation/index.ts';
import { policyCodes } from '../policy/codes.ts';
import type { Severity } from '../policy/model.ts';
import { instanceHelp } from '../workflow/formats/codes.ts';
import { codeBlock, codeSpan, escapeMarkdown, quotingMarkdown } from './markdown-text.ts';
import { paint } from './text.ts';

export interface RuleDoc {
  readonly id: string;
  /** Whether a violation is a weakness, and not merely a file that cannot be read. */
  readonly isSecurity: boolean;
  /** One line, without a full stop. */
  readonly title: string;
  /** What it means and why it matters. */
  readonly meaning: string;
  readonly text: string;
  readonly markdown: string;
  /** Where nothing else is said. */
  readonly severity: Severity;
}

export function ruleDocOf(id: string): RuleDoc {
  const rule = catalogue.find((candidate) => candidate.id === id);
  if (rule !== undefined) return ofRule(rule);
  const other = otherFindings[id];
  return other === undefined ? ofCode(id) : ofFinding(id, other);
}

const print: PrintZ = {
  schema: (schema) => printSchema(schema, 'unicode').split('\n'),
  formula: (formula, width) => printFormula(formula, { width }).split('\n'),
};

function ofRule(rule: Rule): RuleDoc {
  const { title, meaning } = rule.explanation;
  return {
    id: rule.id,
    isSecurity: true,
    title,
    meaning,
    text: paint(topicLines({ kind: 'rule', rule }, print, [], 100), 'plain').trimEnd(),
    markdown: ruleMarkdown(rule),
    severity: rule.severity,
  };
}

function ruleMarkdown({ explanation, claims, properties }: Rule): string {
  const { meaning, violating, compliant, fix, references } = explanation;
  const example = (text: string): string => {
    const files = exampleFiles(text);
    return files
      .map(({ name, text: content }) => {
        const block = codeBlock(content, name.endsWith('.yaml') ? 'yaml' : '');
        return files.length === 1 ? block : `${codeSpan(name)}:\n\n${block}`;
      })
      .join('\n\n');
  };
  const schemas = claims.map(({ schema }) => schema);
  return [
    quotingMarkdown(meaning),
    '**Violating**',
    example(violating),
    '**Compliant**',
    example(compliant),
    '**How to mend it**',
    quotingMarkdown(fix),
    `**Formally** (${properties.join(', ')})`,
    ...schemas.flatMap((schema) => [
      quotingMarkdown(schema.meaning),
      codeBlock(print.schema(schema).join('\n')),
    ]),
    '**References**',
    references.map((reference) => `- ${escapeMarkdown(reference)}`).join('\n'),
  ].join('\n\n');
}

function ofFinding(id: string, { title, meaning, fix }: WeakeningHelp): RuleDoc {
  return {
    id,
    isSecurity: id.startsWith('weakening/'),
    title,
    meaning,
    text: paint(topicLines({ kind: 'finding', id }, print, [], 100), 'plain').trimEnd(),
    markdown: `${quotingMarkdown(meaning)}\n\n**How to mend it**\n\n${quotingMarkdown(fix)}`,
    severity: 'error',
  };
}

function ofCode(id: string): RuleDoc {
  for (const topic of topicsOf(id, [])) {
    const words = codeWords(topic);
    if (words !== null) return ofWords(id, words.summary ?? id.replaceAll('-', ' '), words.help);
  }
  return ofWords(id, id.replaceAll('-', ' '), id.replaceAll('-', ' '));
}

function codeWords(topic: Topic): { readonly summary?: string; readonly help: string } | null {
  switch (topic.kind) {
    case 'policy-code':
      return policyCodes[topic.code];
    case 'application-code':
      return { help: applicationHelp[topic.code] };
    case 'arbac-code':
      return { help: arbacCodes[topic.code].help };
    case 'instance-code':
      return { help: instanceHelp[topic.code] };
    default:
      return null;
  }
}

function ofWords(id: string, title: string, meaning: string): RuleDoc {
  return {
    id,
    isSecurity: false,
    title,
    meaning,
    text: meaning,
    markdown: quotingMarkdown(meaning),
    severity: 'error',
  };
}
