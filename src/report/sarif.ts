/**
 * SARIF 2.1.0, for code scanning on GitHub and for viewers of results.
 *
 * A result is anchored where the finding says first: at the grant that changed. How it comes about is one flow of code,
 * one step after the other, because viewers show no more than one. Whatever is not within GitHub's limits is left out,
 * worst first kept, and a notification says how much. Findings that are gone are no results: GitHub would show a result
 * that is marked as absent as an open alert; they are among the properties of the run.
 */

import { gzipSync } from 'node:zlib';
import type { Severity } from '../policy/model.ts';
import type { Location } from '../source/text.ts';
import type { Standing, Suppressed } from '../verdict/gate.ts';
import type { Position } from '../verdict/verdict.ts';
import { type Finding, findingsOf, isAboutFile, type Step } from './finding.ts';
import { standingWords } from './gate-words.ts';
import { type Identity, identitiesOf } from './identity.ts';
import { printable } from './printable.ts';
import type { Report } from './report.ts';
import { ruleDocOf } from './rule-docs.ts';
import { fromRoot, uriOf } from './uri.ts';
import { counted } from './wording.ts';

export interface SarifOptions {
  /** Of dutyproof. */
  readonly version: string;
  /** The way from the root of the repository to the directory in which it ran; none where it ran in the root. */
  readonly root?: string;
  readonly limits?: Partial<SarifLimits>;
}

export interface SarifLimits {
  readonly results: number;
  readonly steps: number;
  /** Compressed with gzip. */
  readonly bytes: number;
}

const githubLimits: SarifLimits = { results: 25_000, steps: 1_000, bytes: 10_000_000 };

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

export function sarif(report: Report, options: SarifOptions): string {
  const limits = { ...githubLimits, ...options.limits };
  const findings = findingsOf(report);
  const identities = identitiesOf(findings);
  let most = Math.min(findings.length, limits.results);
  for (;;) {
    const text = `${JSON.stringify(logOf(report, findings, identities, most, limits, options), null, 2)}\n`;
    if (most === 0 || !isTooLarge(text, limits.bytes)) return text;
    most = Math.floor(most / 2);
  }
}

function isTooLarge(text: string, bytes: number): boolean {
  // What is small is so without being compressed, too; a character has three bytes at the most.
  return text.length * 3 > bytes && gzipSync(text).length > bytes;
}

function logOf(
  report: Report,
  findings: readonly Finding[],
  identities: readonly Identity[],
  most: number,
  limits: SarifLimits,
  { version, root = '' }: SarifOptions,
): Json {
  // What has no place at all is told by a notification: GitHub refuses a file with a result that has none.
  const isResult = ({ kind, severity, locations }: Finding): boolean =>
    locations.length > 0 && (kind !== 'reading' || severity === 'error');
  const results = findings.flatMap((finding, at) =>
    at < most && isResult(finding) ? [{ finding, identity: identities[at]! }] : [],
  );
  // All that ran, so that an alert that is mended can be closed.
  const ran = report.envelope.verdicts.map(({ rule }) => rule);
  const rules = [...new Set([...ran, ...results.map(({ finding }) => finding.rule)])].sort();
  const places = new Map(rules.map((rule, index) => [rule, index]));
  const isCut = results.some(({ finding }) => finding.steps.length > limits.steps);
  const notifications = [
    ...findings.filter(isNotified).map((finding) => notificationOf(finding, root)),
    ...(most < findings.length
      ? [
          remark(
            `${counted(findings.length - most, 'result')} left out, the worst are here; --format json has all`,
          ),
        ]
      : []),
    ...(isCut ? [remark(`flows have their first ${limits.steps} steps only; --format json has all`)] : []),
  ];
  const { exitCode, gate } = report.envelope;
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'dutyproof', version, semanticVersion: version, rules: rules.map(ruleOf) } },
        invocations: [
          {
            executionSuccessful: exitCode !== 2 && exitCode !== 4 && report.interrupted === null,
            exitCode,
            toolExecutionNotifications: notifications,
          },
        ],
        originalUriBaseIds: {
          '%SRCROOT%': { description: { text: 'The root of the repository.' } },
        },
        columnKind: 'utf16CodeUnits',
        results: results.map(({ finding, identity }) =>
          resultOf(finding, identity, places.get(finding.rule) ?? -1, limits, root),
        ),
        ...(gate === undefined
          ? {}
          : {
              properties: {
                'dutyproof/counts': { ...gate.counts },
                'dutyproof/fixed': gate.removed.map(
                  ({ rule, constraint, policy, sentence, fingerprint }) => ({
                    rule,
                    constraint,
                    policy,
                    sentence,
                    fingerprint,
                  }),
                ),
              },
            }),
      },
    ],
  };
}

// Rules.

/** As GitHub reads it: from 7.0 high, from 4.0 medium, below low. */
const securitySeverity: Readonly<Record<Severity, string>> = { error: '8.0', warning: '5.0', note: '2.0' };

function ruleOf(id: string): Json {
  const { title, meaning, text, markdown, severity, isSecurity } = ruleDocOf(id);
  return {
    id,
    shortDescription: { text: capitalised(title) },
    fullDescription: { text: meaning },
    help: { text, markdown },
    defaultConfiguration: { level: severity },
    properties: isSecurity
      ? {
          tags: ['security', 'separation-of-duty'],
          // A violation was replayed on the specification.
          precision: 'very-high',
          'security-severity': securitySeverity[severity],
        }
      : { tags: ['maintainability'], precision: 'very-high' },
  };
}

// Results.

