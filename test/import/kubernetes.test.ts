import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import type { Imported } from '../../src/import/imported.ts';
import { kubernetes } from '../../src/import/kubernetes.ts';
import { matcher } from '../../src/policy/pattern.ts';
import type { Result } from '../../src/source/diagnostic.ts';
import type { SourceFile } from '../../src/source/text.ts';
import { rendered } from '../policy/render.ts';
import { judge, nameOf } from './kubernetes/facts.ts';
import { cluster, mention, requestsOf, users } from './kubernetes/generate.ts';
import { authorizer, groupsOf, type WrittenObject } from './kubernetes/oracle.ts';

const runs = Number(process.env.DUTYPROOF_CASES ?? 250);

const fileOf = (text: string, path = 'p.policy.yaml'): SourceFile => ({ path, text, sha256: '' });

function read(
  text: string,
  mentioned: readonly string[] = [],
  map: Record<string, string> = {},
): Result<Imported> {
  return kubernetes.read({ files: [fileOf(text)], mentioned, map: new Map(Object.entries(map)) });
}

function imported(
  text: string,
  mentioned: readonly string[] = [],
  map: Record<string, string> = {},
): Imported {
  const result = read(text, mentioned, map);
  if (result.kind === 'failed') throw new Error(result.diagnostics.map(rendered).join('\n'));
  return result.value;
}

/** As documents, as one list, or as JSON. */
function written(objects: readonly WrittenObject[], how: number): string {
  if (how === 0)
    return objects.map((object) => `---\n${stringify(object, { aliasDuplicateObjects: false })}`).join('');
  const list = { apiVersion: 'v1', kind: 'List', items: objects };
  return how === 1 ? stringify(list, { aliasDuplicateObjects: false }) : JSON.stringify(list);
}

describe('against the authorizer', () => {
  test('who may do what, with certainty and possibly, is what the authorizer says', () => {
    const fired = { allowed: 0, possibly: 0, denied: 0, unnamed: 0 };
    const property = fc.property(
      cluster,
      fc.nat(),
      fc.array(mention, { maxLength: 3 }),
      fc.constantFrom(0, 1, 2, 2, 2),
      (objects, seed, mentioned, how) => {
        const facts = imported(
          written(objects, how),
          mentioned.map(({ text }) => text),
        );
        const known = new Set(facts.users.map(({ name }) => name));
        for (const isGenerous of [false, true]) {
          const truth = authorizer(objects, isGenerous);
          const told = judge(facts, isGenerous);
          for (const wanted of requestsOf(seed, 80)) {
            const { user } = wanted;
            const may = truth(wanted);
            const who = standsFor(user, known);
            if (who === null) {
              expect(may, nameOf(wanted)).toBe(false);
              continue;
            }
            if (who !== user) fired.unnamed += 1;
            expect(told({ ...wanted, user: who }), `${user} ${nameOf(wanted)}`).toBe(may);
            fired[may ? (isGenerous ? 'possibly' : 'allowed') : 'denied'] += 1;
          }
        }
      },
    );
    fc.assert(property, { numRuns: runs });
    expect(Math.min(...Object.values(fired))).toBeGreaterThan(runs);
  });

  test('whoever may do what a constraint speaks of has a permission that it names', () => {
    const fired = { patterns: 0, literals: 0 };
    const property = fc.property(cluster, fc.nat(), mention, (objects, seed, { text: pattern, of }) => {
      const facts = imported(written(objects, 2), [pattern]);
      const truth = authorizer(objects, false);
      const matches = matcher(pattern);
      const asked = of === null ? requestsOf(seed, 1000) : users.map((user) => ({ ...of, user }));
      for (const wanted of asked) {
        const { user } = wanted;
        // Such signs are written in another way.
        if (wanted.verb.includes(':')) continue;
        if (wanted.kind === 'resource' && /[(/]|core/.test(wanted.group + wanted.resource)) continue;
        if (!facts.users.some(({ name }) => name === user) || !matches(nameOf(wanted)) || !truth(wanted))
          continue;
        const has = rightsOf(facts, user).some(matches);
        expect(has, `${user} ${nameOf(wanted)} ${pattern}`).toBe(true);
        fired[pattern.includes('*') ? 'patterns' : 'literals'] += 1;
      }
    });
    fc.assert(property, { numRuns: runs });
    expect(fired.patterns).toBeGreaterThan(runs / 10);
    expect(fired.literals).toBeGreaterThan(runs / 200);
  });
});

/** The user that stands for one whom no object names. */
function standsFor(user: string, known: ReadonlySet<string>): string | null {
  const groups = groupsOf(user);
  const namespace = /^system:serviceaccount:([^:]*):/.exec(user)?.[1];
  const others = [
    user,
    ...(namespace === undefined
      ? []
      : [`system:serviceaccount:${namespace}:(other)`, 'system:serviceaccount:(other):(other)']),
    ...(groups.includes('system:authenticated') ? ['(member of system:authenticated)'] : []),
  ];
  return others.find((name) => known.has(name)) ?? null;
}

function rightsOf(facts: Imported, user: string): readonly string[] {
  const roles = new Set(facts.assignments.filter(({ left }) => left === user).map(({ right }) => right));
  for (const role of roles) {
    for (const { left, right } of facts.inheritance) if (left === role) roles.add(right);
  }
  return facts.grants
    .filter(({ left, doubt }) => roles.has(left) && doubt === null)
    .map(({ right }) => right);
}
