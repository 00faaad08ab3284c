/** The starter's configuration: one setting, and all others to be switched on. */

import type { StarterFile } from './file.ts';

export const configFile = (): StarterFile => ({
  path: 'dutyproof.yaml',
  text: `# Settings of dutyproof for this project. Options of the command line come first, then the environment, then this.

policies: [.]                           # what is checked where no path is given

# fail-on: [warning]                    # error, warning or note; vacuous, changed, existing
# only: [static-sod]                    # these rules and no others
# skip: [least-privilege]               # all rules but these
# format: [pretty]                      # also json, sarif=FILE, junit=FILE, github, gitlab=FILE, markdown=FILE
# baseline: dutyproof-baseline.json     # findings that were there before; made by: dutyproof baseline update
# suppressions: dutyproof-suppressions.yaml
# time-limit: 60                        # seconds
# seed: 1
# color: auto
# coverage-threshold: 80                # per cent, for: dutyproof test --coverage
`,
});
