/**
 * One measurement in a process of its own, on what is built: `node bench/bulk/measure.mjs WHAT DIRECTORY [ARGUMENTS]`.
 * Prints one line of JSON. In plain JavaScript, because a loader for TypeScript would be measured too.
 */

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [what, directory, ...rest] = process.argv.slice(2);
const library = join(dirname(fileURLToPath(import.meta.url)), '../../dist/index.js');
process.chdir(directory);

const tasks = { dutyproof, change, udsv, csvParse, duckdb, casbin, cedar };
const result = await tasks[what](...rest);
console.log(JSON.stringify({ ...result, peak: process.resourceUsage().maxRSS / 1024 }));

function clock() {
  const wall = performance.now();
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return { wall: performance.now() - wall, cpu: (user + system) / 1000 };
  };
}

/** From bytes to replayed verdicts: reading, judging, replaying; with `repairs` what `check` does besides. */
async function dutyproof(repairs) {
  const { checkPolicy, nodeFiles, readPolicy } = await import(library);
  const total = clock();
  const read = readPolicy('bank.policy.yaml', nodeFiles());
  const reading = total();
  if (read.kind !== 'ok') throw new Error(read.diagnostics[0].message);
  let judging = reading;
  const { verdicts, failures } = await checkPolicy(read.value, {
    ...(repairs === 'repairs' ? {} : { repairs: { perConstraint: 0, inAll: 0 } }),
    onProgress(event) {
      if (event.kind === 'replaying') judging = total();
    },
  });
  const all = total();
  const violated = verdicts.filter(({ status }) => status === 'violated');
  return {
    ...all,
    read: reading.wall,
    judge: judging.wall - reading.wall,
    replay: all.wall - judging.wall,
    found: violated.length,
    withPath: violated.filter(({ counterexample }) => counterexample.paths.length > 1).length,
    wrong: failures.length + differences(violated),
  };
}

/** How many planted violations were not found, and how many others were. */
function differences(violated) {
  const names = ({ counterexample: { bindings } }) => bindings.map(({ value }) => value);
  const found = new Set(
    violated.map((verdict) => {
      const [user, ...others] = names(verdict);
      return [verdict.constraint, user, ...others.sort()].join(' ');
    }),
  );
  const lines = (file) => readFileSync(file, 'utf8').trim().split('\n').slice(1);
  const planted = [
    ...lines('expected.csv').map((line) => {
      const [user, ...pair] = line.split(',');
      return ['maker-checker', user, ...pair.sort()].join(' ');
    }),
    ...lines('expected-sets.csv').map((line) => {
      const [user, constraint] = line.split(',');
      return [constraint, user, constraint].join(' ');
    }),
    ...lines('expected-permissions.csv').map((line) => {
      const [user, ...pair] = line.split(',');
      return ['enter-release', user, ...pair.sort()].join(' ');
    }),
  ];
  const missed = planted.filter((one) => !found.has(one)).length;
  return missed + (found.size - (planted.length - missed));
}

