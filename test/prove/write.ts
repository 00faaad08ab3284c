/** Proves everything and writes the committed matrix: `npm run matrix`. Read the difference before committing it. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { committedOf, matrixText } from '../../src/prove/committed.ts';
import { prove } from '../../src/prove/prove.ts';

async function main(): Promise<void> {
  const findings = await prove({
    names: [],
    timeLimit: 20_000,
    tell: (event) => {
      if (event.kind === 'started') process.stderr.write(`${event.doing} (${event.number} of ${event.of})\n`);
    },
    stopped: () => false,
  });
  const file = join(import.meta.dirname, '..', '..', 'src/prove/matrix.json');
  writeFileSync(file, matrixText(committedOf(findings)));
}

void main();
