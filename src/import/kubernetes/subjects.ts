/**
 * Who is bound: users, service accounts and groups.
 *
 * A group is a role, and its members are assigned to it. Who is in most groups no object says, so that one user stands for
 * each, `(member of GROUP)`: what the group may do is judged, and what somebody may do who is in two groups is not. Of the
 * groups that Kubernetes fills itself it is known who is in them, and they are there where some binding names them.
 */

import type { Span } from '../../source/text.ts';
import type { ImportBuilder } from '../imported.ts';
import { accountUser, groupRole, other, roleName, userName } from './names.ts';
import type { Objects } from './objects.ts';

const authenticated = 'system:authenticated';
const unauthenticated = 'system:unauthenticated';
const anonymous = 'system:anonymous';
const accounts = 'system:serviceaccounts';

export function bindSubjects({ bindings, accounts: declared }: Objects, build: ImportBuilder): void {
  /** The place where each user and group is first named. */
  const users = new Map<string, Span>();
  const groups = new Map<string, Span>();
  const groupsOf = new Map<string, readonly string[]>();
  const known = (user: string, at: Span, within: readonly string[]): string => {
    if (users.has(user)) return user;
    users.set(user, at);
    groupsOf.set(user, within);
    return user;
  };
  const account = (namespace: string, name: string, at: Span): string =>
    known(accountUser(namespace, name), at, [`${accounts}:${namespace}`, accounts, authenticated]);
  const user = (name: string, at: Span): string => {
    const [, namespace, ofAccount] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(name) ?? [];
    if (namespace !== undefined && ofAccount !== undefined) return account(namespace, ofAccount, at);
    return known(userName(name), at, [name === anonymous ? unauthenticated : authenticated]);
  };

  for (const { namespace, name } of declared) account(namespace, name.text, name.at);
  for (const { namespace, role, subjects } of bindings) {
    const bound = roleName(namespace, role.kind, role.name);
    for (const subject of subjects) {
      const { at, name } = subject;
      if (subject.kind === 'Group') {
        if (!groups.has(name)) groups.set(name, at);
        build.inherit(groupRole(name), bound, at);
      } else {
        const who = subject.kind === 'ServiceAccount' ? account(subject.namespace, name, at) : user(name, at);
        build.assign(who, bound, at);
      }
    }
  }
  for (const [group, at] of groups) {
    build.group(groupRole(group), at);
    const [, namespace] = /^system:serviceaccounts:(.+)$/.exec(group) ?? [];
    if (namespace !== undefined) account(namespace, other, at);
    else if (group === accounts) account(other, other, at);
    else if (group === unauthenticated) user(anonymous, at);
    else known(`(member of ${group})`, at, group === authenticated ? [group] : [group, authenticated]);
  }
  for (const [who, at] of users) {
    build.user(who, at);
    for (const group of groupsOf.get(who)!) {
      if (groups.has(group)) build.assign(who, groupRole(group), groups.get(group)!);
    }
  }
}