/** Single changes of an open policy: assignments that come and go, each of a random user. */
async function change(count) {
  const { nodeFiles, openPolicy, readPolicy } = await import(library);
  const read = readPolicy('bank.policy.yaml', nodeFiles());
  if (read.kind !== 'ok') throw new Error(read.diagnostics[0].message);
  const policy = read.value;
  const opening = clock();
  const open = await openPolicy(policy);
  const opened = opening();
  let state = 1;
  const below = (bound) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return Math.floor((state / 0x80000000) * bound);
  };
  const users = policy.users.list;
  const roles = policy.roles.list;
  const planted = readFileSync('expected.csv', 'utf8').trim().split('\n').slice(1);
  const rows = policy.assignments;
  const added = [];
  const edits = (number) => {
    const kind = number % 4;
    if (kind === 0) {
      const row = below(rows.left.length);
      return {
        kind: 'remove',
        relation: 'assignment',
        left: users[rows.left[row]],
        right: roles[rows.right[row]],
      };
    }
    if (kind === 1) {
      // The checker's role for somebody who may be a maker: mostly a conflict.
      const user = users[below(users.length)];
      const [, , checker] = planted[below(planted.length)].split(',');
      added.push([user, checker]);
      return { kind: 'add', relation: 'assignment', left: user, right: checker };
    }
    if (kind === 2) {
      const [user, maker, checker] = planted[below(planted.length)].split(',');
      const role = below(2) === 0 ? maker : checker;
      added.push([user, role]);
      return { kind: 'add', relation: 'assignment', left: user, right: role };
    }
    const [left, right] = added.pop();
    return { kind: 'remove', relation: 'assignment', left, right };
  };
  const times = [];
  const counts = { appeared: 0, resolved: 0, changed: 0, failures: 0 };
  const warm = 200;
  let first = 0;
  for (let number = 0; number < warm + Number(count); number += 1) {
    const edit = edits(number);
    const started = performance.now();
    const outcome = await open.apply(edit);
    const took = performance.now() - started;
    if (number === 0) first = took;
    if (number < warm) continue;
    times.push(took);
    for (const key of Object.keys(counts)) counts[key] += outcome[key].length;
  }
  times.sort((a, b) => a - b);
  const grant = [];
  for (let number = 0; number < 20; number += 1) {
    const row = below(policy.grants.left.length);
    const one = {
      kind: 'remove',
      relation: 'grant',
      left: roles[policy.grants.left[row]],
      right: policy.permissions.list[policy.grants.right[row]],
    };
    const started = performance.now();
    await open.apply(one);
    grant.push(performance.now() - started);
  }
  grant.sort((a, b) => a - b);
  return {
    opened: opened.wall,
    first,
    median: times[times.length >> 1],
    p99: times[Math.floor(times.length * 0.99)],
    worst: times.at(-1),
    grantMedian: grant[10],
    grantWorst: grant.at(-1),
    ...counts,
  };
}

async function udsv(...files) {
  const { inferSchema, initParser } = await import('udsv');
  const total = clock();
  let rows = 0;
  for (const file of files) {
    const text = readFileSync(file, 'utf8');
    rows += initParser(inferSchema(text)).stringArrs(text).length;
  }
  return { ...total(), rows };
}

async function csvParse(...files) {
  const { parse } = await import('csv-parse/sync');
  const total = clock();
  let rows = 0;
  for (const file of files) rows += parse(readFileSync(file)).length;
  return { ...total(), rows };
}

/** The same question in SQL; the answer says who and what, and not how it arises or where it is written. */
async function duckdb() {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const total = clock();
  const run = (sql) => connection.run(sql);
  const table = (name, file = name) =>
    run(`CREATE TABLE ${name} AS SELECT * FROM read_csv('${file}.csv', header = true, all_varchar = true)`);
  await table('access');
  await table('roles');
  await table('hierarchy');
  await table('grants');
  await table('pairs');
  await table('sets');
  await table('permission_pairs', 'permission-pairs');
  const loaded = total();
  await run(`CREATE TABLE geq AS WITH RECURSIVE geq(senior, junior) AS (
    SELECT role, role FROM roles
    UNION SELECT g.senior, h.junior FROM geq g JOIN hierarchy h ON g.junior = h.senior
  ) SELECT * FROM geq`);
  await run(`CREATE TABLE held AS SELECT DISTINCT a."user", g.junior AS role
    FROM access a JOIN geq g ON a.role = g.senior
    WHERE g.junior IN (SELECT maker FROM pairs UNION SELECT checker FROM pairs UNION SELECT role FROM sets)`);
  await run(`CREATE TABLE may AS SELECT DISTINCT a."user", p.permission
    FROM access a JOIN geq g ON a.role = g.senior JOIN grants p ON p.role = g.junior
    WHERE p.permission IN (SELECT enter FROM permission_pairs UNION SELECT release FROM permission_pairs)`);
  const answers = [
    `SELECT a."user", p.maker, p.checker FROM pairs p JOIN held a ON a.role = p.maker
      JOIN held b ON b.role = p.checker AND b."user" = a."user"`,
    `SELECT h."user", s.constraint FROM sets s JOIN held h ON h.role = s.role
      GROUP BY h."user", s.constraint HAVING count(*) >= 3`,
    `SELECT a."user", p.enter, p.release FROM permission_pairs p JOIN may a ON a.permission = p.enter
      JOIN may b ON b.permission = p.release AND b."user" = a."user"`,
  ];
  let found = 0;
  for (const sql of answers) found += (await connection.runAndReadAll(sql)).getRows().length;
  const all = total();
  return { ...all, read: loaded.wall, judge: all.wall - loaded.wall, found };
}

