/** `dutyproof spec`: prints the formal specification. */

import { printSpecification, type Style } from '../notation/index.ts';
import { suggester } from '../source/suggest.ts';
import type { ExitCode } from '../verdict/verdict.ts';
import { UsageError } from './usage.ts';
import type { World } from './world.ts';

/** What the short names in the captions stand for. */
const sources = `Sources
  003     Lee, Choi and Noh 1999, Application Design and Execution Framework in Role-Based Access
          Control Systems (이형효, 최은복, 노봉남)
  002     정성민, 금융 어플리케이션을 위한 효율적인 역할추출과 안전한 역할기반 접근통제 적용 방안
  ANSI    ANSI INCITS 359, Role Based Access Control
  FORMAL  sections of the working paper from which the schemas were made
`;

export async function spec(name: string | undefined, style: Style, world: World): Promise<ExitCode> {
  const printed = printSpecification({ style, ...(name === undefined ? {} : { name }) });
  if (printed.kind === 'unknown-name') {
    const hint = suggester().hint(printed.name, printed.known, '`dutyproof spec` prints everything');
    throw new UsageError(`nothing in the specification is called \`${printed.name}\`; ${hint}`);
  }
  world.out(
    style === 'unicode' && /FORMAL/.test(printed.text) ? `${printed.text}\n${sources}` : printed.text,
  );
  return 0;
}
