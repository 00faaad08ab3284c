/** Text for one line of a comment, whatever it says. */

import { shown } from '../policy/names.ts';

export const oneLine = (text: string): string =>
  text.replace(/[\r\n\u2028\u2029\u0085\t]+/g, ' ').replace(/[^\P{Cc}]/gu, '');

/** `text` cut to what a report can bear. */
export const shortLine = (text: string): string => shown(oneLine(text));
