/** What every schema and claim of the specification must be like: closed, declared, well sorted, named once. */

import { describe, expect, test } from 'vitest';
import { claims, schemas } from '../../spec/catalogue.ts';
import { laws } from '../../spec/laws.ts';
import { norm } from '../../spec/operations/cascade.ts';
import { operations } from '../../spec/operations/catalogue.ts';
import { stateComponents } from '../../spec/operations/invariants.ts';
import type { Claim } from '../../src/logic/claim.ts';
import { type Operation, type Update, undecorated } from '../../src/logic/operation.ts';
import type { Component, Schema } from '../../src/logic/schema.ts';
import type {
  Formula,
  NumberTerm,
  PredicateDefinition,
  Term,
  TermDefinition,
} from '../../src/logic/terms.ts';
import { collector, type Definition, definitionsOf } from '../../src/notation/collect.ts';
import { isElement } from '../../src/notation/expression.ts';
import { lowerClaim } from '../../src/profile/lower.ts';
import { defaultProfile, type Profile } from '../../src/profile/profile.ts';

/** Schema, property and outermost variables with their sorts: the names that engines, reports and replay use. */
const table: readonly (readonly [string, string, string])[] = [
  ['References', 'P01', ''],
  ['AcyclicHierarchy', 'P02', 'r:ROLE'],
  ['SessionAuthorisation', 'P03', 's:SID r:ROLE'],
  ['PlanAuthorisation', 'P03', 's:SNAME'],
  ['StaticSOD', 'P04', 'u:USER r1:ROLE r2:ROLE'],
  ['StaticSODSet', 'P05', 'u:USER c:CNAME'],
  ['NoDeadRole', 'P05d', 'r:ROLE'],
  ['DynamicSOD', 'P06', 's:SID r1:ROLE r2:ROLE'],
  ['UserDynamicSOD', 'P07', 'u:USER r1:ROLE r2:ROLE'],
  ['UserDynamicSODSet', 'P07', 'u:USER c:CNAME'],
  ['DynamicSODSet', 'P08', 's:SID c:CNAME'],
  ['Activatable', 'P08r', 'u:USER'],
  ['PermissionSOD', 'P09', 'u:USER p:PRM q:PRM'],
  ['DynamicPermissionSOD', 'P10', 's:SID p:PRM q:PRM'],
  ['CardinalityLimit', 'P11', 'r:ROLE'],
  ['PrerequisiteHeld', 'P12', 'u:USER r:ROLE'],
  ['RoleWindowOpen', 'P13', 's:SID r:ROLE'],
  ['StrictStaticSOD', 'P17', 'o:OBJ r1:ROLE r2:ROLE'],
  ['OneStepSOD', 'P18', 'r:ROLE p:PRM q:PRM'],
  ['ObjectSOD', 'P19', 'u:USER p:PRM q:PRM'],
  ['RoleObjectSOD', 'P19', 'r:ROLE p:PRM q:PRM'],
  ['OperationalSOD', 'P21', 'u:USER'],
  ['ActiveOperationalSOD', 'P22', 'u:USER'],
  ['PlanOperationalSOD', 'P23a', 'u:USER'],
  ['EveryPlanSOD', 'P23b', 'tau:SNAME×USER'],
  ['KUserSOD', 'P25', 'U:USER'],
  ['EnforcedSOD', 'P25e', 'A:PERSON×ROLE'],
  ['SessionSOD', 'P26', 's:SNAME t:SNAME'],
  ['RunSessionSOD', 'P26', 'i:IID s:SNAME t:SNAME'],
  ['CandidatesExist', 'P27', 's:SNAME'],
  ['FeasiblePair', 'P28', ''],
  ['Feasible', 'P29', ''],
  ['AdequateExclusions', 'P35', 'I:SNAME'],
  ['TemplateDynamicSOD', 'P36', 's:SNAME'],
  ['LeastPrivilege', 'P40', 's:SNAME r:ROLE'],
  ['NeedsCovered', 'P40', 's:SNAME'],
];

