/**
 * The cheapest repairs of an application under a policy: assign a role to a person, drop one of the user's rules, take on
 * somebody with the roles of a session.
 *
 * Users whom nothing tells apart are one kind, of which as many are offered as a repair of that cost could use, two at
 * most; repairs that differ only in which of them are taken are told once. Whether a change breaks something else in
 * the policy is not known here: the caller decides that of each repair found.
 */

import type { Instance } from '../../workflow/instance.ts';
import { has } from '../bits.ts';
import { equalUsers } from '../classes.ts';
import { conflictOf } from '../conflict/find.ts';
import { type Changes, type RepairLimits, type Repairs, repairsOf } from './find.ts';

/** What the roles of a policy are to an application. Roles are those that its sessions need, numbered from 0. */
export interface RoleModel {
  /** Per step the roles that it needs. */
  readonly needs: readonly (readonly number[])[];
  /** Per role those that come with its assignment, itself included. */
  readonly gains: readonly (readonly number[])[];
  /** Per role the users who have it, as a bitset. */
  readonly holders: readonly Uint32Array[];
  /** Per role the users who could be given it without a new static conflict. */
  readonly admissible: readonly Uint32Array[];
  /** The user's rules, each by the constraints of the instance that it stands for. */
  readonly rules: readonly (readonly number[])[];
}

export type RoleChange =
  /** `others`: how many users would do as well. */
  | { readonly kind: 'assign'; readonly user: number; readonly role: number; readonly others: number }
  | { readonly kind: 'drop'; readonly rule: number }
  /** Somebody new with these roles. */
  | { readonly kind: 'add-person'; readonly roles: readonly number[] };

export interface RoleRepair {
  readonly changes: readonly RoleChange[];
  readonly cost: number;
}

export type RoleRepairs =
  | {
      readonly kind: 'repairs';
      readonly repairs: readonly RoleRepair[];
      /** Whether no other repair costs as little, as far as what was offered goes. */
      readonly areAll: boolean;
    }
  | Exclude<Repairs, { readonly kind: 'repairs' }>;

/** A choice: to give a person known one more role is cheaper than to give up a rule, and that than a new person. */
export const prices = { assign: 2, drop: 3, addPerson: 4 } as const;

/** Kinds of users that are offered; those who have most of the roles come first. */
const mostKinds = 150;
/** Users of a kind, and people of a list of roles. */
const copies = 2;
/** For each core; it need not be minimal. */
const coreLimits = { conflicts: 500, undecided: 2 } as const;

export function cheapestRoleRepairs(
  instance: Instance,
  model: RoleModel,
  limits: RepairLimits = {},
): RoleRepairs {
  const kinds = kindsOf(instance, model);
  const options = optionsOf(instance, model, kinds.users);
  const found = repairsOf(changesOf(instance, model, options), limits);
  if (found.kind !== 'repairs') return found;
  return {
    kind: 'repairs',
    areAll: kinds.areAll && !found.isCapped,
    repairs: found.repairs.map(({ changes, cost }) => ({
      cost,
      changes: changes.map((index): RoleChange => {
        const option = options[index]!;
        switch (option.kind) {
          case 'assign':
            return {
              kind: 'assign',
              user: option.user,
              role: option.role,
              others: kinds.users[option.group]!.length - 1,
            };
          case 'drop':
            return { kind: 'drop', rule: option.rule };
          case 'add-person':
            return { kind: 'add-person', roles: option.roles };
          default:
            return option satisfies never;
        }
      }),
    })),
  };
}

/** `group` and `member`: interchangeable options differ in the member alone. */
type Option = { readonly group: number; readonly member: number } & (
  | { readonly kind: 'assign'; readonly user: number; readonly role: number }
  | { readonly kind: 'drop'; readonly rule: number }
  | { readonly kind: 'add-person'; readonly roles: readonly number[] }
);

interface Kinds {
  readonly users: readonly (readonly number[])[];
  readonly areAll: boolean;
}

/** Users whom neither the instance nor their roles tell apart. */
function kindsOf(instance: Instance, { holders, admissible }: RoleModel): Kinds {
  const kinds = equalUsers(instance).flatMap((users) => {
    const byRoles = new Map<string, number[]>();
    for (const user of users) {
      const key = [...holders, ...admissible].map((row) => (has(row, user) ? '1' : '0')).join('');
      const list = byRoles.get(key);
      if (list === undefined) byRoles.set(key, [user]);
      else list.push(user);
    }
    return [...byRoles.values()];
  });
  if (kinds.length <= mostKinds) return { users: kinds, areAll: true };
  const held = (users: readonly number[]): number => holders.filter((row) => has(row, users[0]!)).length;
  const ranked = kinds.map((users) => ({ users, count: held(users) }));
  ranked.sort((a, b) => b.count - a.count || a.users[0]! - b.users[0]!);
  return { users: ranked.slice(0, mostKinds).map(({ users }) => users), areAll: false };
}

function optionsOf(instance: Instance, model: RoleModel, kinds: Kinds['users']): readonly Option[] {
  const options: Option[] = [];
  for (const [group, users] of kinds.entries()) {
    for (const [member, user] of users.slice(0, copies).entries()) {
      for (const role of model.gains.keys()) {
        if (has(model.holders[role]!, user) || !has(model.admissible[role]!, user)) continue;
        options.push({ kind: 'assign', user, role, group, member });
      }
    }
  }
  let group = kinds.length;
  for (const rule of model.rules.keys()) {
    options.push({ kind: 'drop', rule, group, member: 0 });
    group += 1;
  }
  const lists = new Map(
    rolesTogether(instance, model).map((roles) => [[...roles].sort((a, b) => a - b).join(' '), roles]),
  );
  for (const roles of lists.values()) {
    for (let member = 0; member < copies; member += 1)
      options.push({ kind: 'add-person', roles, group, member });
    group += 1;
  }
  return options;
}

