/**
 * Casbin: a model (`.conf`) and its policy (lines `p, …` and `g, …`), in any order; several files of lines are one policy.
 *
 * The matcher is reduced for each line of the policy (`casbin/matcher.ts`), so that what it says of the subject, the
 * object, the domain and the action becomes facts: grants to the role that the line names, `role@domain` where roles have
 * domains. What depends on attributes or on functions in code is possible, with the matcher's part as the reason; where
 * nothing about subjects is left, the model is not about roles, which is an error.
 *
 * Permissions are `object:action`, `object@domain:action` with domains, and other columns in front, `resource/object`.
 * Those of a second matcher (`m2` with `p2`) carry it: `object (m2):action`, since the caller chooses which one is asked.
 *
 * Subjects that a matcher compares with patterns are in no file either: for each pattern, and each two that have something
 * in common, stands a user of a name that matches, `a(other)`.
 *
 * Values are compared as node-casbin compares them. Functions that code may add to role managers are in no file, so links
 * of names with patterns in them are possible.
 */

import { nameProblem, shown } from '../policy/names.ts';
import type { Result } from '../source/diagnostic.ts';
import type { SourceFile, Span } from '../source/text.ts';
import { readConstraint } from './casbin/constraints.ts';
import { applyEffect } from './casbin/effects.ts';
import { type Hit, hitsOf, type World } from './casbin/hits.ts';
import { argoResources, knownModels } from './casbin/known-models.ts';
import { isPatternName, type Link, type Links, linksOf } from './casbin/links.ts';
import { type Case, casesOf } from './casbin/matcher.ts';
import { type Columns, type Effect, type MatcherEntry, type Model, readModel } from './casbin/model.ts';
import { other, patternOf } from './casbin/patterns.ts';
import { type Line, looksLikePolicy, readLines } from './casbin/policy.ts';
import { type Region, regionsOf, samplesOf, type UsedPattern } from './casbin/regions.ts';
import { columnsOf, eachPart, type Space, spaceOf } from './casbin/space.ts';
import { anyOther, type SubjectSet, type Subjects, subjectsOf, type Unique } from './casbin/subjects.ts';
import {
  type ImportBuilder,
  type Imported,
  type Importer,
  type ImportInput,
  importBuilder,
} from './imported.ts';

const maxHits = 2_000_000;

export const casbin: Importer = {
  format: 'casbin',
  title: 'Casbin (model and policy)',
  mapKeys: {
    model: `for a policy without its model: ${Object.keys(knownModels).join(', ')}`,
    roles: 'names that are roles though nobody is assigned to them, with `*`, separated by commas',
    users: 'names that are users though others are assigned to them, with `*`, separated by commas',
  },
  detects: ({ text }) => isModel(text) || looksLikePolicy(text),
  read,
};

function isModel(text: string): boolean {
  return /^\s*\[request_definition\]/m.test(text) && /^\s*\[matchers\]/m.test(text);
}

/** A model is known by its sections; a part of one is a broken model. */
function isAnyModel(text: string): boolean {
  return /^\s*\[\w+\]\s*$/m.test(text) && !looksLikePolicy(text);
}

function read({ files, mentioned, map }: ImportInput): Result<Imported> {
  const builder = importBuilder(files);
  const models = files.filter((file) => isAnyModel(file.text));
  const policies = files.filter((file) => !models.includes(file));
  const lines = policies.flatMap((file) => readLines(file, builder));
  const model = chooseModel(files, models, lines, map, builder);
  if (model === null) return builder.result();
  // What is wrong with lines is told together with what is wrong with the model.
  if (checkLines(model, lines, builder) && !builder.problems.hasErrors()) {
    importAll(model, lines, mentioned, map, builder);
  }
  return builder.result();
}

