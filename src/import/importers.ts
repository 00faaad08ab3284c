/** All formats that policies are imported from, in the order in which they are tried on a file. */

import { awsImporter } from './aws.ts';
import { azureImporter } from './azure.ts';
import { casbin } from './casbin.ts';
import { cedar } from './cedar.ts';
import { csv } from './csv.ts';
import { gcpImporter } from './gcp.ts';
import { grc } from './grc.ts';
import type { Importer } from './imported.ts';
import { keycloak } from './keycloak.ts';
import { kubernetes } from './kubernetes.ts';
import { midpoint } from './midpoint.ts';
import { openfga } from './openfga.ts';
import { postgres } from './postgres.ts';
import { sodMatrix } from './sod-matrix.ts';
import { userPermissions } from './user-permissions.ts';

export const importers: readonly Importer[] = [
  kubernetes,
  awsImporter,
  azureImporter,
  gcpImporter,
  postgres,
  cedar,
  openfga,
  casbin,
  midpoint,
  keycloak,
  userPermissions,
  // What has more to say reads the tables of the others as well.
  grc,
  sodMatrix,
  csv,
];
