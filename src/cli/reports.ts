/** Writes the report of a command that judges policies, in each format that was asked for. */

import { isAbsolute, relative, sep } from 'node:path';
import { diagnosticLines } from '../report/diagnostics.ts';
import type { PrettyOptions } from '../report/pretty.ts';
import { printable } from '../report/printable.ts';
import type { Report } from '../report/report.ts';
import { paint } from '../report/text.ts';
import { type ColorWish, colorFor, errorColorFor, widthFor } from './color.ts';
import { type FormatRequest, planFormats, type ReportFormatName, writeReports } from './format.ts';
import { UsageError } from './usage.ts';
import { version } from './version.ts';
import type { World } from './world.ts';

export interface ReportOptions {
  readonly format: readonly FormatRequest<ReportFormatName>[];
  readonly color: ColorWish;
}

/**
 * Also tells on standard error what is wrong with files, and adds to the summary of a job of GitHub. `ownPretty`: the report
 * for people of a command that tells more than findings.
 */
export async function writeReport(
  report: Report,
  { format, color }: ReportOptions,
  world: World,
  ownPretty?: (options: PrettyOptions) => string,
): Promise<void> {
  // What is wrong with the files is no report: it must be seen also where the report goes into a pipe.
  world.err(paint(diagnosticLines(report.diagnostics, widthFor(world)), errorColorFor(color, world)));
  const plan = planFormats(format);
  const isLog = plan.filter(({ file }) => file === null).length > 1;
  await writeReports(format, world, async (name, target) => {
    if (name !== 'pretty') return renderReport(name, report, rootOf(world));
    const { pretty } = await import('../report/pretty.ts');
    const render = ownPretty ?? ((options: PrettyOptions) => pretty(report, options));
    if (target === 'file') return render({ width: 100, color: color === 'always' ? 'colored' : 'plain' });
    const layout = { width: widthFor(world), color: colorFor(color, world) };
    const text = render({ ...layout, diagnostics: 'elsewhere' });
    return isLog ? (await import('../report/github.ts')).withoutCommands(text) : text;
  });
  const summary = world.environment.GITHUB_STEP_SUMMARY;
  if (summary === undefined || summary === '' || !plan.some(({ name }) => name === 'github')) return;
  await addSummary(summary, report, world);
}

async function addSummary(path: string, report: Report, world: World): Promise<void> {
  const { appendWithin } = await import('./write-file.ts');
  const { markdown } = await import('../report/markdown.ts');
  try {
    await appendWithin(world.workingDirectory, path, mostOfSummary, (bytes) => markdown(report, { bytes }));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    // Nobody asked for it, and the report is written: the answer stays what it is.
    world.err(`warning: the summary of the job is not written: ${printable(error.message)}\n`);
  }
}

/** GitHub refuses a larger one. */
const mostOfSummary = 1024 * 1024;

/**
 * The way from the root of the repository, as CI knows it, to the working directory: systems that collect reports read
 * paths from there. Empty where that is not known, or it is the same.
 */
export function rootOf({
  environment,
  workingDirectory,
}: Pick<World, 'environment' | 'workingDirectory'>): string {
  const root = environment.GITHUB_WORKSPACE || environment.CI_PROJECT_DIR;
  if (root === undefined || root === '') return '';
  const way = relative(root, workingDirectory);
  return way.split(sep)[0] === '..' || isAbsolute(way) ? '' : way.split(sep).join('/');
}

/** One report for machines. Only what makes that one is loaded. */
export async function renderReport(
  name: Exclude<ReportFormatName, 'pretty'>,
  report: Report,
  root: string,
): Promise<string> {
  switch (name) {
    case 'json':
      return (await import('../report/json.ts')).json(report.envelope);
    case 'sarif':
      return (await import('../report/sarif.ts')).sarif(report, { version, root });
    case 'junit':
      return (await import('../report/junit.ts')).junit(report);
    case 'github':
      return (await import('../report/github.ts')).github(report, root);
    case 'gitlab':
      return (await import('../report/gitlab.ts')).gitlab(report, root);
    case 'markdown':
      return (await import('../report/markdown.ts')).markdown(report);
    case 'rdjsonl':
      return (await import('../report/rdjsonl.ts')).rdjsonl(report);
    case 'tap':
      return (await import('../report/tap.ts')).tap(report);
    default:
      return name satisfies never;
  }
}
