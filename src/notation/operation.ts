/**
 * Operations as Z (FORMAL.md A.0, C.1): `Op ≙ OpOk ∨ OpRefused`.
 *
 * OpOk has the guards and the effect; where the effect is taken in steps, each is a schema and OpOk their sequential
 * composition. OpRefused tells the report of the first guard that fails. What changes is named once, in the hiding
 * list of Ξ. The steps are about `Sys`, the components without what schemas say of them: between two steps an
 * invariant may fail, and that it holds after the last is to be proved, not assumed.
 */

import type { Cascade, Guard, Operation, Step, Update } from '../logic/operation.ts';
import type { Schema } from '../logic/schema.ts';
import type { Profile } from '../profile/profile.ts';
import { concat, type Doc, filled, group, indent, line, space, text } from './layout.ts';
import {
  type Caption,
  type DefinitionParagraph,
  declared,
  type Measure,
  type Noting,
  noting,
  type Paragraph,
  proseParagraph,
  type SchemaParagraph,
} from './paragraph.ts';
import { related } from './precedence.ts';
import { name, type SymbolName, sign } from './symbols.ts';

const system = 'Sys';
const state = 'State';
const report = concat(name('report!'), text(' : '), name('REPORT'));
const answer = concat(name('answer!'), text(' : '), name('ANSWER'));

/** State, and Sys: what operations are about. */
export function systemParagraphs(schemas: readonly Schema[]): readonly Paragraph[] {
  const stated = name(state);
  const everything = concat(stated, space, sign('or'), space, sign('not'), space, stated);
  const conjoined = joined(
    schemas.map((schema) => name(schema.name)),
    'and',
  );
  return [defined(state, 'definesSchema', conjoined), defined(system, 'definesSchema', everything), reading];
}

const deltaSystem = concat(sign('changes'), name(system));
const xiSystem = concat(sign('keeps'), name(system));

const reading = proseParagraph`${name(system)} has the components of the state, and nothing is said of them: that
operations keep what ${name(state)} says is to be proved, not assumed. ${deltaSystem} is ${name(system)} before and
after, and ${keepingAllBut(['UA'])} says that nothing but ${name('UA')} changes. G1, G2 and so on are the predicates that
are so labelled; the first that fails gives the report, and ${name(system)} stays as it is. A guard may speak of the state
that the first updates lead to, or would lead to: ${name('RH′')} is ${name('RH')} in it, and a definition that rests on
${name('RH′')} is primed too, ${name('geq′')}. What is marked like ${name('UA°')} speaks of a state that is only
considered. ${sign('thenStep')} takes one step after the other.`;

/** The reports of operations, and the answers to questions. */
export function reportParagraphs(operations: readonly Operation[]): readonly Paragraph[] {
  const errors = new Set(operations.flatMap(({ guards }) => guards.map(({ error }) => error)));
  return [
    defined('REPORT', 'definesType', filled(['ok', ...errors].map(name), ' |')),
    defined('ANSWER', 'definesType', filled(['yes', 'no'].map(name), ' |')),
  ];
}

/** An operation that was lowered where a profile is given. */
export function operationParagraphs(
  operation: Operation,
  profile: Profile | undefined,
  measure: Measure,
): readonly Paragraph[] {
  const [ok, refused] = [`${operation.name}Ok`, `${operation.name}Refused`];
  const isOneStep = operation.steps.length <= 1;
  const caption: Caption = {
    title: operation.name,
    meaning: operation.meaning,
    origin: operation.source,
  };
  const numbered = stepNames(operation);
  const [first, ...later] = operation.steps;
  const start = firstStep(operation, isOneStep ? ok : numbered[0]!, first, caption, noting(profile, measure));
  const rest = later.flatMap((step, index): readonly Paragraph[] =>
    step.kind === 'update'
      ? [laterStep(operation, numbered[index + 1]!, step.updates, noting(profile, measure))]
      : [],
  );
  const composed = isOneStep ? [] : [defined(ok, 'definesSchema', joined(numbered.map(name), 'thenStep'))];
  const { guards } = operation;
  if (guards.length === 0)
    return [start, ...rest, ...composed, defined(operation.name, 'definesSchema', name(ok))];
  return [
    start,
    ...rest,
    ...composed,
    refusals(operation, refused),
    defined(operation.name, 'definesSchema', joined([name(ok), name(refused)], 'or')),
  ];
}

/** The round of a cascade, and what repeating it reaches. */
export function cascadeParagraphs(
  cascade: Cascade,
  profile: Profile | undefined,
  measure: Measure,
): readonly Paragraph[] {
  const round = `${schemaOf(cascade)}Round`;
  const { print, notes } = noting(profile, measure);
  const binding = concat(sign('binding'), name(system));
  const after = concat(binding, sign('prime'));
  const pair = (from: Doc): Doc => concat(from, space, sign('maplet'), space, after);
  const rounds = concat(
    sign('setOpen'),
    name(round),
    space,
    sign('spot'),
    space,
    pair(binding),
    sign('setClose'),
  );
  const isIn = (from: Doc, set: Doc) => ({
    doc: concat(pair(from), space, sign('member'), space, set),
    label: '',
  });
  return [
    box(round, {
      includes: changing(cascade.round),
      predicates: cascade.round.map((update) => equation(update, print)),
      notes: notes(),
      caption: { title: schemaOf(cascade), meaning: cascade.meaning, origin: cascade.source },
    }),
    proseParagraph`The round is repeated until it changes nothing: what is reached is the greatest part of the state
that the round leaves as it is.`,
    box(schemaOf(cascade), {
      includes: [deltaSystem],
      predicates: [isIn(binding, concat(rounds, sign('reflexiveClosure'))), isIn(after, rounds)],
    }),
  ];
}

