/**
 * What is asked of the catalogue. Names come quoted where they need to be, orders are those of code points, and
 * everything that `pg_dump` leaves out is left out: the server's own objects, temporary ones, and members of extensions.
 */

const role = (oid: string): string =>
  `coalesce((SELECT quote_ident(rolname) FROM pg_roles WHERE oid = ${oid}), '"' || (${oid})::text || '"')`;

const explode = (acl: string): string => `(
  SELECT coalesce(json_agg(json_build_array(${role('x.grantor')},
    CASE WHEN x.grantee = 0 THEN NULL ELSE ${role('x.grantee')} END, x.privilege_type, x.is_grantable)), '[]')
  FROM aclexplode(${acl}) x)`;

/** What is stated, or else what holds when nothing is. */
const acls = (acl: string, kind: string, owner: string): string => `
  ${role(owner)} AS owner,
  ${explode(`coalesce(${acl}, acldefault('${kind}', ${owner}))`)} AS acl,
  ${explode(`acldefault('${kind}', ${owner})`)} AS base`;

const isOwn = (classOf: string, oid: string): string => `NOT EXISTS (
  SELECT FROM pg_depend d WHERE d.classid = '${classOf}'::regclass AND d.objid = ${oid} AND d.deptype = 'e')`;

const isUsers = (schema: string): string =>
  `${schema}.nspname !~ '^pg_' AND ${schema}.nspname <> 'information_schema'`;

const order = (...columns: readonly string[]): string =>
  `ORDER BY ${columns.map((column) => `${column} COLLATE "C"`).join(', ')}`;

const path = (schema: string, name: string): string =>
  `quote_ident(${schema}.nspname) || '.' || quote_ident(${name})`;

export const server = `SELECT current_setting('server_version_num') AS version_num,
  split_part(current_setting('server_version'), ' ', 1) AS version, current_database() AS database`;

export const roles = `SELECT quote_ident(rolname) AS name, rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolcanlogin,
  rolreplication, rolbypassrls FROM pg_roles WHERE rolname !~ '^pg_' ${order('rolname')}`;

export const memberships = (version: number): string => `
  SELECT quote_ident(r.rolname) AS role, quote_ident(m.rolname) AS member, quote_ident(g.rolname) AS grantor, a.admin_option
    ${version >= 16 ? ', a.inherit_option, a.set_option' : ''}
  FROM pg_auth_members a JOIN pg_roles r ON r.oid = a.roleid JOIN pg_roles m ON m.oid = a.member
    LEFT JOIN pg_roles g ON g.oid = a.grantor
  WHERE NOT (r.rolname ~ '^pg_' AND m.rolname ~ '^pg_')
  ${order('r.rolname', 'm.rolname', 'g.rolname')}`;

export const tablespaces = `SELECT quote_ident(spcname) AS name, ${acls('spcacl', 't', 'spcowner')}
  FROM pg_tablespace WHERE spcname !~ '^pg_' ${order('spcname')}`;

export const parameters = `SELECT parname AS name, ${role('10')} AS owner, ${explode('paracl')} AS acl,
  ${explode(`acldefault('p', 10)`)} AS base FROM pg_parameter_acl ${order('parname')}`;

export const database = `SELECT quote_ident(datname) AS name, ${acls('datacl', 'd', 'datdba')}
  FROM pg_database WHERE datname = current_database()`;

export const schemas = `SELECT quote_ident(nspname) AS name, ${acls('nspacl', 'n', 'nspowner')}
  FROM pg_namespace n WHERE ${isUsers('n')} AND ${isOwn('pg_namespace', 'n.oid')} ${order('nspname')}`;

/** Neither arrays, nor what belongs to a table or to a range. */
export const types = `SELECT ${path('n', 't.typname')} AS name, ${acls('typacl', 'T', 'typowner')}
  FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace LEFT JOIN pg_class c ON c.oid = t.typrelid
  WHERE ${isUsers('n')} AND ${isOwn('pg_type', 't.oid')} AND (c.oid IS NULL OR c.relkind = 'c')
    AND t.typtype <> 'm' AND NOT EXISTS (SELECT FROM pg_type e WHERE e.typarray = t.oid)
  ${order('n.nspname', 't.typname')}`;

const routine = `${path('n', 'p.proname')} || '(' || pg_get_function_identity_arguments(p.oid) || ')'`;

/** Not those that come with a range. */
const routineSource = `FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_language l ON l.oid = p.prolang
  WHERE ${isUsers('n')} AND ${isOwn('pg_proc', 'p.oid')} AND NOT EXISTS (
    SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'i')`;

