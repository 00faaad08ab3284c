/**
 * Markdown for a comment on a change, and for the summary of a job.
 *
 * The first three lines answer; each finding that fails is told with how it comes about; what was there before, and what
 * somebody answers for, is folded. Names of users stay text (`markdown-text.ts`). What does not fit is counted.
 */

import type { Location } from '../source/text.ts';
import { differenceBlocks, summaryOf } from './difference.ts';
import { type Finding, findingsOf, isAboutFile } from './finding.ts';
import { type Answer, answerOf, groupOf, standingWords } from './gate-words.ts';
import { codeBlock, codeSpan, escapeMarkdown, quotingMarkdown } from './markdown-text.ts';
import { placeText } from './plain.ts';
import type { Report } from './report.ts';
import { plainSentence } from './sentences.ts';
import { paint } from './text.ts';
import { counted, grouped } from './wording.ts';

export interface MarkdownOptions {
  /** The most bytes that it may have; a comment of GitHub holds 65,536 characters. */
  readonly bytes: number;
}

const most = { steps: 20, repairs: 4, folded: 200 };

const marks: Readonly<Record<Answer['kind'], string>> = { passed: '✓', failed: '✗', undecided: '?' };

export function markdown(report: Report, { bytes }: MarkdownOptions = { bytes: 60_000 }): string {
  const findings = findingsOf(report);
  const answer = answerOf(report, findings);
  const failing = findings.filter(({ fails }) => fails);
  const head = [
    `### ${marks[answer.kind]} dutyproof: ${escapeMarkdown(answer.text)}`,
    leadOf(report, failing),
    // Where nothing was judged, nothing is counted.
    ...(report.outcomes.length === 0 ? [] : [countsTable(report, findings)]),
  ];
  const foot = footOf(report);
  const blocks = [
    ...failing.map(findingBlock),
    ...differenceBlocksOf(report),
    ...foldedBlocks(report, findings),
  ];
  const room = bytes - size([...head, foot]) - 200;
  const kept = fitting(blocks, room);
  const rest = blocks.length - kept.length;
  const more = rest > 0 ? [`${counted(rest, 'more part')} left out here; \`--format json\` has all.`] : [];
  return `${[...head, ...kept, ...more, foot].join('\n\n')}\n`;
}

/** What each policy means differently: the answer to read, the rest folded. */
function differenceBlocksOf({ envelope }: Report): readonly string[] {
  return (envelope.differences ?? []).flatMap((difference) => {
    if (difference.kind === 'same') return [];
    const title = `${escapeMarkdown(difference.policy)}: ${escapeMarkdown(summaryOf(difference))}`;
    const lines = differenceBlocks(difference, 100).flatMap((block) => [...block, []]);
    if (lines.length === 0) return [title];
    const text = paint(lines.slice(0, -1), 'plain');
    return [`<details><summary>${title}</summary>\n\n${codeBlock(text)}\n\n</details>`];
  });
}

function fitting(blocks: readonly string[], room: number): readonly string[] {
  let used = 0;
  const end = blocks.findIndex((block) => {
    used += size([block]);
    return used > room;
  });
  return end < 0 ? blocks : blocks.slice(0, end);
}

function size(blocks: readonly string[]): number {
  return blocks.reduce((sum, block) => sum + Buffer.byteLength(block) + 2, 0);
}

/** What is worst, or what was compared. */
function leadOf({ envelope }: Report, [worst]: readonly Finding[]): string {
  if (worst !== undefined)
    return `**${(isAboutFile(worst.kind) ? quotingMarkdown : escapeMarkdown)(worst.headline)}**${at(worst.locations[0])}`;
  const against = envelope.gate?.against ?? null;
  const policies = counted(envelope.summary.policies, 'policy', 'policies');
  return against === null
    ? `${policies} checked, and nothing found that fails.`
    : `${policies} compared with ${codeSpan(against)}.`;
}

function countsTable({ envelope }: Report, findings: readonly Finding[]): string {
  const { gate, summary } = envelope;
  const violated = findings.filter(({ kind }) => kind === 'violated');
  const of = (severity: Finding['severity']): string =>
    grouped(violated.filter((finding) => finding.severity === severity).length);
  const group = (name: ReturnType<typeof groupOf>): number =>
    violated.filter(({ standing }) => groupOf(standing) === name).length;
  const columns: (readonly [string, string])[] =
    gate === undefined || gate.against === null
      ? [
          ['errors', of('error')],
          ['warnings', of('warning')],
          ['notes', of('note')],
        ]
      : [
          ['new', grouped(group('new'))],
          ['worsened', grouped(group('worsened'))],
          ['weakened', grouped(gate.weakenings.filter(({ suppressed }) => suppressed === undefined).length)],
          ['existing', grouped(group('existing'))],
          ['existing with changes', grouped(group('changed'))],
          ['fixed', grouped(gate.removed.length)],
        ];
  if (gate !== undefined) columns.push(['suppressed', suppressedCell(findings)]);
  columns.push(
    ['not decided', grouped(summary.unknown + summary.bounded)],
    ['hold', grouped(summary.holds)],
    ['say nothing', grouped(summary.vacuous)],
  );
  return [
    `| ${columns.map(([name]) => name).join(' | ')} |`,
    `|${columns.map(() => ' ---: |').join('')}`,
    `| ${columns.map(([, value]) => value).join(' | ')} |`,
  ].join('\n');
}

