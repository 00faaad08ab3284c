/** What is read of Kubernetes objects: only what the RBAC authorizer looks at, each part with its place. */

import type { Span } from '../../source/text.ts';

export interface Leaf {
  readonly text: string;
  readonly at: Span;
}

/** Allows each verb on each resource of each group (of those names, if there are names), or on each URL. */
export interface Rule {
  readonly verbs: readonly Leaf[];
  readonly groups: readonly Leaf[];
  readonly resources: readonly Leaf[];
  /** Empty: with any name and with none. */
  readonly names: readonly Leaf[];
  readonly urls: readonly Leaf[];
}

/** All requirements must be met; there may be none, which selects everything. */
export interface Selector {
  readonly at: Span;
  readonly requirements: readonly Requirement[];
}

export interface Requirement {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  readonly values: readonly string[];
}

export interface Role {
  /** Null: a ClusterRole. */
  readonly namespace: string | null;
  readonly name: Leaf;
  readonly labels: ReadonlyMap<string, string>;
  readonly rules: readonly Rule[];
  /** Of a ClusterRole with an `aggregationRule`: roles that one of these selects lend their rules. */
  readonly selectors: readonly Selector[] | null;
}

export type Subject =
  | { readonly kind: 'User' | 'Group'; readonly name: string; readonly at: Span }
  | {
      readonly kind: 'ServiceAccount';
      readonly namespace: string;
      readonly name: string;
      readonly at: Span;
    };

export interface Binding {
  /** Null: a ClusterRoleBinding. */
  readonly namespace: string | null;
  readonly name: Leaf;
  readonly role: { readonly kind: 'Role' | 'ClusterRole'; readonly name: string; readonly at: Span };
  readonly subjects: readonly Subject[];
}

export interface ServiceAccount {
  readonly namespace: string;
  readonly name: Leaf;
}

export interface Objects {
  readonly roles: readonly Role[];
  readonly bindings: readonly Binding[];
  readonly accounts: readonly ServiceAccount[];
}