const outermost = (formula: Formula): string => {
  if (formula.kind === 'forall-relation')
    return `${formula.variable.name}:${formula.variable.sorts.join('×')}`;
  if (formula.kind !== 'forall') return '';
  return formula.declarations.map(({ variable }) => `${variable.name}:${variable.sorts[0]}`).join(' ');
};

/** A profile under which the claim says something. */
const telling = ({ property }: Claim): Profile => ({
  ...defaultProfile,
  'dynamic-scope': 'user',
  operational: property === 'P22' ? 'active' : 'authorised',
});

test('claims are those of the table, in its order', () => {
  expect(
    claims.map((claim) => [
      claim.schema.name,
      claim.property,
      outermost(lowerClaim(claim, telling(claim)).formula),
    ]),
  ).toEqual(table);
});

const withIncluded = (schema: Schema): readonly Schema[] => [
  ...new Set([schema, ...schema.includes.flatMap(withIncluded)]),
];

/** Walks a formula or a term with its definitions and complains about what a reader of Z could not make sense of. */
function complaints(node: Formula | Term, parameters: readonly string[]): readonly string[] {
  const found: string[] = [];
  const bound: string[] = [...parameters];
  const seen = new Set<TermDefinition | PredicateDefinition>();

  const inside = (names: readonly string[], body: () => void): void => {
    bound.push(...names);
    body();
    bound.splice(bound.length - names.length);
  };
  const same = (left: Term, right: Term, where: string): void => {
    if (left.sorts.join() !== right.sorts.join()) found.push(`${where}: ${left.sorts} and ${right.sorts}`);
  };
  const element = (term: Term, where: string): void => {
    if (!isElement(term)) found.push(`${where}: a set of ${term.sorts} stands for an element`);
    visit(term);
  };
  const apply = (definition: TermDefinition | PredicateDefinition, values: readonly Term[]): void => {
    if (definition.parameters.length !== values.length) found.push(`${definition.name}: arguments`);
    for (const [index, value] of values.entries()) {
      const parameter = definition.parameters[index]!;
      same(value, parameter, definition.name);
      if (parameter.denotes === 'element') element(value, definition.name);
      else visit(value);
    }
    if (seen.has(definition)) return;
    seen.add(definition);
    const outer = bound.splice(0);
    inside(
      definition.parameters.map(({ name }) => name),
      () =>
        'kind' in definition.body && isFormula(definition.body)
          ? walk(definition.body)
          : visit(definition.body as Term),
    );
    bound.push(...outer);
  };
  const visit = (term: Term): void => {
    switch (term.kind) {
      case 'variable':
        if (!bound.includes(term.name)) found.push(`${term.name} is free`);
        return;
      case 'relation':
      case 'universe':
      case 'empty':
      case 'identity':
        return;
      case 'union':
      case 'intersection':
      case 'difference':
      case 'override':
        same(term.left, term.right, term.kind);
        visit(term.left);
        visit(term.right);
        return;
      case 'product':
      case 'join':
        visit(term.left);
        visit(term.right);
        return;
      case 'image':
      case 'domain-restriction':
      case 'domain-subtraction':
      case 'range-restriction':
      case 'range-subtraction':
        if (term.kind === 'image' && term.relation.sorts[0] !== term.set.sorts[0]) found.push('image: sorts');
        visit(term.relation);
        visit(term.set);
        return;
      case 'converse':
      case 'closure':
      case 'domain':
      case 'range':
        visit(term.operand);
        return;
      case 'comprehension':
        for (const { set } of term.declarations) visit(set);
        inside(
          term.declarations.map(({ variable }) => variable.name),
          () => walk(term.condition),
        );
        return;
      case 'application':
        apply(term.definition, term.arguments);
        return;
      case 'choice':
        for (const option of Object.values(term.options)) {
          same(option, term, `switch ${term.switch}`);
          visit(option);
        }
    }
  };
  const number = (term: NumberTerm): void => {
    if (term.kind === 'count') visit(term.operand);
    if (term.kind === 'value') element(term.operand, 'number');
  };
  const walk = (node: Formula): void => {
    switch (node.kind) {
      case 'true':
      case 'false':
        return;
      case 'not':
      case 'labelled':
        walk(node.operand);
        return;
      case 'and':
      case 'or':
        for (const operand of node.operands) walk(operand);
        return;
      case 'implies':
      case 'iff':
        walk(node.left);
        walk(node.right);
        return;
      case 'subset':
      case 'equal':
        same(node.left, node.right, node.kind);
        visit(node.left);
        visit(node.right);
        return;
      case 'member':
        if (node.element.map(({ sorts }) => sorts[0]).join() !== node.relation.sorts.join())
          found.push('member: sorts');
        for (const part of node.element) element(part, 'member');
        visit(node.relation);
        return;
      case 'empty-set':
        visit(node.operand);
        return;
      case 'compare':
        number(node.left);
        number(node.right);
        return;
      case 'forall':
      case 'exists': {
        const names = node.declarations.map(({ variable }) => variable.name);
        if (new Set(names).size !== names.length) found.push(`${names} are not different`);
        for (const { variable, set } of node.declarations) {
          same(variable, set, variable.name);
          // Z declares all variables at once: no set may speak of its neighbours.
          visit(set);
        }
        inside(names, () => {
          walk(node.given);
          walk(node.body);
        });
        return;
      }
      case 'forall-relation':
      case 'exists-relation':
        same(node.variable, node.bound, node.variable.name);
        visit(node.bound);
        if (node.shape.kind === 'function') visit(node.shape.domain);
        inside([node.variable.name], () => walk(node.body));
        return;
      case 'predicate':
        apply(node.definition, node.arguments);
        return;
      case 'formula-choice':
        for (const option of Object.values(node.options)) walk(option);
    }
  };
  if (isFormula(node)) walk(node);
  else visit(node);
  return found;
}

