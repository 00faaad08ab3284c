/** What another way to decide answers. */

export type PeerAnswer =
  | { readonly kind: 'reachable'; readonly steps: number | null }
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'unknown'; readonly why: string };
