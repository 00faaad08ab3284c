/**
 * The importer of Casbin beside Casbin itself: for generated models and policies, what is certain is allowed by
 * `enforce`, and what is not even possible is refused, for every subject, object, domain and action.
 */

import { newEnforcer, newModelFromString, StringAdapter } from 'casbin';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { casbin } from '../../src/import/casbin.ts';
import { accessOf } from '../import/access.ts';

const runs = Math.max(300, Math.floor(Number(process.env.DUTYPROOF_CASES ?? 0) / 4));

const subjects = ['u1', 'u2', 'u3', 'role1', 'role2', 'role3', 'root'];
const objects = ['/a', '/a/b', '/c', 'd', '/a/:id', '/a/*', '/c/{x}', '*'];
const plainObjects = ['/a', '/a/b', '/c', 'd'];
const actions = ['read', 'write', '*', 're.*', '^(read|write)$', 'r?ead'];
const plainActions = ['read', 'write'];
const domains = ['d1', 'd2'];

const objectFunctions = [
  '==',
  'keyMatch',
  'keyMatch2',
  'keyMatch3',
  'keyMatch4',
  'keyMatch5',
  'globMatch',
  'g2',
];
/** First, because node-casbin rewrites the brackets behind ` in ` with the text alone. */
const inBrackets = "(r.act in ('read', 'write')) && ";
const effects = [
  'some(where (p.eft == allow))',
  '!some(where (p.eft == deny))',
  'some(where (p.eft == allow)) && !some(where (p.eft == deny))',
  'priority(p.eft) || deny',
  'subjectPriority(p.eft) || deny',
];

interface Generated {
  readonly model: string;
  readonly policy: string;
  readonly hasDomains: boolean;
  readonly kinds: readonly string[];
}

const generated: fc.Arbitrary<Generated> = fc
  .record({
    hasDomains: fc.boolean(),
    hasEft: fc.boolean(),
    hasPriority: fc.boolean(),
    objectFunction: fc.constantFrom(...objectFunctions),
    actionFunction: fc.constantFrom('==', 'regexMatch', 'star', 'in'),
    subjectForm: fc.constantFrom('g', 'g', 'g', '==', 'g and not', 'keyMatch'),
    extra: fc.constantFrom(
      '',
      '',
      ' || r.sub == "root"',
      ' || r.obj == "d" && !g(r.sub, "role1")',
      ' && r.sub != "u1"',
      ' && !(r.obj == "d" || r.act == "write")',
      ' && !(r.obj == "d" && r.act == "write")',
    ),
    effect: fc.constantFrom(...effects),
    lines: fc.array(
      fc.record({
        sub: fc.constantFrom(...subjects),
        dom: fc.constantFrom(...domains),
        obj: fc.constantFrom(...objects),
        act: fc.constantFrom(...actions),
        eft: fc.constantFrom('allow', 'allow', 'allow', 'deny', 'maybe'),
        priority: fc.integer({ min: 0, max: 3 }),
      }),
      { maxLength: 6 },
    ),
    links: fc.array(
      fc.record({
        from: fc.constantFrom('u1', 'u2', 'u3', 'role1', 'role2'),
        to: fc.constantFrom('role1', 'role2', 'role3'),
        dom: fc.constantFrom(...domains),
      }),
      { maxLength: 6 },
    ),
    objectLinks: fc.array(
      fc.record({ from: fc.constantFrom(...plainObjects), to: fc.constantFrom('/c', 'd', 'group') }),
      { maxLength: 3 },
    ),
  })
  .map((one): Generated => {
    const { hasDomains, objectFunction, actionFunction, subjectForm } = one;
    const domain = hasDomains ? ', r.dom' : '';
    const g = `g(r.sub, p.sub${domain})`;
    const subject = {
      g,
      '==': 'r.sub == p.sub',
      'g and not': `${g} && !(r.sub == "u2")`,
      keyMatch: 'keyMatch(r.sub, "u*") && r.sub == p.sub',
    }[subjectForm]!;
    const object = objectFunction === '==' ? 'r.obj == p.obj' : `${objectFunction}(r.obj, p.obj)`;
    const action = {
      '==': 'r.act == p.act',
      regexMatch: 'regexMatch(r.act, p.act)',
      star: '(r.act == p.act || p.act == "*")',
      in: 'true',
    }[actionFunction]!;
    const usesEft = one.hasEft || one.effect !== effects[0];
    const r = ['sub', ...(hasDomains ? ['dom'] : []), 'obj', 'act'].join(', ');
    const p = [r, ...(usesEft ? ['eft'] : []), ...(one.hasPriority ? ['priority'] : [])].join(', ');
    const extra = hasDomains ? one.extra.replace('"role1")', '"role1", r.dom)') : one.extra;
    // A pattern that the function of the column cannot read makes Casbin itself fail.
    const goodObject = (obj: string): boolean => obj !== '*' || !/^keyMatch[345]$/.test(objectFunction);
    const goodAction = (act: string): boolean => act !== '*' || actionFunction !== 'regexMatch';
    const lines = one.lines
      .filter(({ obj, act }) => goodObject(obj) && goodAction(act))
      .map(({ sub, dom, obj, act, eft, priority }) =>
        [
          'p',
          sub,
          ...(hasDomains ? [dom] : []),
          obj,
          act,
          ...(usesEft ? [eft] : []),
          ...(one.hasPriority ? [priority] : []),
        ].join(', '),
      );
    const links = one.links
      .filter(({ from, to }) => from !== to)
      .map(({ from, to, dom }) => ['g', from, to, ...(hasDomains ? [dom] : [])].join(', '));
    const objectLinks =
      objectFunction === 'g2' ? one.objectLinks.map(({ from, to }) => `g2, ${from}, ${to}`) : [];
    return {
      hasDomains,
      model: `[request_definition]
r = ${r}
[policy_definition]
p = ${p}
[role_definition]
g = _, _${hasDomains ? ', _' : ''}
${objectFunction === 'g2' ? 'g2 = _, _\n' : ''}[policy_effect]
e = ${one.effect}
[matchers]
m = ${actionFunction === 'in' ? inBrackets : ''}${subject}${hasDomains ? ' && r.dom == p.dom' : ''} && ${object} && ${action}${extra}
`,
      policy: [...lines, ...links, ...objectLinks].join('\n'),
      kinds: [objectFunction, `act ${actionFunction}`, `sub ${subjectForm}`, one.effect, `extra${one.extra}`],
    };
  });

