/**
 * midPoint: objects in XML, one to a file or many in `<objects>`.
 *
 * Users are users, and services that have roles are users too; roles, orgs, services and archetypes are roles. An
 * inducement to a role is inheritance; of order 2, it is inheritance of the roles that have the metarole, and so on. What
 * a role is itself assigned to (a metarole, an archetype, an org) is not passed on to its members. Authorizations are
 * permissions (`midpoint/authorizations.ts`), and an account that a role brings is one too.
 *
 * `idempotence` says how often midPoint evaluates a role, not what it brings, and is passed over; so are parts of objects
 * that midPoint computes itself, such as `roleMembershipRef`.
 *
 * Not active, so no facts: drafts, what is archived or disabled, and what is valid at another time than `map now`; without
 * it, what has a date is possible. What a disabled user is assigned to is not assigned now. Conditions are decided by
 * midPoint alone: possible. The relations `approver` and `owner` are no membership; `manager` is.
 *
 * Objects that are not in the files: midPoint's own initial ones bring no role of these files, and its superuser has
 * every permission. Of any other it is not known what it brings: whoever has it may have any role, unless
 * `map missing=nothing` says otherwise.
 */

import { nameProblem, shown } from '../policy/names.ts';
import type { Result } from '../source/diagnostic.ts';
import type { Span } from '../source/text.ts';
import { applyDenials, authorisedRoles, type Denial, type FactSet, factSet } from './facts.ts';
import {
  type ImportBuilder,
  type Imported,
  type Importer,
  type ImportInput,
  importBuilder,
} from './imported.ts';
import {
  type Authorization,
  covers,
  permissionName,
  readAuthorization,
  type Scope,
  scopeOf,
  universeOf,
} from './midpoint/authorizations.ts';
import {
  activityOf,
  isRootName,
  type MidpointObject,
  type Objects,
  readObjects,
} from './midpoint/objects.ts';
import {
  describe,
  isInitial,
  isOfType,
  localName,
  superuser,
  type Target,
  targetOf,
} from './midpoint/references.ts';
import { type Rules, rulesOf } from './midpoint/rules.ts';
import { child, children, descendants, type Element, textOf } from './midpoint/xml.ts';

export const midpoint: Importer = {
  format: 'midpoint',
  title: 'midPoint objects (XML)',
  mapKeys: {
    now: 'the time at which dates are looked at, e.g. 2026-01-31T12:00:00Z',
    missing: '`nothing`: objects that are not in the files bring no roles and no permissions',
  },
  detects: ({ text }) => {
    const found = /<(?:[A-Za-z][\w.-]*:)?([A-Za-z]\w*)(?=[\s/>])/.exec(withoutProlog(text.slice(0, 20_000)));
    return (
      found !== null &&
      isRootName(found[1]!) &&
      /midpoint\.evolveum\.com|\boid\s*=/.test(text.slice(0, 20_000))
    );
  },
  read,
};

/** Without comments and processing instructions, and only if it is XML at all. */
function withoutProlog(text: string): string {
  return /^\s*</.test(text) ? text.replaceAll(/<!--[\s\S]*?-->|<\?[\s\S]*?\?>/g, '') : '';
}

const anyRole = '(any role that a missing object may bring)';
const maxOrder = 5;

interface Reading {
  readonly objects: Objects;
  readonly facts: FactSet;
  readonly builder: ImportBuilder;
  readonly now: string | null;
  readonly ignoresMissing: boolean;
  /** Roles that stand for objects that are not in the files, each with its reason. */
  readonly missing: Map<string, { readonly why: string; readonly at: Span }>;
  /** Roles that may bring anything, for a reason. */
  readonly unclear: Map<string, { readonly why: string; readonly at: Span }>;
  readonly superusers: Map<string, Span>;
}

