/** `dutyproof spec`: prints the formal specification. */

import { printSpecification, type Style } from '../notation/index.ts';
import { suggester } from '../source/suggest.ts';
import type { ExitCode } from '../verdict/verdict.ts';
import { UsageError } from './usage.ts';
import type { World } from './world.ts';

export async function spec(name: string | undefined, style: Style, world: World): Promise<ExitCode> {
  const printed = printSpecification({ style, ...(name === undefined ? {} : { name }) });
  if (printed.kind === 'unknown-name') {
    const hint = suggester().hint(printed.name, printed.known, '`dutyproof spec` prints all schemas');
    throw new UsageError(`nothing in the specification is called \`${printed.name}\`; ${hint}`);
  }
  world.out(printed.text);
  return 0;
}
