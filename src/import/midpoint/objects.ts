/** The objects of midPoint in files: what kind they are, how they are called here, and whether they are active. */

import { nameProblem, shown } from '../../policy/names.ts';
import type { SourceFile, Span } from '../../source/text.ts';
import type { ImportBuilder } from '../imported.ts';
import { child, type Element, readXml, textOf } from './xml.ts';

/** Those that may be assigned, and users. */
export type Kind = 'user' | 'role' | 'org' | 'service' | 'archetype';

export interface MidpointObject {
  readonly kind: Kind;
  readonly oid: string;
  /** Unique among users, or among all others. */
  readonly name: string;
  readonly element: Element;
  readonly at: Span;
}

export interface Objects {
  readonly byOid: ReadonlyMap<string, MidpointObject>;
  /** In the order of the files. */
  readonly all: readonly MidpointObject[];
  /** Of kinds that are neither users nor assigned. */
  readonly others: readonly Element[];
}

const kinds: Readonly<Record<string, Kind>> = {
  user: 'user',
  UserType: 'user',
  role: 'role',
  RoleType: 'role',
  org: 'org',
  OrgType: 'org',
  service: 'service',
  ServiceType: 'service',
  archetype: 'archetype',
  ArchetypeType: 'archetype',
};

/** Roots that files of midPoint have, besides. */
const otherKinds = new Set([
  'objects',
  'object',
  'systemConfiguration',
  'resource',
  'objectTemplate',
  'objectCollection',
  'securityPolicy',
  'valuePolicy',
  'task',
  'functionLibrary',
  'shadow',
  'connector',
  'policy',
  'mark',
  'form',
  'lookupTable',
  'dashboard',
  'report',
  'sequence',
  'case',
  'accessCertificationDefinition',
  'accessCertificationCampaign',
  'node',
  'genericObject',
]);

export function isRootName(name: string): boolean {
  return Object.hasOwn(kinds, name) || otherKinds.has(name);
}

export function readObjects(files: readonly SourceFile[], builder: ImportBuilder): Objects {
  const found: Element[] = [];
  for (const file of files) {
    const root = readXml(file, builder);
    if (root === null) {
      if (!builder.problems.hasErrors()) {
        builder.report('import-syntax', 'there is no element', {
          file,
          start: 0,
          end: Math.min(1, file.text.length),
        });
      }
      continue;
    }
    if (!isRootName(root.name)) {
      builder.report(
        'import-syntax',
        `\`<${shown(root.name)}>\` is no object of midPoint`,
        root.at,
        'expected <objects>, or one object such as <role>',
      );
      continue;
    }
    found.push(...(root.name === 'objects' ? root.children : [root]));
  }
  return named(found, builder);
}

function named(elements: readonly Element[], builder: ImportBuilder): Objects {
  const read: (Omit<MidpointObject, 'name'> & { readonly given: string })[] = [];
  const others: Element[] = [];
  const oids = new Map<string, Element>();
  for (const element of elements) {
    const kind = kindOf(element);
    if (kind === null) {
      others.push(element);
      continue;
    }
    const label = child(element, 'name');
    const given = (textOf(label, 'orig') ?? label?.text ?? '').normalize('NFC');
    const at = label?.at ?? element.at;
    const problem = nameProblem(given);
    if (problem !== null) {
      builder.report(
        'bad-name',
        label === undefined ? 'an object has no name' : `name \`${shown(given)}\` ${problem}`,
        at,
      );
      continue;
    }
    const oid = element.attributes.get('oid') ?? `name ${kind} ${given}`;
    const first = oids.get(oid);
    if (first !== undefined) {
      builder.report(
        'import-syntax',
        `object \`${shown(oid)}\` is there twice`,
        element.at,
        'import each object once',
      );
      continue;
    }
    oids.set(oid, element);
    read.push({ kind, oid, given, element, at });
  }
  const counts = new Map<string, number>();
  const space = (kind: Kind): string => (kind === 'user' ? 'user' : 'role');
  const count = (key: string): number => {
    const next = (counts.get(key) ?? 0) + 1;
    counts.set(key, next);
    return next;
  };
  for (const { kind, given } of read) {
    count(`in ${space(kind)} ${given}`);
    count(`${kind} ${given}`);
  }
  const taken = new Set<string>();
  const all = read.map(({ given, ...one }): MidpointObject => {
    const isAlone = counts.get(`in ${space(one.kind)} ${given}`) === 1;
    const isAloneOfKind = counts.get(`${one.kind} ${given}`) === 1;
    // By kind, then by what is surely its own.
    let name = isAlone ? given : isAloneOfKind ? `${given} (${one.kind})` : `${given} (${one.oid})`;
    while (taken.has(`${space(one.kind)} ${name}`)) name = `${name} (${one.oid})`;
    taken.add(`${space(one.kind)} ${name}`);
    return { ...one, name };
  });
  return { byOid: new Map(all.map((one) => [one.oid, one])), all, others };
}

function kindOf(element: Element): Kind | null {
  const type = element.name === 'object' ? (element.attributes.get('type') ?? '') : element.name;
  const name = type.slice(type.indexOf(':') + 1);
  return Object.hasOwn(kinds, name) ? kinds[name]! : null;
}

/** Whether something counts: a text says why that is not known. */
export type Active = { readonly kind: 'yes' | 'no' | 'unknown'; readonly why: string };

/** Of an object or an assignment: its lifecycle and its activation. `now`: the same form as in the file, or null. */
export function activityOf(element: Element, now: string | null): Active {
  const lifecycle = textOf(element, 'lifecycleState') ?? 'active';
  if (/^(?:draft|proposed|archived|failed|suspended)$/.test(lifecycle))
    return { kind: 'no', why: `it is ${lifecycle}` };
  const activation = child(element, 'activation');
  const status = textOf(activation, 'administrativeStatus') ?? 'enabled';
  if (/^(?:disabled|archived)$/.test(status)) return { kind: 'no', why: `it is ${status}` };
  const from = textOf(activation, 'validFrom');
  const to = textOf(activation, 'validTo');
  for (const [date, isStart] of [[from, true] as const, [to, false] as const]) {
    if (date === undefined) continue;
    const [then, today] = [Date.parse(date), now === null ? Number.NaN : Date.parse(now)];
    const why = `it is valid ${isStart ? 'from' : 'to'} ${shown(date)}`;
    if (Number.isNaN(then) || Number.isNaN(today)) {
      return { kind: 'unknown', why: `${why}, and no time is given to look at it (map now)` };
    }
    if (isStart ? today < then : today > then) return { kind: 'no', why };
  }
  if (!/^(?:active|deprecated)$/.test(lifecycle))
    return { kind: 'unknown', why: `its lifecycle state is ${shown(lifecycle)}` };
  if (child(element, 'condition') !== undefined) {
    return { kind: 'unknown', why: 'a condition is evaluated by midPoint alone' };
  }
  return { kind: 'yes', why: '' };
}
