/** Whether the policy has what a test names: a misspelt name would let a test pass for the wrong reason. */

import type { Written } from '../change/change.ts';
import type { Policy } from '../policy/model.ts';
import { shown } from '../policy/names.ts';
import { type Problems, problemCollector } from '../policy/problems.ts';
import type { Diagnostic } from '../source/diagnostic.ts';
import { type Suggester, suggester } from '../source/suggest.ts';
import type { PolicyTest } from './test.ts';

/** What is wrong with the names of `test`, of which `policy` is what its changes leave. */
export function unknownNames(policy: Policy, test: PolicyTest): readonly Diagnostic[] {
  const problems = problemCollector();
  const look = lookup(policy, problems, suggester());
  for (const { user, permission, roles } of test.access) {
    look('user', user);
    look('permission', permission);
    for (const role of roles ?? []) look('role', role);
  }
  for (const { application, assign } of test.plans) {
    look('application', application);
    const sessions = policy.applications.find(({ name }) => name === application.text)?.sessions;
    for (const { session, user } of assign) {
      if (sessions !== undefined)
        look(
          'session',
          session,
          sessions.map(({ name }) => name),
        );
      look('user', user);
    }
  }
  for (const { application } of test.feasible) look('application', application);
  return problems.all([test.span.file]);
}

type Sort = 'user' | 'role' | 'permission' | 'application' | 'session';

function lookup(policy: Policy, problems: Problems, suggest: Suggester) {
  const known: Readonly<Record<Exclude<Sort, 'session'>, ReadonlySet<string>>> = {
    user: new Set(policy.users.list),
    role: new Set(policy.roles.list),
    permission: new Set(policy.permissions.list),
    application: new Set(policy.applications.map(({ name }) => name)),
  };
  return (sort: Sort, { text, span }: Written, sessions: readonly string[] = []): void => {
    const names = sort === 'session' ? new Set(sessions) : known[sort];
    if (names.has(text)) return;
    problems.report({
      code: `unknown-${sort}`,
      message: `${sort === 'session' ? 'the application' : 'the policy'} has no ${sort} \`${shown(text)}\``,
      span,
      hint: suggest.hint(text, names),
    });
  };
}