function read({ files, mentioned, map }: ImportInput): Result<Imported> {
  const builder = importBuilder(files);
  const now = map.get('now') ?? null;
  const missing = map.get('missing');
  const start: Span = { file: files[0]!, start: 0, end: 0 };
  if (now !== null && Number.isNaN(Date.parse(now))) {
    builder.report('import-mapping', `\`${shown(now)}\` is no time`, start, 'write 2026-01-31T12:00:00Z');
  }
  if (missing !== undefined && missing !== 'nothing') {
    builder.report('import-mapping', `\`missing\` can only be \`nothing\``, start);
  }
  const objects = readObjects(files, builder);
  if (builder.problems.hasErrors()) return builder.result();
  const reading: Reading = {
    objects,
    facts: factSet(),
    builder,
    now,
    ignoresMissing: missing === 'nothing',
    missing: new Map(),
    unclear: new Map(),
    superusers: new Map(),
  };
  for (const { kind, name, at } of objects.all) {
    if (kind === 'user') builder.user(name, at);
    else builder.role(name, at);
  }
  const metas = new Map(objects.all.map((object) => [object.name, metaRoles(reading, object)] as const));
  for (const object of objects.all) readMembership(reading, object);
  const held = metaHolders(objects, metas, reading);
  const rules = rulesOf(
    (reference) => targetOf(reference, objects),
    (target, role, at) => excludedRole(reading, target, role, at),
    builder,
  );
  for (const object of objects.all) if (object.kind !== 'user') readInducements(reading, object, held, rules);
  for (const object of objects.all) if (object.kind !== 'user') readOwnRules(reading, object, rules);
  rules.tell();
  readOthers(reading);
  readAuthorizations(reading, mentioned);
  stateUnknown(reading);
  reading.facts.tell(builder);
  return builder.result();
}

/** Whether an object takes part, told once where it does not. */
function isActive({ builder, now }: Reading, { name, element, at, kind }: MidpointObject): boolean {
  const activity = activityOf(element, now);
  if (activity.kind === 'no') {
    builder.remark(
      at,
      kind === 'user'
        ? `user \`${shown(name)}\` has no roles now: ${activity.why}`
        : `\`${shown(name)}\` brings nothing now: ${activity.why}`,
    );
  }
  return activity.kind !== 'no';
}

function isMember(relation: string): boolean | null {
  const local = localName(relation);
  if (local === '' || local === 'default' || local === 'manager' || local === 'member') return true;
  return /^(?:approver|owner|related|consent|meta|deputy)$/.test(local) ? false : null;
}

/** Why an assignment or inducement is not known to hold; null if it is, undefined if it does not. */
function doubtOf(reading: Reading, element: Element, holder?: MidpointObject): string | null | undefined {
  const activity = activityOf(element, reading.now);
  const own = holder === undefined ? null : activityOf(holder.element, reading.now);
  if (activity.kind === 'no') {
    reading.builder.remark(element.at, `it is not active: ${activity.why}`);
    return undefined;
  }
  if (activity.kind === 'unknown') return activity.why;
  return own?.kind === 'unknown' ? own.why : null;
}

/** Targets of assignments that make a member, each with its doubt. */
function* memberships(
  reading: Reading,
  object: MidpointObject,
): Generator<{ readonly target: Target; readonly at: Span; readonly doubt: string | null }> {
  for (const assignment of children(object.element, 'assignment')) {
    const reference = child(assignment, 'targetRef');
    if (reference === undefined) {
      refuseTarget(reading, assignment);
      continue;
    }
    const target = targetOf(reference, reading.objects);
    if (target === null) {
      reading.builder.report(
        'import-syntax',
        'an assignment refers to nothing',
        reference.at,
        'it needs an oid',
      );
      continue;
    }
    const relation = reference.attributes.get('relation') ?? '';
    const doubt = doubtOf(reading, assignment, object);
    if (doubt === undefined) continue;
    if (localName(relation) === 'deputy') {
      yield* deputised(reading, target, assignment.at);
      continue;
    }
    const member = isMember(relation);
    if (member === false) continue;
    const at = reference.at;
    yield {
      target,
      at,
      doubt: doubt ?? (member === null ? `what relation \`${shown(relation)}\` means is configured` : null),
    };
  }
}

/** Old versions write the object itself. */
function refuseTarget({ builder }: Reading, element: Element): void {
  const target = child(element, 'target');
  if (target === undefined) return;
  builder.report(
    'import-unsupported',
    'an object within an assignment or inducement is of an old version of midPoint, and is not read',
    target.at,
    'write <targetRef oid="…"/>',
  );
}

