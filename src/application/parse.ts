/**
 * Text to tree: the sections of an application (FORMAL.md D.2), and the entrance to the parser.
 *
 * The parser is recursive descent over tokens, held to the table in `grammar.ts` (see there for the decision). Every
 * part goes on after an error: the tree is always built, with holes (`skip`, the empty name, `true`) where something
 * is missing. `parseApplication` gives it away only when nothing is missing; an editor may want it regardless.
 */

import type { Diagnostic, Result } from '../source/diagnostic.ts';
import type { SourceFile, Span } from '../source/text.ts';
import { type Cursor, openCursor } from './cursor.ts';
import { canStart, isSection, type SectionWord } from './grammar.ts';
import { readSequence } from './parse-body.ts';
import { readInterval, readPair, readTime } from './parse-condition.ts';
import type { ApplicationTree, Name, Separation, SessionTree, Spec } from './tree.ts';

/**
 * Reads an application file (FORMAL.md D.2). Never throws; all syntax errors are reported at once.
 * Names in the result are in Unicode NFC; every node keeps its span.
 */
export function parseApplication(file: SourceFile): Result<ApplicationTree> {
  const { tree, diagnostics } = parseWithRecovery(file);
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error')
    ? { kind: 'failed', diagnostics }
    : { kind: 'ok', value: tree, warnings: diagnostics };
}

/** As `parseApplication`, but gives the tree also where there are errors; then it may have holes. */
export function parseWithRecovery(file: SourceFile): {
  readonly tree: ApplicationTree;
  readonly diagnostics: readonly Diagnostic[];
} {
  const cursor = openCursor(file);
  const tree = readApplication(cursor);
  return { tree, diagnostics: cursor.problems() };
}

interface Sections {
  readonly sessions: SessionTree[];
  readonly initiator: Name[];
  readonly separations: Separation[];
  readonly seen: Map<SectionWord, Span>;
}

const order: readonly SectionWord[] = ['APPLICATION', 'SESSION', 'INITIATOR', 'SOD'];

function readApplication(cursor: Cursor): ApplicationTree {
  const sections: Sections = { sessions: [], initiator: [], separations: [], seen: new Map() };
  const name = readHead(cursor, sections);
  readSections(cursor, sections, false);
  if (!sections.seen.has('SESSION') && cursor.at('(', 'name', ',')) {
    cursor.expected('`SESSION`');
    sections.seen.set('SESSION', cursor.here());
    readSessions(cursor, sections.sessions);
    readSections(cursor, sections, false);
  }
  if (!sections.seen.has('SESSION')) cursor.expected('`SESSION`');
  const body = readBody(cursor, sections);
  return {
    name,
    sessions: sections.sessions,
    initiator: sections.initiator,
    separations: sections.separations,
    body,
    span: { file: cursor.file, start: 0, end: cursor.file.text.length },
  };
}

function readHead(cursor: Cursor, sections: Sections): Name {
  const word = cursor.acceptWord('APPLICATION');
  if (word === null) {
    cursor.expected('`APPLICATION` and a name', { hint: 'an application begins with `APPLICATION name`' });
    if (!cursor.at('name')) return { text: '', span: cursor.here() };
    if (cursor.at('name', 'name')) cursor.take();
  } else {
    sections.seen.set('APPLICATION', cursor.spanOf(word));
  }
  const name = cursor.name('the name of the application') ?? { text: '', span: cursor.here() };
  if (cursor.at('name') && !order.some((section) => cursor.atWord(section))) {
    cursor.expected('`SESSION`', { hint: 'a name of several words is written in single quotes' });
    while (cursor.at('name') && !order.some((section) => cursor.atWord(section))) cursor.take();
  }
  return name;
}

