/**
 * Text of users in Markdown, where it must stay text.
 *
 * A name must not become a link, a heading, HTML, a mention of somebody or a reference to an issue. Escapes alone do not
 * do: sites look for mentions and references in what is rendered, so that a character without width keeps those apart.
 */

import { printable } from './printable.ts';

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** No width, and no break of a line. */
const apart = '&#8288;';

/** `text` as inline text; line breaks become spaces. */
export function escapeMarkdown(text: string): string {
  return (
    printable(text.replace(/\s*[\r\n]+\s*/g, ' '))
      .replace(/[&<>]/g, (character) => entities[character] ?? character)
      .replace(/[\\`*_[\]|~$^]/g, '\\$&')
      // What opens a list, a heading or a rule where it begins a line.
      .replace(/^(\s*)([#+=-])/, '$1\\$2')
      .replace(/^(\s*\d+)([.)])/, '$1\\$2')
      // Mentions, but not the middle of an address; references to issues, requests, labels, milestones and commits.
      .replace(/(?<![\p{L}\p{N}._-])@(?=[\p{L}\p{N}_-])/gu, `@${apart}`)
      .replace(/([#!%]|\\~|\\\$|\\\^)(?=[\p{L}\p{N}"{])/gu, `$1${apart}`)
      .replace(/&amp;(?=[\p{L}\p{N}"#])/gu, `&amp;${apart}`)
      .replace(/\b(GH)-(?=\d)/gi, `$1${apart}-`)
      .replace(/:(?=[\w+-]+:)/g, `:${apart}`)
      // Addresses that would become links by themselves.
      .replace(/:\/\//g, `:${apart}//`)
      .replace(/\bwww\./gi, `www${apart}.`)
  );
}

/** `text` in a code span, in which nothing has a meaning. */
export function codeSpan(text: string): string {
  const shown = printable(text.replace(/\s*[\r\n]+\s*/g, ' '));
  if (shown.trim() === '') return '(empty)';
  const longest = Math.max(0, ...(shown.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = shown.startsWith('`') || shown.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${shown}${pad}${fence}`;
}

/** The same in a cell of a table, where a bar ends the cell even within code. */
export function codeCell(text: string): string {
  return codeSpan(text).replace(/\|/g, '\\|');
}

/** `text` as a block of code. */
export function codeBlock(text: string, language = ''): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text.replace(/\n+$/, '')}\n${fence}`;
}
