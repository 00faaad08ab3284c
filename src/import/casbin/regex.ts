/**
 * Regular expressions of a policy, matched in time linear in the text: a policy must not be able to make a check hang.
 *
 * The common part of the syntaxes of JavaScript, Go and Java is read: characters, `.`, classes, groups, alternatives,
 * repetition, anchors. What is beyond it, or what the languages read differently, is null: then it is not known what
 * the expression matches.
 */

export interface Regex {
  /** Whether the expression matches somewhere in the text. */
  test(text: string): boolean;
  /** Texts that it matches, one for each way through its alternatives, with `filler` where anything may stand. */
  samples(filler: string): readonly string[];
  /** Whether it matches no other texts than `samples`. */
  readonly isFinite: boolean;
}

type Range = readonly [from: number, to: number];

type Tree =
  | { readonly kind: 'set'; readonly negated: boolean; readonly ranges: readonly Range[] }
  | { readonly kind: 'sequence'; readonly parts: readonly Tree[] }
  | { readonly kind: 'choice'; readonly options: readonly Tree[] }
  | { readonly kind: 'repeat'; readonly body: Tree; readonly least: number; readonly most: number | null }
  | { readonly kind: 'start' }
  | { readonly kind: 'end' };

type Instruction =
  | { readonly op: 'set'; readonly negated: boolean; readonly ranges: readonly Range[] }
  | { op: 'split'; first: number; second: number }
  | { op: 'jump'; to: number }
  | { readonly op: 'start' | 'end' | 'match' };

const maxInstructions = 4000;
const maxDepth = 40;
const maxSamples = 16;

const digits: readonly Range[] = [[48, 57]];
const words: readonly Range[] = [...digits, [65, 90], [95, 95], [97, 122]];
/** What `.` does not match. */
const lineEnds: readonly Range[] = [
  [10, 10],
  [13, 13],
  [0x2028, 0x2029],
];

export function readRegex(source: string): Regex | null {
  const tree = parse(source);
  if (tree === null) return null;
  const program: Instruction[] = [];
  if (!compile(tree, program)) return null;
  program.push({ op: 'match' });
  return {
    test: (text) => matches(program, text),
    samples: (filler) => {
      const all = samplesOf(tree, filler);
      return all.filter((text) => matches(program, text));
    },
    isFinite: isAnchored(tree) && isPlain(tree),
  };
}

