import type { Diagnostic } from '../../src/source/diagnostic.ts';
import { locate, type Span } from '../../src/source/text.ts';

/** One line for each diagnostic: `path:line:column code: message -- hint [related]`, and `warning` where it is one. */
export function rendered(diagnostic: Diagnostic): string {
  const { span, path, severity, code, message, hint, related } = diagnostic;
  const at = span === undefined ? (path ?? '?') : place(span);
  const told = `${at} ${severity === 'warning' ? 'warning ' : ''}${code}: ${message}`;
  const also = (related ?? []).map((other) => ` [${place(other.span)} ${other.message}]`).join('');
  return `${told}${hint === undefined ? '' : ` -- ${hint}`}${also}`;
}

function place(span: Span): string {
  const { path, line, column } = locate(span);
  return `${path === 'p.policy.yaml' ? '' : `${path}:`}${line}:${column}`;
}
