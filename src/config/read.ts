/**
 * Reads `dutyproof.yaml` as words of the command line, each with its place.
 *
 * A setting says what an option says, so it is given to the option in the option's own form, and what is wrong with it is
 * what would be wrong with the option; only where it stands is told besides. A file of settings reaches no further than
 * its own directory, because it may come with a change that nobody has read yet.
 */

import { posix } from 'node:path';
import { type DecodeContext, decode } from '../policy/decode.ts';
import type { Leaf, List } from '../policy/located.ts';
import { shown } from '../policy/names.ts';
import { problemCollector } from '../policy/problems.ts';
import { readDocument } from '../policy/resolve/text.ts';
import type { Node } from '../policy/yaml.ts';
import type { Diagnostic, Result } from '../source/diagnostic.ts';
import { type FileReader, readText } from '../source/files.ts';
import { suggester } from '../source/suggest.ts';
import type { Span } from '../source/text.ts';
import { pathSettings, type SettingName, settingNames, settingsShape } from './shape.ts';

const maxBytes = 1024 * 1024;

export interface Word {
  readonly text: string;
  readonly span: Span;
}

export type Settings = ReadonlyMap<SettingName, readonly Word[]>;

/** What the file says, in order. A file of comments alone says nothing. */
export function readSettings(path: string, files: FileReader): Result<Settings> {
  const content = readText(files, files.shown(path), maxBytes, 'settings are a few lines');
  if (content.kind === 'failed') return { kind: 'failed', diagnostics: [content.diagnostic] };
  const { file } = content;
  if (/^(?:[ \t]*(?:#.*)?\r?\n?)*$/.test(file.text)) return { kind: 'ok', value: new Map(), warnings: [] };
  const problems = problemCollector();
  const decodeRoot = (root: Node, context: DecodeContext) => decode(settingsShape, root, context);
  const document = readDocument(file, { problems, suggest: suggester() }, decodeRoot, {
    message: 'the file has no settings',
    hint: 'start with `policies:`',
  })?.document;
  const settings = new Map<SettingName, readonly Word[]>();
  for (const name of settingNames) {
    const value = document?.values[name];
    if (value === undefined) continue;
    const words = leavesOf(value)
      .filter(({ given }) => given)
      .map(
        (leaf): Word => ({
          text: String(leaf.value),
          span: { file, start: leaf.start, end: leaf.end },
        }),
      );
    for (const word of pathSettings.has(name) ? words : []) {
      if (!isOutside(word.text)) continue;
      problems.report({
        code: 'path-outside',
        message: `\`${shown(word.text)}\` is not in or below the directory of \`${file.path}\``,
        span: word.span,
        hint: 'name it on the command line',
      });
    }
    settings.set(
      name,
      pathSettings.has(name)
        ? words.map((word) => ({ ...word, text: besides(file.path, word.text) }))
        : words,
    );
  }
  const diagnostics: readonly Diagnostic[] = problems.all([file]);
  if (problems.hasErrors()) return { kind: 'failed', diagnostics };
  return { kind: 'ok', value: settings, warnings: diagnostics };
}

type Value = Leaf<string> | Leaf<number> | List<Leaf<string>>;

function leavesOf(value: Value): readonly (Leaf<string> | Leaf<number>)[] {
  return value.kind === 'list' ? value.items : [value];
}

function isOutside(path: string): boolean {
  const normal = posix.normalize(path.replaceAll('\\', '/'));
  return posix.isAbsolute(normal) || /^[A-Za-z]:/.test(path) || normal === '..' || normal.startsWith('../');
}

/** From the directory of the settings to the working directory's point of view. */
function besides(settings: string, path: string): string {
  return posix.join(posix.dirname(settings), path);
}
