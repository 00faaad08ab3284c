/**
 * What an importer makes of files of another system: the facts of a policy, by name, each with its place.
 *
 * An importer never drops a grant or a denial silently. Where it cannot tell whether a fact holds (a condition that
 * depends on the request, a matcher that is not understood), it states the fact as *possible*, with the doubt: checks are
 * then made without all possible facts and with all of them, and where the two differ the verdict is unknown, for the
 * reason that the doubt gives. A denial that may or may not apply makes what it denies possible. Only what cannot be said
 * in facts at all is a doubt without any: it makes everything unknown that it may reach. What does not touch who may do
 * what is a remark.
 *
 * Names are those of the files, so that people find them again; scopes (namespaces, domains, accounts) go into names.
 * Wildcards are split into disjoint regions by whoever imports, along what the files and `mentioned` speak of.
 */

import type { PolicyCode } from '../policy/codes.ts';
import { type Problems, problemCollector } from '../policy/problems.ts';
import type { Result } from '../source/diagnostic.ts';
import type { SourceFile, Span } from '../source/text.ts';

/** What is imported together: for instance a model and its policy, or policies, entities and a schema. */
export interface ImportInput {
  /** At least one; decoded, in the order in which they were named. */
  readonly files: readonly SourceFile[];
  /**
   * Permissions, and patterns of them (`*`: any characters), that constraints speak of: wildcards are split along them,
   * so that what a constraint names is a permission of its own.
   */
  readonly mentioned: readonly string[];
  /** `map:` of the policy or `--map`: what only the user can know, e.g. which column is which. By key. */
  readonly map: ReadonlyMap<string, string>;
}

export interface Importer {
  /** What `--from` names. */
  readonly format: string;
  /** For lists and messages, e.g. "Kubernetes RBAC (YAML, JSON)". */
  readonly title: string;
  /** Keys of `map` that it understands, each with what it says. */
  readonly mapKeys: Readonly<Record<string, string>>;
  /** Whether the file is of this format, by its content alone; cheap, and false in doubt. */
  detects(file: SourceFile): boolean;
  /** Everything, or all that is wrong: never half of it. */
  read(input: ImportInput): Result<Imported>;
}

/** Index into `Imported.doubts`; null: the fact is certain. */
type DoubtIndex = number | null;

export interface ImportedName {
  readonly name: string;
  readonly at: Span;
}

/** `left` is related to `right`. */
export interface ImportedFact {
  readonly left: string;
  readonly right: string;
  readonly at: Span;
  readonly doubt: DoubtIndex;
}

interface ImportedConstraintBase {
  /** Unique within the import, and stable: from names, never from lines or positions. */
  readonly id: string;
  readonly at: Span;
  readonly severity: 'error' | 'warning' | 'note';
  readonly reason: string | null;
  readonly owner: string | null;
}

/** As in the policy language; members are names. */
export type ImportedConstraint = ImportedConstraintBase &
  (
    | {
        readonly kind: 'exclusion';
        readonly over: 'role' | 'permission';
        readonly static: boolean;
        readonly dynamic: boolean;
        /** Fewer than `limit` of `members`; permissions: limit 2. Members of a set are distinct. */
        readonly sets: readonly { readonly members: readonly string[]; readonly limit: number }[];
      }
    | { readonly kind: 'cardinality'; readonly role: string; readonly atMost: number }
    | { readonly kind: 'prerequisite'; readonly role: string; readonly needs: readonly string[] }
  );

/** A named set of permissions: whoever has one of them has the function, that is, `functionPermission(name)`. */
export interface ImportedFunction {
  readonly name: string;
  readonly at: Span;
  /** Permissions or patterns of them. */
  readonly permissions: readonly string[];
}

/** Permissions that no single user may hold all of; of a single one, that nobody may hold. Its id is its name. */
export interface ImportedOperation extends ImportedConstraintBase {
  readonly permissions: readonly string[];
}