function chooseModel(
  files: readonly SourceFile[],
  models: readonly SourceFile[],
  lines: readonly Line[],
  map: ReadonlyMap<string, string>,
  builder: ImportBuilder,
): Model | null {
  const [file, second] = models;
  const wanted = map.get('model');
  const start = (one: SourceFile): Span => ({ file: one, start: 0, end: Math.min(1, one.text.length) });
  if (file !== undefined) {
    if (second !== undefined) {
      builder.report('import-unsupported', 'there are two models; a policy has one', start(second));
      return null;
    }
    if (wanted !== undefined) {
      builder.report('import-mapping', '`model` is for policies that come without a model', start(file));
      return null;
    }
    return readModel(file, builder);
  }
  const isArgo = wanted === undefined && lines.length > 0 && looksLikeArgo(lines);
  const name = wanted ?? (isArgo ? 'argo-cd' : undefined);
  const [policy] = files;
  if (name === undefined) {
    builder.report(
      'import-reference',
      'the policy has no model, which says what its lines mean',
      start(policy!),
      `name the model's file too, or say which it is: --map model=${Object.keys(knownModels).join('|')}`,
    );
    return null;
  }
  if (!Object.hasOwn(knownModels, name)) {
    builder.report(
      'import-mapping',
      `there is no model \`${shown(name)}\``,
      start(policy!),
      `models by name: ${Object.keys(knownModels).join(', ')}`,
    );
    return null;
  }
  if (isArgo) {
    builder.remark(
      start(policy!),
      'read with the model of Argo CD, whose lines these look like, and with its patterns as globs',
      'with another model, name its file too',
    );
  }
  const text = knownModels[name]!;
  return readModel({ path: `${name}.conf`, text, sha256: '' }, builder);
}

function looksLikeArgo(lines: readonly Line[]): boolean {
  const policies = lines.filter(({ key }) => key === 'p');
  return (
    policies.length > 0 &&
    policies.every(
      ({ values }) =>
        values.length === 5 &&
        argoResources.has(values[1]!.value) &&
        /^(?:allow|deny)$/.test(values[4]!.value),
    )
  );
}

/** Whether every line is one that the model defines, with as many values as it says, that can be names. */
function checkLines(model: Model, lines: readonly Line[], { report }: ImportBuilder): boolean {
  let isGood = true;
  const fail = (...args: Parameters<ImportBuilder['report']>): void => {
    isGood = false;
    report(...args);
  };
  for (const { key, values, at } of lines) {
    const columns = model.policies.get(key);
    const manager = model.roles.get(key);
    const width = columns?.names.length ?? manager?.width;
    if (width === undefined) {
      fail('import-reference', `the model defines no \`${key}\``, at, 'is this the policy of another model?');
      continue;
    }
    if (values.length < width || (columns !== undefined && values.length > width)) {
      const needs =
        columns === undefined ? `${width} values` : `${width} values: ${columns.names.join(', ')}`;
      fail('import-syntax', `this line has ${values.length} values, and \`${key}\` has ${needs}`, at);
    }
    for (const [index, { value, start, end }] of values.entries()) {
      const name = columns?.names[index];
      const span = { file: at.file, start, end };
      if (value === '' && (manager !== undefined || name === 'sub'))
        fail('import-syntax', 'a name is missing', span);
      else if (value !== '' && nameProblem(value) !== null) {
        fail('bad-name', `name \`${shown(value)}\` ${nameProblem(value)}`, span);
      }
      if (name === 'priority' && !/^[+-]?\d{1,9}$/.test(value)) {
        fail('import-syntax', 'a priority is a whole number', span);
      }
    }
  }
  return isGood;
}

/** One request, line, effect and matcher that belong together. */
interface Context {
  readonly request: Columns;
  readonly policy: Columns;
  readonly effect: Effect;
  readonly matcher: MatcherEntry;
  readonly space: Space;
  readonly lines: readonly Line[];
}

interface Reduced {
  readonly line: Line | null;
  readonly at: Span;
  readonly cases: readonly Case[];
  readonly effect: 'allow' | 'deny' | 'neither';
}

