/**
 * Violations as failing tests of a Cedar policy, in the format of Cedar's own integration tests, with a request each for
 * the command line of Cedar. A probe asks what no request of the policy does: whether one principal is in all of the roles,
 * whatever they are granted. It must be denied, is allowed as long as the violation is there, and denied after any repair.
 */

import type { Policy } from '../policy/model.ts';
import { cedarString, entitiesJson, hasAllOf, permits, probeAction, schemaText, uid } from './cedar/text.ts';
import type { Exported, Exporter } from './exported.ts';
import { fileNames } from './file-names.ts';
import { type Finding, findingsOf, saidOf, subsetsOf, testedRules } from './findings.ts';
import { oneLine } from './lines.ts';

export const cedarTestExporter: Exporter = {
  format: 'cedar-test',
  title: 'a failing Cedar request for each violation',
  rules: testedRules,
  ofViolations: true,
  write(policy, verdicts): Exported {
    const { findings, remarks } = findingsOf(policy, verdicts);
    return { ...cedarTests(policy, findings), remarks };
  },
};

/** Tests of `findings` on what `policy` says, which may be repaired already. */
export function cedarTests(policy: Policy, findings: readonly Finding[]): Exported {
  const names = fileNames();
  const tests = names.take(policy.name, '.cedar-test.json');
  const policies = names.take(policy.name, '.cedar-test.cedar');
  const entities = names.take(policy.name, '.cedar-test.entities.json');
  const schema = names.take(policy.name, '.cedar-test.cedarschema');
  const hasAll = hasAllOf(policy);
  const requests = findings.map((finding) => ({
    principal: { type: 'User', id: finding.user },
    action: { type: 'Action', id: probeAction },
    resource: { type: 'Violation', id: finding.fingerprint.slice(0, 12) },
    context: {},
  }));
  const head = [
    `${policy.name} (${policy.path}), written by dutyproof: what roles may do, and a probe for each violation.`,
    `Entities: ${entities}. Each request of ${tests} must be denied.`,
  ].map((line) => `// ${oneLine(line)}`);
  const probes = findings.flatMap((finding) => {
    const { over, elements, limit, fingerprint } = finding;
    const conditions = (subsetsOf(elements, limit) ?? [elements]).flatMap(
      (names_) => hasAll(over, names_) ?? [],
    );
    if (conditions.length === 0) return [];
    return [
      [
        ...saidOf(finding).map((line) => `// ${line}`),
        `@id(${cedarString(`probe ${fingerprint.slice(0, 12)}`)})`,
        'permit (',
        '  principal,',
        `  action == ${uid('Action', probeAction)},`,
        `  resource == ${uid('Violation', fingerprint.slice(0, 12))}`,
        ')',
        `when {\n  ${conditions.join('\n  || ')}\n};`,
      ].join('\n'),
    ];
  });
  const json = {
    policies,
    entities,
    schema,
    shouldValidate: true,
    requests: requests.map((request, at) => ({
      description: saidOf(findings[at]!).join('; '),
      ...request,
      decision: 'deny',
      reason: [],
      errors: [],
    })),
  };
  return {
    files: [
      { path: tests, text: `${JSON.stringify(json, null, 2)}\n` },
      { path: policies, text: `${[head.join('\n'), ...permits(policy), ...probes].join('\n\n')}\n` },
      { path: entities, text: entitiesJson(policy) },
      { path: schema, text: schemaText(policy, true) },
      ...requests.map(({ principal, action, resource, context }, at) => ({
        path: names.take(policy.name, `.cedar-test.request-${at + 1}.json`),
        text: `${JSON.stringify({ principal: euid(principal), action: euid(action), resource: euid(resource), context }, null, 2)}\n`,
      })),
    ],
    remarks: [],
  };
}

/** As Cedar's command line wants it. */
const euid = ({ type, id }: { readonly type: string; readonly id: string }): string => uid(type, id);
