/** What `--to` takes; apart from the exporters, so that `--help` loads none of them. */
export const exportFormatNames = [
  'policy',
  'smt-lib',
  'alloy',
  'cedar',
  'casbin',
  'cedar-test',
  'openfga-test',
  'casbin-test',
  'postgres',
  'postgres-test',
] as const;