function importAll(
  model: Model,
  lines: readonly Line[],
  mentioned: readonly string[],
  map: ReadonlyMap<string, string>,
  builder: ImportBuilder,
): void {
  const contexts = contextsOf(model, lines, builder);
  if (contexts === null) return;
  const reduced = contexts.map((context) => reduce(model, context, builder));
  if (builder.problems.hasErrors()) return;
  const managers = subjectManagers(contexts, model);
  const names = namesOf(model, contexts, reduced, lines, managers, map);
  const patterns = subjectPatterns(contexts, reduced);
  const open = patterns.find(({ name, pattern }) => patternOf(name, pattern).hasMore);
  if (open !== undefined && patterns.length > 1) {
    builder.doubt(
      open.at,
      `which subjects match \`${shown(open.pattern)}\` and other patterns of subjects too`,
      'everything',
    );
  }
  const domains = domainsOf(lines, model, reduced, contexts, mentioned);
  const links = new Map<string, Links>();
  for (const [key, manager] of model.roles) {
    const own = lines.filter((line) => line.key === key);
    const all = own.map(({ values, at }): Link => {
      const domain = manager.hasDomain ? values[2]!.value : '';
      const doubt = manager.isConditional
        ? 'its condition is in code'
        : isPatternName(values[0]!.value) || isPatternName(domain)
          ? 'patterns in `g` lines count only if code has added a matching function'
          : null;
      return { from: values[0]!.value, to: values[1]!.value, domain, at, doubt };
    });
    const matched = managers.has(key) ? [...names.subjects, other] : [...names.objects];
    links.set(key, linksOf(all, domains, matched));
    for (const { values, at } of own) {
      if (values.length > manager.width) {
        builder.remark(at, `\`${key}\` has ${manager.width} values; Casbin passes over what is more`);
      }
    }
  }
  const ofSubjects = new Map([...links].filter(([key]) => managers.has(key)));
  const unique = uniqueNames(contexts[0]!.matcher.at, builder);
  const subjects = subjectsOf(names.subjects, names.roles, names.users, ofSubjects, unique);
  const hits: (Hit & { readonly context: Context })[] = [];
  const unordered = new Set<Context>();
  for (const [index, context] of contexts.entries()) {
    const world: World = {
      space: context.space,
      regions: regionsFor(context, reduced[index]!, links, domains, mentioned),
      managers: links,
      subjects,
      unique,
    };
    if (!collectHits(context, reduced[index]!, lines, world, unordered, hits, builder)) return;
  }
  state(model, contexts, hits, unordered, subjects, ofSubjects, names.at, builder);
}

function contextsOf(model: Model, lines: readonly Line[], builder: ImportBuilder): readonly Context[] | null {
  const contexts: Context[] = [];
  const managers = new Set(model.roles.keys());
  for (const [key, matcher] of model.matchers) {
    const number = key.slice(1);
    const request = model.requests.get(`r${number}`) ?? model.requests.get('r')!;
    const policy = model.policies.get(`p${number}`) ?? model.policies.get('p')!;
    const effect = model.effects.get(`e${number}`) ?? model.effects.get('e')!;
    checkMatcher(model, matcher, request, policy, builder);
    const space = spaceOf(request.names, matcher.expression, managers, number === '' ? '' : ` (${key})`);
    contexts.push({
      request,
      policy,
      effect,
      matcher,
      space,
      lines: lines.filter((line) => line.key === policy.key),
    });
  }
  const used = new Set(contexts.map(({ policy }) => policy.key));
  for (const { key, at } of lines) {
    if (!model.policies.has(key) || used.has(key)) continue;
    builder.remark(at, `no matcher of the model looks at \`${key}\`, so its lines have no effect`);
    used.add(key);
  }
  return builder.problems.hasErrors() ? null : contexts;
}