/** Schemas of an operation, in the order in which they are taken: Op₁, Norm, Op₂. */
function stepNames({ name: operation, steps }: Operation): readonly string[] {
  let count = 0;
  return steps.map((step) => {
    if (step.kind === 'cascade') return schemaOf(step.cascade);
    count += 1;
    return `${operation}${count}`;
  });
}

const schemaOf = ({ name: cascade }: Cascade): string => cascade.charAt(0).toUpperCase() + cascade.slice(1);

/** Guards, the first updates, and what is said to the caller. */
function firstStep(
  { inputs, guards, answer: question }: Operation,
  title: string,
  step: Step | undefined,
  caption: Caption,
  { print, notes }: Noting,
): SchemaParagraph {
  const updates = step?.kind === 'update' ? step.updates : [];
  const answered =
    question === null
      ? []
      : [
          {
            doc: concat(
              group(
                name('answer!'),
                text(' = '),
                name('yes'),
                space,
                sign('iff'),
                indent(line, print.formula(question).doc),
              ),
            ),
            label: '',
          },
        ];
  return box(title, {
    caption,
    includes: changing(updates),
    declarations: [
      ...inputs.map(declared),
      { doc: report, meaning: '' },
      ...(question === null ? [] : [{ doc: answer, meaning: '' }]),
    ],
    predicates: [
      ...guards.map(({ formula, label }) => ({ doc: print.formula(formula).doc, label })),
      ...updates.map((update) => equation(update, print)),
      ...answered,
      { doc: concat(name('report!'), text(' = '), name('ok')), label: '' },
    ],
    notes: notes(),
  });
}

const laterStep = (
  { inputs }: Operation,
  title: string,
  updates: readonly Update[],
  { print, notes }: Noting,
): SchemaParagraph =>
  box(title, {
    includes: changing(updates),
    declarations: named(inputs),
    predicates: updates.map((update) => equation(update, print)),
    notes: notes(),
  });

/** The first guard that fails gives the report. */
function refusals({ inputs, guards }: Operation, title: string): SchemaParagraph {
  const all = joined(
    guards.map(({ label }) => text(label)),
    'and',
  );
  const failing = guards.length === 1 ? all : concat(text('('), all, text(')'));
  return box(title, {
    includes: changing([]),
    declarations: [...named(inputs), { doc: report, meaning: '' }],
    predicates: [
      { doc: concat(sign('not'), space, failing), label: '' },
      { doc: concat(name('report!'), text(' = '), indent(firstFailing(guards))), label: '' },
    ],
  });
}

function firstFailing([guard, ...others]: readonly Guard[]): Doc {
  if (guard === undefined || others.length === 0) return name(guard?.error ?? 'ok');
  return concat(
    sign('conditional'),
    space,
    sign('not'),
    space,
    text(guard.label),
    space,
    sign('whereTrue'),
    space,
    name(guard.error),
    line,
    sign('otherwise'),
    space,
    firstFailing(others),
  );
}

/** Inputs that were told before. */
const named = (inputs: Operation['inputs']): SchemaParagraph['declarations'] =>
  inputs.length === 0
    ? []
    : [
        {
          doc: filled(
            inputs.map((input) => declared(input).doc),
            ';',
          ),
          meaning: '',
        },
      ];

/** ΔSys; ΞSys \ (UA, UA′), or ΞSys where nothing changes. */
const changing = (updates: readonly Update[]): readonly Doc[] =>
  updates.length === 0 ? [xiSystem] : [deltaSystem, keepingAllBut(updates.map(({ component }) => component))];

function keepingAllBut(components: readonly string[]): Doc {
  const changed = components.flatMap((component) => [name(component), name(`${component}′`)]);
  return concat(xiSystem, space, sign('hiding'), space, text('('), filled(changed, ','), text(')'));
}

const equation = ({ component, value }: Update, print: Noting['print']) => ({
  doc: related('equal', { level: 'atom', doc: name(`${component}′`) }, print.set(value)).doc,
  label: '',
});

const box = (title: string, parts: Partial<SchemaParagraph>): SchemaParagraph => ({
  kind: 'schema',
  caption: null,
  name: name(title),
  includes: [],
  declarations: [],
  predicates: [],
  notes: [],
  ...parts,
});

const defined = (head: string, defines: SymbolName, body: Doc): DefinitionParagraph => ({
  kind: 'definition',
  doc: concat(name(head), space, sign(defines), space, indent(body)),
  notes: [],
});

const joined = (docs: readonly Doc[], operator: SymbolName): Doc =>
  filled(
    docs.map((doc, index) => (index === 0 ? doc : concat(sign(operator), space, doc))),
    '',
  );
