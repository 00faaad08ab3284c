/**
 * One line on standard error that says what is being done, only for who waits at a terminal, and only when it takes
 * longer than a moment.
 */

import type { ProgressEvent } from '../check/run.ts';
import { printable } from '../report/printable.ts';
import { grouped } from '../report/wording.ts';
import type { World } from './world.ts';

export interface Progress {
  /** Tells what is being done now. */
  tell(text: string | null): void;
  /** Takes the line away; what follows is the report. */
  clear(): void;
}

const patience = 1000;
const pace = 100;

export function progressFor(world: World): Progress {
  if (!world.errIsTerminal) return { tell: () => {}, clear: () => {} };
  const started = world.now();
  let last = Number.NEGATIVE_INFINITY;
  let shown = false;
  return {
    tell(text) {
      const now = world.now();
      if (text === null || now - started < patience || now - last < pace) return;
      last = now;
      shown = true;
      const room = Math.max(20, (world.columns ?? 80) - 1);
      world.err(`\r\u001b[2K${printable(text).slice(0, room)}`);
    },
    clear() {
      if (shown) world.err('\r\u001b[2K');
      shown = false;
    },
  };
}

/** An event as a person reads it; null for what is not worth a word. */
export function progressText(event: ProgressEvent): string | null {
  switch (event.kind) {
    case 'rule-started':
      return `checking ${event.rule} (${event.number} of ${event.of})`;
    case 'replaying':
      return `replaying ${grouped(event.findings)} findings on the specification`;
    case 'repairing':
      return `looking for repairs (${event.number} of ${event.of})`;
    case 'rule-finished':
    case 'rule-off':
    case 'interrupted':
      return null;
  }
}
