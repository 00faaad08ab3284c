/** All formats that policies are imported from, in the order in which they are tried on a file. */

import { awsImporter } from './aws.ts';
import { azureImporter } from './azure.ts';
import type { Importer } from './imported.ts';
import { postgres } from './postgres.ts';

export const importers: readonly Importer[] = [awsImporter, azureImporter, postgres];
