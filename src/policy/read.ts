/**
 * Reads a policy: the root file, its parts, and the tables and applications that they name.
 *
 * Errors that a user can cause are returned all at once: text that is no YAML, departures from the shape, and names
 * and facts that do not fit each other. Where the text is no YAML, only what stands before the first such error is
 * judged further, because what follows may not be what the user meant.
 */

import { checkApplication } from '../application/check.ts';
import { parseApplication } from '../application/parse.ts';
import { defaultProfile, type Profile } from '../profile/profile.ts';
import type { Result } from '../source/diagnostic.ts';
import { type FileReader, readText } from '../source/files.ts';
import { type Suggester, suggester } from '../source/suggest.ts';
import { decode } from './decode.ts';
import { factsBuilder } from './facts.ts';
import type { Leaf, List } from './located.ts';
import type { Operation, Policy } from './model.ts';
import { reportSimilarNames, shown } from './names.ts';
import { problemCollector } from './problems.ts';
import { reportCycles } from './resolve/acyclic.ts';
import { readAdministration } from './resolve/administration.ts';
import { type ApplicationLanguage, readApplications, readSessions } from './resolve/applications.ts';
import { readConstraints } from './resolve/constraints.ts';
import { type Document, declareNames } from './resolve/declarations.ts';
import { startDocuments } from './resolve/documents.ts';
import { readFacts, reportUngranted } from './resolve/facts.ts';
import { fileOpener, type OpenFile } from './resolve/files.ts';
import { declareFunctions, definedFunctions, grantFunctions } from './resolve/functions.ts';
import { type ImportOptions, readImports } from './resolve/imports.ts';
import { merged } from './resolve/merge.ts';
import { type Part, readParts } from './resolve/parts.ts';
import { declareDoubts, readPossibleFacts } from './resolve/possible.ts';
import { type Reading, type Sort, startReading, usedPermissionIds } from './resolve/reading.ts';
import { readSuppressions } from './resolve/suppressions.ts';
import { readTables } from './resolve/tables.ts';
import { readDocument } from './resolve/text.ts';
import { policyShape } from './shape.ts';

/** Largest policy file, in bytes. */
const maxBytes = 4 * 1024 * 1024;
const tooLarge = 'move assignments to CSV tables (`tables:`); YAML is for what people write';

export interface ReadOptions extends ImportOptions {
  /** The names under `rules:` that are known; any if absent. */
  readonly rules?: readonly string[];
  /** The path that the policy is known by; default that of its root file. */
  readonly shownAs?: string;
}

const applicationLanguage: ApplicationLanguage = { parse: parseApplication, check: checkApplication };

/**
 * The policy whose root file is `path` (relative to the working directory of `files`, or absolute), or everything
 * that is wrong with it.
 */
export function readPolicy(path: string, files: FileReader, options: ReadOptions = {}): Result<Policy> {
  const content = readText(files, files.shown(path), maxBytes, tooLarge);
  if (content.kind === 'failed') return { kind: 'failed', diagnostics: [content.diagnostic] };
  const { file } = content;
  const problems = problemCollector();
  const documents = startDocuments(file, problems, suggester());
  const failed = (): Result<Policy> => ({ kind: 'failed', diagnostics: problems.all(documents.files) });

  const root = readDocument(file, documents, (node, context) => decode(policyShape, node, context), {
    message: 'the file is empty: key `policy` is missing',
    hint: 'start with `policy: NAME`',
  });
  if (root === null) return failed();
  const open = fileOpener(documents, files);
  const parts = readParts(documents, root.document, open, files, { bytes: maxBytes, advice: tooLarge });
  if (parts === null) return failed();

  const all = [root, ...parts];
  const document = merged(
    documents,
    root.document,
    parts.map((part) => part.document),
  );
  const incomplete = new Set(all.flatMap((one) => [...incompleteSorts(one, documents.suggest)]));
  const reading = startReading(documents, document.keys.has('permissions'), incomplete);
  const policy = resolvePolicy(reading, document, open, {
    ...options,
    operationsKnown: all.every(
      ({ document: { values, keys } }) => values.operations !== undefined || !keys.has('operations'),
    ),
  });
  const diagnostics = problems.all(reading.files);
  if (problems.hasErrors()) return { kind: 'failed', diagnostics };
  return { kind: 'ok', value: policy, warnings: diagnostics };
}

/**
 * Sorts of which declarations were written but not understood: complaining of every use of such names would hide
 * the one error that matters.
 */
function incompleteSorts({ root, document: { values, keys } }: Part, suggest: Suggester): Set<Sort> {
  const misspelt = new Set<string>();
  for (const { key } of root.kind === 'map' ? root.entries : []) {
    if (keys.has(key.text)) continue;
    for (const meant of suggest.nearest(key.text, Object.keys(policyShape.shape))) misspelt.add(meant);
  }
  const lost = (key: 'users' | 'roles' | 'groups' | 'permissions' | 'tables'): boolean =>
    values[key] === undefined && (keys.has(key) || misspelt.has(key));
  const incomplete = new Set<Sort>();
  if (lost('users') || lost('tables')) incomplete.add('user');
  if (lost('roles') || lost('groups') || lost('tables')) incomplete.add('role');
  if (lost('permissions') || lost('tables')) incomplete.add('permission');
  return incomplete;
}

