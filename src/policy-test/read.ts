/**
 * Reads a `*.policy-test.yaml`. The reader of policies does the same with positions for a language that people write
 * by hand; here a message with the path of the key is enough.
 */

import { parse } from 'yaml';
import { type PolicyTestFile, policyTestFile } from './shape.ts';

export type PolicyTestRead =
  | { readonly kind: 'ok'; readonly file: PolicyTestFile }
  | { readonly kind: 'failed'; readonly messages: readonly string[] };

export function readPolicyTests(text: string): PolicyTestRead {
  let data: unknown;
  try {
    data = parse(text, { maxAliasCount: 0 });
  } catch (error) {
    return { kind: 'failed', messages: [error instanceof Error ? error.message : String(error)] };
  }
  const result = policyTestFile.safeParse(data);
  return result.success
    ? { kind: 'ok', file: result.data }
    : {
        kind: 'failed',
        messages: result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`),
      };
}