/** Casbin has no exclusions: it is asked for the roles of every user, and the pairs are looked up outside. */
async function casbin() {
  const { newEnforcer, newModelFromString, StringAdapter } = await import('casbin');
  const lines = (file) => readFileSync(file, 'utf8').trim().split('\n').slice(1);
  const total = clock();
  const model = newModelFromString(`[request_definition]
r = sub, obj, act
[policy_definition]
p = sub, obj, act
[role_definition]
g = _, _
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = g(r.sub, p.sub) && r.obj == p.obj && r.act == p.act
`);
  const facts = [...lines('access.csv'), ...lines('hierarchy.csv')].map(
    (line) => `g, ${line.replace(',', ', ')}`,
  );
  const enforcer = await newEnforcer(model, new StringAdapter(facts.join('\n')));
  const loaded = total();
  const checkers = new Map();
  for (const line of lines('pairs.csv')) {
    const [maker, checker] = line.split(',');
    checkers.set(maker, [...(checkers.get(maker) ?? []), checker]);
  }
  let found = 0;
  for (const user of lines('users.csv')) {
    const held = new Set(await enforcer.getImplicitRolesForUser(user));
    for (const role of held) for (const other of checkers.get(role) ?? []) if (held.has(other)) found += 1;
  }
  const all = total();
  return { ...all, read: loaded.wall, judge: all.wall - loaded.wall, found };
}

/**
 * Cedar decides requests: it is asked of some users for each exclusive permission whether they may. It knows no roles
 * of roles but parents of entities, and is given those that the user has.
 */
async function cedar(count) {
  const { createRequire } = await import('node:module');
  const wasm = createRequire(import.meta.url)('@cedar-policy/cedar-wasm/nodejs');
  const rows = (file) =>
    readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(','));
  const pairs = rows('permission-pairs.csv');
  const exclusive = new Set(pairs.flat());
  const grants = rows('grants.csv').filter(([, permission]) => exclusive.has(permission));
  const juniors = new Map();
  for (const [senior, junior] of rows('hierarchy.csv'))
    juniors.set(senior, [...(juniors.get(senior) ?? []), junior]);
  const assigned = new Map();
  for (const [user, role] of rows('access.csv')) assigned.set(user, [...(assigned.get(user) ?? []), role]);
  const total = clock();
  const quoted = JSON.stringify;
  const policies = grants
    .map(
      ([role, permission]) =>
        `permit(principal in Role::${quoted(role)}, action == Action::"do", resource == Permission::${quoted(permission)});`,
    )
    .join('\n');
  const parsed = wasm.preparsePolicySet('bank', { staticPolicies: policies });
  if (parsed.type !== 'success') throw new Error(JSON.stringify(parsed).slice(0, 300));
  const loaded = total();
  let found = 0;
  let asked = 0;
  for (const [user, roles] of [...assigned].slice(0, Number(count))) {
    const entities = new Map();
    const add = (role) => {
      if (entities.has(role)) return;
      const parents = (juniors.get(role) ?? []).map((id) => ({ type: 'Role', id }));
      entities.set(role, { uid: { type: 'Role', id: role }, attrs: {}, parents });
      for (const junior of juniors.get(role) ?? []) add(junior);
    };
    for (const role of roles) add(role);
    const all = [
      {
        uid: { type: 'User', id: user },
        attrs: {},
        parents: roles.map((id) => ({ type: 'Role', id })),
      },
      ...entities.values(),
    ];
    const may = new Set();
    for (const permission of exclusive) {
      asked += 1;
      const answer = wasm.statefulIsAuthorized({
        principal: { type: 'User', id: user },
        action: { type: 'Action', id: 'do' },
        resource: { type: 'Permission', id: permission },
        context: {},
        preparsedPolicySetId: 'bank',
        entities: all,
        validateRequest: false,
      });
      if (answer.type === 'success' && answer.response.decision === 'allow') may.add(permission);
    }
    for (const [enter, release] of pairs) if (may.has(enter) && may.has(release)) found += 1;
  }
  const all = total();
  return { ...all, read: loaded.wall, judge: all.wall - loaded.wall, found, asked };
}