const formulaKinds = new Set<string>([
  'true',
  'false',
  'not',
  'and',
  'or',
  'implies',
  'iff',
  'subset',
  'equal',
  'member',
  'empty-set',
  'compare',
  'forall',
  'exists',
  'forall-relation',
  'exists-relation',
  'labelled',
  'predicate',
  'formula-choice',
]);

const isFormula = (body: Term | Formula): body is Formula => formulaKinds.has(body.kind);

const updatesOf = ({ steps }: Operation): readonly (readonly Update[])[] =>
  steps.flatMap((step) => (step.kind === 'update' ? [step.updates] : []));

/** Everything that an operation says, with the name of the part. */
const partsOf = (operation: Operation): readonly (readonly [string, Formula | Term])[] => [
  ...operation.guards.map(({ label, formula }) => [label, formula] as const),
  ...updatesOf(operation).flatMap((updates) =>
    updates.map(({ component, value }) => [`${component}′`, value] as const),
  ),
  ...(operation.answer === null ? [] : [['answer', operation.answer] as const]),
];

/** Definitions by name; two different ones under one name are refused. */
const known: ReadonlyMap<string, TermDefinition | PredicateDefinition> = (() => {
  const found = new Map<string, TermDefinition | PredicateDefinition>();
  const add = ({ definition }: Definition): void => {
    if (undecorated(definition.name).mark !== null) return;
    const before = found.get(definition.name);
    if (before !== undefined && before !== definition)
      throw new Error(`two definitions of ${definition.name}`);
    found.set(definition.name, definition);
  };
  const everything = collector();
  for (const { value } of norm.round) everything.term(value);
  for (const schema of schemas) definitionsOf(schema).forEach(add);
  for (const operation of operations) {
    const own = collector();
    for (const [, part] of partsOf(operation)) isFormula(part) ? own.formula(part) : own.term(part);
    [...own.definitions.values()].forEach(add);
  }
  [...everything.definitions.values()].forEach(add);
  return found;
})();