/** Reads the sections that stand here; before the body in any order, with an error for a wrong one. */
function readSections(cursor: Cursor, sections: Sections, afterBody: boolean): void {
  for (;;) {
    const section = order.find((candidate) => atSection(cursor, candidate));
    if (section === undefined) return;
    const word = cursor.acceptWord(section);
    if (word === null) return;
    const span = cursor.spanOf(word);
    const before = sections.seen.get(section);
    const later = order.slice(order.indexOf(section) + 1).find((other) => sections.seen.has(other));
    if (before !== undefined) {
      cursor.error('duplicate-section', `\`${section}\` stands twice`, span, {
        hint: section === 'APPLICATION' ? 'one file holds one application' : 'join the two lists',
        related: { message: 'first here', span: before },
      });
    } else if (afterBody) {
      cursor.error('section-order', `\`${section}\` stands after the body`, span, {
        hint: 'the order is `APPLICATION`, `SESSION`, `INITIATOR`, `SOD`, body',
      });
    } else if (later !== undefined) {
      cursor.error('section-order', `\`${section}\` stands after \`${later}\``, span, {
        hint: 'the order is `APPLICATION`, `SESSION`, `INITIATOR`, `SOD`, body',
        related: { message: `\`${later}\` stands here`, span: sections.seen.get(later) ?? span },
      });
    }
    if (before === undefined) sections.seen.set(section, span);
    switch (section) {
      case 'APPLICATION':
        cursor.name('the name of the application');
        break;
      case 'SESSION':
        readSessions(cursor, sections.sessions);
        break;
      case 'INITIATOR':
        for (const role of readRoles(cursor)) sections.initiator.push(role);
        break;
      case 'SOD':
        readSeparations(cursor, sections.separations);
        break;
    }
  }
}

/** A section, also in the wrong case where what follows shows that no session of the body is meant. */
function atSection(cursor: Cursor, section: SectionWord): boolean {
  if (cursor.at(section)) return true;
  const follower = cursor.peek(1).kind;
  return cursor.atWord(section) && (follower === '(' || follower === 'name');
}

function readBody(cursor: Cursor, sections: Sections): Spec {
  if (cursor.at('end')) {
    cursor.expected('the body', { hint: 'for example `S1; S2`' });
    return { kind: 'skip', span: cursor.here() };
  }
  const last = sections.initiator.at(-1);
  if (cursor.at(';') && last !== undefined && sections.initiator.length > 1 && !sections.seen.has('SOD')) {
    cursor.expected('the body', {
      hint: `\`INITIATOR\` takes every name up to one without a comma: is \`${last.text}\` the first session of the body?`,
    });
    cursor.take();
  }
  const body = readSequence(cursor, null);
  // Sections after the body have been complained about; their content still counts, so that it is not missed too.
  while (isSection(cursor.peek().kind)) {
    readSections(cursor, sections, true);
    if (!cursor.at('end')) readSequence(cursor, null);
  }
  return body;
}

function readSessions(cursor: Cursor, sessions: SessionTree[]): void {
  readList(cursor, {
    what: 'a session with its roles, such as `(S1, clerk)`,',
    starts: () => cursor.at('(') || cursor.at('name', ',') || cursor.at('name', ')'),
    read: () => {
      sessions.push(readSession(cursor));
    },
  });
}

function readSession(cursor: Cursor): SessionTree {
  const open = cursor.peek();
  if (cursor.accept('(') === null) cursor.expected('`(`', { hint: 'a session is written `(name, role)`' });
  const name = cursor.name('a session') ?? { text: '', span: cursor.here() };
  let roles: readonly Name[] = [];
  if (cursor.accept(',') !== null) roles = readRoles(cursor);
  else {
    cursor.expected('`,` and a role', { hint: 'a session needs at least one role: `(name, role)`' });
    if (cursor.at('name')) roles = readRoles(cursor);
  }
  if (cursor.accept(')') === null) {
    cursor.expected('`,` or `)`', { related: { message: 'opened here', span: cursor.spanOf(open) } });
    closeElement(cursor);
  }
  return { name, roles, span: cursor.spanFrom(open.start) };
}

/** Goes behind the `)` of a broken element, if it comes before anything that begins another. */
function closeElement(cursor: Cursor): void {
  let ahead = 0;
  for (;;) {
    const { kind } = cursor.peek(ahead);
    if (kind === 'end' || kind === '(' || isSection(kind)) return;
    ahead += 1;
    if (kind === ')') break;
  }
  for (; ahead > 0; ahead -= 1) cursor.take();
}

