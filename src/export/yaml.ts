/**
 * Plain data to YAML that reads back as the same data, in the layout that people write: what fits a line stands on one.
 *
 * Text is quoted unless it is made of words that no version of YAML takes for anything else.
 */

export type Yaml =
  | string
  | number
  | null
  | { readonly kind: 'list'; readonly items: readonly Yaml[] }
  /** In this order; keys that look like numbers stay where they are. */
  | { readonly kind: 'map'; readonly entries: readonly (readonly [string, Yaml])[] }
  /** A line of its own before what stands in a list. */
  | { readonly kind: 'commented'; readonly comment: string; readonly value: Yaml };

export const list = (items: readonly Yaml[]): Yaml => ({ kind: 'list', items });

/** Entries without those that have no value. */
export function map(entries: readonly (readonly [string, Yaml | undefined])[]): Yaml {
  return {
    kind: 'map',
    entries: entries.flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const])),
  };
}

const widest = 110;
/** A longer key needs `?`, says YAML; some room is left for escapes. */
const longestKey = 1000;

/** A document: each key of the root starts a line. */
export function yamlText(entries: readonly (readonly [string, Yaml | undefined])[]): string {
  return `${block(map(entries), 0).join('\n')}\n`;
}

const words = /^[\p{L}_][\p{L}\p{M}\p{N}_./@+-]*(?:[: ][\p{L}\p{M}\p{N}_./@+*-]+)*$/u;
const meant = /^(?:null|true|false|yes|no|on|off|y|n)$/i;

export function yamlScalar(text: string): string {
  // A word after a space or colon may start with a dash, which starts a list nowhere but at the beginning.
  return words.test(text) && !meant.test(text) ? text : quoted(text);
}

function quoted(text: string): string {
  return JSON.stringify(text).replace(
    // What JSON leaves as it is and YAML does not allow.
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** On one line, or null where that cannot be. */
function flow(node: Yaml): string | null {
  if (node === null) return 'null';
  if (typeof node === 'string') return yamlScalar(node);
  if (typeof node === 'number') return String(node);
  switch (node.kind) {
    case 'list': {
      const items = node.items.map(flow);
      return items.includes(null) ? null : `[${items.join(', ')}]`;
    }
    case 'map': {
      if (node.entries.length === 0) return '{}';
      const entries = node.entries.map(([key, value]) => {
        const text = flow(value);
        return text === null || key.length > longestKey ? null : `${yamlScalar(key)}: ${text}`;
      });
      return entries.includes(null) ? null : `{ ${entries.join(', ')} }`;
    }
    case 'commented':
      return null;
    default:
      return node satisfies never;
  }
}

/** On one line if it fits `room`; the depth of what is tried is small, so trying again further in costs little. */
function fitting(node: Yaml, room: number): string | null {
  const text = flow(node);
  return text !== null && text.length <= room ? text : null;
}

function block(node: Yaml, indent: number): string[] {
  if (node === null || typeof node !== 'object') return [flow(node)!];
  switch (node.kind) {
    case 'list':
      if (node.items.every((item) => item === null || typeof item !== 'object'))
        return wrapped(node.items, indent);
      return node.items.flatMap((item) => listItem(item, indent));
    case 'map':
      return node.entries.length === 0
        ? ['{}']
        : node.entries.flatMap(([key, value]) => entry(key, value, indent));
    case 'commented':
      return [`# ${node.comment}`, ...block(node.value, indent)];
    default:
      return node satisfies never;
  }
}

/** Names that take more than one line: as many on each as fit. */
function wrapped(items: readonly Yaml[], indent: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const item of items) {
    const text = `${flow(item)!},`;
    if (line !== '' && indent + line.length + text.length > widest) {
      lines.push(`  ${line}`);
      line = '';
    }
    line = line === '' ? text : `${line} ${text}`;
  }
  if (line !== '') lines.push(`  ${line}`);
  return ['[', ...lines, ']'];
}

function listItem(item: Yaml, indent: number): string[] {
  if (item !== null && typeof item === 'object' && item.kind === 'commented')
    return [`# ${item.comment}`, ...listItem(item.value, indent)];
  const line = fitting(item, widest - indent - 2);
  const [first = '', ...rest] = line === null ? block(item, indent + 2) : [line];
  return [`- ${first}`, ...rest.map((one) => `  ${one}`)];
}

function entry(key: string, value: Yaml, indent: number): string[] {
  if (key.length > longestKey) {
    const [first = '', ...rest] = block(value, indent + 2);
    return [`? ${yamlScalar(key)}`, `: ${first}`, ...rest.map((one) => `  ${one}`)];
  }
  const name = yamlScalar(key);
  if (value === null) return [`${name}:`];
  // What a policy says stands in lines under its keys: one line for each fact that people look for.
  const line = indent === 0 && isStructured(value) ? null : fitting(value, widest - indent - name.length - 2);
  if (line !== null) return [`${name}: ${line}`];
  if (
    typeof value === 'object' &&
    value.kind === 'list' &&
    value.items.every((item) => item === null || typeof item !== 'object')
  ) {
    const [first = '', ...rest] = wrapped(value.items, indent);
    return [`${name}: ${first}`, ...rest];
  }
  return [`${name}:`, ...block(value, indent + 2).map((one) => `  ${one}`)];
}

/** Whether it is a mapping, or a list of something else than words. */
function isStructured(value: Yaml): boolean {
  if (value === null || typeof value !== 'object') return false;
  if (value.kind !== 'list') return value.kind === 'map' && value.entries.length > 0;
  return value.items.some((item) => item !== null && typeof item === 'object');
}
