/**
 * Policies of Cedar, with entities, a schema, and links of templates where there are any.
 *
 * With entities, each request that they allow is decided, by Cedar's own engine where a condition is in play: what may
 * be done is then exact, but for conditions on the context of a request, which make it possible (unless `context` in
 * `map` gives the context, as JSON). `(other)` stands for principals and resources that are not among the entities.
 *
 * Without entities, scopes alone are read: a group that policies name is a role with one member that stands for all,
 * conditions make a permission possible, and a denial that may apply takes its certainty away. Policies that say
 * nothing of roles or users cannot be judged without entities, and are refused.
 *
 * Permissions are `Type::"id":action`, users `Type::"id"`. Whatever is not in a group and is granted by condition or
 * around a denial is granted to a role of its own.
 */

import { shown } from '../policy/names.ts';
import { decider } from './cedar/decide.ts';
import { emitWorld } from './cedar/emit.ts';
import { fileKind, readWorld } from './cedar/world.ts';
import type { Importer } from './imported.ts';
import { importBuilder } from './imported.ts';

export const cedar: Importer = {
  format: 'cedar',
  title: 'Cedar policies, with entities and schema (.cedar, .cedarschema, JSON)',
  mapKeys: { context: 'the context of every request, as JSON' },
  detects: (file) => fileKind(file) !== null,
  read(input) {
    const builder = importBuilder(input.files);
    const file = input.files[0]!;
    const start = { file, start: 0, end: Math.min(1, file.text.length) };
    const context = contextOf(input.map.get('context'));
    if (context === undefined) builder.report('import-mapping', '`context` is no JSON object', start);
    const world = readWorld(input, builder);
    if (world === null || context === undefined) return builder.result();
    const saysSomebody = world.policies.some(
      ({ effect, principal, conditional }) => effect === 'permit' && (principal.op !== 'all' || !conditional),
    );
    if (world.entities === null && !saysSomebody) {
      builder.report(
        'import-unsupported',
        'the policies decide by attributes alone, and there are no entities that have them',
        world.policies[0]!.at,
        'import the entities (JSON) together with the policies',
      );
      return builder.result();
    }
    const decides = decider(world, context);
    if ('kind' in decides)
      builder.report('import-unsupported', `Cedar refuses the policies: ${shown(decides.message)}`, start);
    else emitWorld(world, decides, builder);
    return builder.result();
  },
};

/** Null: none is given; undefined: it is no JSON object. */
function contextOf(text: string | undefined): unknown {
  if (text === undefined) return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
