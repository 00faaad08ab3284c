/**
 * Examples of several files in one text: a line `# NAME` with the name of a policy, an application or a table begins a
 * file. An example without such a line is one policy.
 */

export interface ExampleFile {
  readonly name: string;
  readonly text: string;
}

const heading = /^# (\S+\.(?:policy\.yaml|app|csv))$/;

/** The name of the file that `line` begins, or null. */
export function fileBegunBy(line: string): string | null {
  return heading.exec(line)?.[1] ?? null;
}

/** The files of an example, each text ending in one line break. */
export function exampleFiles(example: string): readonly ExampleFile[] {
  const files: { name: string; lines: string[] }[] = [];
  for (const line of example.split('\n')) {
    const begun = fileBegunBy(line);
    if (begun !== null) files.push({ name: begun, lines: [] });
    else if (files.length === 0) files.push({ name: 'example.policy.yaml', lines: [line] });
    else files.at(-1)!.lines.push(line);
  }
  return files.map(({ name, lines }) => ({ name, text: `${lines.join('\n').trimEnd()}\n` }));
}