export const routines = `SELECT p.oid, ${routine} AS name, p.prosecdef AS definer, quote_ident(l.lanname) AS language,
  CASE p.prokind WHEN 'a' THEN 'AGGREGATE' WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END AS kind,
  pg_get_function_result(p.oid) AS result, ${acls('proacl', 'f', 'proowner')}
  ${routineSource} ${order('n.nspname', 'p.proname', 'pg_get_function_identity_arguments(p.oid)')}`;

export const bodies = `SELECT p.oid, pg_get_functiondef(p.oid) AS body ${routineSource} AND p.prokind <> 'a'`;

export const wrappers = `SELECT quote_ident(fdwname) AS name, ${acls('fdwacl', 'F', 'fdwowner')}
  FROM pg_foreign_data_wrapper f WHERE ${isOwn('pg_foreign_data_wrapper', 'f.oid')} ${order('fdwname')}`;

export const servers = `SELECT quote_ident(srvname) AS name, ${acls('srvacl', 'S', 'srvowner')}
  FROM pg_foreign_server s WHERE ${isOwn('pg_foreign_server', 's.oid')} ${order('srvname')}`;

export const languages = `SELECT quote_ident(lanname) AS name, ${acls('lanacl', 'l', 'lanowner')}
  FROM pg_language l WHERE l.oid >= 16384 AND ${isOwn('pg_language', 'l.oid')} ${order('lanname')}`;

const relationAcl = `CASE WHEN c.relkind = 'S' THEN acldefault('s', c.relowner) ELSE acldefault('r', c.relowner) END`;

export const relations = (version: number): string => `
  SELECT ${path('n', 'c.relname')} AS name, ${role('c.relowner')} AS owner,
    CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'f' THEN 'FOREIGN TABLE'
      WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END AS kind,
    ${explode(`coalesce(c.relacl, ${relationAcl})`)} AS acl, ${explode(relationAcl)} AS base,
    c.relrowsecurity AS row_security,
    CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END AS definition,
    ${
      version >= 15
        ? `coalesce((SELECT option_value::boolean FROM pg_options_to_table(c.reloptions) WHERE option_name = 'security_invoker'), false)`
        : 'false'
    } AS invoker
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE ${isUsers('n')} AND ${isOwn('pg_class', 'c.oid')} AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
  ${order('n.nspname', 'c.relname')}`;

const ofRelation = `pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace`;

export const columns = `SELECT ${path('n', 'c.relname')} AS name, quote_ident(a.attname) AS column,
  ${role('c.relowner')} AS owner, ${explode('a.attacl')} AS acl
  FROM ${ofRelation} JOIN pg_attribute a ON a.attrelid = c.oid
  WHERE ${isUsers('n')} AND ${isOwn('pg_class', 'c.oid')} AND a.attacl IS NOT NULL AND NOT a.attisdropped
  ${order('n.nspname', 'c.relname', 'a.attname')}`;

export const inheritance = `SELECT ${path('n', 'c.relname')} AS child, ${path('m', 'p.relname')} AS parent,
  c.relispartition AS is_partition
  FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_class p ON p.oid = i.inhparent JOIN pg_namespace m ON m.oid = p.relnamespace
  WHERE ${isUsers('n')} AND c.relkind IN ('r', 'p', 'f') ${order('m.nspname', 'p.relname', 'n.nspname', 'c.relname')}`;

export const policies = `SELECT quote_ident(p.polname) AS name, ${path('n', 'c.relname')} AS relation,
  p.polpermissive AS permissive,
  CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE'
    ELSE 'ALL' END AS command,
  CASE WHEN p.polroles = '{0}' THEN 'PUBLIC' ELSE (SELECT string_agg(${role('r')}, ', ' ORDER BY ${role('r')} COLLATE "C")
    FROM unnest(p.polroles) r) END AS roles,
  pg_get_expr(p.polqual, p.polrelid) AS using, pg_get_expr(p.polwithcheck, p.polrelid) AS checked
  FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE ${isUsers('n')} ${order('n.nspname', 'c.relname', 'p.polname')}`;

export const rules = `SELECT pg_get_ruledef(r.oid) AS definition
  FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE ${isUsers('n')} AND ${isOwn('pg_class', 'c.oid')} AND r.rulename <> '_RETURN'
  ${order('n.nspname', 'c.relname', 'r.rulename')}`;

