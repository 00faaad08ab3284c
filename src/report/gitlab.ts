/** Code Quality of GitLab: a list of issues, each with a fingerprint that no other has. */

import { type Finding, findingsOf, isAboutFile } from './finding.ts';
import { standingWords } from './gate-words.ts';
import { identitiesOf } from './identity.ts';
import { printable } from './printable.ts';
import type { Report } from './report.ts';
import { fromRoot } from './uri.ts';

type Severity = 'info' | 'minor' | 'major' | 'critical' | 'blocker';

/** `root`: the way from the root of the repository to the directory in which it ran. */
export function gitlab(report: Report, root = ''): string {
  const findings = findingsOf(report);
  const identities = identitiesOf(findings);
  const issues = findings.map((finding, at) => {
    const { hash, occurrence } = identities[at]!;
    const { rule, locations, file } = finding;
    const [place] = locations;
    return {
      description: descriptionOf(finding),
      check_name: rule,
      fingerprint: occurrence === 1 ? hash : `${hash}${occurrence.toString(16).padStart(8, '0')}`,
      severity: severityOf(finding),
      location: {
        path: fromRoot(root, place?.path ?? file ?? '.').replace(/^\.\//, ''),
        lines: { begin: place?.line ?? 1 },
      },
    };
  });
  return `${JSON.stringify(issues, null, 2)}\n`;
}

function descriptionOf(finding: Finding): string {
  const words = standingWords(finding);
  const [repair] = finding.repairs;
  const help = isAboutFile(finding.kind) ? 'help' : 'to mend it';
  const hint = repair === undefined ? '' : ` (${help}: ${repair})`;
  const about = finding.constraint === null ? '' : `${printable(finding.constraint)}: `;
  return `${words === null ? '' : `[${words}] `}${about}${finding.message}${hint}`;
}

function severityOf({ kind, severity, standing }: Finding): Severity {
  if (standing.suppressed !== undefined) return 'info';
  switch (kind) {
    case 'internal':
    case 'run':
      return 'blocker';
    case 'reading':
      return severity === 'error' ? 'blocker' : 'minor';
    case 'unknown':
    case 'bounded':
      return 'major';
    case 'violated':
    case 'weakening':
    case 'vacuous':
    case 'problem':
      return severity === 'error' ? 'critical' : severity === 'warning' ? 'major' : 'info';
    default:
      return kind satisfies never;
  }
}
