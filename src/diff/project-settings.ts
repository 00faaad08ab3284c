/**
 * What `dutyproof.yaml` lets through that it did not before: a change must not turn off the rule that would stop it.
 *
 * Only what is judged and what fails counts. Where the settings become stricter, or say the same in other words, nothing
 * is told.
 */

import { catalogue } from '../check/catalogue.ts';
import type { Settings, Word } from '../config/read.ts';
import type { SettingName } from '../config/shape.ts';
import type { Severity } from '../policy/model.ts';
import { locate } from '../source/text.ts';
import { counted, listed } from '../source/words.ts';
import { weakeningFingerprint } from '../verdict/fingerprint.ts';
import type { Weakening } from '../verdict/gate.ts';

/** `path` is that of the settings now. */
export function weakerSettings(before: Settings, now: Settings, path: string): readonly Weakening[] {
  const weakening = (name: SettingName, severity: Severity, sentence: string): Weakening => {
    const [word] = now.get(name) ?? [];
    const at = word === undefined ? { path, line: 1, column: 1 } : locate(word.span);
    return {
      kind: name === 'fail-on' ? 'severity-lowered' : 'rule-off',
      severity,
      file: path,
      constraint: null,
      sentence,
      example: null,
      locations: [at],
      fingerprint: weakeningFingerprint('settings', name, sentence),
    };
  };
  const found: Weakening[] = [];
  const earlier = rulesOf(before);
  const off = [...earlier].filter((rule) => !rulesOf(now).has(rule)).sort();
  if (off.length > 0)
    found.push(
      weakening(
        now.has('skip') ? 'skip' : 'only',
        'error',
        `the settings leave out ${counted(off.length, 'rule')} that ran before: ${listed(off)}`,
      ),
    );
  const was = failing(before);
  const is = failing(now);
  const passes = [...was].filter((what) => !is.has(what));
  if (passes.length > 0)
    found.push(weakening('fail-on', 'error', `by the settings ${listed(passes)} no longer fails`));
  for (const name of ['suppressions', 'policies'] as const) {
    const [old, fresh] = [texts(before.get(name)), texts(now.get(name))];
    const [one, other] = name === 'suppressions' ? [fresh, old] : [old, fresh];
    const changed = one.filter((text) => !other.includes(text));
    if (changed.length === 0 || (name === 'policies' && fresh.length === 0)) continue;
    found.push(
      name === 'suppressions'
        ? weakening(name, 'note', `the settings name suppressions that they did not: ${listed(changed)}`)
        : weakening(name, 'warning', `the settings no longer name policies in ${listed(changed)}`),
    );
  }
  return found;
}

function rulesOf(settings: Settings): ReadonlySet<string> {
  const only = names(settings.get('only'));
  const skip = names(settings.get('skip'));
  const all = catalogue.map(({ id }) => id);
  return new Set(all.filter((id) => (only.length === 0 || only.includes(id)) && !skip.includes(id)));
}

/** What fails, by name; a severity stands for itself and the worse ones. */
function failing(settings: Settings): ReadonlySet<string> {
  const wishes = names(settings.get('fail-on'));
  const order = ['error', 'warning', 'note'];
  const lowest = Math.max(-1, ...wishes.map((wish) => order.indexOf(wish)));
  const severities = order.slice(0, (lowest < 0 ? 1 : lowest) + 1);
  return new Set([...severities, ...wishes.filter((wish) => !order.includes(wish))]);
}

function texts(words: readonly Word[] | undefined): readonly string[] {
  return (words ?? []).map(({ text }) => text);
}

/** `a,b` is two names here, too. */
function names(words: readonly Word[] | undefined): readonly string[] {
  return texts(words).flatMap((text) => text.split(',').map((name) => name.trim()));
}
