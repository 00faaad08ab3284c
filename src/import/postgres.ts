/**
 * Reads what `pg_dumpall` and `pg_dump` write, and the snapshots of live servers that `postgres/live.ts` writes in the same
 * words: who may log in, who is a member of which role, who owns what, and what is granted on what.
 *
 * **Users and roles.** A role that may log in is a user, and also a role, which the user is assigned to: others can be its
 * members. Everybody is the role `public`. A membership that is *inherited* (up to version 15 by the member's `INHERIT`,
 * later by an option of the grant) is inheritance of roles. One that is not inherited still lets the user act as the role
 * after `SET ROLE`, so the user is *assigned* to it as well: static separation asks what somebody can do at one time or
 * another, and `SET ROLE` asks nobody. Since `SET ROLE` follows memberships of whoever logged in, and what is then
 * inherited counts from the role that was set, the roles that can be set are worked out for each user; a role that is
 * reached by an inherited membership without `SET` passes none on. A membership with neither (only the admin option) gives
 * nothing but `role/NAME:grant`. A session has one role set at a time, so two roles that are only reached by `SET ROLE`
 * are never active together; sessions are not in a dump, and dynamic constraints have none to be judged on.
 *
 * **Permissions.** `table/acc.t:select` (tables, views, foreign tables), `table/acc.t(column):update`, `sequence/…`,
 * `function/acc.f(a integer):execute`, `schema/acc:usage`, `database/bank:connect`, `type/…`, `language/…`, `tablespace/…`,
 * `parameter/…`, `large-object/…`, `foreign-server/…`, `foreign-data-wrapper/…`; what is in a database that the text names
 * (`\connect`) has it in front: `table/bank.acc.t:select`, unless `database` maps it away. A privilege on a table is one on
 * each column that anything speaks of. `…:grant-select` is the grant option; `…:own` is the owner, who may do everything
 * on the object, also what was revoked: the owner can grant it again. `(future of OWNER)` are objects that default
 * privileges wait for. `server:superuser`, `server:createrole`, … are attributes, which are not inherited, and
 * `server:pg_monitor`, … what predefined roles allow. `role/NAME:grant` is the admin option; `role/NAME:grant-and-use`
 * says of a user that both the admin option and the role are within reach. As for `has_table_privilege`, the use of the
 * schema is not asked for.
 *
 * **Superusers** act as every role and have every permission, so that they violate every separation: that is the truth,
 * and `superusers: apart` sets them apart, with `server:superuser` alone.
 *
 * **Possible** is: what row-level security decides row by row (unless a policy lets everybody through); what a view, a
 * rule or a partitioned table passes on of other tables; what a function with `SECURITY DEFINER` may do for whoever may
 * execute it; what belongs to an owner that the text does not name (`--no-owner`; the owner of a database that is not
 * created in the text); what everybody might do at first with something of the server or of an extension. Statements
 * that are not known and may matter make everything unknown. What is in no dump is not said either: `pg_hba.conf`,
 * the catalogue, triggers' effects, and what was left out with `--no-privileges`.
 */

import type { Result } from '../source/diagnostic.ts';
import type { Span } from '../source/text.ts';
import { type Imported, type Importer, type ImportInput, importBuilder } from './imported.ts';
import { statePeople } from './postgres/people.ts';
import { stateRights } from './postgres/rights.ts';
import { type Server, serverOf } from './postgres/server.ts';
import { addPublicSchema, findObject, startState } from './postgres/state.ts';
import { readFile } from './postgres/statements.ts';
import { stateSuperusers } from './postgres/superuser.ts';
import { stateWays } from './postgres/ways.ts';

export const postgres: Importer = {
  format: 'postgres',
  title: 'PostgreSQL roles and privileges (pg_dumpall, pg_dump)',
  mapKeys: {
    database: 'whose objects are named without it',
    superusers: '`apart`: they are only told to be superusers, and violate nothing else',
    version: 'of the server, where no text says it, e.g. `15`',
  },
  detects: ({ text }) => {
    const head = text.slice(0, 65_536);
    return (
      /^-- (?:PostgreSQL database (?:cluster )?dump|dutyproof snapshot of PostgreSQL)\s*$/m.test(head) ||
      /^(?:CREATE|ALTER) ROLE [^;\n]+;\s*$/m.test(head)
    );
  },
  read,
};

function read(input: ImportInput): Result<Imported> {
  const build = importBuilder(input.files);
  const [first] = input.files;
  if (first === undefined) return build.result();
  const state = startState(build, first);
  for (const file of input.files) readFile(state, file);
  checkMap(input, (message, hint) =>
    build.report('import-mapping', message, { file: first, start: 0, end: 0 }, hint),
  );
  if (state.roles.size === 0) {
    build.report(
      'import-reference',
      'no role is created, so that nobody knows who may log in and who is a member of what',
      { file: first, start: 0, end: 0 },
      'import the output of `pg_dumpall --roles-only` as well',
    );
  }
  if (build.problems.hasErrors()) return build.result();
  for (const [database, at] of databases(state.objects.values())) {
    state.database = database;
    state.authorization = null;
    if (findObject(state, 'schema', 'public') === undefined) addPublicSchema(state, at);
  }
  const server = serverOf(state, input);
  statePeople(server);
  if (build.problems.hasErrors()) return build.result();
  stateRights(server, input.mentioned);
  stateWays(server);
  stateUnknownOwners(server);
  const built = build.result();
  if (built.kind === 'failed') return built;
  stateSuperusers(server, built.value);
  return build.result();
}

function checkMap({ map }: ImportInput, report: (message: string, hint: string) => void): void {
  const superusers = map.get('superusers');
  if (superusers !== undefined && superusers !== 'apart') {
    report('`superusers` is not understood', 'write `superusers: apart`, or leave it out');
  }
  const version = map.get('version');
  if (version !== undefined && !/^\d{1,3}(?:\.\d+)*$/.test(version)) {
    report('`version` is no version of PostgreSQL', 'write the number of the server, e.g. `15`');
  }
}

/** Databases that hold something, each with a place. */
function databases(
  objects: Iterable<{ readonly database: string | null; readonly kind: string; readonly at: Span }>,
): Map<string | null, Span> {
  const found = new Map<string | null, Span>();
  for (const { database, kind, at } of objects) {
    const isShared = kind === 'database' || kind === 'tablespace' || kind === 'parameter';
    if (!isShared && !found.has(database)) found.set(database, at);
  }
  return found;
}

/** Any user may be who owns it, or have the owner's role. */
function stateUnknownOwners({ build, unknownOwners, users }: Server): void {
  for (const [role, { at, reason }] of unknownOwners) {
    const doubt = build.doubt(at, reason);
    for (const { name } of users) build.assign(name, role, at, doubt);
  }
}
