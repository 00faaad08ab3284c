/**
 * What `dutyproof explain` can explain, and under which names it is found: rules by id and property, codes of
 * diagnostics, switches of the reading profile by name and id, reasons for which something holds and says nothing,
 * operations and what they report when they refuse.
 */

import { operations } from '../../spec/operations/catalogue.ts';
import { type ApplicationCode, applicationHelp } from '../application/codes.ts';
import { type ChangeCode, changeCodes } from '../change/codes.ts';
import type { Rule } from '../check/rule.ts';
import { type ArbacCode, arbacCodes } from '../import/arbac/codes.ts';
import type { Operation } from '../logic/operation.ts';
import { type PolicyCode, policyCodes } from '../policy/codes.ts';
import { type SwitchName, switches, switchNames } from '../profile/profile.ts';
import { type QueryCode, queryCodes } from '../query/codes.ts';
import { type InstanceCode, instanceHelp } from '../workflow/formats/codes.ts';
import { refusals } from './reports.ts';
import { runFindings } from './run-findings.ts';
import { vacuities } from './vacuities.ts';
import { type WeakeningHelp, weakenings } from './weakenings.ts';

export type Topic =
  | { readonly kind: 'rule'; readonly rule: Rule }
  | { readonly kind: 'policy-code'; readonly code: PolicyCode }
  | { readonly kind: 'change-code'; readonly code: ChangeCode }
  | { readonly kind: 'query-code'; readonly code: QueryCode }
  | { readonly kind: 'application-code'; readonly code: ApplicationCode }
  | { readonly kind: 'instance-code'; readonly code: InstanceCode }
  | { readonly kind: 'arbac-code'; readonly code: ArbacCode }
  | { readonly kind: 'switch'; readonly name: SwitchName }
  | { readonly kind: 'vacuity'; readonly id: string }
  | { readonly kind: 'operation'; readonly operation: Operation }
  | { readonly kind: 'report'; readonly error: string }
  /** A finding of reports that is no rule: what became weaker, or the run as a whole. */
  | { readonly kind: 'finding'; readonly id: string };

export const policyCodeNames = Object.keys(policyCodes) as readonly PolicyCode[];
export const changeCodeNames = Object.keys(changeCodes) as readonly ChangeCode[];
export const queryCodeNames = Object.keys(queryCodes) as readonly QueryCode[];
export const applicationCodeNames = Object.keys(applicationHelp) as readonly ApplicationCode[];
export const instanceCodeNames = Object.keys(instanceHelp) as readonly InstanceCode[];
export const arbacCodeNames = Object.keys(arbacCodes) as readonly ArbacCode[];
export const vacuityIds: readonly string[] = Object.keys(vacuities);
export const reportNames: readonly string[] = Object.keys(refusals);

/** By the ids that reports give them. */
export const otherFindings: Readonly<Record<string, WeakeningHelp>> = {
  ...Object.fromEntries(Object.entries(weakenings).map(([kind, help]) => [`weakening/${kind}`, help])),
  ...runFindings,
};
export const findingIds: readonly string[] = Object.keys(otherFindings);

/** Everything that `name` names; a property belongs to each rule that decides it, a code may be of two languages. */
export function topicsOf(name: string, catalogue: readonly Rule[]): readonly Topic[] {
  const wanted = name.toLowerCase();
  const is = (candidate: string): boolean => candidate.toLowerCase() === wanted;
  return [
    ...catalogue
      .filter(
        (rule) =>
          is(rule.id) || rule.properties.some(is) || rule.claims.some(({ schema }) => is(schema.name)),
      )
      .map((rule): Topic => ({ kind: 'rule', rule })),
    ...policyCodeNames.filter(is).map((code): Topic => ({ kind: 'policy-code', code })),
    ...changeCodeNames.filter(is).map((code): Topic => ({ kind: 'change-code', code })),
    ...queryCodeNames.filter(is).map((code): Topic => ({ kind: 'query-code', code })),
    ...applicationCodeNames.filter(is).map((code): Topic => ({ kind: 'application-code', code })),
    ...instanceCodeNames.filter(is).map((code): Topic => ({ kind: 'instance-code', code })),
    ...arbacCodeNames.filter(is).map((code): Topic => ({ kind: 'arbac-code', code })),
    ...switchNames
      .filter((candidate) => is(candidate) || is(switches[candidate].id))
      .map((candidate): Topic => ({ kind: 'switch', name: candidate })),
    ...vacuityIds.filter(is).map((id): Topic => ({ kind: 'vacuity', id })),
    ...operations
      .filter((operation) => is(operation.name))
      .map((operation): Topic => ({ kind: 'operation', operation })),
    ...reportNames.filter(is).map((error): Topic => ({ kind: 'report', error })),
    ...findingIds
      .filter((id) => is(id) || is(id.replace(/^weakening\//, '')))
      .map((id): Topic => ({ kind: 'finding', id })),
  ];
}

/** All names, for "did you mean". */
export function topicNames(catalogue: readonly Rule[]): readonly string[] {
  return [
    ...catalogue.flatMap((rule) => [rule.id, ...rule.properties]),
    ...policyCodeNames,
    ...changeCodeNames,
    ...queryCodeNames,
    ...applicationCodeNames,
    ...instanceCodeNames,
    ...arbacCodeNames,
    ...switchNames.flatMap((name) => [name, switches[name].id]),
    ...vacuityIds,
    ...operations.map((operation) => operation.name),
    ...reportNames,
    ...findingIds,
  ];
}
