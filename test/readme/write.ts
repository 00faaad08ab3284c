/** `npm run readme`: writes the tables of the specification into the README. */

import { writeFileSync } from 'node:fs';
import { readmeFile, readReadme, withTable } from './place.ts';
import { readCells, rowsOf, tablesOf } from './table.ts';

writeFileSync(readmeFile, withTable(readReadme(), tablesOf(rowsOf(readCells()))));
