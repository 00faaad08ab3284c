/**
 * The one place that makes SMT-LIB symbols out of the user's names.
 *
 * Different names must stay different: a NUL in a constant's name once made Z3 take two constants for one and call a
 * satisfiable problem unsatisfiable. So every code unit that is not a plain letter, digit, `_` or `-` is spelled as
 * `%hex%`, parts are set apart by a dot, which no part contains, and `$` keeps all of them away from reserved words.
 */

const plain = /[A-Za-z0-9_-]/;

const escaped = (part: string): string => {
  let result = '';
  for (let index = 0; index < part.length; index += 1) {
    const unit = part.charAt(index);
    result += plain.test(unit) ? unit : `%${part.charCodeAt(index).toString(16)}%`;
  }
  return result;
};

/** An ASCII symbol; different lists of parts have different symbols. */
export const symbol = (parts: readonly string[]): string => `$${parts.map(escaped).join('.')}`;