/** Columns and role managers that a matcher names must be there: Casbin fails where they are not. */
function checkMatcher(
  model: Model,
  { expression, at }: MatcherEntry,
  request: Columns,
  policy: Columns,
  { report }: ImportBuilder,
): void {
  eachPart(expression, (part) => {
    const span = { file: at.file, start: part.start, end: part.end };
    if (part.kind === 'column') {
      const columns = part.of === request.key ? request : part.of === policy.key ? policy : null;
      if (columns !== null && !columns.names.includes(part.name)) {
        report('import-reference', `\`${columns.key}\` has no column \`${shown(part.name)}\``, span);
      }
    }
    if (part.kind !== 'call') return;
    const manager = model.roles.get(part.name);
    if (manager === undefined) {
      if (/^g\d*$/.test(part.name)) {
        report('import-reference', `\`[role_definition]\` has no \`${part.name}\``, span);
      }
      return;
    }
    if (!manager.isConditional && part.args.length !== manager.width) {
      report(
        'import-syntax',
        `\`${part.name}\` is about ${manager.width} values, not ${part.args.length}`,
        span,
      );
    }
  });
}

function reduce(model: Model, context: Context, { report }: ImportBuilder): readonly Reduced[] {
  const { request, policy, matcher, lines } = context;
  const managers = new Set(model.roles.keys());
  let looksAtLines = false;
  eachPart(matcher.expression, (part) => {
    if (part.kind === 'column' && part.of === policy.key) looksAtLines = true;
    // What is not understood may look at them.
    if (part.kind === 'opaque') looksAtLines ||= new RegExp(`\\b${policy.key}[._]`).test(part.what);
  });
  // Without lines, or where the matcher looks at none, Casbin asks it once, with empty columns.
  const asked: readonly (Line | null)[] = lines.length === 0 || !looksAtLines ? [null] : lines;
  const eft = policy.names.indexOf('eft');
  const known = new Map<string, readonly Case[] | null>();
  const reduced: Reduced[] = [];
  for (const line of asked) {
    const values = line?.values.map(({ value }) => value) ?? policy.names.map(() => '');
    const key = values.join('\n');
    let cases = known.get(key);
    if (cases === undefined) {
      cases = casesOf(matcher.expression, {
        request: request.key,
        policy: policy.key,
        managers,
        value: (column) => values[policy.names.indexOf(column)],
      });
      known.set(key, cases);
    }
    if (cases === null) {
      report('import-unsupported', 'the matcher has too many alternatives', matcher.at);
      return [];
    }
    const said = eft < 0 || line === null ? '' : values[eft]!;
    const effect = said === '' || said === 'allow' ? 'allow' : said === 'deny' ? 'deny' : 'neither';
    reduced.push({ line, at: line?.at ?? matcher.at, cases, effect });
  }
  const literals = reduced.flatMap(({ cases }) => cases.flat());
  const aboutSubjects = literals.some(
    ({ atom }) => atom.kind !== 'unknown' && atom.column === context.space.subject,
  );
  if (!aboutSubjects && literals.some(({ atom }) => atom.kind === 'unknown')) {
    report(
      'import-unsupported',
      'the matcher says nothing of subjects that can be known without a request: it is not about roles',
      matcher.at,
      'attributes of requests and functions in code are decided when somebody asks',
    );
  }
  return reduced;
}

/** Role managers that the matchers ask about subjects. */
function subjectManagers(contexts: readonly Context[], model: Model): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { matcher, space, request } of contexts) {
    eachPart(matcher.expression, (part) => {
      if (part.kind !== 'call' || !model.roles.has(part.name)) return;
      const [first] = part.args;
      if (first?.kind === 'column' && first.of === request.key && first.name === space.subject)
        found.add(part.name);
    });
  }
  if (found.size > 0) return new Set([...found].sort());
  // Nobody asks: what is called `g` is about subjects by custom.
  return new Set(model.roles.has('g') ? ['g'] : []);
}

interface Names {
  /** Of users and roles. */
  readonly subjects: ReadonlySet<string>;
  readonly roles: ReadonlySet<string>;
  /** Users that are roles too. */
  readonly users: ReadonlySet<string>;
  /** What objects and actions are called. */
  readonly objects: ReadonlySet<string>;
  readonly at: ReadonlyMap<string, Span>;
}