function resolvePolicy(
  reading: Reading,
  document: Document,
  open: OpenFile,
  options: ReadOptions & {
    /** False where some were not understood: then an unknown one is no news. */
    readonly operationsKnown: boolean;
  },
): Policy {
  const { values } = document;
  declareNames(reading, document);
  const imports = readImports(reading, document, open, options);
  const doubts = declareDoubts(reading, document);
  readTables(reading, document, open, doubts.ids);
  readFacts(reading, document);
  readPossibleFacts(reading, doubts);
  const functions = declareFunctions(reading, [...definedFunctions(reading, document), ...imports.functions]);
  grantFunctions(reading, functions);
  reportCycles(reading, reading.hierarchy, 'hierarchy-cycle', 'inherits');
  const read = readApplications(reading, document, open, applicationLanguage);
  const operations = [...readOperations(reading, document), ...imports.operations];
  const written = readConstraints(reading, document, open, {
    operations,
    applications: read.applications,
    complete: read.complete && options.operationsKnown,
  });
  const constraints = [...written, ...imports.constraints];
  const active = factsBuilder();
  const sessions = readSessions(reading, document, read, (session, role, { file, line }) =>
    active.add(session, role, file, line),
  );
  const administration = readAdministration(reading, document, { constraints, applications: read });
  checkRules(reading, document, options);
  const suppressions = readSuppressions({ ...reading, rules: options.rules }, values.suppressions);
  const { user, role, permission } = reading.spaces;
  reportSimilarNames('user', user.names, reading.files, reading.problems);
  reportSimilarNames('role', role.names, reading.files, reading.problems);
  reportSimilarNames('permission', permission.names, reading.files, reading.problems);
  // What is granted is known only when everything was understood.
  if (!reading.problems.hasErrors()) reportUngranted(reading, new Set(functions.values()));

  const roles = role.names.build();
  return {
    name: values.policy.value.normalize('NFC'),
    path: options.shownAs ?? reading.root.path,
    files: reading.files,
    profile: profileOf(document),
    now: values.now?.value ?? null,
    users: user.names.build(),
    roles: { ...roles, isGroup: roles.list.map((_, id) => reading.groups.has(id)) },
    permissions: permission.names.build(),
    declared: {
      get users() {
        return user.names.places();
      },
      get roles() {
        return role.names.places();
      },
      get permissions() {
        return permission.names.places();
      },
    },
    assignments: reading.assignments.build(),
    inheritance: reading.inheritance.build(),
    grants: reading.grants.build(),
    sessions,
    active: active.build(),
    constraints,
    applications: read.applications,
    operations,
    administration,
    rules: new Map(values.rules?.entries.map(({ key, value }) => [key.text, value.value])),
    suppressions,
    possible: reading.possible.build(),
  };
}

function profileOf({ values }: Document): Profile {
  const set = Object.entries(values.profile?.values ?? {}).map(([name, leaf]) => [name, leaf?.value]);
  return { ...defaultProfile, ...(Object.fromEntries(set) as Partial<Profile>) };
}

function readOperations(reading: Reading, { values }: Document): Operation[] {
  const names = new Map<string, { readonly start: number; readonly end: number }>();
  return (values.operations?.items ?? []).map((node) => {
    const { name, permissions } = node.values;
    const normal = name.value.normalize('NFC');
    const first = names.get(normal);
    if (first !== undefined && name.given) {
      reading.problems.report({
        code: 'duplicate-name',
        message: `operation \`${shown(normal)}\` is declared twice`,
        span: reading.span(name),
        related: [{ message: 'first here', span: reading.span(first) }],
      });
    }
    names.set(normal, name);
    const used = usedPermissionIds(reading, permissions).map(({ id }) => id);
    const atLeast = node.values['at-least'];
    if (atLeast !== undefined) checkQuorum(reading, atLeast, permissions);
    return {
      name: normal,
      permissions: used,
      atLeast: atLeast?.value ?? null,
      enforced: node.values['enforced-by'] !== undefined,
      severity: node.values.severity?.value ?? 'error',
      reason: node.values.reason?.value ?? null,
      owner: node.values.owner?.value ?? null,
      place: reading.place(node),
    };
  });
}

/** One user for each permission always suffices, and one user is always needed. */
function checkQuorum(reading: Reading, atLeast: Leaf<number>, permissions: List<Leaf<string>>): void {
  const most = new Set(permissions.items.map(({ value }) => value.normalize('NFC'))).size;
  if (atLeast.value >= 2 && atLeast.value <= most) return;
  reading.problems.report({
    code: 'bad-quorum',
    message:
      atLeast.value < 2
        ? `at least ${atLeast.value} demands nothing: somebody is always needed`
        : most === 1
          ? 'a single permission needs one user'
          : `${most} permissions never need ${atLeast.value} users: one for each suffices`,
    span: reading.span(atLeast),
    hint:
      most === 1
        ? 'list the permissions that make up the operation, two or more'
        : most === 2
          ? 'of two permissions, write 2'
          : `of ${most} permissions, write a number from 2 to ${most}`,
  });
}

function checkRules(reading: Reading, { values }: Document, { rules }: ReadOptions): void {
  if (rules === undefined) return;
  for (const { key } of values.rules?.entries ?? []) {
    if (rules.includes(key.text)) continue;
    reading.problems.report({
      code: 'unknown-rule',
      message: `there is no rule \`${shown(key.text)}\``,
      span: reading.span(key),
      hint: reading.suggest.hint(key.text, rules, '`dutyproof explain` lists the rules'),
    });
  }
}
