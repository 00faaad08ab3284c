/** Whether a report is coloured: the flag, then the environment, then whether somebody looks. */

import type { Color } from '../report/text.ts';
import type { World } from './world.ts';

export type ColorWish = 'auto' | 'always' | 'never';

/** `NO_COLOR` and `FORCE_COLOR` count when they are set and not empty; `FORCE_COLOR=0` is a no. */
export function colorFor(wish: ColorWish, world: Pick<World, 'environment' | 'outIsTerminal'>): Color {
  if (wish !== 'auto') return wish === 'always' ? 'colored' : 'plain';
  const { NO_COLOR: no, FORCE_COLOR: force, TERM: terminal } = world.environment;
  if (no !== undefined && no !== '') return 'plain';
  if (force !== undefined && force !== '') return force === '0' || force === 'false' ? 'plain' : 'colored';
  return world.outIsTerminal && terminal !== 'dumb' ? 'colored' : 'plain';
}

/** The same for standard error. */
export function errorColorFor(wish: ColorWish, world: Pick<World, 'environment' | 'errIsTerminal'>): Color {
  return colorFor(wish, { environment: world.environment, outIsTerminal: world.errIsTerminal });
}

/** Columns of reports: those of the terminal, up to what is still easy to read. */
export function widthFor(world: Pick<World, 'columns'>): number {
  return world.columns === null ? 100 : Math.min(world.columns, 120);
}