function namesOf(
  model: Model,
  contexts: readonly Context[],
  reduced: readonly (readonly Reduced[])[],
  lines: readonly Line[],
  managers: ReadonlySet<string>,
  map: ReadonlyMap<string, string>,
): Names {
  const at = new Map<string, Span>();
  const roles = new Set<string>();
  const objects = new Set<string>();
  const add = (name: string, span: Span): void => {
    if (!at.has(name)) at.set(name, span);
  };
  for (const line of lines) {
    const { file } = line.at;
    const isOfSubjects = managers.has(line.key);
    if (!model.roles.has(line.key)) continue;
    for (const { value, start, end } of line.values.slice(0, 2)) {
      if (isOfSubjects) {
        if (!isPatternName(value)) add(value, { file, start, end });
      } else objects.add(value);
    }
    if (isOfSubjects) {
      roles.add(line.values[1]!.value);
      add(line.values[1]!.value, line.at);
    }
  }
  for (const [index, { space }] of contexts.entries()) {
    for (const { cases, at: span } of reduced[index]!) {
      for (const { atom } of cases.flat()) {
        if (atom.kind === 'unknown' || atom.kind === 'matches') continue;
        const name = atom.kind === 'equals' ? atom.value : atom.role;
        if (name === '') continue;
        if (atom.column === space.subject) add(name, span);
        else objects.add(name);
      }
    }
  }
  for (const { expression } of model.constraints) {
    eachPart(expression, (part) => {
      if (part.kind === 'text' && at.has(part.value)) roles.add(part.value);
    });
  }
  const patterns = subjectPatterns(contexts, reduced);
  for (const name of samplesOf(patterns)) add(name, patterns[0]!.at);
  const isRole = globs(map.get('roles'));
  const isUser = globs(map.get('users'));
  for (const name of at.keys()) if (isRole(name)) roles.add(name);
  const users = new Set([...at.keys()].filter((name) => roles.has(name) && isUser(name)));
  return { subjects: new Set(at.keys()), roles, users, objects, at };
}

/** Patterns that the subject of a request is compared with: who matches them, no line names. */
function subjectPatterns(
  contexts: readonly Context[],
  reduced: readonly (readonly Reduced[])[],
): readonly (UsedPattern & { readonly at: Span })[] {
  const found = new Map<string, UsedPattern & { readonly at: Span }>();
  for (const [index, { space }] of contexts.entries()) {
    for (const { cases, at } of reduced[index]!) {
      for (const { atom } of cases.flat()) {
        if (atom.kind !== 'matches' || atom.column !== space.subject) continue;
        const { name, pattern } = atom;
        found.set(`${name} ${pattern}`, { name, pattern, at });
      }
    }
  }
  return [...found.values()];
}

function globs(list: string | undefined): (name: string) => boolean {
  const parts = (list ?? '').split(',').map((part) => part.trim());
  const patterns = parts.filter((part) => part !== '').map((part) => part.split('*'));
  return (name) =>
    patterns.some((pieces) => {
      const [first, ...rest] = pieces;
      if (rest.length === 0) return name === first;
      if (!name.startsWith(first!)) return false;
      let at = first!.length;
      for (const [index, piece] of rest.entries()) {
        const found = index === rest.length - 1 ? name.length - piece.length : name.indexOf(piece, at);
        if (found < at || !name.startsWith(piece, found)) return false;
        at = found + piece.length;
      }
      return true;
    });
}

function domainsOf(
  lines: readonly Line[],
  model: Model,
  reduced: readonly (readonly Reduced[])[],
  contexts: readonly Context[],
  mentioned: readonly string[],
): readonly string[] {
  const domains = new Set<string>();
  for (const { key, values } of lines) {
    if (model.roles.get(key)?.hasDomain === true) domains.add(values[2]!.value);
  }
  for (const [index, { space }] of contexts.entries()) {
    for (const { atom } of reduced[index]!.flatMap(({ cases }) => cases.flat())) {
      if (atom.kind === 'equals' && atom.column === space.domain) domains.add(atom.value);
      if (atom.kind === 'linked' && atom.domain.kind === 'text') domains.add(atom.domain.value);
    }
    if (space.domain === null) continue;
    for (const mention of mentioned) {
      for (const columns of columnsOf(space, mention)) {
        const domain = columns.get(space.domain)!;
        if (!domain.includes('*')) domains.add(domain);
      }
    }
  }
  domains.add(other);
  return [...domains];
}

