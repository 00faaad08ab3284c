/** All formats that policies are exported to, in the order in which they are listed. */

import { alloyExporter } from './alloy.ts';
import type { Exporter } from './exported.ts';
import { policyExporter } from './policy.ts';
import { smtLibExporter } from './smt-lib.ts';

export const exporters: readonly Exporter[] = [policyExporter, smtLibExporter, alloyExporter];
