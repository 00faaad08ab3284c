/**
 * Violations as a failing test in SQL: it sets up nothing and changes nothing, and raises an exception for the first user
 * that has too much (`psql -v ON_ERROR_STOP=1 -f FILE` leaves with 3). The server itself judges: what the
 * user can reach by `SET ROLE` and by inheritance is what `pg_has_role` says. It needs no rights but to connect.
 */

import type { Policy } from '../policy/model.ts';
import type { Exported, Exporter } from './exported.ts';
import { fileNames } from './file-names.ts';
import { type Finding, findingsOf, saidOf, testedRules } from './findings.ts';
import { oneLine } from './lines.ts';
import { isRoleName, literal, permissionCondition, roleOid } from './postgres/text.ts';

export const postgresTestExporter: Exporter = {
  format: 'postgres-test',
  title: 'a failing test for PostgreSQL (SQL) for each violation',
  rules: testedRules,
  ofViolations: true,
  write(policy, verdicts): Exported {
    const { findings, remarks } = findingsOf(policy, verdicts);
    const tests = postgresTests(policy, findings);
    return { ...tests, remarks: [...remarks, ...tests.remarks] };
  },
};

export function postgresTests(policy: Policy, findings: readonly Finding[]): Exported {
  const path = fileNames().take(policy.name, '.postgres-test.sql');
  const blocks: string[] = [];
  const remarks: string[] = [];
  for (const finding of findings) {
    const block = blockOf(finding);
    if (block !== null) blocks.push(block);
    else {
      const { fingerprint, sentence } = finding;
      remarks.push(
        oneLine(
          `no test is written of ${fingerprint.slice(0, 12)}, which a server cannot be asked for: ${sentence}`,
        ),
      );
    }
  }
  const head = [
    `-- ${oneLine(`${policy.name} (${policy.path}), written by dutyproof.`)}`,
    `-- psql -v ON_ERROR_STOP=1 -f ${path}`,
  ];
  return { files: [{ path, text: `${[...head, '', ...blocks].join('\n')}\n` }], remarks };
}

/** Null: it cannot be asked on a server. */
function blockOf(finding: Finding): string | null {
  const { user, over, elements, limit } = finding;
  const conditions = elements.map((element) => conditionOf(over, element));
  if (!isRoleName(user) || conditions.some((condition) => condition === null)) return null;
  // A tag that the text between does not hold.
  const body = `
DECLARE
  who oid := ${roleOid(user)};
  -- Since version 16, a member may be kept from SET ROLE.
  reach text := CASE WHEN current_setting('server_version_num')::integer < 160000 THEN 'MEMBER' ELSE 'SET' END;
  has text[];
BEGIN
  SELECT array_agg(element) INTO has FROM (
${elements.map((element, index) => `    SELECT ${literal(element)} AS element WHERE ${conditions[index]}`).join('\n    UNION ALL\n')}
  ) held;
  IF cardinality(has) >= ${limit} THEN
    RAISE EXCEPTION '%', ${literal(oneLine(finding.sentence))}
      USING ERRCODE = 'integrity_constraint_violation', DETAIL = array_to_string(has, ', '),
        HINT = ${literal(saidOf(finding)[2]!)};
  END IF;
END
`;
  let tag = '$test$';
  for (let number = 2; body.includes(tag); number += 1) tag = `$test${number}$`;
  return [...saidOf(finding).map((line) => `-- ${line}`), `DO ${tag}${body}${tag};`, ''].join('\n');
}

function conditionOf(over: Finding['over'], element: string): string | null {
  if (over === 'role' && !isRoleName(element)) return null;
  const condition =
    over === 'role'
      ? `pg_catalog.pg_has_role(r.oid, ${roleOid(element)}, 'USAGE')`
      : permissionCondition(element, 'r.oid');
  return condition === null
    ? null
    : `EXISTS (SELECT FROM pg_catalog.pg_roles r WHERE pg_catalog.pg_has_role(who, r.oid, reach) AND ${condition})`;
}