function parse(source: string): Tree | null {
  let at = 0;
  const choice = (depth: number): Tree | null => {
    if (depth > maxDepth) return null;
    const options: Tree[] = [];
    for (;;) {
      const option = sequence(depth);
      if (option === null) return null;
      options.push(option);
      if (source[at] !== '|') return options.length === 1 ? option : { kind: 'choice', options };
      at += 1;
    }
  };
  const sequence = (depth: number): Tree | null => {
    const parts: Tree[] = [];
    while (at < source.length && source[at] !== '|' && source[at] !== ')') {
      const atom = atomAt(depth);
      if (atom === null) return null;
      const part = repeated(atom);
      if (part === null) return null;
      parts.push(part);
    }
    return { kind: 'sequence', parts };
  };
  const repeated = (body: Tree): Tree | null => {
    const bounds = boundsAt();
    if (bounds === 'none') return body;
    if (bounds === 'bad' || body.kind === 'start' || body.kind === 'end') return null;
    // Lazy repetition matches the same texts.
    if (source[at] === '?') at += 1;
    if (/[*+?{]/.test(source[at] ?? '')) return null;
    return { kind: 'repeat', body, ...bounds };
  };
  const boundsAt = (): 'none' | 'bad' | { readonly least: number; readonly most: number | null } => {
    switch (source[at]) {
      case '*':
        at += 1;
        return { least: 0, most: null };
      case '+':
        at += 1;
        return { least: 1, most: null };
      case '?':
        at += 1;
        return { least: 0, most: 1 };
      case '{': {
        const found = /^\{(\d{1,3})(?:(,)(\d{0,3}))?\}/.exec(source.slice(at, at + 12));
        if (found === null) return 'bad';
        at += found[0].length;
        const least = Number(found[1]);
        const most = found[2] === undefined ? least : found[3] === '' ? null : Number(found[3]);
        return most !== null && most < least ? 'bad' : { least, most };
      }
      default:
        return 'none';
    }
  };
  const atomAt = (depth: number): Tree | null => {
    const character = source[at]!;
    at += 1;
    switch (character) {
      case '(': {
        if (source[at] === '?') {
          if (source[at + 1] !== ':') return null;
          at += 2;
        }
        const inner = choice(depth + 1);
        if (inner === null || source[at] !== ')') return null;
        at += 1;
        return inner;
      }
      case '[':
        return classAt();
      case '.':
        return { kind: 'set', negated: true, ranges: lineEnds };
      case '^':
        return { kind: 'start' };
      case '$':
        return { kind: 'end' };
      case '\\':
        return escapeAt();
      case '*':
      case '+':
      case '?':
      case '{':
      case '}':
      case ']':
        return null;
      default:
        return literal(character.charCodeAt(0));
    }
  };
  const escapeAt = (): Tree | null => {
    const character = source[at] ?? '';
    at += 1;
    const set = escapedSet(character);
    if (set !== null) return { kind: 'set', ...set };
    return /[a-zA-Z0-9]/.test(character) || character === '' ? null : literal(character.charCodeAt(0));
  };
  const classAt = (): Tree | null => {
    const negated = source[at] === '^';
    if (negated) at += 1;
    const ranges: Range[] = [];
    while (at < source.length && source[at] !== ']') {
      const from = memberAt();
      if (from === null) return null;
      if (typeof from !== 'number') {
        if (source[at] === '-' && source[at + 1] !== ']') return null;
        ranges.push(...from);
        continue;
      }
      if (source[at] !== '-' || source[at + 1] === ']') {
        ranges.push([from, from]);
        continue;
      }
      at += 1;
      const to = at < source.length ? memberAt() : null;
      if (typeof to !== 'number' || to < from) return null;
      ranges.push([from, to]);
    }
    // `[]` and `[[:alpha:]]` are read differently from language to language.
    if (source[at] !== ']' || ranges.length === 0) return null;
    at += 1;
    return { kind: 'set', negated, ranges };
  };
  const memberAt = (): number | readonly Range[] | null => {
    const character = source[at]!;
    at += 1;
    if (character === '[') return null;
    if (character !== '\\') return character.charCodeAt(0);
    const escaped = source[at] ?? '';
    at += 1;
    const set = escapedSet(escaped);
    if (set !== null) return set.negated ? null : set.ranges;
    return /[a-zA-Z0-9]/.test(escaped) || escaped === '' ? null : escaped.charCodeAt(0);
  };
  const tree = choice(0);
  return tree !== null && at === source.length ? tree : null;
}

function literal(code: number): Tree {
  return { kind: 'set', negated: false, ranges: [[code, code]] };
}

function escapedSet(character: string): { negated: boolean; ranges: readonly Range[] } | null {
  switch (character) {
    case 'd':
      return { negated: false, ranges: digits };
    case 'D':
      return { negated: true, ranges: digits };
    case 'w':
      return { negated: false, ranges: words };
    case 'W':
      return { negated: true, ranges: words };
    case 't':
      return { negated: false, ranges: [[9, 9]] };
    case 'n':
      return { negated: false, ranges: [[10, 10]] };
    case 'r':
      return { negated: false, ranges: [[13, 13]] };
    default:
      return null;
  }
}

/** False where the program would be too long. */
function compile(tree: Tree, program: Instruction[]): boolean {
  if (program.length > maxInstructions) return false;
  switch (tree.kind) {
    case 'set':
      program.push({ op: 'set', negated: tree.negated, ranges: tree.ranges });
      return true;
    case 'start':
    case 'end':
      program.push({ op: tree.kind });
      return true;
    case 'sequence':
      return tree.parts.every((part) => compile(part, program));
    case 'choice': {
      const jumps: { op: 'jump'; to: number }[] = [];
      const last = tree.options.length - 1;
      for (const [index, option] of tree.options.entries()) {
        if (index === last) {
          if (!compile(option, program)) return false;
          break;
        }
        const split = { op: 'split' as const, first: program.length + 1, second: 0 };
        program.push(split);
        if (!compile(option, program)) return false;
        const jump = { op: 'jump' as const, to: 0 };
        program.push(jump);
        jumps.push(jump);
        split.second = program.length;
      }
      for (const jump of jumps) jump.to = program.length;
      return true;
    }
    case 'repeat': {
      for (let time = 0; time < tree.least; time += 1) if (!compile(tree.body, program)) return false;
      if (tree.most === null) {
        const split = { op: 'split' as const, first: program.length + 1, second: 0 };
        const start = program.length;
        program.push(split);
        if (!compile(tree.body, program)) return false;
        program.push({ op: 'jump', to: start });
        split.second = program.length;
        return true;
      }
      const splits: { op: 'split'; first: number; second: number }[] = [];
      for (let time = tree.least; time < tree.most; time += 1) {
        const split = { op: 'split' as const, first: program.length + 1, second: 0 };
        program.push(split);
        splits.push(split);
        if (!compile(tree.body, program)) return false;
      }
      for (const split of splits) split.second = program.length;
      return true;
    }
  }
}

function matches(program: readonly Instruction[], text: string): boolean {
  const seen = new Int32Array(program.length).fill(-1);
  let current: number[] = [];
  const stack: number[] = [];
  let found = false;
  const enter = (from: number, position: number, into: number[]): void => {
    stack.push(from);
    while (stack.length > 0) {
      const at = stack.pop()!;
      if (seen[at] === position) continue;
      seen[at] = position;
      const instruction = program[at]!;
      switch (instruction.op) {
        case 'match':
          found = true;
          break;
        case 'jump':
          stack.push(instruction.to);
          break;
        case 'split':
          stack.push(instruction.second, instruction.first);
          break;
        case 'start':
          if (position === 0) stack.push(at + 1);
          break;
        case 'end':
          if (position === text.length) stack.push(at + 1);
          break;
        case 'set':
          into.push(at);
          break;
      }
    }
  };
  for (let position = 0; position <= text.length && !found; position += 1) {
    // A match may begin anywhere.
    enter(0, position, current);
    if (found || position === text.length) break;
    const code = text.charCodeAt(position);
    const next: number[] = [];
    for (const at of current) {
      const instruction = program[at]!;
      if (instruction.op === 'set' && isIn(instruction, code)) enter(at + 1, position + 1, next);
    }
    current = next;
  }
  return found;
}

function isIn(
  { negated, ranges }: { readonly negated: boolean; readonly ranges: readonly Range[] },
  code: number,
): boolean {
  return ranges.some(([from, to]) => code >= from && code <= to) !== negated;
}

function samplesOf(tree: Tree, filler: string): readonly string[] {
  switch (tree.kind) {
    case 'start':
    case 'end':
      return [''];
    case 'set': {
      const first = tree.negated
        ? [...'(o_'].map((one) => one.charCodeAt(0)).find((code) => isIn(tree, code))
        : tree.ranges[0]![0];
      return first === undefined ? [] : [String.fromCharCode(first)];
    }
    case 'choice':
      return tree.options.flatMap((option) => samplesOf(option, filler)).slice(0, maxSamples);
    case 'sequence':
      return tree.parts.reduce<readonly string[]>(
        (all, part) =>
          samplesOf(part, filler)
            .flatMap((end) => all.map((start) => start + end))
            .slice(0, maxSamples),
        [''],
      );
    case 'repeat': {
      const { body, least, most } = tree;
      if (body.kind === 'set' && most === null && [...filler].every((one) => isIn(body, one.charCodeAt(0)))) {
        return [filler];
      }
      const times = Math.min(Math.max(least, most === 0 ? 0 : 1), 64);
      const once = samplesOf(body, filler).map((text) => text.repeat(times));
      return least === 0 ? ['', ...once].slice(0, maxSamples) : once;
    }
  }
}

/** Alternatives of plain texts. */
function isPlain(tree: Tree): boolean {
  switch (tree.kind) {
    case 'start':
    case 'end':
      return true;
    case 'set':
      return !tree.negated && tree.ranges.length === 1 && tree.ranges[0]![0] === tree.ranges[0]![1];
    case 'choice':
      return tree.options.length <= maxSamples && tree.options.every(isPlain);
    case 'sequence':
      return tree.parts.filter((part) => part.kind === 'choice').length <= 1 && tree.parts.every(isPlain);
    case 'repeat':
      return false;
  }
}

/** `^…$` around everything. */
function isAnchored(tree: Tree): boolean {
  return tree.kind === 'sequence' && tree.parts[0]?.kind === 'start' && tree.parts.at(-1)?.kind === 'end';
}