/** The roles of each step, and of steps that have to be done by the same person. */
function rolesTogether(instance: Instance, { needs }: RoleModel): readonly (readonly number[])[] {
  const first = needs.map((_, step) => step);
  for (const constraint of instance.constraints) {
    if (constraint.kind !== 'binding') continue;
    const [from, to] = [first[constraint.right]!, first[constraint.left]!];
    for (const [step, own] of first.entries()) if (own === from) first[step] = to;
  }
  const classes = new Map<number, Set<number>>();
  for (const [step, own] of first.entries()) {
    const roles = classes.get(own) ?? new Set();
    classes.set(own, roles);
    for (const role of needs[step]!) roles.add(role);
  }
  return [...needs, ...[...classes.values()].map((roles) => [...roles])];
}

function changesOf(instance: Instance, model: RoleModel, options: readonly Option[]): Changes {
  const apply = (chosen: readonly number[]): Changed =>
    changed(
      instance,
      model,
      chosen.map((index) => options[index]!),
    );
  return {
    costs: options.map(({ kind }) => {
      switch (kind) {
        case 'assign':
          return prices.assign;
        case 'drop':
          return prices.drop;
        case 'add-person':
          return prices.addPerson;
        default:
          return kind satisfies never;
      }
    }),
    apply: (chosen) => apply(chosen).instance,
    coreOf: (chosen) => coreOf(apply(chosen), model, options, new Set(chosen)),
    alike: (chosen) => alike(options, chosen),
  };
}

interface Changed {
  readonly instance: Instance;
  /** Indices of the constraints that stay. */
  readonly constraints: readonly number[];
}

function changed(instance: Instance, model: RoleModel, chosen: readonly Option[]): Changed {
  const persons = chosen.flatMap((option) => (option.kind === 'add-person' ? [option] : []));
  const users = instance.users + persons.length;
  const words = (users + 31) >>> 5;
  const authorised = instance.authorised.map((row) => {
    const wide = new Uint32Array(words);
    wide.set(row);
    return wide;
  });
  const allow = (user: number, roles: ReadonlySet<number>): void => {
    for (const [step, needs] of model.needs.entries()) {
      if (needs.every((role) => roles.has(role))) authorised[step]![user >>> 5]! |= 1 << (user & 31);
    }
  };
  const gained = new Map<number, Set<number>>();
  for (const option of chosen) {
    if (option.kind !== 'assign') continue;
    const roles =
      gained.get(option.user) ??
      new Set([...model.holders.keys()].filter((role) => has(model.holders[role]!, option.user)));
    gained.set(option.user, roles);
    for (const role of model.gains[option.role]!) roles.add(role);
  }
  for (const [user, roles] of gained) allow(user, roles);
  for (const [at, person] of persons.entries()) {
    allow(instance.users + at, new Set(person.roles.flatMap((role) => model.gains[role]!)));
  }
  const dropped = new Set(
    chosen.flatMap((option) => (option.kind === 'drop' ? model.rules[option.rule]! : [])),
  );
  const constraints = instance.constraints.flatMap((_, index) => (dropped.has(index) ? [] : [index]));
  return {
    constraints,
    instance: {
      steps: instance.steps,
      users,
      authorised,
      constraints: constraints.map((index) => instance.constraints[index]!),
    },
  };
}

/** Of the options not chosen those that change something in a conflict: without any of them it stays. */
function coreOf(
  { instance, constraints }: Changed,
  model: RoleModel,
  options: readonly Option[],
  chosen: ReadonlySet<number>,
): readonly number[] {
  const conflict = conflictOf(instance, coreLimits);
  const inConflict = new Set(conflict.constraints.map((index) => constraints[index]!));
  const needed = new Set(conflict.steps.flatMap((step) => model.needs[step]!));
  const helps = (option: Option): boolean => {
    switch (option.kind) {
      case 'assign':
        return model.gains[option.role]!.some((role) => needed.has(role));
      case 'drop':
        return model.rules[option.rule]!.some((index) => inConflict.has(index));
      case 'add-person': {
        const roles = new Set(option.roles.flatMap((role) => model.gains[role]!));
        return conflict.steps.some((step) => model.needs[step]!.every((role) => roles.has(role)));
      }
      default:
        return option satisfies never;
    }
  };
  return options.flatMap((option, index) => (!chosen.has(index) && helps(option) ? [index] : []));
}

/** The choices that take the other member of some groups. */
function alike(options: readonly Option[], chosen: readonly number[]): readonly (readonly number[])[] {
  const numbers = new Map(options.map((option, index) => [keyOf(option, option.member), index]));
  let images: readonly (readonly number[])[] = [chosen];
  for (const group of new Set(chosen.map((index) => options[index]!.group))) {
    const swapped = images.flatMap((image) => {
      const other = image.map((index) => {
        const option = options[index]!;
        return option.group === group ? numbers.get(keyOf(option, 1 - option.member)) : index;
      });
      const known = other.filter((index) => index !== undefined);
      return known.length === other.length ? [known] : [];
    });
    images = [...images, ...swapped];
  }
  return images;
}

function keyOf(option: Option, member: number): string {
  const what = option.kind === 'assign' ? option.role : '';
  return `${option.group} ${member} ${what}`;
}
