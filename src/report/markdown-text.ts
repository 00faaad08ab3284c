/**
 * Text of users in Markdown, where it must stay text.
 *
 * A name must not become a link, a heading, HTML, a mention of somebody or a reference to an issue. Escapes alone do not
 * do: sites look for mentions and references in what is rendered, so that a character without width keeps those apart.
 */

import { printable } from './printable.ts';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  // Has no width, and is no place for a line to break. Text that is printable does not have it.
  '\u2060': '&#8288;',
};

/** `text` as inline text; line breaks become spaces. */
export function escapeMarkdown(text: string): string {
  return (
    printable(onOneLine(text))
      // Mentions, but not the middle of an address; references to issues, requests, labels, milestones and epics.
      .replace(/(?<![\p{L}\p{N}])@(?=[\p{L}\p{N}_-])/gu, '@\u2060')
      .replace(/[#!%~$^&](?=[\p{L}\p{N}"{#])/gu, '$&\u2060')
      .replace(/GH(?=-\d)/gi, '$&\u2060')
      .replace(/:(?=[\w+-]+:)/g, '$&\u2060')
      // Addresses that would become links by themselves.
      .replace(/:(?=\/\/)/g, '$&\u2060')
      .replace(/www(?=\.)/gi, '$&\u2060')
      .replace(/[\\`*_[\]|~$]/g, '\\$&')
      // What opens a list, a heading or a rule where it begins a line.
      .replace(/^(\s*)([#+=-])/, '$1\\$2')
      .replace(/^(\s*\d+)([.)])/, '$1\\$2')
      .replace(/[&<>\u2060]/g, (character) => entities[character] ?? character)
  );
}

/** A sentence in which backticks quote: what is in them is code, the rest is text. */
export function quotingMarkdown(text: string): string {
  return text
    .split(/(`[^`]+`)/)
    .map((part) =>
      part.startsWith('`') && part.length > 2 ? codeSpan(part.slice(1, -1)) : escapeMarkdown(part),
    )
    .join('');
}

function onOneLine(text: string): string {
  return text.replace(/\s*[\r\n]+\s*/g, ' ');
}

/** `text` in a code span, in which nothing has a meaning. */
export function codeSpan(text: string): string {
  const shown = printable(onOneLine(text));
  if (shown.trim() === '') return '(empty)';
  const longest = Math.max(0, ...(shown.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = shown.startsWith('`') || shown.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${shown}${pad}${fence}`;
}

/** `text` as a block of code. */
export function codeBlock(text: string, language = ''): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text.replace(/\n+$/, '')}\n${fence}`;
}