function suppressedCell(findings: readonly Finding[]): string {
  const expiring = findings.flatMap(({ standing }) => standing.suppressed?.expires ?? []).sort();
  const [next] = expiring;
  return next === undefined ? '0' : `${grouped(expiring.length)} (next expires ${escapeMarkdown(next)})`;
}

/** One finding with how it comes about and what would mend it. */
function findingBlock(finding: Finding): string {
  const { headline, message, steps, related, repairs, repeat, locations, severity, kind } = finding;
  const words = standingWords(finding);
  const rest = steps.length - most.steps;
  const flow = [
    ...steps
      .slice(0, most.steps)
      .map((step, index) => `${index + 1}. ${escapeMarkdown(step.text)}${at(step.location)}`),
    ...(rest > 0 ? [`${most.steps + 1}. ${counted(rest, 'more step')}`] : []),
  ];
  const text = isAboutFile(kind) ? quotingMarkdown : escapeMarkdown;
  const help = isAboutFile(kind) ? 'Help' : 'Repair';
  const list = [
    ...related.map((one) => `- ${text(one.text)}${at(one.location)}`),
    ...repairs.slice(0, most.repairs).map((repair) => `- ${help}: ${text(repair)}`),
    ...(repeat === null ? [] : [`- Repeat: ${codeSpan(repeat)}`]),
  ];
  return [
    `#### ${severity}${words === null ? '' : `, ${escapeMarkdown(words)}`}: ${nameOf(finding)}`,
    `${text(steps.length === 0 ? message : headline)}${at(locations[0])}`,
    ...(flow.length === 0 ? [] : [flow.join('\n')]),
    ...(list.length === 0 ? [] : [list.join('\n')]),
  ].join('\n\n');
}

/** What does not fail, and is told in a line each. */
function foldedBlocks({ envelope }: Report, findings: readonly Finding[]): readonly string[] {
  const passing = findings.filter(({ fails }) => !fails);
  const isOld = ({ standing }: Finding): boolean => standing.state !== undefined && standing.state !== 'new';
  const suppressed = passing.filter(({ standing }) => standing.suppressed !== undefined);
  const open = passing.filter(({ standing }) => standing.suppressed === undefined);
  const existing = open.filter(isOld);
  const others = open.filter((finding) => !isOld(finding));
  const removed = envelope.gate?.removed ?? [];
  return [
    folded(
      counted(others.length, 'remark that does not fail', 'remarks that do not fail'),
      others.map(lineOf),
    ),
    folded(counted(existing.length, 'existing finding'), existing.map(lineOf)),
    folded(counted(suppressed.length, 'suppressed finding'), suppressed.map(lineOf)),
    folded(
      counted(removed.length, 'fixed finding'),
      removed.map(
        ({ sentence, policy, rule, constraint }) =>
          `${escapeMarkdown(plainSentence(sentence))} (${nameOf({ rule, constraint })} in ${codeSpan(policy)})`,
      ),
    ),
  ].flat();
}

function lineOf(finding: Finding): string {
  const words = standingWords(finding);
  const tag = words === null || words === 'existing' ? '' : `: ${escapeMarkdown(words)}`;
  return `${escapeMarkdown(finding.headline)}${at(finding.locations[0])} (${nameOf(finding)}${tag})`;
}

function folded(title: string, lines: readonly string[]): readonly string[] {
  if (lines.length === 0) return [];
  const shown = lines.slice(0, most.folded).map((text) => `- ${text}`);
  const rest = lines.length - shown.length;
  const more = rest > 0 ? [`- ${grouped(rest)} more; \`--format json\` has all`] : [];
  return [`<details><summary>${title}</summary>\n\n${[...shown, ...more].join('\n')}\n\n</details>`];
}

function footOf({ envelope }: Report): string {
  const { summary, exitCode } = envelope;
  const off = summary.rulesOff === 0 ? '' : ` · ${counted(summary.rulesOff, 'rule')} not run`;
  return `${counted(summary.policies, 'policy', 'policies')}${off} · exit ${exitCode}`;
}

function nameOf({ rule, constraint }: Pick<Finding, 'rule' | 'constraint'>): string {
  return constraint === null ? codeSpan(rule) : `${codeSpan(rule)} · ${codeSpan(constraint)}`;
}

function at(location: Location | null | undefined): string {
  return location === null || location === undefined ? '' : ` — ${codeSpan(placeText(location))}`;
}
