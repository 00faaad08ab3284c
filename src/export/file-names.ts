/**
 * File names from names of policies and applications. What could leave the directory, hide the file or mean something
 * to a shell or a file system is replaced; names that become equal by that, or in letters of another case, are numbered.
 */

const longest = 80;
const reserved = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])$/i;

export interface FileNames {
  /** A name that ends with `extension` and was not given before. */
  take(name: string, extension: string): string;
}

export function fileNames(): FileNames {
  const taken = new Set<string>();
  return {
    take(name, extension) {
      const stem = safeStem(name);
      for (let number = 1; ; number += 1) {
        const path = `${stem}${number === 1 ? '' : `-${number}`}${extension}`;
        const folded = path.normalize('NFC').toLowerCase();
        if (taken.has(folded)) continue;
        taken.add(folded);
        return path;
      }
    },
  };
}

function safeStem(name: string): string {
  const plain = name
    .normalize('NFC')
    .replace(/[^\p{L}\p{M}\p{N}_.-]+/gu, '-')
    .replace(/\.{2,}/g, '.')
    .replace(/^[-.]+|[-.]+$/g, '');
  const cut = [...plain]
    .slice(0, longest)
    .join('')
    .replace(/[-.]+$/, '');
  if (cut === '') return 'policy';
  return reserved.test(cut.split('.')[0]!) ? `_${cut}` : cut;
}
