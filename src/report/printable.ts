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

// ASCII, Latin, Greek, Cyrillic, punctuation, arrows, boxes, kana, Hangul and Han: what nearly all text is made of. The
// properties above cover all of Unicode, and compiling them takes longer than writing a report.
const harmless =
  /^[\x20-\x7e\u00a1-\u00ac\u00ae-\u034e\u0370-\u03ff\u0400-\u0482\u048a-\u052f\u2010-\u2027\u2190-\u23ff\u2500-\u27bf\u3041-\u3163\u3165-\u318e\u4e00-\u9fff\uac00-\ud7a3]*$/;

/** `text` without anything that a terminal would obey. */
export function printable(text: string): string {
  if (harmless.test(text)) return text;
  return text.replace(hidden, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);
}