function regionsFor(
  context: Context,
  reduced: readonly Reduced[],
  links: ReadonlyMap<string, Links>,
  domains: readonly string[],
  mentioned: readonly string[],
): ReadonlyMap<string, readonly Region[]> {
  const { space } = context;
  const regions = new Map<string, readonly Region[]>();
  const columns = [...space.objects, space.domain, space.action].filter((name) => name !== null);
  const literals = reduced.flatMap(({ cases }) => cases.flat());
  const speaks = mentioned.flatMap((mention) => columnsOf(space, mention));
  for (const column of columns) {
    const texts = new Set<string>();
    const patterns = new Map<string, UsedPattern>();
    const managers = new Set<string>();
    for (const { atom } of literals) {
      if (atom.kind === 'unknown' || atom.column !== column) continue;
      if (atom.kind === 'equals') texts.add(atom.value);
      if (atom.kind === 'linked') {
        texts.add(atom.role);
        managers.add(atom.manager);
      }
      if (atom.kind === 'matches') {
        patterns.set(`${atom.name} ${atom.pattern}`, atom);
        // A value that is a pattern only to some lines is a name as well.
        if (/^[\w.:/@-]+$/.test(atom.pattern) && !isPatternName(atom.pattern)) texts.add(atom.pattern);
      }
    }
    for (const manager of managers) {
      for (const { from, to } of links.get(manager)!.all) {
        if (!isPatternName(from)) texts.add(from);
        if (!isPatternName(to)) texts.add(to);
      }
    }
    if (column === space.domain) for (const domain of domains) if (!isPatternName(domain)) texts.add(domain);
    texts.delete('');
    const stars: string[] = [];
    for (const way of speaks) {
      const value = way.get(column)!;
      if (value.includes('*')) stars.push(value);
      else if (value !== '') texts.add(value);
    }
    regions.set(column, regionsOf(texts, [...patterns.values()], stars));
  }
  return regions;
}

/** Reports a name that two things would have: a separator stands within a value. */
function uniqueNames(at: Span, { report }: ImportBuilder): Unique {
  const seen = { role: new Map<string, string>(), permission: new Map<string, string>() };
  return (kind, name, identity) => {
    const known = seen[kind].get(name);
    if (known === undefined) seen[kind].set(name, identity);
    else if (known !== identity) {
      report(
        'import-unsupported',
        `two ${kind}s would be called \`${shown(name)}\`: ${[known, identity].map((one) => `(${shown(one.split('\n').join(', '))})`).join(' and ')}`,
        at,
        'values hold `@`, `/` or `:`, which separate them in names',
      );
    }
  };
}

function collectHits(
  context: Context,
  reduced: readonly Reduced[],
  lines: readonly Line[],
  world: World,
  unordered: Set<Context>,
  hits: (Hit & { readonly context: Context })[],
  builder: ImportBuilder,
): boolean {
  const { effect, matcher } = context;
  let isFull = false;
  const push = (
    subjects: SubjectSet,
    permission: string,
    kind: Hit['effect'],
    doubt: string | null,
    rank: number,
    at: Span,
  ): boolean => {
    isFull = hits.length >= maxHits;
    if (isFull) return false;
    hits.push({ subjects, permission, effect: kind, doubt, rank, at, context });
    return true;
  };
  const ranks = ranksOf(context, reduced, lines);
  if (ranks === null) unordered.add(context);
  if (effect === 'deny-override') {
    // Whatever no line denies is allowed, to anybody.
    hitsOf(world, [], (subjects, permission) => push(subjects, permission, 'allow', null, -1, matcher.at));
  }
  let told = false;
  for (const [index, { at, cases, effect: kind }] of reduced.entries()) {
    if (kind === 'neither') continue;
    if (kind === 'deny' && effect === 'allow-override' && !told) {
      told = true;
      builder.remark(at, 'the effect of the model passes over lines that deny', 'is this the right model?');
    }
    if ((kind === 'deny' && effect === 'allow-override') || (kind === 'allow' && effect === 'deny-override'))
      continue;
    for (const one of cases) {
      hitsOf(world, one, (subjects, permission, doubt) =>
        push(subjects, permission, kind, doubt, ranks?.[index] ?? index, at),
      );
      if (isFull) break;
    }
    if (isFull) break;
  }
  if (isFull) {
    builder.report(
      'import-unsupported',
      `the policy comes to more than ${maxHits.toLocaleString('en')} grants`,
      matcher.at,
      'wildcards and the matcher multiply objects, domains and actions',
    );
  }
  return !isFull;
}

