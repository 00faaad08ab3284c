/**
 * Text of users made safe to show.
 *
 * A name in a policy must not be able to move the cursor, to colour the report, to reverse its letters or to look like
 * another name: control characters, bidirectional controls and characters that cannot be seen are spelt out as
 * `\u{…}`. Letters, marks and emoji of all scripts stay as they are.
 */

// Names of policies have no zero-width characters (the reader refuses them), so that showing them harms no script.
// Variation selectors that choose between text and emoji stay.
const hidden = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\ufff9-\ufffb]|(?![\ufe0e\ufe0f])\p{Default_Ignorable_Code_Point}/gu;

/** `text` without anything that a terminal would obey. */
export function printable(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  return text.replace(hidden, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);
}