/** A deputy has what the other user is assigned to, as far as that is delegated. */
function* deputised(reading: Reading, target: Target, at: Span): ReturnType<typeof memberships> {
  if (target.kind !== 'object' || target.object.kind !== 'user') {
    yield { target, at, doubt: 'it is not known what the deputy of a missing user has' };
    return;
  }
  for (const assignment of children(target.object.element, 'assignment')) {
    const reference = child(assignment, 'targetRef');
    const of = reference === undefined ? null : targetOf(reference, reading.objects);
    if (of === null || (of.kind === 'object' && of.object.kind === 'user')) continue;
    yield {
      target: of,
      at,
      doubt: `what a deputy of \`${shown(target.object.name)}\` has is limited elsewhere`,
    };
  }
}

/** Assignments of users, and of services that act. */
function readMembership(reading: Reading, object: MidpointObject): void {
  if (object.kind !== 'user' && object.kind !== 'service') return;
  const assigned = [...memberships(reading, object)].filter(
    ({ target }) => object.kind === 'user' || target.kind !== 'object' || target.object.kind !== 'archetype',
  );
  const accounts = children(object.element, 'assignment').filter(
    (assignment) => child(assignment, 'construction') !== undefined,
  );
  if (object.kind === 'service') {
    if (assigned.length === 0 && accounts.length === 0) return;
    reading.builder.user(object.name, object.at);
  }
  if (assigned.length + accounts.length > 0 && !isActive(reading, object)) return;
  for (const assignment of accounts) {
    const doubt = doubtOf(reading, assignment, object);
    if (doubt === undefined) continue;
    // Without a role between: a role of its own.
    const role = `(accounts of ${object.name})`;
    reading.facts.add('assign', object.name, role, assignment.at, null);
    for (const construction of children(assignment, 'construction'))
      readConstruction(reading, role, construction, doubt);
  }
  for (const { target, at, doubt } of assigned) {
    for (const [role, why] of rolesOfTarget(reading, target, at)) {
      reading.facts.add('assign', object.name, role, at, doubt ?? why);
    }
  }
}

/** The roles that a target may be, each with its doubt. */
function rolesOfTarget(
  reading: Reading,
  target: Target,
  at: Span,
): readonly (readonly [string, string | null])[] {
  const { objects, missing, ignoresMissing, superusers } = reading;
  switch (target.kind) {
    case 'object':
      return target.object.kind === 'user' ? [] : [[target.object.name, null]];
    case 'missing': {
      const role = missingName(target.oid);
      if (target.oid === superuser) superusers.set(role, at);
      else if (!isInitial(target.oid) && !ignoresMissing && !missing.has(role)) {
        missing.set(role, {
          why: `object \`${shown(target.oid)}\` is not in the files, and may bring anything`,
          at,
        });
      }
      return [[role, null]];
    }
    case 'filter':
      return objects.all
        .filter(({ kind }) => kind !== 'user' && isOfType(kind, target.type))
        .map(({ name }) => [name, `it is not known what \`${shown(target.what)}\` selects`] as const);
  }
}

function missingName(oid: string): string {
  return `(missing ${oid})`;
}

interface Meta {
  readonly role: string;
  readonly doubt: string | null;
}

/** What a role is itself assigned to. */
function metaRoles(reading: Reading, object: MidpointObject): readonly Meta[] {
  if (object.kind === 'user') return [];
  const metas: Meta[] = [];
  for (const { target, at, doubt } of memberships(reading, object)) {
    if (target.kind === 'missing') {
      if (isInitial(target.oid) || reading.ignoresMissing) continue;
      const why = `\`${shown(object.name)}\` has object \`${shown(target.oid)}\`, which is not in the files and may bring more`;
      if (!reading.unclear.has(object.name)) reading.unclear.set(object.name, { why, at });
      continue;
    }
    for (const [role, why] of rolesOfTarget(reading, target, at)) metas.push({ role, doubt: doubt ?? why });
  }
  return metas;
}

/**
 * For a role, those that have it as a metarole: directly, or through what their metaroles induce. What is induced over
 * metaroles can lead to further metaroles, so this is repeated until nothing is new.
 */
