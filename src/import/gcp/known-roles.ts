/**
 * What predefined roles contain at least, where the documentation says so in words (IAM: roles and permissions; service
 * account roles; basic roles). The rest of them changes, and is in no file unless `gcloud iam roles describe` wrote it.
 */

const impersonation = [
  'iam.serviceAccounts.getAccessToken',
  'iam.serviceAccounts.getOpenIdToken',
  'iam.serviceAccounts.implicitDelegation',
  'iam.serviceAccounts.signBlob',
  'iam.serviceAccounts.signJwt',
];

export const knownPermissions: ReadonlyMap<string, readonly string[]> = new Map([
  ['roles/owner', ['resourcemanager.projects.setIamPolicy', 'iam.serviceAccounts.actAs']],
  ['roles/editor', ['iam.serviceAccounts.actAs']],
  ['roles/iam.serviceAccountTokenCreator', impersonation],
  ['roles/iam.serviceAccountUser', ['iam.serviceAccounts.actAs']],
  ['roles/iam.serviceAccountKeyAdmin', ['iam.serviceAccountKeys.create']],
  ['roles/resourcemanager.projectIamAdmin', ['resourcemanager.projects.setIamPolicy']],
]);
