/** The applications that the policy owns, resolved against its names (schema 6′), with their plans and needs. */

import type { ApplicationTree } from '../../application/tree.ts';
import type { Diagnostic, Result } from '../../source/diagnostic.ts';
import { locate, type SourceFile, type Span } from '../../source/text.ts';
import type { Leaf, Located } from '../located.ts';
import type { Application, ApplicationSession, Place, Plan, Session } from '../model.ts';
import { shown } from '../names.ts';
import type { PolicyDocument } from '../shape.ts';
import type { Document } from './declarations.ts';
import type { OpenedFile, OpenFile } from './files.ts';
import { leafId, leafIds, type Ranged, type Reading, usedPermissionIds } from './reading.ts';
import { readSessionConstraints } from './session-constraints.ts';

type ApplicationNode = Located<NonNullable<PolicyDocument['applications']>[number]>;

/** The application language, as this room sees it. */
export interface ApplicationLanguage {
  parse(file: SourceFile): Result<ApplicationTree>;
  check(
    tree: ApplicationTree,
    context: { readonly roles: ReadonlySet<string>; readonly objects: ReadonlySet<string> | null },
  ): readonly Diagnostic[];
}

const maxBytes = 1024 * 1024;

export interface ReadApplications {
  readonly applications: readonly Application[];
  /** False where one could not be read: then an unknown application is no news. */
  readonly complete: boolean;
}

export function readApplications(
  reading: Reading,
  { values }: Document,
  open: OpenFile,
  language: ApplicationLanguage,
): ReadApplications {
  const applications: Application[] = [];
  const names = new Map<string, Span>();
  let complete = true;
  for (const node of values.applications?.items ?? []) {
    const opened = open(node.values.file, maxBytes, 'an application is a page of text; is this one?');
    const tree = opened === null ? null : readTree(reading, opened, language);
    if (opened === null || tree === null) {
      complete = false;
      continue;
    }
    const first = names.get(tree.name.text);
    if (first !== undefined) {
      reading.problems.report({
        code: 'duplicate-name',
        message: `application \`${shown(tree.name.text)}\` is named twice`,
        span: reading.span(node.values.file),
        related: [{ message: 'first here', span: first }],
      });
      continue;
    }
    names.set(tree.name.text, reading.span(node.values.file));
    applications.push(resolveTree(reading, node, tree, opened));
  }
  return { applications, complete };
}

function readTree(
  reading: Reading,
  { file }: OpenedFile,
  language: ApplicationLanguage,
): ApplicationTree | null {
  const parsed = language.parse(file);
  if (parsed.kind === 'failed') {
    reading.problems.include(parsed.diagnostics);
    return null;
  }
  reading.problems.include(parsed.warnings);
  const { names } = reading.spaces.role;
  const found = language.check(parsed.value, {
    roles: new Set(names.list()),
    objects: reading.closedPermissions ? objectsOf(reading) : null,
  });
  const listed = reading.incomplete.has('role') ? found.filter(({ code }) => code !== 'unknown-role') : found;
  reading.problems.include(listed);
  return parsed.value;
}

function objectsOf(reading: Reading): ReadonlySet<string> {
  const list = reading.spaces.permission.names.list();
  return new Set(list.map((permission) => permission.slice(0, permission.lastIndexOf(':'))));
}

