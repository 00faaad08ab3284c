import type { Result } from '../source/diagnostic.ts';
import type { SourceFile } from '../source/text.ts';
import type { ApplicationTree } from './tree.ts';

/**
 * Reads an application file (FORMAL.md D.2). Never throws; all syntax errors are reported at once.
 * Names in the result are in Unicode NFC; every node keeps its span.
 */
export function parseApplication(file: SourceFile): Result<ApplicationTree> {
  return {
    kind: 'failed',
    diagnostics: [
      {
        code: 'unexpected-token',
        severity: 'error',
        message: 'the application language is not read yet',
        span: { file, start: 0, end: 0 },
      },
    ],
  };
}