function metaHolders(
  { all }: Objects,
  metas: ReadonlyMap<string, readonly Meta[]>,
  reading: Reading,
): Holders {
  const of = all.flatMap((object) =>
    object.kind === 'user'
      ? []
      : inducements(reading, object, false).flatMap(({ target, orders, doubt }) =>
          target?.kind === 'object'
            ? orders.map((order) => ({ from: object.name, to: target.object.name, order, doubt }))
            : [],
        ),
  );
  const induced = new Map<string, Map<string, string | null>>();
  for (;;) {
    const holders = holdersOf(all, metas, induced);
    let isNew = false;
    for (const { from, to, order, doubt } of of) {
      for (const { role, doubt: through } of levels(from, order - 1, holders)) {
        const targets = induced.get(role) ?? new Map<string, string | null>();
        induced.set(role, targets);
        const why = doubt ?? through;
        if (targets.has(to) && (targets.get(to) === null || why !== null)) continue;
        targets.set(to, why);
        isNew = true;
      }
    }
    if (!isNew) return holders;
  }
}

type Holders = ReadonlyMap<string, readonly Meta[]>;

function holdersOf(
  all: Objects['all'],
  metas: ReadonlyMap<string, readonly Meta[]>,
  induced: ReadonlyMap<string, ReadonlyMap<string, string | null>>,
): Holders {
  const holders = new Map<string, Meta[]>();
  for (const object of all) {
    const reached = new Map<string, string | null>();
    const queue = [...(metas.get(object.name) ?? [])];
    // What is certain is followed first, so that it is not taken for possible.
    queue.sort((a, b) => Number(a.doubt !== null) - Number(b.doubt !== null));
    for (const { role, doubt } of queue) {
      if (reached.has(role) && (reached.get(role) === null || doubt !== null)) continue;
      reached.set(role, doubt);
      for (const [next, why] of induced.get(role) ?? []) queue.push({ role: next, doubt: doubt ?? why });
    }
    for (const [role, doubt] of reached) {
      const of = holders.get(role);
      if (of === undefined) holders.set(role, [{ role: object.name, doubt }]);
      else of.push({ role: object.name, doubt });
    }
  }
  return holders;
}

interface Inducement {
  readonly element: Element;
  readonly target: Target | null;
  /** Those in which it may reach somebody, as far as they are followed. */
  readonly orders: readonly number[];
  readonly order: number;
  readonly doubt: string | null;
}

/** Those that may reach users. */
function inducements(reading: Reading, object: MidpointObject, tells: boolean): readonly Inducement[] {
  const { builder, objects } = reading;
  const quiet: Reading = tells
    ? reading
    : { ...reading, builder: { ...builder, remark: () => {}, report: () => {} } };
  if (!isActive(quiet, object)) return [];
  return children(object.element, 'inducement').flatMap((element): Inducement[] => {
    const text = textOf(element, 'order') ?? '1';
    if (!/^\d{1,3}$/.test(text)) {
      if (tells) builder.report('import-syntax', `order \`${shown(text)}\` is no number`, element.at);
      return [];
    }
    const focus = localName(textOf(element, 'focusType') ?? '');
    if (!/^(?:|User|Focus|AssignmentHolder|Object|Service)(?:Type)?$/.test(focus)) {
      quiet.builder.remark(element.at, `it is for ${shown(focus)} alone, not for users`);
      return [];
    }
    const doubt = doubtOf(quiet, element, object);
    if (doubt === undefined) return [];
    const reference = child(element, 'targetRef');
    if (tells && reference === undefined) refuseTarget(reading, element);
    const target = reference === undefined ? null : targetOf(reference, objects);
    const isConstrained = child(element, 'orderConstraint') !== undefined;
    const why =
      doubt ??
      (isConstrained ? 'constraints of the order are not read' : null) ??
      (focus === 'ServiceType' ? 'it is for services alone' : null);
    const relation = reference?.attributes.get('relation') ?? '';
    const member = isMember(relation);
    if (member === false) return [];
    const order = Number(text);
    const orders = isConstrained
      ? Array.from({ length: maxOrder }, (_, index) => index + 1)
      : order <= maxOrder
        ? [order]
        : [];
    const unclear = member === null ? `what relation \`${shown(relation)}\` means is configured` : null;
    return [{ element, target, orders, order, doubt: why ?? unclear }];
  });
}

