/**
 * Separation of duty for a PostgreSQL server, as SQL to run on it: a schema `dutyproof` with the exclusions of the policy, a
 * view of all who violate them now, and a function that grants a role unless somebody would then violate one. There are
 * no triggers: PostgreSQL has none on roles, so `GRANT` itself stays as it is. Whoever may use it can still pass by; give
 * the admin option to nobody but who runs the function, and ask the view from a job.
 *
 * Roles of the policy are roles of the server, and users are those that may log in. *Static* exclusions count what a user
 * can reach: by `SET ROLE`, then by inheritance. *Dynamic* ones count what is active together: a session has one role set,
 * and what it inherits; so roles may exclude each other dynamically that one user has without inheritance. Permissions are
 * those that the importer of dumps names, where the server has a function that tells them. Superusers pass every check of
 * the server and are not listed.
 */

import type { Policy } from '../policy/model.ts';
import type { Exported, Exporter } from './exported.ts';
import { fileNames } from './file-names.ts';
import { oneLine } from './lines.ts';
import { isRoleName, literal, permissionCondition } from './postgres/text.ts';
import { beyondStatic, hasByInheritance, staticDemands, staticRules } from './static.ts';

export const postgresExporter: Exporter = {
  format: 'postgres',
  title: 'PostgreSQL: a view of who violates an exclusion, and a function that refuses to grant',
  rules: staticRules,
  ofViolations: false,
  write(policy): Exported {
    const { sets, remarks } = setsOf(policy);
    const path = fileNames().take(policy.name, '.sod.sql');
    return { files: [{ path, text: textOf(policy, sets) }], remarks: [...remarks, ...restOf(policy)] };
  },
};

/** Fewer than `limit` of the elements. */
interface ExclusionOfServer {
  readonly kind: 'static' | 'dynamic';
  readonly id: string;
  readonly reason: string | null;
  readonly over: 'role' | 'permission';
  readonly elements: readonly string[];
  readonly limit: number;
}

function setsOf(policy: Policy): {
  readonly sets: readonly ExclusionOfServer[];
  readonly remarks: readonly string[];
} {
  const sets: ExclusionOfServer[] = [];
  const remarks: string[] = [];
  const add = (set: ExclusionOfServer): void => {
    const unknown = set.elements.find((name) =>
      set.over === 'role' ? !isRoleName(name) : permissionCondition(name, '0') === null,
    );
    if (unknown === undefined) sets.push(set);
    else {
      const what =
        set.over === 'role' ? 'can be no role of a server' : 'is nothing that a server can be asked for';
      remarks.push(oneLine(`a set of ${set.id} is not in it, because ${unknown} ${what}`));
    }
  };
  for (const demand of staticDemands(policy)) {
    if (demand.kind !== 'fewer') continue;
    const { list } = demand.over === 'role' ? policy.roles : policy.permissions;
    for (const { members, limit } of demand.sets) {
      const elements = members.map((member) => list[member]!);
      add({ kind: 'static', id: demand.id, reason: demand.reason, over: demand.over, elements, limit });
    }
  }
  for (const constraint of policy.constraints) {
    if (constraint.kind !== 'exclusion' || !constraint.dynamic) continue;
    const { id, reason, over } = constraint;
    const { list } = over === 'role' ? policy.roles : policy.permissions;
    for (const { members, limit } of constraint.sets) {
      add({ kind: 'dynamic', id, reason, over, elements: members.map((member) => list[member]!), limit });
    }
  }
  return { sets, remarks };
}

/** What is not in it; dynamic exclusions are. */
function restOf(policy: Policy): readonly string[] {
  const constraints = policy.constraints.map((one) =>
    one.kind === 'exclusion' ? { ...one, dynamic: false } : one,
  );
  const others = staticDemands(policy).filter(({ kind }) => kind !== 'fewer').length;
  return [
    ...(others === 0
      ? []
      : [
          `${others} ${others === 1 ? 'cardinality or prerequisite is' : 'cardinalities and prerequisites are'} not in it`,
        ]),
    ...(hasByInheritance(policy)
      ? []
      : ['the policy counts assigned roles alone, and the server those that are reached']),
    ...beyondStatic({ ...policy, constraints }),
  ];
}