function resolveTree(
  reading: Reading,
  { values }: ApplicationNode,
  tree: ApplicationTree,
  { index }: OpenedFile,
): Application {
  const place = (span: Span): Place => {
    const { line, column } = locate(span);
    return { file: index, line, column };
  };
  // Roles that are unknown have been reported by the application language.
  const rolesOf = (names: readonly { readonly text: string; readonly span: Span }[]): number[] => {
    const ids = names.map(({ text, span }) => reading.spaces.role.find(text, () => span));
    return [...new Set(ids)].filter((id) => id >= 0);
  };

  const positions = new Map<string, number>();
  const sessionTrees = tree.sessions.filter(({ name }) => {
    if (positions.has(name.text)) return false;
    positions.set(name.text, positions.size);
    return true;
  });
  const position = (name: string, at: Ranged): number => {
    const found = positions.get(name.normalize('NFC'));
    if (found !== undefined) return found;
    reading.problems.report({
      code: 'unknown-session',
      message: `application \`${shown(tree.name.text)}\` has no session \`${shown(name)}\``,
      span: reading.span(at),
      hint: reading.suggest.hint(name, positions.keys(), `its sessions are ${listed(positions.keys())}`),
    });
    return -1;
  };

  const needs = new Map<number, readonly number[]>();
  for (const { key, value } of values.needs?.entries ?? []) {
    const session = position(key.text, key);
    const permissions = usedPermissionIds(reading, value).map(({ id }) => id);
    if (session >= 0) needs.set(session, permissions);
  }
  const sessions = sessionTrees.map(
    (session, at): ApplicationSession => ({
      name: session.name.text,
      roles: rolesOf(session.roles),
      needs: needs.get(at) ?? null,
      place: place(session.span),
    }),
  );

  const exclusions = new Map<string, Application['exclusions'][number]>();
  for (const separation of tree.separations) {
    if (separation.kind !== 'exclusion') continue;
    const a = positions.get(separation.left.text);
    const b = positions.get(separation.right.text);
    // Unknown sessions and reflexive exclusions have been reported by the application language.
    if (a === undefined || b === undefined || a === b) continue;
    const [left, right] = a < b ? [a, b] : [b, a];
    const key = `${left} ${right}`;
    if (!exclusions.has(key)) exclusions.set(key, { left, right, place: place(separation.span) });
  }

  const plans = (values.plans?.entries ?? []).map(
    ({ key, value }): Plan => ({
      name: key.text.normalize('NFC'),
      place: reading.place(key),
      assignments: value.entries.flatMap((entry) => {
        const session = position(entry.key.text, entry.key);
        const user = leafId(reading, 'user', entry.value);
        return session < 0 || user < 0 ? [] : [{ session, user, place: reading.place(entry.key) }];
      }),
    }),
  );

  return {
    name: tree.name.text,
    tree,
    place: place(tree.name.span),
    sessions,
    exclusions: [...exclusions.values()],
    constraints: readSessionConstraints(reading, values.constraints?.items ?? [], position),
    initiator: rolesOf(tree.initiator),
    plans,
    everyPlan: values.separation !== undefined,
  };
}

function listed(names: Iterable<string>): string {
  return [...names]
    .slice(0, 20)
    .map((name) => `\`${shown(name)}\``)
    .join(', ');
}

/** Live sessions; their active roles are stated through `active`. */
export function readSessions(
  reading: Reading,
  { values }: Document,
  { applications, complete }: ReadApplications,
  active: (session: number, role: number, place: Place) => void,
): Session[] {
  const sessions: Session[] = [];
  const names = new Map<string, Ranged>();
  for (const { key, value } of values.sessions?.entries ?? []) {
    const name = key.text.normalize('NFC');
    const first = names.get(name);
    if (first === undefined) names.set(name, key);
    else {
      reading.problems.report({
        code: 'duplicate-name',
        message: `session \`${shown(name)}\` is declared twice`,
        span: reading.span(key),
        related: [{ message: 'first here', span: reading.span(first) }],
      });
    }
    const user = leafId(reading, 'user', value.values.user);
    for (const role of leafIds(reading, 'role', value.values.active)) {
      active(sessions.length, role.id, reading.place(role));
    }
    const of = value.values.of;
    sessions.push({
      name,
      user,
      place: reading.place(key),
      of: of === undefined ? null : runOf(reading, of.values, applications, complete),
    });
  }
  return sessions;
}

function runOf(
  reading: Reading,
  of: { readonly application: Leaf<string>; readonly run: Leaf<string>; readonly session: Leaf<string> },
  applications: readonly Application[],
  complete: boolean,
): Session['of'] {
  const { application: name, run, session } = of;
  if (!name.given || !run.given || !session.given) return null;
  const application = applications.findIndex((candidate) => candidate.name === name.value.normalize('NFC'));
  if (application < 0) {
    if (complete) {
      const names = applications.map((candidate) => candidate.name);
      reading.problems.report({
        code: 'unknown-application',
        message: `the policy has no application \`${shown(name.value)}\``,
        span: reading.span(name),
        hint: reading.suggest.hint(
          name.value,
          names,
          names.length === 0
            ? 'list its file under `applications:`'
            : `its applications are ${listed(names)}`,
        ),
      });
    }
    return null;
  }
  const { sessions } = applications[application]!;
  const index = sessions.findIndex((candidate) => candidate.name === session.value.normalize('NFC'));
  if (index < 0) {
    const names = sessions.map((candidate) => candidate.name);
    reading.problems.report({
      code: 'unknown-session',
      message: `application \`${shown(name.value)}\` has no session \`${shown(session.value)}\``,
      span: reading.span(session),
      hint: reading.suggest.hint(session.value, names, `its sessions are ${listed(names)}`),
    });
    return null;
  }
  return { application, run: run.value.normalize('NFC'), session: index };
}