/** Casbin's own sort by the hierarchy of subjects never ends on some policies, and fails on others. */
function isBeyondCasbin({ model, policy }: Generated): boolean {
  if (!model.includes('subjectPriority')) return false;
  const links = policy.split('\n').filter((line) => line.startsWith('g,'));
  const above = new Map(links.map((line) => line.split(', ').slice(1, 3) as [string, string]));
  return [...above.keys()].some((start) => {
    const seen = new Set<string>();
    for (let name: string | undefined = start; name !== undefined; name = above.get(name)) {
      if (seen.has(name)) return true;
      seen.add(name);
    }
    return false;
  });
}

test('what is certain is allowed, and what is impossible is refused', { timeout: 120_000 }, async () => {
  const fired = new Map<string, number>();
  const count = (what: string, by = 1): void => void fired.set(what, (fired.get(what) ?? 0) + by);
  await fc.assert(
    fc.asyncProperty(generated, async (one) => {
      if (isBeyondCasbin(one)) return;
      const files = [
        { path: 'm.conf', text: one.model, sha256: '' },
        { path: 'p.csv', text: one.policy, sha256: '' },
      ].slice(0, one.policy === '' ? 1 : 2);
      const read = casbin.read({
        files,
        mentioned: [...plainObjects, '/a/zz'].flatMap((object) =>
          one.hasDomains
            ? domains.flatMap((domain) => plainActions.map((act) => `${object}@${domain}:${act}`))
            : plainActions.map((act) => `${object}:${act}`),
        ),
        map: new Map(),
      });
      if (read.kind === 'failed') throw new Error(read.diagnostics.map(({ message }) => message).join('\n'));
      const [certain, possible] = [accessOf(read.value, 'certain'), accessOf(read.value, 'possible')];
      const enforcer = await newEnforcer(newModelFromString(one.model), new StringAdapter(one.policy || ' '));
      for (const kind of one.kinds) count(kind);
      const users = new Set([...read.value.users.map(({ name }) => name), '(any other subject)']);
      const everyDomain = one.hasDomains ? [...domains, '(other)'] : [null];
      for (const user of users) {
        for (const object of [...plainObjects, '/a/zz', '/a/(other)', '(other)', 'group']) {
          for (const action of [...plainActions, '(other)']) {
            for (const domain of everyDomain) {
              const subject = user === '(any other subject)' ? '(other)' : user;
              const request = [subject, ...(domain === null ? [] : [domain]), object, action];
              const name = `${object}${domain === null ? '' : `@${domain}`}:${action}`;
              const isCertain = certain.get(user)?.has(name) ?? false;
              const isPossible = possible.get(user)?.has(name) ?? false;
              const isAllowed = enforcer.enforceSync(...request);
              count(isAllowed ? 'allowed' : 'refused');
              if (isPossible && !isCertain) count('possible only');
              // What nothing names is no permission of its own.
              const isUnnamed = ['group', '/a/(other)'].includes(object) && !named(read.value, name);
              if (isCertain && !isAllowed) throw new Error(`certain, and refused: ${request.join(' ')}`);
              if (!isPossible && isAllowed && !isUnnamed)
                throw new Error(`impossible, and allowed: ${request.join(' ')}`);
              if (!isPossible && isAllowed) count('not named');
            }
          }
        }
      }
    }),
    { numRuns: runs, seed: Number(process.env.SEED ?? 7) },
  );
  for (const kind of [...objectFunctions, ...effects]) expect(fired.get(kind), kind).toBeGreaterThan(15);
  for (const kind of ['allowed', 'refused']) expect(fired.get(kind), kind).toBeGreaterThan(3000);
});

function named(
  { grants }: { readonly grants: readonly { readonly right: string }[] },
  name: string,
): boolean {
  return grants.some(({ right }) => right === name);
}
