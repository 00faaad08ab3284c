/** What `--from` names, in the order in which formats are tried: for who lists them without loading any. */

export const importFormats = [
  'kubernetes',
  'aws-iam',
  'azure-rbac',
  'gcp-iam',
  'postgres',
  'cedar',
  'openfga',
  'casbin',
  'midpoint',
  'keycloak',
  'hp',
  'grc',
  'sod-matrix',
  'csv',
] as const;