/** Roles separated by commas. */
function readRoles(cursor: Cursor): readonly Name[] {
  const roles: Name[] = [];
  do {
    const role = cursor.name('a role');
    if (role === null) return roles;
    roles.push(role);
    // In `(S1, clerk, (S2, …` the comma belongs to the list of sessions.
  } while (!cursor.at(',', '(') && cursor.accept(',') !== null);
  return roles;
}

function readSeparations(cursor: Cursor, separations: Separation[]): void {
  readList(cursor, {
    what: 'a separation, `(session, session)` or `session between [from, to]`,',
    starts: () =>
      cursor.at('(') || startsInterval(cursor) || cursor.at('name', ',') || cursor.at('name', ')'),
    read: () => {
      separations.push(readSeparation(cursor));
    },
  });
}

function startsInterval(cursor: Cursor): boolean {
  const next = cursor.peek(1);
  return cursor.at('name') && !next.quoted && next.text.toLowerCase() === 'between';
}

function readSeparation(cursor: Cursor): Separation {
  const start = cursor.peek().start;
  if (startsInterval(cursor)) {
    const session = cursor.name('a session') ?? { text: '', span: cursor.here() };
    cursor.acceptWord('between');
    const { from, to } = readInterval(cursor);
    return { kind: 'window', session, from, to, span: cursor.spanFrom(start) };
  }
  const { left, right } = readPair(cursor);
  if (!startsGap(cursor)) return { kind: 'exclusion', left, right, span: cursor.spanFrom(start) };
  cursor.acceptWord('for');
  const duration = readTime(cursor, 'the length of the gap');
  return { kind: 'gap', left, right, duration, span: cursor.spanFrom(start) };
}

/** `for`, also in the wrong case where a number follows; otherwise `For` is the first session of the body. */
function startsGap(cursor: Cursor): boolean {
  const follower = cursor.peek(1).kind;
  return cursor.at('for') || (cursor.atWord('for') && (follower === 'number' || follower === '-'));
}

interface ListOf {
  /** What an element is, for "expected …". */
  readonly what: string;
  /** Whether an element, possibly a broken one, stands here. */
  readonly starts: () => boolean;
  readonly read: () => void;
}

/**
 * Elements separated by commas. A comma left out before `( name ,` is accepted with a warning, as Fig. 17 of the
 * source leaves it out: nothing else can begin like that there.
 */
function readList(cursor: Cursor, list: ListOf): void {
  if (!list.starts()) {
    cursor.expected(list.what);
    if (!cursor.at('name')) cursor.skipTo((kind) => kind === '(' || canStart('unit', kind));
    if (!cursor.at('(', 'name', ',')) return;
  }
  for (;;) {
    list.read();
    while (cursor.at(')')) {
      cursor.error('unbalanced-parenthesis', 'this `)` closes nothing', cursor.spanOf(cursor.peek()), {
        hint: 'remove it',
      });
      cursor.take();
    }
    if (cursor.accept(',') !== null) {
      if (list.starts()) continue;
      cursor.expected(list.what, { hint: 'remove the last comma if the list ends here' });
      return;
    }
    if (cursor.at('(', 'name', ',')) {
      cursor.warn(
        'missing-comma',
        'a comma is missing before `(`',
        cursor.spanOf(cursor.peek()),
        'write `, (`',
      );
      continue;
    }
    if (startsInterval(cursor)) {
      cursor.expected('`,`');
      continue;
    }
    if (cursor.at(';') && (cursor.at(';', '(', 'name', ',') || cursor.peek(2).kind === 'between')) {
      cursor.expected('`,`', { hint: 'elements of a list are separated by `,`' });
      cursor.take();
      continue;
    }
    if (cursor.at('end') || isSection(cursor.peek().kind) || canStart('unit', cursor.peek().kind)) return;
    cursor.expected('`,`, the next section or the body');
    cursor.skipTo((kind) => kind === ',' || kind === '(' || canStart('unit', kind));
    if (cursor.accept(',') === null || !list.starts()) return;
  }
}
