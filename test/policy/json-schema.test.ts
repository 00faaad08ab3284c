import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { policyJsonSchema, policyPartJsonSchema } from '../../src/policy/json-schema.ts';
import { readPolicy } from '../../src/policy/read.ts';
import { memoryFiles } from '../../src/source/files.ts';

type Schema = Readonly<Record<string, unknown>>;

/** The part of JSON Schema (draft 7) that the schema uses; any other keyword is an error. */
function valid(schema: Schema, value: unknown): boolean {
  return Object.entries(schema).every(([keyword, argument]) => {
    switch (keyword) {
      case '$schema':
      case 'title':
      case 'description':
        return true;
      case 'type':
        return hasType(value, argument);
      case 'enum':
        return (argument as unknown[]).includes(value);
      case 'minimum':
        return typeof value !== 'number' || value >= Number(argument);
      case 'maximum':
        return typeof value !== 'number' || value <= Number(argument);
      case 'minLength':
        return typeof value !== 'string' || value.length >= Number(argument);
      case 'pattern':
        return typeof value !== 'string' || new RegExp(String(argument), 'u').test(value);
      case 'minItems':
        return !Array.isArray(value) || value.length >= Number(argument);
      case 'maxItems':
        return !Array.isArray(value) || value.length <= Number(argument);
      case 'items':
        if (!Array.isArray(value)) return true;
        return Array.isArray(argument)
          ? argument.every((item, at) => at >= value.length || valid(item as Schema, value[at]))
          : value.every((item) => valid(argument as Schema, item));
      case 'additionalItems':
        return !Array.isArray(value) || value.length <= (schema.items as unknown[]).length;
      case 'properties':
        return (
          !isObject(value) ||
          Object.entries(argument as Record<string, Schema>).every(
            ([key, inner]) => !Object.hasOwn(value, key) || valid(inner, value[key]),
          )
        );
      case 'required':
        return !isObject(value) || (argument as string[]).every((key) => Object.hasOwn(value, key));
      case 'propertyNames':
        return !isObject(value) || Object.keys(value).every((key) => valid(argument as Schema, key));
      case 'additionalProperties': {
        if (!isObject(value)) return true;
        const known = Object.keys((schema.properties ?? {}) as object);
        const others = Object.keys(value).filter((key) => !known.includes(key));
        return argument === false
          ? others.length === 0
          : others.every((key) => valid(argument as Schema, value[key]));
      }
      case 'allOf':
        return (argument as Schema[]).every((inner) => valid(inner, value));
      case 'anyOf':
        return (argument as Schema[]).some((inner) => valid(inner, value));
      case 'oneOf':
        return (argument as Schema[]).filter((inner) => valid(inner, value)).length === 1;
      default:
        throw new Error(`this test does not know the keyword ${keyword}`);
    }
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function hasType(value: unknown, type: unknown): boolean {
  switch (type) {
    case 'object':
      return isObject(value);
    case 'array':
      return Array.isArray(value);
    case 'integer':
      return Number.isInteger(value);
    case 'null':
      return value === null;
    case 'string':
    case 'number':
    case 'boolean':
      return typeof value === type;
    default:
      throw new Error(`this test does not know the type ${String(type)}`);
  }
}

const names = 'policy: p\nusers: [kim]\nroles: [a, b, c]\n';
const constraint = (text: string): string => `${names}constraints:\n  - ${text}\n`;
const table = (text: string): string => `${names}tables:\n  - ${text}\n`;

const ofApplication = (text: string): string =>
  `${names}applications:\n  - file: o.app\n    constraints:\n      - ${text}\n`;

const administration = (text: string): string => `${names}administration:\n  ${text}\n`;

const good = [
  'policy: p\n',
  'policy: 물품구매\nnow: 0\nusers: []\nroles: {}\n',
  'policy: p\nusers: { kim: , lee: { groups: [g], roles: [a] } }\nroles: { a: { inherits: [], permissions: ["a:b:c"], description: "x\\ny" } }\ngroups: { g: }\n',
  `${names}profile: { membership: assigned, set-limit: held<n }\n`,
  `${names}sessions: { s: { user: kim, active: [a] } }\n`,
  constraint('{ id: x, exclusive: { roles: [a, b] } }'),
  constraint('{ id: x, severity: note, reason: r, owner: o, static: { roles: [a, b, c], fewer-than: 3 } }'),
  constraint('{ id: x, static: { pairs: [[a, b], [b, c]] } }'),
  constraint('{ id: x, dynamic: { between: [[a], [b, c]] } }'),
  constraint('{ id: x, window: { role: a, open: [[-3, 3]] } }'),
  constraint('{ id: x, cardinality: { role: a, at-most: 0 } }'),
  constraint('{ id: x, prerequisite: { role: a, needs: [b] } }'),
  constraint(
    '{ id: x, static: { roles: [a, b], strictness: { degree: strict, within: o } } }\noperations: [{ name: o, permissions: ["p:q"] }]',
  ),
  constraint('{ id: x, one-per-object: { within: o } }\noperations: [{ name: o, permissions: ["p:q"] }]'),
  constraint(
    '{ id: x, one-per-object: { within: o, each: role } }\noperations: [{ name: o, permissions: ["p:q"] }]',
  ),
  table('{ file: t.csv, assignments: { user: u, role: r }, where: { u: kim } }'),
  table(
    '{ file: t.csv, grants: { role: r, object: o, operation: p }, delimiter: comma, new: [permissions] }',
  ),
  table('{ file: t.csv, users: { user: u }, where: { u: [kim, lee] } }'),
  table('{ file: t.csv, groups: { group: r } }'),
  table('{ file: t.csv, permissions: { permission: p } }'),
  `${names}possible: [{ id: x, reason: r }]\ntables: [{ file: t.csv, assignments: { user: u, role: r }, possible: u }]\n`,
  `${names}possible: [{ reason: r, reaches: permissions, assignments: { kim: [a] }, inheritance: { a: [b] }, grants: { a: ["x:y"] } }]\n`,
  constraint('{ id: x, static: { sets: [{ roles: [a, b, c], fewer-than: 3 }, { roles: [a, b] }] } }'),
  constraint('{ id: x, dynamic: { sets: [{ permissions: ["x:y", "p:q"] }] } }'),
  `${names}rules: { anything: off }\n`,
  `${names}suppressions: [{ id: x, expires: 2026-06-30, owner: o, reason: r, control: c, ticket: t, rule: static-sod }]\n`,
  ofApplication('{ id: x, reason: r, owner: o, separation: [S1, S2] }'),
  ofApplication('{ id: x, binding: [S1, S2, S3] }'),
  ofApplication('{ id: x, at-most: { users: 1, sessions: [S1, S2] } }'),
  ofApplication('{ id: x, at-least: { users: 2, sessions: [S1, S2] } }'),
  ofApplication('{ id: x, team: { sessions: [S1], teams: [[kim], a] } }'),
  ofApplication('{ id: x, group-unless: { sessions: [S1, S2], at-least: 2, group: a } }'),
  ofApplication(
    '{ id: x, dependent: { if: { session: S1, users: [kim] }, then: { session: S2, users: a } } }',
  ),
  ofApplication('{ id: x, load: { at-most: 1 } }'),
  ofApplication('{ id: x, load: { at-most: 2, users: [kim] } }'),
  ofApplication('{ id: x, unavailable: [kim] }'),
  ofApplication('{ id: x, forced: { session: S1, user: kim } }'),
  ofApplication('{ id: x, forbidden: { session: S1, user: kim } }'),
  administration('{}'),
  administration('{ administrators: [kim], exclusions: not-enforced, users: any-number }'),
  administration('newcomers: [{ name: x, roles: [], at-most: 2 }, { name: y, roles: [a] }]'),
  administration(
    'areas: { central: { officers: a, roles: [b] }, departments: { d: { officers: [a], roles: [c] } } }',
  ),
  administration('areas: { departments: { d: { officers: { users: [kim], roles: [a] }, roles: [c] } } }'),
  administration(
    'assign: [{ id: x, by: anybody, role: a, holds: [b], lacks: [] }, { by: [a], roles: [a, b] }]',
  ),
  administration(
    '{ areas: { central: { officers: a, roles: [b] } }, assign: [{ area: central }, { role: b }] }',
  ),
  administration(
    '{ revoke: [{ by: { roles: [a] }, role: a }], enrol: [{ by: { users: [kim] }, roles: [a] }] }',
  ),
  administration(
    'goals: [{ id: x, severity: note, reason: r, roles: [a, b], user: kim }, { roles: [a, b], users: 2 }]',
  ),
  administration('goals: [{ permissions: ["a:b"] }, { exclusions: static }, { exclusions: dynamic }]'),
  administration('goals: [{ own-approver: o }, { own-approver: { application: o, sessions: [S1, S2] } }]'),
  administration('keep: [{ id: x, from: [a], roles: [b] }, { roles: [c] }]'),
];

const bad = [
  `${names}suppressions: [{ id: x, expires: tomorrow, owner: o, reason: r, rule: static-sod }]\n`,
  `${names}suppressions: [{ id: x, expires: 2026-06-30, owner: "", reason: r, rule: static-sod }]\n`,
  `${names}suppressions: [{ id: x, expires: 2026-06-30, owner: o, reason: r }]\n`,
  `${names}suppressions: [{ id: x, expires: 2026-06-30, owner: o, reason: r, fingerprint: 12ab }]\n`,
  '[]\n',
  'users: []\n',
  'policy: ""\n',
  'policy: " p"\n',
  'policy: "a\\tb"\n',
  'policy: 1\n',
  'policy: p\nnow: 1.5\n',
  'policy: p\nnow: -1\n',
  'policy: p\nextra: 1\n',
  'policy: p\nusers: kim\n',
  'policy: p\nusers: { kim: [a] }\n',
  'policy: p\nusers: { " kim": }\n',
  'policy: p\nroles: { a: { inherit: [] } }\n',
  'policy: p\npermissions: [create]\n',
  'policy: p\npermissions:\n',
  'policy: p\nprofile: { membership: both }\n',
  'policy: p\nrules: { a: fatal }\n',
  `${names}sessions: { s: { user: kim } }\n`,
  constraint('{ exclusive: { roles: [a, b] } }'),
  constraint('{ id: x }'),
  constraint('{ id: x, exclusive: { roles: [a, b] }, static: { roles: [a, b] } }'),
  constraint('{ id: x, exclusive: {} }'),
  constraint('{ id: x, exclusive: { roles: [a] } }'),
  constraint('{ id: x, exclusive: { roles: [a, b], pairs: [[a, b]] } }'),
  constraint('{ id: x, exclusive: { roles: [a, b], fewer-than: 1 } }'),
  constraint('{ id: x, exclusive: { pairs: [[a]] } }'),
  constraint('{ id: x, exclusive: { pairs: [[a, b, c]] } }'),
  constraint('{ id: x, exclusive: { between: [[a], []] } }'),
  constraint('{ id: x, window: { role: a, open: [] } }'),
  constraint('{ id: x, window: { role: a, open: [[1]] } }'),
  constraint('{ id: x, cardinality: { role: a, at-most: -1 } }'),
  constraint('{ id: x, prerequisite: { role: a, needs: [] } }'),
  constraint('{ id: x, static: { roles: [a, b], strictness: { degree: strict } } }'),
  constraint('{ id: x, static: { roles: [a, b], strictness: { within: o } } }'),
  constraint('{ id: x, static: { roles: [a, b], strictness: { degree: two-step, within: o } } }'),
  constraint('{ id: x, static: { roles: [a, b], strictness: strict } }'),
  constraint('{ id: x, dynamic: { roles: [a, b], strictness: { degree: strict, within: o } } }'),
  constraint('{ id: x, one-per-object: {} }'),
  constraint('{ id: x, one-per-object: { within: o, each: session } }'),
  constraint('{ id: x, one-per-object: { within: o }, static: { roles: [a, b] } }'),
  table('{ file: t.csv }'),
  table('{ file: t.csv, users: { user: u }, roles: { role: r } }'),
  table('{ file: t.csv, grants: { role: r } }'),
  table('{ file: t.csv, grants: { role: r, permission: p, object: o, operation: q } }'),
  table('{ file: t.csv, users: { user: u }, where: { u: [] } }'),
  table('{ file: t.csv, users: { user: u }, new: [groups] }'),
  table('{ assignments: { user: u, role: r } }'),
  table('{ file: t.csv, users: { user: u }, possible: [u] }'),
  `${names}possible: [{ id: x }]\n`,
  `${names}possible: [{ reason: r, reaches: all }]\n`,
  `${names}possible: [{ reason: r, assignments: { kim: a } }]\n`,
  constraint('{ id: x, static: { sets: [{ roles: [a] }] } }'),
  constraint('{ id: x, static: { sets: [{}] } }'),
  constraint('{ id: x, static: { sets: [{ roles: [a, b], permissions: ["x:y", "p:q"] }] } }'),
  'policy: p\noperations: [{ name: o, permissions: [] }]\n',
  'policy: p\napplications: [{ plans: {} }]\n',
  ofApplication('{ separation: [S1, S2] }'),
  ofApplication('{ id: x }'),
  ofApplication('{ id: x, severity: note, separation: [S1, S2] }'),
  ofApplication('{ id: x, separation: [S1, S2], binding: [S1, S2] }'),
  ofApplication('{ id: x, separation: [S1] }'),
  ofApplication('{ id: x, at-most: { users: 0, sessions: [S1, S2] } }'),
  ofApplication('{ id: x, at-least: { sessions: [S1, S2] } }'),
  ofApplication('{ id: x, team: { sessions: [], teams: [a] } }'),
  ofApplication('{ id: x, team: { sessions: [S1], teams: [] } }'),
  ofApplication('{ id: x, team: { sessions: [S1], teams: [[]] } }'),
  ofApplication('{ id: x, dependent: { if: { session: S1, users: a } } }'),
  ofApplication('{ id: x, load: { at-most: 0 } }'),
  ofApplication('{ id: x, load: { users: a } }'),
  ofApplication('{ id: x, unavailable: { users: a } }'),
  ofApplication('{ id: x, forced: { session: S1 } }'),
  'policy: p\nadministration:\n',
  administration('{ administrators: [] }'),
  administration('{ exclusions: off }'),
  administration('{ users: some }'),
  administration('{ extra: [] }'),
  administration('newcomers: [{ name: x }]'),
  administration('newcomers: [{ name: x, roles: [a], at-most: 0 }]'),
  administration('areas: { central: { officers: a } }'),
  administration('areas: { central: { officers: a, roles: [] } }'),
  administration('areas: { central: { roles: [a] } }'),
  administration('areas: { departments: [] }'),
  administration('assign: [{ by: {}, role: a }]'),
  administration('assign: [{ by: [], role: a }]'),
  administration('assign: [{ by: { users: [] }, role: a }]'),
  administration('assign: [{ by: a }]'),
  administration('assign: [{ by: a, role: a, roles: [a] }]'),
  administration('enrol: [{ by: a, role: a, holds: [b] }]'),
  administration('goals: [{}]'),
  administration('goals: [{ roles: [] }]'),
  administration('goals: [{ roles: [a], users: 0 }]'),
  administration('goals: [{ roles: [a], exclusions: static }]'),
  administration('goals: [{ exclusions: all }]'),
  administration('goals: [{ own-approver: { application: o } }]'),
  administration('goals: [{ own-approver: { application: o, sessions: [S1] } }]'),
  administration('keep: [{ from: [a] }]'),
];

const shapeCodes = new Set([
  'unknown-key',
  'missing-key',
  'wrong-type',
  'bad-value',
  'too-few',
  'bad-date',
  'covers-everything',
  'conflicting-keys',
  'bad-name',
  'bad-permission',
  'bad-limit',
]);

/** Whether the reader finds the shape good; what depends on other values is not the schema's business. */
function shapely(text: string): boolean {
  const files = memoryFiles({
    'p.policy.yaml': text,
    't.csv': 'u,r,o,p,q\nkim,a,x,x:y,y\n',
    'o.app': 'APPLICATION o\nSESSION (S1, a), (S2, b), (S3, c)\nS1; S2; S3\n',
  });
  const result = readPolicy('p.policy.yaml', files);
  return result.kind === 'ok' || !result.diagnostics.some(({ code }) => shapeCodes.has(code));
}

describe('the JSON Schema agrees with the reader', () => {
  const schema = policyJsonSchema();
  test.each(good)('good: %j', (text) => {
    expect([valid(schema, parse(text)), shapely(text)]).toEqual([true, true]);
  });
  test.each(bad)('bad: %j', (text) => {
    expect([valid(schema, parse(text)), shapely(text)]).toEqual([false, false]);
  });

  test('every property has a description or a name that says it', () => {
    const properties = schema.properties as Record<string, Schema>;
    const silent = Object.keys(properties).filter((key) => properties[key]!.description === undefined);
    expect(silent).toEqual(['constraints']);
  });
});

test('a part has the keys of a policy, except those that a policy has once', () => {
  const propertiesOf = (schema: Schema): Schema => schema.properties as Schema;
  const { policy, now, profile, rules, ...shared } = propertiesOf(policyJsonSchema());
  expect([policy, now, profile, rules].every((one) => one !== undefined)).toBe(true);
  const part = policyPartJsonSchema();
  expect(propertiesOf(part)).toEqual(shared);
  expect(valid(part, { include: ['a.policy-part.yaml'], users: ['kim'] })).toBe(true);
  expect(valid(part, {})).toBe(true);
  expect(valid(part, { policy: 'p' })).toBe(false);
});
