/** Suppressions: days that exist, owners and reasons that say something, and something that is covered. */

import type { Suggester } from '../../source/suggest.ts';
import type { Span } from '../../source/text.ts';
import { weakeningKinds } from '../../verdict/weakening-kinds.ts';
import type { Leaf, List, Located } from '../located.ts';
import type { Suppression } from '../model.ts';
import { shown } from '../names.ts';
import type { Problems } from '../problems.ts';
import {
  coverKeys,
  datePattern,
  fingerprintPattern,
  type SuppressionDocument,
} from '../shape-suppressions.ts';
import type { Ranged } from './reading.ts';

type Node = Located<SuppressionDocument>;

export interface SuppressionReading {
  readonly problems: Problems;
  readonly suggest: Suggester;
  readonly span: (range: Ranged) => Span;
  /** Ids of rules that are known; any if absent. */
  readonly rules?: readonly string[] | undefined;
}

/** `ids` are those that are taken already, with their places; it grows. */
export function readSuppressions(
  reading: SuppressionReading,
  nodes: List<Node> | undefined,
  ids: Map<string, Span> = new Map(),
): Suppression[] {
  return (nodes?.items ?? []).flatMap((node) => readSuppression(reading, node, ids) ?? []);
}

function readSuppression(
  reading: SuppressionReading,
  { values, keys }: Node,
  ids: Map<string, Span>,
): Suppression | null {
  const { id, expires, owner, reason, fingerprint, rule, constraint, subject } = values;
  claimId(reading, id, ids);
  checkDate(reading, expires);
  checkProse(reading, 'owner', owner);
  checkProse(reading, 'reason', reason);
  checkFingerprint(reading, fingerprint);
  checkRule(reading, rule);
  if (coverKeys.every((key) => !keys.has(key))) {
    reading.problems.report({
      code: 'covers-everything',
      message: `nothing says what suppression \`${shown(id.value)}\` covers`,
      span: reading.span(id),
      hint: `give at least one of ${coverKeys.map((key) => `\`${key}\``).join(', ')}`,
    });
    return null;
  }
  return {
    id: id.value.normalize('NFC'),
    expires: expires.value,
    owner: owner.value,
    reason: reason.value,
    control: values.control?.value ?? null,
    ticket: values.ticket?.value ?? null,
    covers: {
      fingerprint: fingerprint?.value.toLowerCase() ?? null,
      rule: rule?.value ?? null,
      constraint: constraint?.value.normalize('NFC') ?? null,
      subject: subject?.value.normalize('NFC') ?? null,
    },
    idSpan: reading.span(id),
    expiresSpan: reading.span(expires),
  };
}

function claimId(reading: SuppressionReading, id: Leaf<string>, ids: Map<string, Span>): void {
  if (!id.given) return;
  const normal = id.value.normalize('NFC');
  const first = ids.get(normal);
  if (first === undefined) {
    ids.set(normal, reading.span(id));
    return;
  }
  reading.problems.report({
    code: 'duplicate-id',
    message: `suppression id \`${shown(normal)}\` is used twice`,
    span: reading.span(id),
    related: [{ message: 'first here', span: first }],
  });
}

function checkDate(reading: SuppressionReading, expires: Leaf<string>): void {
  if (!expires.given || isDay(expires.value)) return;
  const isWritten = new RegExp(datePattern).test(expires.value);
  reading.problems.report({
    code: 'bad-date',
    message: isWritten
      ? `there is no day \`${shown(expires.value)}\``
      : `\`${shown(expires.value)}\` is no day`,
    span: reading.span(expires),
    hint: isWritten ? 'write a day of the calendar' : 'write it as `YYYY-MM-DD`',
  });
}

/** Whether `text` is a day of the calendar, `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  if (!new RegExp(datePattern).test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  // The 30th of February is taken for a day in March.
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

function checkProse(reading: SuppressionReading, key: 'owner' | 'reason', leaf: Leaf<string>): void {
  if (!leaf.given || leaf.value.trim() !== '') return;
  reading.problems.report({
    code: 'bad-value',
    message: `\`${key}\` is empty`,
    span: reading.span(leaf),
    hint: key === 'owner' ? 'write who answers for it' : 'write why it may stay for the time being',
  });
}

function checkFingerprint(reading: SuppressionReading, fingerprint: Leaf<string> | undefined): void {
  if (fingerprint === undefined || new RegExp(fingerprintPattern).test(fingerprint.value)) return;
  reading.problems.report({
    code: 'bad-value',
    message: `\`${shown(fingerprint.value)}\` is no fingerprint`,
    span: reading.span(fingerprint),
    hint: 'write the 12 hexadecimal digits that a report shows, or all 32',
  });
}

function checkRule(reading: SuppressionReading, rule: Leaf<string> | undefined): void {
  if (rule === undefined || reading.rules === undefined) return;
  const known = [...reading.rules, ...weakeningKinds];
  if (known.includes(rule.value)) return;
  reading.problems.report({
    code: 'unknown-rule',
    message: `there is no rule \`${shown(rule.value)}\``,
    span: reading.span(rule),
    hint: reading.suggest.hint(rule.value, known, '`dutyproof explain` lists the rules'),
  });
}
