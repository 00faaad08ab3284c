/** A tree of JSON or YAML as a value, for packages that want no places. */

import type { Node } from '../policy/yaml.ts';

/** JSON as JavaScript has it; keys like `__proto__` are keys. */
export function plainValue(node: Node): unknown {
  switch (node.kind) {
    case 'broken':
      return null;
    case 'scalar':
      return node.value;
    case 'list':
      return node.items.map(plainValue);
    case 'map':
      return Object.fromEntries(node.entries.map(({ key, value }) => [key.text, plainValue(value)]));
    default: {
      const never: never = node;
      return never;
    }
  }
}
