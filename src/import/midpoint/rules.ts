/**
 * Policy rules: exclusions and the number of assignees, in all places where versions of midPoint have them.
 *
 * An exclusion holds both ways, whichever of the two roles states it. midPoint refuses what violates it only if its
 * action is `enforcement`; a rule that prunes, asks for approval or only tells is a demand all the same, as a warning.
 */

import { shown } from '../../policy/names.ts';
import type { Span } from '../../source/text.ts';
import type { ImportBuilder, ImportedConstraint } from '../imported.ts';
import { describe, type Target } from './references.ts';
import { child, type Element, textOf } from './xml.ts';

export interface Rule {
  /** The roles that state it. */
  readonly roles: readonly string[];
  /** `<policyRule>`, or what older versions have in its place. */
  readonly element: Element;
  readonly constraints: readonly Element[];
}

interface Exclusion {
  readonly pair: readonly [string, string];
  readonly at: Span;
  readonly isEnforced: boolean;
  readonly names: Set<string>;
  readonly actions: Set<string>;
}

export interface Rules {
  add(rule: Rule): void;
  tell(): void;
}

/** `roleOf`: the role that stands for a target of an exclusion that the given role states. */
export function rulesOf(
  targetOf: (reference: Element) => Target | null,
  roleOf: (target: Target, role: string, at: Span) => string,
  builder: ImportBuilder,
): Rules {
  const exclusions = new Map<string, Exclusion>();
  const limits = new Map<string, { readonly most: number; readonly at: Span }>();

  const exclude = (rule: Rule, element: Element, isConditional: boolean): void => {
    const reference = child(element, 'targetRef');
    const target = reference === undefined ? null : targetOf(reference);
    if (target === null) {
      builder.report(
        'import-syntax',
        'an exclusion names no role',
        element.at,
        'it needs a <targetRef oid="…"/>',
      );
      return;
    }
    const policy = textOf(element, 'policy');
    const actions = child(rule.element, 'policyActions')?.children.map(({ name }) => name) ?? [];
    const isEnforced =
      (policy === undefined ? actions.includes('enforcement') : policy === 'enforce') && !isConditional;
    for (const role of rule.roles) {
      const other = roleOf(target, role, element.at);
      if (other === role) {
        builder.remark(element.at, `\`${shown(role)}\` excludes itself, which says nothing here`);
        continue;
      }
      const pair: readonly [string, string] = role < other ? [role, other] : [other, role];
      const key = pair.join('\n');
      const known = exclusions.get(key);
      const names = known?.names ?? new Set<string>();
      const acts = known?.actions ?? new Set<string>();
      const name = rule.element.name === 'policyRule' ? textOf(rule.element, 'name') : undefined;
      if (name !== undefined && name !== '') names.add(name);
      for (const action of policy === undefined ? actions : [policy]) acts.add(action);
      exclusions.set(key, {
        pair,
        at: known?.at ?? element.at,
        isEnforced: isEnforced || known?.isEnforced === true,
        names,
        actions: acts,
      });
    }
    if (isConditional) {
      builder.remark(
        element.at,
        `the exclusion of ${describe(target)} has conditions, which are not read: it is a warning`,
      );
    }
  };

  const read = (rule: Rule, element: Element, isConditional: boolean): void => {
    switch (element.name) {
      case 'exclusion':
        exclude(rule, element, isConditional);
        return;
      case 'maxAssignees': {
        const text = textOf(element, 'multiplicity') ?? element.text;
        if (text === 'unbounded' || isConditional) return;
        if (!/^\d{1,9}$/.test(text)) {
          builder.report('import-syntax', `\`${shown(text)}\` is no number of assignees`, element.at);
          return;
        }
        for (const role of rule.roles) {
          const known = limits.get(role);
          if (known === undefined || Number(text) < known.most)
            limits.set(role, { most: Number(text), at: element.at });
        }
        return;
      }
      case 'minAssignees':
        if ((textOf(element, 'multiplicity') ?? element.text) !== '0') {
          builder.remark(element.at, 'a least number of assignees is not checked here');
        }
        return;
      case 'or':
        for (const one of element.children) read(rule, one, isConditional);
        return;
      case 'and':
      case 'transition':
        for (const one of element.children) read(rule, one, isConditional || element.children.length > 1);
        return;
      case 'not':
      case 'requirement':
        builder.remark(element.at, `a constraint \`<${element.name}>\` is not checked here`);
        return;
      default:
    }
  };

  return {
    add(rule) {
      const isConditional = child(rule.element, 'condition') !== undefined;
      for (const element of rule.constraints) read(rule, element, isConditional);
    },
    tell() {
      for (const { pair, at, isEnforced, names, actions } of exclusions.values()) {
        const how = isEnforced
          ? ''
          : actions.size === 0
            ? ' (no action enforces it)'
            : ` (not enforced: ${[...actions].join(', ')})`;
        const reason = `${[...names].map(shown).join('; ')}${how}`.trim();
        const constraint: ImportedConstraint = {
          id: `${pair[0]} / ${pair[1]}`,
          at,
          severity: isEnforced ? 'error' : 'warning',
          reason: reason === '' ? null : reason,
          owner: null,
          kind: 'exclusion',
          over: 'role',
          static: true,
          dynamic: false,
          sets: [{ members: pair, limit: 2 }],
        };
        builder.constraint(constraint);
      }
      for (const [role, { most, at }] of limits) {
        builder.constraint({
          id: `assignees of ${role}`,
          at,
          severity: 'error',
          reason: null,
          owner: null,
          kind: 'cardinality',
          role,
          atMost: most,
        });
      }
    },
  };
}