function textOf(policy: Policy, sets: readonly ExclusionOfServer[]): string {
  const rows = sets.flatMap(({ kind, id, reason, over, elements, limit }, index) =>
    elements.map(
      (element) =>
        `(${index + 1}, ${[kind, id, over, element].map(literal).join(', ')}, ${limit}, ${reason === null ? 'NULL' : literal(reason)})`,
    ),
  );
  const permissions = [
    ...new Set(sets.filter(({ over }) => over === 'permission').flatMap(({ elements }) => elements)),
  ];
  return `-- ${oneLine(`${policy.name} (${policy.path}), written by dutyproof for PostgreSQL 12 and later.`)}
--
--     psql -v ON_ERROR_STOP=1 -f THIS_FILE
--     SELECT * FROM dutyproof.violations;
--     SELECT dutyproof.grant_role('a role', 'a member');   -- instead of GRANT: refuses what would violate something
--
-- It can be run again after each change of the policy. GRANT itself stays as it is: who may use it passes by.

BEGIN;

CREATE SCHEMA IF NOT EXISTS dutyproof;

DROP FUNCTION IF EXISTS dutyproof.grant_role(text, text);
DROP VIEW IF EXISTS dutyproof.missing_roles, dutyproof.violations, dutyproof.held, dutyproof.active, dutyproof.reached,
  dutyproof.memberships, dutyproof.exclusions;

-- The exclusions of the policy: fewer than "limit" elements of a set.
CREATE VIEW dutyproof.exclusions (number, kind, id, "over", element, "limit", reason) AS
  SELECT * FROM (VALUES
    (0, ''::text, ''::text, ''::text, ''::text, 0, NULL::text)${rows.map((row) => `,\n    ${row}`).join('')}
  ) AS rows (number, kind, id, "over", element, "limit", reason)
  WHERE number > 0;

-- Who is a member of what, and how. Since version 16 each membership says it; before, the member does, and SET is free.
CREATE VIEW dutyproof.memberships (member, role, inherits, sets) AS
  SELECT a.member, a.roleid,
    coalesce((to_jsonb(a) ->> 'inherit_option')::boolean, m.rolinherit),
    coalesce((to_jsonb(a) ->> 'set_option')::boolean, true)
  FROM pg_catalog.pg_auth_members a JOIN pg_catalog.pg_roles m ON m.oid = a.member;

-- What somebody can reach: SET ROLE as often as one likes, then what is inherited. "sets": by SET ROLE alone.
CREATE VIEW dutyproof.reached (member, role, sets) AS
  WITH RECURSIVE reached (member, role, sets) AS (
    SELECT oid, oid, true FROM pg_catalog.pg_roles
    UNION
    SELECT r.member, m.role, r.sets AND m.sets
    FROM reached r JOIN dutyproof.memberships m ON m.member = r.role
    WHERE (r.sets AND m.sets) OR m.inherits
  )
  SELECT member, role, bool_or(sets) FROM reached GROUP BY member, role;

-- What is active while a role is set.
CREATE VIEW dutyproof.active (role_set, role) AS
  WITH RECURSIVE active (role_set, role) AS (
    SELECT oid, oid FROM pg_catalog.pg_roles
    UNION
    SELECT a.role_set, m.role FROM active a JOIN dutyproof.memberships m ON m.member = a.role WHERE m.inherits
  )
  SELECT role_set, role FROM active;

-- Elements that each role has while it is set.
CREATE VIEW dutyproof.held (role_set, "over", element) AS
  SELECT a.role_set, 'role'::text, r.rolname::text
  FROM dutyproof.active a JOIN pg_catalog.pg_roles r ON r.oid = a.role${permissions
    .map(
      (permission) => `
  UNION ALL
  SELECT r.oid, 'permission', ${literal(permission)}
  FROM pg_catalog.pg_roles r WHERE ${permissionCondition(permission, 'r.oid')}`,
    )
    .join('')};

-- Users that violate an exclusion now, with what they have of it. "role_set" is the session, where it is about one.
CREATE VIEW dutyproof.violations (kind, id, user_name, role_set, has, "limit", reason) AS
  SELECT DISTINCT v.kind, v.id, u.rolname::text, s.rolname::text, v.has, v."limit", v.reason
  FROM (
    SELECT e.number, e.kind, e.id, e."limit", e.reason, w.member, CASE e.kind WHEN 'dynamic' THEN w.role END AS role_set,
      array_agg(DISTINCT e.element) AS has
    FROM dutyproof.exclusions e
      JOIN dutyproof.held h ON h."over" = e."over" AND h.element = e.element
      JOIN dutyproof.reached w ON w.role = h.role_set AND (w.sets OR e.kind = 'static')
    GROUP BY e.number, e.kind, e.id, e."limit", e.reason, w.member, CASE e.kind WHEN 'dynamic' THEN w.role END
    HAVING count(DISTINCT e.element) >= e."limit"
  ) v
    JOIN pg_catalog.pg_roles u ON u.oid = v.member AND u.rolcanlogin AND NOT u.rolsuper
    LEFT JOIN pg_catalog.pg_roles s ON s.oid = v.role_set
  WHERE NOT EXISTS (
    SELECT FROM dutyproof.reached x JOIN pg_catalog.pg_roles r ON r.oid = x.role
    WHERE x.member = v.member AND x.sets AND r.rolsuper);

-- Roles of the policy that the server does not have: misspelt here or there, nobody can violate anything with them.
CREATE VIEW dutyproof.missing_roles (role_name) AS
  SELECT DISTINCT element FROM dutyproof.exclusions e
  WHERE e."over" = 'role' AND NOT EXISTS (SELECT FROM pg_catalog.pg_roles r WHERE r.rolname::text = e.element);

-- Grants, and takes back at once what makes a violation that was not there. One at a time, so that two halves of one do
-- not come from two sides.
CREATE FUNCTION dutyproof.grant_role(role_name text, member_name text) RETURNS void
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $dutyproof$
DECLARE
  before text[];
  violation record;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('dutyproof'));
  before := ARRAY(SELECT (v.kind, v.id, v.user_name, v.role_set, v.has)::text FROM dutyproof.violations v);
  EXECUTE format('GRANT %I TO %I', role_name, member_name);
  FOR violation IN SELECT * FROM dutyproof.violations v
    WHERE (v.kind, v.id, v.user_name, v.role_set, v.has)::text <> ALL (before) LIMIT 1
  LOOP
    RAISE EXCEPTION '% is not granted to %: % would have %, which % excludes', role_name, member_name,
      violation.user_name, array_to_string(violation.has, ', '), violation.id
      USING ERRCODE = 'integrity_constraint_violation', DETAIL = coalesce(violation.reason, '');
  END LOOP;
END
$dutyproof$;

COMMIT;
`;
}
