/** Mistakes that make the engine of reachability say that something is out of reach which is not. */

import type { Mistake } from './plant.ts';

const forward = 'src/reach/slice/forward.ts';
const relevance = 'src/reach/slice/relevance.ts';
const slice = 'src/reach/slice/slice.ts';
const prune = 'src/reach/slice/prune.ts';
const barrier = 'src/reach/barrier.ts';
const encode = 'src/reach/encode/encode.ts';
const exclusions = 'src/reach/encode/exclusions.ts';
const holders = 'src/reach/encode/holders.ts';
const population = 'src/reach/encode/population.ts';

export const mistakes: readonly Mistake[] = [
  // What is possible.
  {
    file: forward,
    from: 'for (const variable of start) reach(variable);',
    to: 'for (const variable of start.slice(1)) reach(variable);',
  },
  {
    file: forward,
    from: 'if (off[rule] === 0 && open[rule] === 0) fire(rule);',
    to: 'if (off[rule] === 1 && open[rule] === 0) fire(rule);',
  },
  {
    file: forward,
    from: 'for (const variable of rules[rule]!.adds) reach(variable);',
    to: 'for (const variable of rules[rule]!.adds.slice(1)) reach(variable);',
  },
  {
    file: forward,
    from: 'open[rule]! += 1;',
    to: 'open[rule]! += 2;',
  },
  // What is relevant.
  {
    file: relevance,
    from: 'for (const variable of clause) wantTrue(variable);',
    to: 'for (const variable of clause.slice(1)) wantTrue(variable);',
  },
  {
    file: relevance,
    from: 'for (const rule of adding(variable)) use(rule);',
    to: 'for (const rule of adding(variable).slice(1)) use(rule);',
  },
  {
    file: slice,
    from: 'return left.length < atLeast ? [] : [{ members: left, atLeast, target }];',
    to: 'return left.length <= atLeast ? [] : [{ members: left, atLeast, target }];',
  },
  {
    file: relevance,
    from: 'for (const rule of removing(variable)) use(rule);',
    to: 'for (const rule of removing(variable).slice(1)) use(rule);',
  },
  // Fewer moves.
  {
    file: prune,
    from: 'if (!kept.some((other) => isWeaker(other, move))) kept.push(move);',
    to: 'if (!kept.some(() => true)) kept.push(move);',
  },
  {
    file: prune,
    from: 'needs.some((clause) => clause.every((variable) => bars.includes(variable)));',
    to: 'needs.some((clause) => clause.some((variable) => !bars.includes(variable)));',
  },
  // Barriers.
  { file: barrier, from: 'count = Math.max(count, had);', to: 'count = Math.min(count, had);' },
  {
    file: barrier,
    from: 'level <= size - refused.size',
    to: 'level < size - refused.size',
  },
  {
    file: barrier,
    from: 'let level = needed.size;',
    to: 'let level = needed.size + 1;',
  },
  {
    file: barrier,
    from: 'if (live[number] === 1) markLevels(',
    to: 'if (live[number] === 0) markLevels(',
  },
  {
    file: barrier,
    from: 'const refused = new Set([...bars, ...adds]',
    to: 'const refused = new Set([...inside, ...bars, ...adds]',
  },
  // What the rules say.
  {
    file: encode,
    from: 'const officers = users.filter((user) => acting?.has(user) ?? true);',
    to: 'const officers = users.filter((user) => acting?.has(user) ?? false);',
  },
  {
    file: encode,
    from: 'if (by === null) return { power: null, officers: [] };',
    to: 'if (by === null) return { power: nothing, officers: [] };',
  },
  { file: exclusions, from: 'else if (left === 1)', to: 'else if (left <= 2)' },
  {
    file: exclusions,
    from: 'if (left <= 0) isDead = true;',
    to: 'if (left <= 1) isDead = true;',
  },
  {
    file: holders,
    from: 'const ofRole = isInherited ? authorising',
    to: 'const ofRole = !isInherited ? authorising',
  },
  {
    file: population,
    from: 'acting?.has(user) ?? true',
    to: 'acting?.has(user) ?? user > 0',
  },
  {
    file: population,
    from: 'for (const { name, roles, atMost } of administration.newcomers)',
    to: 'for (const { name, roles, atMost } of administration.newcomers.slice(1))',
  },
];
