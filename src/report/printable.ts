/**
 * Text of users made safe to show.
 *
 * A name in a policy must not be able to move the cursor, to colour the report or to reverse its letters: control
 * characters, bidirectional controls and invisible characters are spelt out as `\u{…}`. Letters, marks and emoji of all
 * scripts stay as they are.
 */

// Names of policies have no zero-width characters (the reader refuses them), so that showing them harms no script.
const hidden =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must be found
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|\p{Surrogate}/gu;

/** `text` without anything that a terminal would obey. */
export function printable(text: string): string {
  return text.replace(hidden, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);
}