describe.each(schemas.map((schema) => [schema.name, schema] as const))('%s', (_, schema) => {
  test('is closed, and its terms fit', () => {
    const parameters = schema.parameters.map(({ variable }) => variable.name);
    for (const { label, formula } of schema.predicates) {
      expect(complaints(formula, parameters), label).toEqual([]);
    }
  });

  test('declares what it speaks of, itself or through a schema that it includes', () => {
    const used = collector();
    for (const { set } of schema.parameters) used.term(set);
    for (const { formula } of schema.predicates) used.formula(formula);
    const declared = withIncluded(schema).flatMap(({ components }) => components.map(({ name }) => name));
    expect([...used.components].filter((name) => !declared.includes(name))).toEqual([]);
  });

  test('says where it stands and what it means', () => {
    expect(schema.source).toMatch(/^(003|002|ANSI|FORMAL|Kuhn|RCL2000|Gligor)/);
    expect(schema.meaning).toMatch(/^[A-Z].{10,}\.$/);
  });

  test('includes nothing twice and only schemas of the catalogue', () => {
    expect(schema.includes.map(({ name }) => name)).toEqual([
      ...new Set(schema.includes.map(({ name }) => name)),
    ]);
    for (const included of schema.includes) expect(schemas).toContain(included);
  });
});

const componentNamed = (name: string): Component => {
  const found = stateComponents.find((component) => component.name === name);
  if (found === undefined) throw new Error(`no component ${name}`);
  return found;
};

/** Updates of components, each once, by values of their sorts. */
const isUpdating = (updates: readonly Update[]): void => {
  const names = updates.map(({ component }) => component);
  expect(names).toEqual([...new Set(names)]);
  for (const { component, value } of updates)
    expect(value.sorts, component).toEqual(componentNamed(component).sorts);
};

describe.each(operations.map((operation) => [operation.name, operation] as const))('%s', (_, operation) => {
  const collected = collector();
  for (const [, part] of partsOf(operation)) isFormula(part) ? collected.formula(part) : collected.term(part);

  test('is closed, and its terms fit', () => {
    for (const [label, part] of partsOf(operation)) expect(complaints(part, []), label).toEqual([]);
    updatesOf(operation).forEach(isUpdating);
  });

  test('speaks of components of the state and of all its inputs, which are named with ?', () => {
    const inputs = operation.inputs.map(({ name }) => name);
    expect(inputs).toEqual([...new Set(inputs)]);
    for (const name of inputs) expect(name).toMatch(/^[A-Za-z]+\?$/);
    const known = [...stateComponents.map(({ name }) => name), ...inputs];
    expect([...collected.components].filter((name) => !known.includes(name))).toEqual([]);
    expect(inputs.filter((name) => !collected.components.has(name))).toEqual([]);
  });

  test('numbers its guards, each with a code and a purpose', () => {
    expect(operation.guards.map(({ label }) => label)).toEqual(
      operation.guards.map((_, index) => `G${index + 1}`),
    );
    for (const { error } of operation.guards) expect(error).toMatch(/^[A-Z]+(_[A-Z]+)*$/);
  });

  test('says where it stands and what it means', () => {
    expect(operation.source).toMatch(/^(002|ANSI|FORMAL)/);
    expect(operation.meaning).toMatch(/^[A-Z].{10,}\.$/);
  });

  // Printed, `UA′` is what the effect makes of UA, wherever it stands.
  test('what is primed is the state after the first updates', () => {
    const [first = []] = updatesOf(operation);
    for (const { definition } of collected.definitions.values()) {
      const { name, mark } = undecorated(definition.name);
      if (mark !== '′') continue;
      const update = first.find(({ component }) => component === name);
      if (update !== undefined) expect(definition.body).toEqual(update.value);
      else expect(known.has(name), `${definition.name} has an original`).toBe(true);
    }
  });
});

test('the cascade is closed, and its terms fit', () => {
  isUpdating(norm.round);
  for (const { component, value } of norm.round) expect(complaints(value, []), component).toEqual([]);
});

test('laws are closed, and their terms fit', () => {
  for (const { name, given, formula } of laws) {
    expect(complaints(given, []), name).toEqual([]);
    expect(complaints(formula, []), name).toEqual([]);
  }
});

