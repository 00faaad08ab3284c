/**
 * `dutyproof completion bash|zsh|fish`: scripts made from the commands as they are.
 *
 * Everything is written into the script: completing a word starts no program, so that it takes no time. What an option
 * may be comes from Commander where it knows choices; formats are asked of the option's own parser, so that a command
 * that takes fewer of them offers fewer.
 */

import type { Argument, Command, Option } from 'commander';
import { operations } from '../../spec/operations/catalogue.ts';
import { catalogue } from '../check/catalogue.ts';
import { switchNames } from '../profile/profile.ts';
import { questionNames } from '../query/question.ts';
import { proofFormatNames, reportFormatNames } from './format.ts';
import { failOnNames } from './selection-names.ts';

export const shellNames = ['bash', 'zsh', 'fish'] as const;
export type ShellName = (typeof shellNames)[number];

/** What may follow. */
type Values =
  | { readonly kind: 'words' | 'words or files'; readonly words: readonly string[] }
  | { readonly kind: 'files' | 'text' };

interface Flag {
  readonly names: readonly string[];
  readonly summary: string;
  /** Null where nothing follows. */
  readonly values: Values | null;
}

interface Node {
  /** The words that lead to it, `baseline update`; empty for the program itself. */
  readonly path: string;
  readonly name: string;
  readonly summary: string;
  readonly flags: readonly Flag[];
  readonly argument: Values;
  readonly children: readonly Node[];
}

export function completion(program: Command, shell: ShellName): string {
  const root = nodeOf(program, '');
  switch (shell) {
    case 'bash':
      return bash(root);
    case 'zsh':
      return zsh(root);
    case 'fish':
      return fish(root);
    default:
      throw new Error(`unknown shell ${shell satisfies never}`);
  }
}

function nodeOf(command: Command, path: string): Node {
  const help = command.createHelp();
  const children = help
    .visibleCommands(command)
    .filter((child) => child.name() !== 'help')
    .map((child) => nodeOf(child, `${path} ${child.name()}`.trim()));
  return {
    path,
    name: command.name(),
    summary: command.summary(),
    flags: help.visibleOptions(command).map(flagOf),
    argument: argumentOf(command, command.registeredArguments[0]),
    children,
  };
}

function flagOf(option: Option): Flag {
  const names = [option.short, option.long].filter((name) => typeof name === 'string');
  const takes = option.required || option.optional;
  return { names, summary: option.description, values: takes ? valuesOf(option) : null };
}

const words = (list: readonly string[]): Values => ({ kind: 'words', words: [...new Set(list)] });
const ruleIds = (): readonly string[] => catalogue.map(({ id }) => id);

function valuesOf(option: Option): Values {
  if (option.argChoices !== undefined) return words(option.argChoices);
  const [, what = ''] = /<(.*)>$/.exec(option.flags) ?? [];
  switch (what) {
    case 'name[=file]':
      return words(
        [...reportFormatNames, ...proofFormatNames, 'lcov'].filter((name) => accepts(option, name)),
      );
    case 'rule':
      return words(ruleIds());
    case 'what':
      return option.long === '--fail-on' ? words(failOnNames) : { kind: 'text' };
    case 'file':
    case 'dir':
      return { kind: 'files' };
    default:
      return { kind: 'text' };
  }
}

function accepts(option: Option, word: string): boolean {
  try {
    option.parseArg?.(word, []);
    return true;
  } catch {
    return false;
  }
}

function argumentOf(command: Command, argument: Argument | undefined): Values {
  if (argument?.argChoices !== undefined) return words(argument.argChoices);
  switch (command.name()) {
    case 'explain':
      return words([...ruleIds(), ...switchNames, ...operationNames()]);
    case 'prove':
      return words(operationNames());
    case 'query':
      return { kind: 'words or files', words: questionNames };
    default:
      return argument === undefined || argument.name() === 'name' ? { kind: 'text' } : { kind: 'files' };
  }
}

const operationNames = (): readonly string[] => operations.map(({ name }) => name);

