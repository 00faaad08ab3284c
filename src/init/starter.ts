/** All files of a starter, in the order in which they are told. */

import { configFile } from './config.ts';
import type { StarterFile } from './file.ts';
import { githubFile, gitlabFile, preCommitFile } from './pipeline.ts';
import { policyFile, policyTestFile } from './policy.ts';

export const pipelineNames = ['github', 'gitlab', 'none'] as const;
export type PipelineName = (typeof pipelineNames)[number];

export interface StarterWish {
  readonly ci: PipelineName;
  readonly preCommit: boolean;
  /** The version of dutyproof that pipelines run. */
  readonly version: string;
}

export function starterFiles({ ci, preCommit, version }: StarterWish): readonly StarterFile[] {
  return [
    policyFile(),
    policyTestFile(),
    configFile(),
    ...pipelineFiles(ci, version),
    ...(preCommit ? [preCommitFile(version)] : []),
  ];
}

function pipelineFiles(ci: PipelineName, version: string): readonly StarterFile[] {
  switch (ci) {
    case 'github':
      return [githubFile(version)];
    case 'gitlab':
      return [gitlabFile(version)];
    case 'none':
      return [];
    default:
      throw new Error(`unknown pipeline ${ci satisfies never}`);
  }
}