function resultOf(
  finding: Finding,
  { hash, occurrence }: Identity,
  ruleIndex: number,
  limits: SarifLimits,
  root: string,
): Json {
  const { rule, severity, kind, locations, end, related, steps, standing, coreFingerprint } = finding;
  const isOpen = kind === 'unknown' || kind === 'bounded';
  const [first, ...others] = locations;
  return {
    ruleId: rule,
    ruleIndex,
    // What is not decided is neither a failure nor none.
    ...(isOpen ? { kind: 'open', level: 'none' } : { level: severity }),
    message: { text: unlinked(messageOf(finding)) },
    locations: first === undefined ? [] : [{ physicalLocation: physical(root, first, end) }],
    // Where there are steps, they have the other places.
    ...relatedLocations(root, related, steps.length === 0 ? others : []),
    ...codeFlows(root, steps.slice(0, limits.steps), first ?? null),
    partialFingerprints: {
      primaryLocationLineHash: `${hash.slice(0, 16)}:${occurrence}`,
      'dutyproof/v1': `${hash}:${occurrence}`,
      ...(coreFingerprint === null ? {} : { 'dutyproof/core/v1': coreFingerprint }),
    },
    ...baselineState(standing),
    ...(standing.suppressed === undefined ? {} : { suppressions: [suppressionOf(standing.suppressed)] }),
    properties: propertiesOf(finding),
  };
}

function messageOf({ message, standing, kind, repairs, related }: Finding): string {
  const words = standing.state === undefined ? null : standingWords({ standing, kind });
  const demand = related.find(({ what }) => what === 'constraint' || what === 'goal');
  const [repair] = repairs;
  return [
    `${words === null ? '' : `[${words}] `}${message}.`,
    ...(demand === undefined ? [] : [`${capitalised(demand.text)}.`]),
    ...(repair === undefined ? [] : [`${isAboutFile(kind) ? 'Help' : 'To mend it'}: ${repair}.`]),
  ].join('\n');
}

function capitalised(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** Viewers make links of `[text](target)`. */
function unlinked(text: string): string {
  return text.replaceAll('](', '] (');
}

function propertiesOf(finding: Finding): Json {
  const { property, constraint, policy, repairs, repeat, standing, fails } = finding;
  return {
    ...(property === null ? {} : { property }),
    ...(constraint === null ? {} : { constraint }),
    ...(policy === null ? {} : { policy }),
    ...(repairs.length === 0 ? {} : { repairs }),
    ...(repeat === null ? {} : { repeat }),
    ...(standing.worsenedFrom === undefined ? {} : { worsenedFrom: standing.worsenedFrom }),
    fails,
  };
}

function relatedLocations(
  root: string,
  related: Finding['related'],
  others: readonly Location[],
): { readonly [key: string]: Json } {
  const named = related.map(({ text, location }) => ({
    physicalLocation: physical(root, location, null),
    message: { text: unlinked(text) },
  }));
  const more = others.map((location) => ({ physicalLocation: physical(root, location, null) }));
  const all = [...named, ...more].map((location, at) => ({ id: at + 1, ...location }));
  return all.length === 0 ? {} : { relatedLocations: all };
}

/** A step without a place of its own is shown where the finding is. */
function codeFlows(
  root: string,
  steps: readonly Step[],
  anchor: Location | null,
): { readonly [key: string]: Json } {
  const placed = steps.flatMap(({ text, location }) => {
    const place = location ?? anchor;
    return place === null ? [] : [{ text, place }];
  });
  if (placed.length === 0) return {};
  const locations = placed.map(({ text, place }, at) => ({
    executionOrder: at + 1,
    location: { physicalLocation: physical(root, place, null), message: { text: unlinked(text) } },
  }));
  return { codeFlows: [{ threadFlows: [{ locations }] }] };
}

function baselineState({ state, worsenedFrom }: Standing): { readonly [key: string]: Json } {
  switch (state) {
    case undefined:
      return {};
    case 'new':
      return { baselineState: 'new' };
    case 'existing':
      return { baselineState: worsenedFrom === undefined ? 'unchanged' : 'updated' };
    case 'existing-with-changes':
      return { baselineState: 'updated' };
    default:
      return state satisfies never;
  }
}

function suppressionOf({ id, expires, owner, reason, control, ticket }: Suppressed): Json {
  return {
    kind: 'external',
    status: 'accepted',
    justification: printable(reason),
    properties: {
      id,
      expires,
      owner,
      ...(control === undefined ? {} : { control }),
      ...(ticket === undefined ? {} : { ticket }),
    },
  };
}

function physical(root: string, { path, line, column }: Location, end: Position | null): Json {
  const { uri, isRelative } = uriOf(fromRoot(root, path));
  return {
    artifactLocation: isRelative ? { uri, uriBaseId: '%SRCROOT%' } : { uri },
    region: {
      startLine: line,
      startColumn: column,
      ...(end === null ? {} : { endLine: end.line, endColumn: end.column }),
    },
  };
}

// Notifications.

/** What says something of the run rather than of a policy. */
function isNotified({ kind, severity }: Finding): boolean {
  return (
    kind === 'reading' || kind === 'internal' || kind === 'run' || (kind === 'problem' && severity !== 'note')
  );
}

function notificationOf(finding: Finding, root: string): Json {
  const {
    rule,
    severity,
    message,
    repairs,
    locations: [first],
    end,
  } = finding;
  const [hint] = repairs;
  return {
    descriptor: { id: rule },
    level: severity,
    message: { text: unlinked(hint === undefined ? message : `${message}; ${hint}`) },
    ...(first === undefined ? {} : { locations: [{ physicalLocation: physical(root, first, end) }] }),
  };
}

function remark(text: string): Json {
  return { descriptor: { id: 'left-out' }, level: 'warning', message: { text } };
}
