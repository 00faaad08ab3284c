/**
 * Loads a CommonJS file with bytecode that was prepared for it. Compiling is a third of what a short run costs.
 *
 * Bytecode of another version of Node is refused by Node itself and means nothing but that the file is compiled as
 * usual. Node recognises the file by its length only, so the caller must pass bytecode of exactly this file: the build
 * puts a hash of the contents into both names.
 */

'use strict';

const { readFileSync } = require('node:fs');
const { createRequire, wrap } = require('node:module');
const { dirname } = require('node:path');
const { Script } = require('node:vm');

/** The exports of `file`, and the script, from which bytecode can be made once functions were called. */
exports.load = (file, cachedData) => {
  const script = new Script(wrap(readFileSync(file, 'utf8')), { filename: file, cachedData });
  const loaded = { exports: {} };
  script.runInThisContext()(loaded.exports, createRequire(file), loaded, file, dirname(file));
  return { exports: loaded.exports, script };
};

/** The contents of a file, or undefined where there is none. */
exports.contents = (file) => {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
};
