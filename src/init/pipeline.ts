/**
 * What runs the gate on every change: a workflow of GitHub Actions, a job of GitLab, a hook of pre-commit.
 *
 * The version is written down, so that the same change gets the same answer next year.
 */

import type { StarterFile } from './file.ts';

const program = (version: string): string => `npx --yes dutyproof@${version}`;

export const githubFile = (version: string): StarterFile => ({
  path: '.github/workflows/dutyproof.yml',
  text: `# Stops a pull request that makes a policy unsafe, and lets others through, whatever was wrong before.
name: dutyproof

on:
  pull_request:

permissions:
  contents: read
  security-events: write                # to show findings on the changed lines

jobs:
  gate:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          fetch-depth: 0                # the whole history: the change is compared with what it starts from
      - uses: actions/setup-node@v4
        with:
          node-version: 22
      - name: Judge the change
        env:
          BASE: \${{ github.event.pull_request.base.sha }}
        run: ${program(version)} diff "$BASE" HEAD --format github --format sarif=dutyproof.sarif
      - name: Show findings on the lines
        # What comes from a fork may not write here.
        if: \${{ !cancelled() && github.event.pull_request.head.repo.full_name == github.repository && hashFiles('dutyproof.sarif') != '' }}
        uses: github/codeql-action/upload-sarif@v3
        with:
          sarif_file: dutyproof.sarif
`,
});

export const gitlabFile = (version: string): StarterFile => ({
  path: '.gitlab-ci.yml',
  text: `# Stops a merge request that makes a policy unsafe, and lets others through, whatever was wrong before.
dutyproof:
  image: node:22
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
  variables:
    GIT_DEPTH: "0"                      # the whole history: the change is compared with what it starts from
  script:
    - >-
      ${program(version)} diff "$CI_MERGE_REQUEST_DIFF_BASE_SHA" HEAD
      --format gitlab=gl-code-quality-report.json --format junit=dutyproof.xml
  artifacts:
    when: always
    reports:
      codequality: gl-code-quality-report.json
      junit: dutyproof.xml
`,
});

export const preCommitFile = (version: string): StarterFile => ({
  path: '.pre-commit-config.yaml',
  text: `# Checks the policies before each commit that touches one; see https://pre-commit.com
repos:
  - repo: local
    hooks:
      - id: dutyproof
        name: dutyproof check
        language: node
        additional_dependencies: ["dutyproof@${version}"]
        entry: dutyproof check
        args: ["."]                     # a policy is checked with its tables and applications, so all of them are
        pass_filenames: false
        files: (\\.policy\\.yaml|\\.policy-part\\.yaml|\\.app|\\.csv)$
`,
});
