/** What reports for machines say of a run as a whole, where no verdict says it. */

import type { WeakeningHelp } from './weakenings.ts';

export const runFindings: Readonly<Record<string, WeakeningHelp>> = {
  'internal-error': {
    title: 'the specification does not confirm what an engine found',
    meaning:
      'Every violation is replayed on the specification before it is told; here the two contradict each other. This is a defect of dutyproof, not of the policy, and nothing of what was claimed is reported as a finding.',
    fix: 'Report it with the policy; the run cannot be relied on.',
  },
  'nothing-checked': {
    title: 'nothing was checked',
    meaning: 'No rule had anything to say, so that the run is evidence of nothing, and does not pass.',
    fix: 'See that the paths name the policy that is meant, that it declares what must be separated, and that `--only` and `--skip` leave rules that speak of it.',
  },
  stopped: {
    title: 'the run was stopped',
    meaning: 'A time limit or an interrupt ended the run; what is not told was not decided.',
    fix: 'Raise `--time-limit`, or check fewer policies or rules at once.',
  },
};