const all = (node: Node): readonly Node[] => [node, ...node.children.flatMap(all)];
/** In single quotes, for all three shells. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
const list = (names: readonly string[]): string => quoted(names.join(' '));

/** `--format=sarif` reaches bash as three words, as `=` divides words there. */
function bash(root: Node): string {
  const nodes = all(root);
  const cases = nodes.flatMap(({ path, flags }) =>
    flags.flatMap(({ names, values }) =>
      values === null
        ? []
        : [
            `    ${names.map((name) => quoted(`${path}:${name}`)).join('|')}) ${
              'words' in values ? `words=${list(values.words)}` : `${values.kind}=1`
            } ;;`,
          ],
    ),
  );
  const offers = nodes.map(({ path, flags, argument, children }) => {
    const names = flags.flatMap((flag) => flag.names);
    const following =
      children.length > 0 ? children.map(({ name }) => name) : 'words' in argument ? argument.words : [];
    return `      ${quoted(path)}) flags=${list(names)}; words=${list(following)} ;;`;
  });
  const paths = nodes.filter(({ path }) => path !== '').map(({ path }) => quoted(path));
  return `# dutyproof completion for bash. Load it:  source <(dutyproof completion bash)
_dutyproof() {
  local current="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD - 1]}"
  local command='' words='' flags='' files='' text='' index next word
  COMPREPLY=()
  if [[ $current == = ]]; then
    current=''
  elif [[ $before == = ]]; then
    before="\${COMP_WORDS[COMP_CWORD - 2]}"
  fi
  for ((index = 1; index < COMP_CWORD; index++)); do
    next="\${command:+$command }\${COMP_WORDS[index]}"
    case "$next" in
      ${paths.join('|')}) command="$next" ;;
    esac
  done
  case "$command:$before" in
${cases.join('\n')}
  esac
  [[ -n $files || -n $text ]] && return
  if [[ -z $words ]]; then
    case "$command" in
${offers.join('\n')}
    esac
    [[ $current == -* ]] && words="$flags"
  fi
  while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -W "$words" -- "$current")
}
complete -o default -F _dutyproof dutyproof
`;
}

function zsh(root: Node): string {
  const escaped = (text: string): string => text.replace(/[\\[\]:]/g, '\\$&');
  const action = (values: Values): string => {
    switch (values.kind) {
      case 'words':
        return `(${values.words.join(' ')})`;
      case 'words or files':
        return `_alternative "words\\:word\\:(${values.words.join(' ')})" "files\\:file\\:_files"`;
      case 'files':
        return '_files';
      case 'text':
        return ' ';
    }
  };
  const specs = ({ flags }: Node): string[] =>
    flags.flatMap(({ names, summary, values }) =>
      names.map((name) => {
        const takes = values === null ? '' : `:${escaped(name.replace(/^-+/, ''))}:${action(values)}`;
        const assigned = values !== null && name.startsWith('--') ? '=' : '';
        return quoted(`*${name}${assigned}[${escaped(summary)}]${takes}`);
      }),
    );
  const nameOf = (path: string): string =>
    `_dutyproof${path === '' ? '' : `_${path.replaceAll(/[ -]/g, '_')}`}`;
  const functions = all(root).map((node) => {
    const { path, children, argument } = node;
    if (children.length === 0)
      return `${nameOf(path)}() {
  _arguments \\
    ${[...specs(node), quoted(`*:argument:${action(argument)}`)].join(' \\\n    ')}
}`;
    const described = children.map(({ name, summary }) => quoted(`${escaped(name)}:${escaped(summary)}`));
    return `${nameOf(path)}() {
  local state line
  local -a commands
  commands=(
    ${described.join('\n    ')}
  )
  _arguments -C \\
    ${[...specs(node), quoted('1:command:->command'), quoted('*::argument:->argument')].join(' \\\n    ')}
  case $state in
    command) _describe command commands ;;
    argument)
      case $line[1] in
${children.map((child) => `        ${child.name}) ${nameOf(child.path)} ;;`).join('\n')}
      esac ;;
  esac
}`;
  });
  return `#compdef dutyproof
# dutyproof completion for zsh. Save it as _dutyproof in a directory of $fpath, or:  source <(dutyproof completion zsh)
${functions.join('\n\n')}

if [[ $funcstack[1] == _dutyproof ]]; then
  _dutyproof "$@"
else
  compdef _dutyproof dutyproof
fi
`;
}

function fish(root: Node): string {
  const lines = all(root).flatMap(({ path, flags, argument, children }) => {
    const here =
      path === ''
        ? '__fish_use_subcommand'
        : path
            .split(' ')
            .map((word) => `__fish_seen_subcommand_from ${word}`)
            .join('; and ');
    const inside =
      children.length === 0 || path === ''
        ? here
        : `${here}; and not __fish_seen_subcommand_from ${children.map(({ name }) => name).join(' ')}`;
    const start = `complete -c dutyproof -n ${fishQuoted(inside)}`;
    const commands = children.map(
      ({ name, summary }) => `${start} -f -a ${fishQuoted(name)} -d ${fishQuoted(summary)}`,
    );
    const alone = argument.kind === 'words' ? '-f ' : '';
    const offered =
      'words' in argument ? [`${start} ${alone}-a ${fishQuoted(argument.words.join(' '))}`] : [];
    const options = flags.map(({ names, summary, values }) => {
      const spelt = names.map((name) =>
        name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`,
      );
      const takes =
        values === null
          ? ''
          : values.kind === 'files'
            ? ' -r -F'
            : 'words' in values
              ? ` -x -a ${fishQuoted(values.words.join(' '))}`
              : ' -x';
      return `${start} ${spelt.join(' ')}${takes} -d ${fishQuoted(summary)}`;
    });
    return [...commands, ...offered, ...options];
  });
  return `# dutyproof completion for fish. Save it as ~/.config/fish/completions/dutyproof.fish
${lines.join('\n')}
`;
}

const fishQuoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`;