export interface ImportedDoubt {
  readonly at: Span;
  /** What is in doubt, in a part of a sentence in lower case. */
  readonly reason: string;
  /**
   * `facts`: nothing but the facts that name it. `permissions`: somebody may have any permission besides.
   * `everything`: any fact may hold besides.
   */
  readonly reaches: 'facts' | 'permissions' | 'everything';
}

export interface Imported {
  /** Declared, also without facts. Names that only facts use are declared by use. */
  readonly users: readonly ImportedName[];
  readonly roles: readonly ImportedName[];
  /** Roles that are groups; declared thereby. */
  readonly groups: readonly ImportedName[];
  /** `object:operation`; the last `:` separates. */
  readonly permissions: readonly ImportedName[];
  /** User to role. */
  readonly assignments: readonly ImportedFact[];
  /** Senior to immediate junior. */
  readonly inheritance: readonly ImportedFact[];
  /** Role to permission. */
  readonly grants: readonly ImportedFact[];
  readonly constraints: readonly ImportedConstraint[];
  readonly functions: readonly ImportedFunction[];
  readonly operations: readonly ImportedOperation[];
  readonly doubts: readonly ImportedDoubt[];
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer Item)[] ? Item[] : T[K] };

/** Collects what is imported, and what is wrong; `result` ends it. */
export interface ImportBuilder {
  readonly problems: Problems;
  /** Reports a problem; its severity follows from the code (`policy/codes.ts`). */
  report(code: PolicyCode, message: string, at: Span, hint?: string): void;
  user(name: string, at: Span): void;
  role(name: string, at: Span): void;
  group(name: string, at: Span): void;
  permission(name: string, at: Span): void;
  assign(user: string, role: string, at: Span, doubt?: DoubtIndex): void;
  inherit(senior: string, junior: string, at: Span, doubt?: DoubtIndex): void;
  grant(role: string, permission: string, at: Span, doubt?: DoubtIndex): void;
  constraint(constraint: ImportedConstraint): void;
  function(definition: ImportedFunction): void;
  operation(operation: ImportedOperation): void;
  /** The index of a new doubt, for the facts that it makes possible only; it is also told as a warning. */
  doubt(at: Span, reason: string, reaches?: ImportedDoubt['reaches']): number;
  /** Tells as a warning what is not represented and does not touch who may do what. */
  remark(at: Span, message: string, hint?: string): void;
  /** What was collected; where an error was reported, the problems alone. */
  result(): Result<Imported>;
}

export function importBuilder(files: readonly SourceFile[]): ImportBuilder {
  const problems = problemCollector();
  const all: Mutable<Imported> = {
    users: [],
    roles: [],
    groups: [],
    permissions: [],
    assignments: [],
    inheritance: [],
    grants: [],
    constraints: [],
    functions: [],
    operations: [],
    doubts: [],
  };
  const report: ImportBuilder['report'] = (code, message, span, hint) =>
    problems.report({ code, message, span, hint });
  return {
    problems,
    report,
    user: (name, at) => void all.users.push({ name, at }),
    role: (name, at) => void all.roles.push({ name, at }),
    group: (name, at) => void all.groups.push({ name, at }),
    permission: (name, at) => void all.permissions.push({ name, at }),
    assign: (left, right, at, doubt = null) => void all.assignments.push({ left, right, at, doubt }),
    inherit: (left, right, at, doubt = null) => void all.inheritance.push({ left, right, at, doubt }),
    grant: (left, right, at, doubt = null) => void all.grants.push({ left, right, at, doubt }),
    constraint: (constraint) => void all.constraints.push(constraint),
    function: (definition) => void all.functions.push(definition),
    operation: (operation) => void all.operations.push(operation),
    doubt(at, reason, reaches = 'facts') {
      report('import-not-understood', reason, at);
      return all.doubts.push({ at, reason, reaches }) - 1;
    },
    remark: (at, message, hint) => report('import-not-represented', message, at, hint),
    result() {
      const diagnostics = problems.all(files);
      return problems.hasErrors()
        ? { kind: 'failed', diagnostics }
        : { kind: 'ok', value: all, warnings: diagnostics };
    },
  };
}