export const triggers = `SELECT pg_get_triggerdef(t.oid) AS definition
  FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE ${isUsers('n')} AND ${isOwn('pg_class', 'c.oid')} AND NOT t.tgisinternal
  ${order('n.nspname', 'c.relname', 't.tgname')}`;

export const largeObjects = `SELECT l.oid::text AS name, ${acls('lomacl', 'L', 'lomowner')}
  FROM pg_largeobject_metadata l ORDER BY l.oid`;

/** Privileges on what the server or an extension brought, against those that it came with. */
export const changed = `
  WITH objects AS (
    SELECT 'pg_class'::regclass::oid AS class, c.oid, c.relowner AS owner, c.relacl AS acl,
      CASE WHEN c.relkind = 'S' THEN 's' ELSE 'r' END AS kind,
      CASE WHEN c.relkind = 'S' THEN 'SEQUENCE' ELSE 'TABLE' END AS what,
      ${path('n', 'c.relname')} AS name, n.nspname
    FROM ${ofRelation} WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
    UNION ALL
    SELECT 'pg_proc'::regclass, p.oid, p.proowner, p.proacl, 'f',
      CASE p.prokind WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END, ${routine}, n.nspname
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    UNION ALL
    SELECT 'pg_type'::regclass, t.oid, t.typowner, t.typacl, 'T', 'TYPE', ${path('n', 't.typname')}, n.nspname
    FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
    UNION ALL
    SELECT 'pg_language'::regclass, l.oid, l.lanowner, l.lanacl, 'l', 'LANGUAGE', quote_ident(l.lanname), NULL
    FROM pg_language l
    UNION ALL
    SELECT 'pg_namespace'::regclass, n.oid, n.nspowner, n.nspacl, 'n', 'SCHEMA', quote_ident(n.nspname), n.nspname
    FROM pg_namespace n
  ), known AS (
    SELECT o.*, i.initprivs, EXISTS (
      SELECT FROM pg_depend d WHERE d.classid = o.class AND d.objid = o.oid AND d.deptype = 'e') AS extension
    FROM objects o LEFT JOIN pg_init_privs i ON i.classoid = o.class AND i.objoid = o.oid AND i.objsubid = 0
    WHERE (o.acl IS NOT NULL OR i.initprivs IS NOT NULL)
      AND coalesce(o.nspname, '') NOT IN ('public', 'information_schema')
      AND coalesce(o.nspname, '') !~ '^pg_(toast|temp|toast_temp)'
  )
  SELECT what, name, extension, ${role('owner')} AS owner,
    ${explode('coalesce(acl, acldefault(kind::"char", owner))')} AS acl,
    ${explode('coalesce(initprivs, acldefault(kind::"char", owner))')} AS base
  FROM known
  WHERE (extension OR oid < 16384) AND acl IS DISTINCT FROM initprivs
  ${order('what', 'name')}`;

/** The same of columns. */
export const changedColumns = `
  SELECT ${path('n', 'c.relname')} AS name, quote_ident(a.attname) AS column, ${role('c.relowner')} AS owner,
    ${explode('a.attacl')} AS acl, ${explode('i.initprivs')} AS base
  FROM ${ofRelation} JOIN pg_attribute a ON a.attrelid = c.oid
    LEFT JOIN pg_init_privs i ON i.classoid = 'pg_class'::regclass AND i.objoid = c.oid AND i.objsubid = a.attnum
  WHERE a.attacl IS DISTINCT FROM i.initprivs AND n.nspname <> 'information_schema'
    AND (c.oid < 16384 OR NOT ${isOwn('pg_class', 'c.oid')})
  ${order('n.nspname', 'c.relname', 'a.attname')}`;

/** Those of a schema are added to the general ones, so that they differ from nothing. */
export const defaults = `SELECT * FROM (SELECT ${role('d.defaclrole')} AS owner, quote_ident(n.nspname) AS schema,
  CASE d.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'FUNCTIONS' WHEN 'T' THEN 'TYPES'
    WHEN 'n' THEN 'SCHEMAS' ELSE 'LARGE OBJECTS' END AS what,
  ${explode('d.defaclacl')} AS acl,
  CASE WHEN d.defaclnamespace = 0 THEN ${explode(`acldefault(
    CASE WHEN d.defaclobjtype = 'S' THEN 's'::"char" ELSE d.defaclobjtype END, d.defaclrole)`)} ELSE '[]' END AS base
  FROM pg_default_acl d LEFT JOIN pg_namespace n ON n.oid = d.defaclnamespace) found
  ${order('owner', 'schema', 'what')}`;
