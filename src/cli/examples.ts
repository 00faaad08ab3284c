/** What `--help` shows last. */

export const examples = {
  program: `
Examples:
  dutyproof check policies/                      everything below a directory
  dutyproof check hr.policy.yaml --format json   for a machine
  dutyproof explain static-sod                   what a rule means, and how to mend a violation

Exit codes:
  0  everything holds
  1  something is violated
  2  wrong usage, files that cannot be read, or nothing was checked
  3  not everything was decided (time limit, interrupt)
  4  internal error
`,
  check: `
Examples:
  dutyproof check .                                       every policy below this directory
  dutyproof check hr.policy.yaml --only static-sod        one rule
  dutyproof check . --fail-on note --fail-on vacuous      be strict
  dutyproof check . --format json                         one JSON document on standard output
  dutyproof check . --format json=report.json             and the pretty report on the terminal
  dutyproof check . --format sarif=a.sarif --format junit=a.xml
  dutyproof check . --format pretty --format github       a step of GitHub Actions
  dutyproof check . --watch                               again whenever a file changes; Ctrl-C ends it
  dutyproof check . --evidence out && dutyproof verify out
`,
  import: `
Examples:
  dutyproof import cluster.yaml                             what it comes to, and what is not known
  dutyproof import cluster.yaml -o policies/cluster         a policy that says the same
  dutyproof import model.conf policy.csv --from casbin -o policies/app
  dutyproof import cluster.yaml --pack kubernetes -o policies/cluster   with rules to change
`,
  test: `
Examples:
  dutyproof test                                     every policy test below this directory
  dutyproof test scenarios --only 'may approve'      tests with that in their name
  dutyproof test --coverage --coverage-threshold 80  and what no test exercises
  dutyproof test --coverage-format lcov=lcov.info    for editors and genhtml
  dutyproof test --format junit=tests.xml            for CI
`,
  query: `
Questions:
  who-can PERMISSION          users who can, by role; \`*\` stands for any characters
  who-has ROLE                users who have the role, or are in the group
  who-both A B …              users who have all of several permissions or roles
  what-can USER               permissions, roles, exclusions
  can USER PERMISSION         yes and by which ways; or why not, and what would give it
  has USER ROLE               the same of a role
  conflicts USER              what the user violates now
  assignable USER [ROLE]      what could be assigned without a new violation

Examples:
  dutyproof query hr.policy.yaml who-can invoice:approve
  dutyproof query hr.policy.yaml who-can '*/secrets:get' --role staff --limit 100
  dutyproof query hr.policy.yaml who-both creator approver --format json
  dutyproof query hr.policy.yaml can kim invoice:approve && echo 'kim can'
  dutyproof query hr.policy.yaml what-can --session s1

Exit codes:
  0  yes; somebody, something; no conflict
  1  no; nobody, nothing; a conflict
  2  wrong usage, files that cannot be read, or a name that the policy does not have
  3  not known: it depends on something that no file says (or an interrupt)
  4  internal error
`,
  simulate: `
Examples:
  dutyproof simulate hr.policy.yaml --assign kim=approver
  dutyproof simulate hr.policy.yaml --move kim=clerk,cashier      an HR move
  dutyproof simulate hr.policy.yaml --inherit manager=approver --revoke kim=clerk
  dutyproof simulate hr.policy.yaml --change plan.yaml --format sarif=out.sarif
`,
  diff: `
Examples:
  dutyproof diff main                        the working tree against a branch
  dutyproof diff main...HEAD policies/       what a branch did since it left, below a directory
  dutyproof diff old.policy.yaml new.policy.yaml
  dutyproof diff main --format github --format sarif=dutyproof.sarif
`,
  export: `
Examples:
  dutyproof export hr.policy.yaml --to smt-lib -o hr.smt2       for any SMT solver
  dutyproof export hr.policy.yaml --to cedar -o out/            entities and policies
  dutyproof export hr.policy.yaml --to openfga-test -o out/     a failing test for each violation
  dutyproof export hr.policy.yaml --to cedar-test --fingerprint 6684f4d2815f -o out/
`,
  baseline: `
Examples:
  dutyproof baseline update .                                 tolerate what is there now
  dutyproof check . --baseline dutyproof-baseline.json        only what is new fails
  dutyproof baseline prune .                                  forget what was mended
  dutyproof baseline show .                                   who and what is tolerated
`,
  feasible: `
Examples:
  dutyproof feasible policies/                 every application of every policy
  dutyproof feasible order.app --explain       and if not, what would help
  dutyproof feasible order.app --resilient 1   whoever is absent
  dutyproof feasible instance.txt --count      a benchmark instance
`,
  reach: `
Examples:
  dutyproof reach policies/                              every goal of every policy that says who changes it
  dutyproof reach hr.policy.yaml --goal no-own-approval  one goal of the policy
  dutyproof reach hr.policy.yaml --goal 'clerk & approver'
  dutyproof reach hr.policy.yaml --goal '2 users: permissions: order:create & order:approve'
  dutyproof reach hr.policy.yaml --goal exclusions       any static exclusion of the policy
  dutyproof reach hospital.arbac --repair                and what would mend it
`,
  verify: `
Examples:
  dutyproof check policies/ --evidence out
  dutyproof verify out
`,
  prove: `
Examples:
  dutyproof prove                                everything; a few minutes
  dutyproof prove AssignUser                     one operation: its invariants and its guards
  dutyproof prove L6 L14c                        two laws
  dutyproof prove --format markdown=proofs.md    and the pretty report on the terminal
  dutyproof prove --export out --confirm cvc5    every proof again, by another solver

Exit codes:
  0  as in the committed matrix
  1  something is refuted, or otherwise than committed
  2  wrong usage
  3  something is unknown (time limit), or was not looked at (interrupt)
  4  internal error, or another solver contradicts a proof
`,
  explain: `
Examples:
  dutyproof explain                list everything that can be explained
  dutyproof explain static-sod     a rule
  dutyproof explain unknown-role   an error code
  dutyproof explain membership     a switch of the reading profile
  dutyproof explain AssignUser     an operation, its guards and what they are for
`,
  spec: `
Examples:
  dutyproof spec                      the whole specification
  dutyproof spec StaticSOD            one schema
  dutyproof spec AssignUser           one operation
  dutyproof spec --latex > spec.tex   for a paper; pdflatex needs the style oz
`,
  init: `
Examples:
  dutyproof init                        in this directory, with a workflow of GitHub Actions
  dutyproof init access --ci gitlab     in another one, with a job of GitLab
  dutyproof init --ci none --pre-commit
`,
  completion: `
Examples:
  source <(dutyproof completion bash)                                    in ~/.bashrc
  dutyproof completion zsh > "\${fpath[1]}/_dutyproof"                    once
  dutyproof completion fish > ~/.config/fish/completions/dutyproof.fish  once
`,
} as const;
