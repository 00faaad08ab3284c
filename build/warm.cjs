/**
 * Writes bytecode for the bundle of the command line: runs what people run most, so that the functions which that
 * needs are compiled, and saves them. Called by the build as `node warm.cjs BUNDLE TARGET`.
 */

'use strict';

const { writeFileSync } = require('node:fs');
const { dirname } = require('node:path');
const { load } = require('./load.cjs');

const [bundle, target] = process.argv.slice(2);
const { exports: cli, script } = load(bundle);

const world = {
  out: () => {},
  err: () => {},
  outIsTerminal: false,
  errIsTerminal: false,
  columns: null,
  environment: {},
  workingDirectory: dirname(__dirname),
  onInterrupt: () => () => {},
  now: () => performance.now(),
  today: () => '2000-01-01',
};

const commands = [
  ['check', 'scenarios/purchasing', 'scenarios/access-review', '--color', 'always'],
  ['check', 'scenarios/purchasing/flat.policy.yaml', '--format', 'json'],
  ['explain', 'static-sod'],
  ['spec', 'StaticSOD'],
];

(async () => {
  for (const command of commands) await cli.run(command, world);
  writeFileSync(target, script.createCachedData());
})();
