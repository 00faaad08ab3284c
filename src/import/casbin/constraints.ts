/**
 * `[constraint_definition]`: `sod`, `sodMax`, `roleMax` and `rolePre` as constraints of a policy.
 *
 * They are checked through inheritance here. Casbin looks at direct assignments alone, and its library for Node passes
 * the section over without a word.
 */

import { nameProblem, shown } from '../../policy/names.ts';
import type { Span } from '../../source/text.ts';
import type { ImportBuilder, ImportedConstraint } from '../imported.ts';
import type { Expression } from './expression.ts';
import type { ConstraintEntry } from './model.ts';

/** `nameOf`: the role that a name means; it is declared by that. */
export function readConstraint(
  { key, expression, at }: ConstraintEntry,
  nameOf: (name: string, at: Span) => string,
  builder: ImportBuilder,
): void {
  const fail = (message: string): void =>
    builder.report(
      'import-syntax',
      message,
      at,
      'constraints are sod("a", "b"), sodMax(["a", "b"], 1), roleMax("a", 2) and rolePre("a", "b")',
    );
  if (expression.kind !== 'call') {
    fail('this is no constraint that Casbin has');
    return;
  }
  const [first, second, ...more] = expression.args;
  const base = { id: key, at, severity: 'error', reason: null, owner: null } as const;
  const role = (value: Expression | undefined): string | null => {
    if (value?.kind !== 'text' || nameProblem(value.value) !== null) return null;
    return nameOf(value.value, { file: at.file, start: value.start, end: value.end });
  };
  const exclusion = (members: readonly string[], limit: number): ImportedConstraint => ({
    ...base,
    kind: 'exclusion',
    over: 'role',
    static: true,
    dynamic: false,
    sets: [{ members, limit }],
  });
  if (more.length > 0 || second === undefined) {
    fail(`\`${shown(expression.name)}\` has two arguments`);
    return;
  }
  switch (expression.name) {
    case 'sod': {
      const [one, two] = [role(first), role(second)];
      if (one === null || two === null) {
        fail('`sod` needs the names of two roles');
        return;
      }
      if (one === two) {
        fail('a role does not exclude itself');
        return;
      }
      builder.constraint(exclusion([one, two], 2));
      return;
    }
    case 'sodMax': {
      const most = numberOf(second, at);
      const members = first?.kind === 'list' ? first.items.map(role) : null;
      if (members === null || most === null || members.some((name) => name === null)) {
        fail('`sodMax` needs a list of names of roles and a number');
        return;
      }
      const distinct = [...new Set(members.flatMap((name) => (name === null ? [] : [name])))];
      if (most >= distinct.length) {
        const whole = `${most} of ${distinct.length} roles`;
        builder.remark(at, `no one can hold more than ${whole}, so \`${key}\` says nothing`);
        return;
      }
      if (most > 0) {
        builder.constraint(exclusion(distinct, most + 1));
        return;
      }
      for (const [index, name] of distinct.entries()) {
        const id = index === 0 ? key : `${key} ${name}`;
        builder.constraint({ ...base, id, kind: 'cardinality', role: name, atMost: 0 });
      }
      return;
    }
    case 'roleMax': {
      const [name, most] = [role(first), numberOf(second, at)];
      if (name === null || most === null) {
        fail('`roleMax` needs the name of a role and a number');
        return;
      }
      builder.constraint({ ...base, kind: 'cardinality', role: name, atMost: most });
      return;
    }
    case 'rolePre': {
      const [name, needed] = [role(first), role(second)];
      if (name === null || needed === null) {
        fail('`rolePre` needs the names of two roles');
        return;
      }
      if (name === needed) {
        fail('a role is no prerequisite of itself');
        return;
      }
      builder.constraint({ ...base, kind: 'prerequisite', role: name, needs: [needed] });
      return;
    }
    default:
      fail(`\`${shown(expression.name)}\` is no constraint that Casbin has`);
      return;
  }
}

function numberOf(value: Expression, at: Span): number | null {
  if (value.kind !== 'opaque') return null;
  const text = at.file.text.slice(value.start, value.end);
  return /^\d{1,9}$/.test(text) ? Number(text) : null;
}
