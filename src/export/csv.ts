/** Rows to CSV (RFC 4180), in as many files as the reader's limit asks for. */

/** The reader takes tables up to 256 MiB. */
const mostBytes = 60 * 1024 * 1024;
const rowsAtOnce = 4096;

export function csvCell(text: string): string {
  return /[",;\t\r\n]/.test(text) || text.trim() !== text || text === ''
    ? `"${text.replaceAll('"', '""')}"`
    : text;
}

/** At least one text, each with the header. `row` makes the cells of a row. */
export function csvTexts(
  header: readonly string[],
  rows: number,
  row: (index: number) => readonly string[],
  most = mostBytes,
): string[] {
  const head = `${header.map(csvCell).join(',')}\n`;
  const texts: string[] = [];
  let chunks = [head];
  let bytes = head.length;
  for (let from = 0; from < rows; from += rowsAtOnce) {
    let chunk = '';
    for (let index = from; index < Math.min(rows, from + rowsAtOnce); index += 1)
      chunk += `${row(index).map(csvCell).join(',')}\n`;
    const size = Buffer.byteLength(chunk);
    if (bytes + size > most && chunks.length > 1) {
      texts.push(chunks.join(''));
      chunks = [head];
      bytes = head.length;
    }
    chunks.push(chunk);
    bytes += size;
  }
  texts.push(chunks.join(''));
  return texts;
}
