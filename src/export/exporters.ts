/** All formats that policies are exported to, in the order in which they are listed. */

import { alloyExporter } from './alloy.ts';
import { casbinExporter } from './casbin.ts';
import { casbinTestExporter } from './casbin-test.ts';
import { cedarExporter } from './cedar.ts';
import { cedarTestExporter } from './cedar-test.ts';
import type { Exporter } from './exported.ts';
import { openfgaTestExporter } from './openfga-test.ts';
import { policyExporter } from './policy.ts';
import { postgresExporter } from './postgres.ts';
import { postgresTestExporter } from './postgres-test.ts';
import { smtLibExporter } from './smt-lib.ts';

export const exporters: readonly Exporter[] = [
  policyExporter,
  smtLibExporter,
  alloyExporter,
  cedarExporter,
  casbinExporter,
  cedarTestExporter,
  openfgaTestExporter,
  casbinTestExporter,
  postgresExporter,
  postgresTestExporter,
];