/**
 * Lines in the order of Casbin: by `priority` where there is such a column; under `subjectPriority` by how far down the
 * hierarchy of subjects the line's subject is. Null where that is not known: without a tree, the libraries differ.
 */
function ranksOf(
  context: Context,
  reduced: readonly Reduced[],
  lines: readonly Line[],
): readonly number[] | null {
  const { policy, effect } = context;
  const column = policy.names.indexOf('priority');
  const subject = policy.names.indexOf('sub');
  const value = (index: number, at: number): string => reduced[index]!.line?.values[at]?.value ?? '';
  const order = reduced.map((_, index) => index);
  if (column >= 0) order.sort((a, b) => Number(value(a, column)) - Number(value(b, column)) || a - b);
  if (effect === 'subject-priority') {
    if (subject !== 0 || policy.names[1] !== 'obj' || policy.names.includes('dom')) return null;
    const depths = depthsOf(lines.filter(({ key }) => key === 'g'));
    if (depths === null || order.some((index) => !depths.has(value(index, subject)))) return null;
    const place = new Map(order.map((index, rank) => [index, rank]));
    const depth = (index: number): number => depths.get(value(index, subject))!;
    order.sort((a, b) => depth(b) - depth(a) || place.get(a)! - place.get(b)!);
  }
  const ranks: number[] = [];
  for (const [rank, index] of order.entries()) ranks[index] = rank;
  return ranks;
}

/** How far each name of the links is from the root above it; null where they are no forest. */
function depthsOf(links: readonly Line[]): ReadonlyMap<string, number> | null {
  const above = new Map<string, string>();
  const depths = new Map<string, number>();
  for (const { values } of links) {
    const [from, to] = [values[0]!.value, values[1]!.value];
    if (values.length !== 2 || (above.get(from) ?? to) !== to) return null;
    above.set(from, to);
  }
  for (const start of new Set([...above.keys(), ...above.values()])) {
    const way: string[] = [];
    let name: string | undefined = start;
    for (; name !== undefined && !depths.has(name); name = above.get(name)) {
      way.push(name);
      if (way.length > above.size + 1) return null;
    }
    let depth = name === undefined ? -1 : depths.get(name)!;
    for (const one of way.reverse()) {
      depth += 1;
      depths.set(one, depth);
    }
  }
  return depths;
}

