/**
 * Models that are known by name, for policies that come without one (`--map model=NAME`).
 *
 * Which model is meant changes what every line says, so none is assumed where there is only a policy: except for the one
 * of Argo CD, whose policies never have one beside them and are known by their shape.
 */

const g = '[role_definition]\ng = _, _\n';

export const knownModels: Readonly<Record<string, string>> = {
  rbac: `[request_definition]
r = sub, obj, act
[policy_definition]
p = sub, obj, act
${g}[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = g(r.sub, p.sub) && r.obj == p.obj && r.act == p.act
`,
  'rbac-with-deny': `[request_definition]
r = sub, obj, act
[policy_definition]
p = sub, obj, act, eft
${g}[policy_effect]
e = some(where (p.eft == allow)) && !some(where (p.eft == deny))
[matchers]
m = g(r.sub, p.sub) && r.obj == p.obj && r.act == p.act
`,
  'rbac-with-domains': `[request_definition]
r = sub, dom, obj, act
[policy_definition]
p = sub, dom, obj, act
[role_definition]
g = _, _, _
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = g(r.sub, p.sub, r.dom) && r.dom == p.dom && r.obj == p.obj && r.act == p.act
`,
  'argo-cd': `[request_definition]
r = sub, res, act, obj
[policy_definition]
p = sub, res, act, obj, eft
${g}[policy_effect]
e = some(where (p.eft == allow)) && !some(where (p.eft == deny))
[matchers]
m = g(r.sub, p.sub) && globOrRegexMatch(r.res, p.res) && globOrRegexMatch(r.act, p.act) && globOrRegexMatch(r.obj, p.obj)
`,
};

/** What policies of Argo CD are about. */
export const argoResources: ReadonlySet<string> = new Set([
  '*',
  'accounts',
  'applications',
  'applicationsets',
  'certificates',
  'clusters',
  'exec',
  'extensions',
  'gpgkeys',
  'logs',
  'projects',
  'repositories',
  'write-repositories',
]);