test('no schema, operation, component or definition shares its name with another, in any case of a paragraph', () => {
  const components: readonly Component[] = schemas.flatMap((schema) => schema.components);
  const paragraphs = [
    ...schemas.map(({ name }) => name),
    ...operations.map(({ name }) => name),
    ...operations.flatMap(({ name }) => [`${name}Ok`, `${name}Refused`]),
    ...['Sys', 'State', 'REPORT', 'ANSWER', 'NormRound', norm.name],
    ...known.keys(),
  ].map((name) => name.toLowerCase());
  expect(paragraphs.filter((name, index) => paragraphs.indexOf(name) !== index)).toEqual([]);
  const names = [...components.map(({ name }) => name), ...known.keys(), ...schemas.map(({ name }) => name)];
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

test('components of operations are those of the schemas', () => {
  const components = schemas.flatMap((schema) => schema.components);
  expect(stateComponents.filter((component) => !components.includes(component))).toEqual([]);
});

test('components are those that states have', () => {
  const components = schemas.flatMap((schema) =>
    schema.components.map(({ name, sorts }) => `${name}[${sorts}]`),
  );
  expect(components).toMatchInlineSnapshot(`
    [
      "objs[OBJ]",
      "ops[OP]",
      "prms[PRM]",
      "object[PRM,OBJ]",
      "operation[PRM,OP]",
      "roles[ROLE]",
      "PA[ROLE,PRM]",
      "users[USER]",
      "UA[USER,ROLE]",
      "RH[ROLE,ROLE]",
      "mutexS[ROLE,ROLE]",
      "mutexD[ROLE,ROLE]",
      "ssdRoles[CNAME,ROLE]",
      "ssdLimit[CNAME,NUMBER]",
      "dsdRoles[CNAME,ROLE]",
      "dsdLimit[CNAME,NUMBER]",
      "mutexPS[PRM,PRM]",
      "mutexPD[PRM,PRM]",
      "card[ROLE,NUMBER]",
      "prereq[ROLE,ROLE]",
      "window[ROLE,NUMBER,NUMBER]",
      "now[NUMBER]",
      "sessions[SID]",
      "su[SID,USER]",
      "ar[SID,ROLE]",
      "instRun[SID,IID]",
      "instName[SID,SNAME]",
      "app[PRM]",
      "names[SNAME]",
      "tmpl[SNAME,ROLE]",
      "mutex[SNAME,SNAME]",
      "initiator[ROLE]",
      "needs[SNAME,PRM]",
      "plan[SNAME,USER]",
      "strictS[ROLE,ROLE]",
      "oneStep[ROLE]",
      "onePerUser[OBJ]",
      "onePerRole[OBJ]",
      "attribute[HRV,ATTR]",
      "hr[USER,HRV]",
      "allOf[ROLE,HRV]",
      "anyOf[ROLE,HRV]",
      "pend[USER,ROLE]",
      "limit[USER,ROLE,NUMBER]",
      "wide[ROLE]",
      "local[APPL,ROLE]",
      "cso[ACTOR]",
      "dso[APPL,ACTOR]",
      "quorum[NUMBER]",
      "team[PERSON]",
      "listed[PEOPLE,USER]",
      "holding[PEOPLE,ROLE]",
      "separated[SNAME,SNAME]",
      "bound[SNAME,SNAME]",
      "scope[CONSTRAINT,SNAME]",
      "atMost[CONSTRAINT,NUMBER]",
      "atLeast[CONSTRAINT,NUMBER]",
      "teams[CONSTRAINT,PEOPLE]",
      "group[CONSTRAINT,PEOPLE]",
      "enough[CONSTRAINT,NUMBER]",
      "dependent[SNAME,PEOPLE,SNAME,PEOPLE]",
      "load[PEOPLE,NUMBER]",
      "loadOfAll[NUMBER]",
      "unavailable[PEOPLE]",
      "forced[SNAME,USER]",
      "forbidden[SNAME,USER]",
      "administrators[USER]",
      "assignRules[RULE]",
      "revokeRules[RULE]",
      "enrolRules[RULE]",
      "openRules[RULE]",
      "officerRoles[RULE,ROLE]",
      "officerUsers[RULE,USER]",
      "targets[RULE,ROLE]",
      "needed[RULE,ROLE]",
      "barred[RULE,ROLE]",
      "upheld[RULE]",
      "performed[USER,SNAME]",
      "suspects[USER]",
      "apartRoles[ROLE]",
      "apartPermissions[PRM]",
      "followedBy[SNAME,SNAME]",
    ]
  `);
});
