/**
 * What is printed in LaTeX compiles, and no line is wider than the page. Needs pdflatex and `oz.sty` (Debian:
 * texlive-latex-base, texlive-science); without them it is skipped, and the golden files say what is printed.
 */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { schema, setOver } from '../../src/logic/declare.ts';
import { printSchema, printSpecification, specificationNames } from '../../src/notation/index.ts';

const isPresent =
  spawnSync('kpsewhich', ['oz.sty']).status === 0 && spawnSync('pdflatex', ['-v']).status === 0;
const skipped = isPresent ? '' : ' (skipped: pdflatex or oz.sty is absent)';

/** Complaints of pdflatex; empty where the document compiles and fits on its pages. */
function complaints(document: string): readonly string[] {
  const directory = mkdtempSync(join(tmpdir(), 'dutyproof-latex-'));
  try {
    writeFileSync(join(directory, 'z.tex'), document);
    const { status } = spawnSync(
      'pdflatex',
      ['-draftmode', '-halt-on-error', '-interaction=nonstopmode', '-no-shell-escape', 'z.tex'],
      { cwd: directory },
    );
    const log = readFileSync(join(directory, 'z.log'), 'latin1').split('\n');
    return [
      ...(status === 0 ? [] : [`exit ${status}`]),
      ...log.filter((line) => /^(!|l\.\d|Overfull|Missing character)/.test(line)),
    ];
  } finally {
    rmSync(directory, { recursive: true });
  }
}

const [begin, end] = ['\\begin{document}', '\\end{document}'];

function latex(name?: string): string {
  const printed = printSpecification({ style: 'latex', ...(name === undefined ? {} : { name }) });
  if (printed.kind !== 'printed') throw new Error(printed.kind);
  return printed.text;
}

const bodyOf = (document: string): string =>
  document.slice(document.indexOf(begin) + begin.length, document.indexOf(end));

test.skipIf(!isPresent)(`the whole specification compiles${skipped}`, () => {
  expect(complaints(latex())).toEqual([]);
});

// One run for all of them: the preamble is the same.
test.skipIf(!isPresent)(`each schema, operation and definition compiles${skipped}`, () => {
  const names = specificationNames();
  expect(names.length).toBeGreaterThan(100);
  const [first = ''] = names.map(latex);
  const preamble = first.slice(0, first.indexOf(begin) + begin.length);
  for (const name of names) expect(latex(name).startsWith(preamble), name).toBe(true);
  const all = names.map((name) => `% ${name}\n${bodyOf(latex(name))}\\clearpage`).join('\n');
  expect(complaints(`${preamble}\n${all}\n${end}\n`)).toEqual([]);
});

test.skipIf(!isPresent)(`names and meanings in any script compile${skipped}`, () => {
  const one = schema({
    name: '물품구매_1',
    source: '003',
    meaning: 'x',
    components: [{ name: '역할', ...setOver('사용자', '') }],
  });
  const document = latex('Core').replace(end, `${printSchema(one, 'latex')}\n${end}`);
  expect(document).toContain('\\unicodechar{BB3C}');
  expect(complaints(document)).toEqual([]);
});

test.skipIf(!isPresent)(`a mistake is noticed${skipped}`, () => {
  expect(
    complaints(latex('Core').replace('\\power', '\\pouwer').replace('\\finset', '\\fynset')),
  ).not.toEqual([]);
  const wide = 'a\\land '.repeat(80);
  expect(complaints(latex('Core').replace(end, `\\begin{zed}${wide}a\\end{zed}${end}`)).join()).toMatch(
    /Overfull/,
  );
});