function state(
  model: Model,
  contexts: readonly Context[],
  hits: readonly (Hit & { readonly context: Context })[],
  unordered: ReadonlySet<Context>,
  subjects: Subjects,
  managers: ReadonlyMap<string, Links>,
  places: ReadonlyMap<string, Span>,
  builder: ImportBuilder,
): void {
  const doubts = new Map<string, number>();
  const doubtOf = (reason: string | null, at: Span): number | null => {
    if (reason === null) return null;
    let index = doubts.get(reason);
    if (index === undefined) {
      index = builder.doubt(at, reason);
      doubts.set(reason, index);
    }
    return index;
  };
  for (const [name, at] of places) {
    if (subjects.isUser(name)) builder.user(name, at);
  }
  const facts = factSet();
  const granted = new Map<SubjectSet, Span>();
  for (const context of contexts) {
    const own = hits.filter((hit) => hit.context === context);
    const isDone = applyEffect(context.effect, own, !unordered.has(context), {
      grant(set, permission, at, doubt) {
        if (!granted.has(set)) granted.set(set, at);
        facts.add('grant', set.role, permission, at, doubt);
      },
      keep(user, permission, at, doubt) {
        const role = `${permission} (after denials)`;
        facts.add('grant', role, permission, at, null);
        facts.add('assign', user, role, at, doubt);
      },
    });
    if (!isDone) {
      builder.report(
        'import-unsupported',
        'denials meet too many users and permissions to be put into facts',
        context.matcher.at,
      );
      return;
    }
  }
  for (const [manager, links] of managers) {
    for (const { from, to, domain, at, doubt } of links.all) {
      const role = subjects.roleName(manager, to, domain);
      const stays = isPatternName(from) || isPatternName(domain);
      if (stays) facts.role(role, at);
      else if (from === other) facts.add('assign', anyOther, role, at, doubt);
      else {
        if (subjects.isUser(from) && !subjects.isRole(from)) facts.add('assign', from, role, at, doubt);
        else {
          const senior = subjects.roleName(manager, from, domain);
          if (senior !== role) facts.add('inherit', senior, role, at, doubt);
          if (subjects.isUser(from)) facts.add('assign', from, senior, at, null);
        }
      }
    }
  }
  for (const [set, at] of granted) {
    if (set.linked === null) {
      for (const [user, doubt] of set.members()) facts.add('assign', user, set.role, at, doubt);
      if (set.members().size === 0) facts.role(set.role, at);
    } else if (subjects.isUser(set.linked.name)) facts.add('assign', set.linked.name, set.role, at, null);
    else facts.role(set.role, at);
  }
  const constrained = new Map<string, string>();
  const nameOf = (name: string, at: Span): string => {
    const known = constrained.get(name);
    if (known !== undefined) return known;
    constrained.set(name, name);
    facts.role(name, at);
    // A constraint is about the role in any domain: each of them leads to one that stands for all.
    for (const [manager, links] of managers) {
      const domains = new Set(
        links.all.filter(({ to, domain }) => to === name && domain !== '').map(({ domain }) => domain),
      );
      for (const domain of domains)
        facts.add('inherit', subjects.roleName(manager, name, domain), name, at, null);
    }
    // Nobody else is in it: a user of that name who is named as a role holds it.
    if (subjects.isUser(name) && places.has(name)) facts.add('assign', name, name, at, null);
    return name;
  };
  for (const entry of model.constraints) readConstraint(entry, nameOf, builder);
  facts.tell(builder, doubtOf);
}

type Kind = 'grant' | 'assign' | 'inherit';

interface Fact {
  readonly kind: Kind;
  readonly left: string;
  readonly right: string;
  readonly at: Span;
  readonly doubt: string | null;
}

/** Each fact once: certain, if anything says so. */
function factSet() {
  const facts = new Map<string, Fact>();
  const roles = new Map<string, Span>();
  return {
    role(name: string, at: Span): void {
      if (!roles.has(name)) roles.set(name, at);
    },
    add(kind: Kind, left: string, right: string, at: Span, doubt: string | null): void {
      const key = `${kind}\n${left}\n${right}`;
      const known = facts.get(key);
      if (known === undefined || (known.doubt !== null && doubt === null)) {
        facts.set(key, { kind, left, right, at, doubt });
      }
    },
    tell(builder: ImportBuilder, doubtOf: (reason: string | null, at: Span) => number | null): void {
      const checked = new Set<string>();
      // Names come from texts in matchers too, which are no cells of lines.
      const check = (name: string, at: Span): void => {
        if (checked.has(name)) return;
        checked.add(name);
        const problem = nameProblem(name);
        if (problem !== null) builder.report('bad-name', `name \`${shown(name)}\` ${problem}`, at);
      };
      for (const [name, at] of roles) {
        check(name, at);
        builder.role(name, at);
      }
      for (const { kind, left, right, at, doubt } of facts.values()) {
        check(left, at);
        check(right, at);
        builder[kind](left, right, at, doubtOf(doubt, at));
      }
    },
  };
}