function readInducements(reading: Reading, object: MidpointObject, holders: Holders, rules: Rules): void {
  const { facts, builder } = reading;
  for (const { element, target, orders, order, doubt } of inducements(reading, object, true)) {
    const at = child(element, 'targetRef')?.at ?? element.at;
    if (orders.length === 0) {
      builder.doubt(at, `inducements of order ${order} are not followed`, 'everything');
      continue;
    }
    const receivers = orders.flatMap((one) => levels(object.name, one - 1, holders));
    if (target !== null) {
      for (const [role, why] of rolesOfTarget(reading, target, at)) {
        for (const receiver of receivers) {
          if (receiver.role !== role)
            facts.add('inherit', receiver.role, role, at, doubt ?? receiver.doubt ?? why);
        }
      }
    }
    for (const construction of children(element, 'construction')) {
      for (const receiver of receivers)
        readConstruction(reading, receiver.role, construction, doubt ?? receiver.doubt);
    }
    const rule = child(element, 'policyRule');
    if (rule === undefined) continue;
    // A rule of a metarole is one of the roles that have it.
    const stated = levels(object.name, order, holders).map(({ role }) => role);
    const roles = stated.length > 0 ? stated : receivers.map(({ role }) => role);
    rules.add({ roles, element: rule, constraints: child(rule, 'policyConstraints')?.children ?? [] });
  }
}

/** The roles that are `steps` metaroles away. */
function levels(role: string, steps: number, holders: Holders): readonly Meta[] {
  let at: readonly Meta[] = [{ role, doubt: null }];
  for (let step = 0; step < steps; step += 1) {
    const next = new Map<string, string | null>();
    for (const { role: from, doubt } of at) {
      for (const holder of holders.get(from) ?? []) {
        const why = doubt ?? holder.doubt;
        if (!next.has(holder.role) || why === null) next.set(holder.role, why);
      }
    }
    at = [...next].map(([name, doubt]) => ({ role: name, doubt }));
  }
  return at;
}

/** An account on a resource. */
function readConstruction(reading: Reading, role: string, element: Element, doubt: string | null): void {
  const reference = child(element, 'resourceRef');
  const oid = reference?.attributes.get('oid') ?? '';
  const resource = reading.objects.others.find((one) => one.attributes.get('oid') === oid);
  const name = textOf(resource, 'name') ?? oid;
  const kind = textOf(element, 'kind') ?? 'account';
  const intent = textOf(element, 'intent') ?? 'default';
  if (name === '') {
    reading.builder.remark(element.at, 'it is not known on which resource this account is');
    return;
  }
  const what = intent === 'default' ? kind : `${kind} ${intent}`;
  reading.facts.add('grant', role, `resource/${name}:${what}`, element.at, doubt);
  for (const association of children(element, 'association')) {
    const ref = localName(textOf(association, 'ref') ?? 'association');
    reading.facts.add('grant', role, `resource/${name}/${ref}:associated`, association.at, doubt);
  }
}

function readOwnRules(reading: Reading, object: MidpointObject, rules: Rules): void {
  if (activityOf(object.element, reading.now).kind === 'no') return;
  const roles = [object.name];
  for (const assignment of children(object.element, 'assignment')) {
    const rule = child(assignment, 'policyRule');
    if (rule === undefined || doubtOf(reading, assignment) === undefined) continue;
    rules.add({ roles, element: rule, constraints: child(rule, 'policyConstraints')?.children ?? [] });
  }
  // Of older versions.
  const own = object.element;
  rules.add({
    roles,
    element: own,
    constraints: own.children.filter(({ name }) => /^(?:exclusion|m(?:in|ax)Assignees)$/.test(name)),
  });
  rules.add({ roles, element: own, constraints: child(own, 'policyConstraints')?.children ?? [] });
}

/** The role that an exclusion is against: where that is not known, one that others may be. */
function excludedRole(reading: Reading, target: Target, role: string, at: Span): string {
  if (target.kind === 'object') return target.object.name;
  if (target.kind === 'missing') {
    reading.builder.role(missingName(target.oid), at);
    return missingName(target.oid);
  }
  const name = `(${target.what})`;
  const why = `it is not known whether ${describe(target)} is excluded`;
  reading.builder.role(name, at);
  for (const [one] of rolesOfTarget(reading, target, at)) {
    if (one !== role) reading.facts.add('inherit', one, name, at, why);
  }
  return name;
}

function isAssignmentPath(path: string): boolean {
  return /^(?:\$focus\/)?(?:\w+:)?assignment\b/.test(path.trim());
}

/** Objects of other kinds: what they could do to assignments. */
function readOthers({ objects, builder }: Reading): void {
  for (const element of objects.others) {
    for (const one of descendants(element)) {
      if (one.name === 'exclusion' && child(one, 'targetRef') !== undefined) {
        builder.remark(one.at, 'an exclusion outside of roles is not read');
      }
      if (one.name !== 'target' && one.name !== 'autoassign') continue;
      const path = textOf(one, 'path') ?? one.text;
      if (isAssignmentPath(path)) {
        builder.doubt(one.at, 'a mapping computes assignments, of anybody', 'everything');
        break;
      }
    }
  }
  for (const { element, name } of objects.all) {
    for (const part of element.children) {
      if (part.name !== 'inducement' && part.name !== 'assignment') continue;
      for (const one of descendants(part)) {
        if (one.name !== 'target' || !isAssignmentPath(textOf(one, 'path') ?? '')) continue;
        builder.doubt(one.at, `\`${shown(name)}\` has a mapping that computes assignments`, 'everything');
      }
    }
  }
  for (const { kind, element, name } of objects.all) {
    const enabled = kind === 'user' ? undefined : child(child(element, 'autoassign') ?? element, 'enabled');
    if (enabled !== undefined && enabled.text === 'true' && child(element, 'autoassign') !== undefined) {
      builder.doubt(
        enabled.at,
        `\`${shown(name)}\` is assigned by midPoint to whom its mappings select`,
        'everything',
      );
    }
  }
}

function readAuthorizations(reading: Reading, mentioned: readonly string[]): void {
  const { objects, builder, facts, superusers } = reading;
  const of: {
    readonly role: string;
    readonly authorization: Authorization;
    readonly doubt: string | null;
  }[] = [];
  for (const object of objects.all) {
    const activity = activityOf(object.element, reading.now);
    if (object.kind === 'user' || activity.kind === 'no') continue;
    for (const element of children(object.element, 'authorization')) {
      const authorization = readAuthorization(element, builder);
      if (authorization === null) continue;
      of.push({ role: object.name, authorization, doubt: activity.kind === 'unknown' ? activity.why : null });
    }
  }
  const named: Scope[] = of.flatMap(({ authorization }) => authorization.permissions);
  for (const mention of mentioned) {
    const scope = scopeOf(mention);
    if (scope !== null && nameProblem(mention) === null) named.push(scope);
  }
  const isAll = ({ area }: Scope): boolean => area === 'all';
  const universe = universeOf(named).filter((scope) => !isAll(scope));
  const denials: Denial[] = [];
  for (const { role, authorization, doubt } of of) {
    const { at, isDenial } = authorization;
    for (const scope of authorization.permissions) {
      for (const permission of universe) {
        const how = covers(scope, permission);
        if (how === 'none' || (how === 'part' && !isDenial)) continue;
        const name = permissionName(permission);
        const why = doubt ?? (how === 'part' ? 'it is denied for some objects or items alone' : null);
        if (isDenial) denials.push({ role, permission: name, at, doubt: why });
        else facts.add('grant', role, name, at, doubt);
      }
    }
  }
  for (const [role, at] of superusers) {
    for (const permission of universe) facts.add('grant', role, permissionName(permission), at, null);
    facts.add('grant', role, '(other):(other)', at, null);
  }
  applyDenials(facts, denials);
}

/** Users that have something of which it is not known what it brings may have any role. */
function stateUnknown({ facts, missing, unclear, objects, builder }: Reading): void {
  if (missing.size === 0 && unclear.size === 0) return;
  let used: Span | null = null;
  for (const [user, roles] of authorisedRoles(facts)) {
    for (const role of roles.keys()) {
      const found = missing.get(role) ?? unclear.get(role);
      if (found === undefined) continue;
      facts.add('assign', user, anyRole, found.at, found.why);
      used ??= found.at;
      break;
    }
  }
  if (used !== null) {
    for (const { kind, name } of objects.all) {
      if (kind !== 'user')
        facts.add('inherit', anyRole, name, used, 'an object that is not in the files may bring it');
    }
    return;
  }
  for (const { why, at } of [...missing.values(), ...unclear.values()]) builder.doubt(at, why);
}
