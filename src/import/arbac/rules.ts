/** The rules of `CA` and `CR`; `NEW` as the condition makes one that enrols. They go by section and position: `CA 12`. */

import type { AdministrativeRule, Officers } from '../../policy/administration.ts';
import { conditionReader } from './conditions.ts';
import { eachEntry, expect, expectWord, readId } from './entries.ts';
import { idAt, isKeyword, type Reading } from './names.ts';
import { advance, type Cursor } from './scan.ts';
import type { Section } from './sections.ts';

const nobody: Officers = { roles: [], users: [] };

export function readRules(
  reading: Reading,
  assigning: readonly Section[],
  revoking: readonly Section[],
): AdministrativeRule[] {
  const rules: AdministrativeRule[] = [];
  const readBy = officersReader(reading);
  const readCondition = conditionReader(reading);
  let assignments = 0;
  for (const section of assigning) {
    eachEntry(reading, section, (cursor, place) => {
      assignments += 1;
      const id = `CA ${assignments}`;
      const by = readBy(cursor);
      if (by === undefined) return false;
      const condition = readCondition(cursor);
      if (condition === null || !expect(reading, cursor, ',')) return false;
      const role = readId(reading, 'role', cursor);
      if (role === null) return false;
      if (condition === 'new') rules.push({ kind: 'enrol', id, place, by, roles: [role] });
      else {
        const { needs, bars } = condition;
        rules.push({ kind: 'assign', id, place, by, roles: [role], needs, bars });
      }
      return true;
    });
  }
  let revocations = 0;
  for (const section of revoking) {
    eachEntry(reading, section, (cursor, place) => {
      revocations += 1;
      const by = readBy(cursor);
      const role = by === undefined ? null : readId(reading, 'role', cursor);
      if (by === undefined || role === null) return false;
      const id = `CR ${revocations}`;
      rules.push({ kind: 'revoke', id, place, by, roles: [role], needs: [], bars: [] });
      return true;
    });
  }
  return rules;
}

/** Who may use a rule: whoever has the role, anybody (`TRUE`, null) or nobody (`FALSE`); undefined after a report. */
function officersReader(reading: Reading): (cursor: Cursor) => Officers | null | undefined {
  const known: Officers[] = [];
  return (cursor) => {
    if (!expectWord(reading, cursor, "the administrator's role")) return undefined;
    const by = isKeyword(reading, cursor, 'TRUE')
      ? null
      : isKeyword(reading, cursor, 'FALSE')
        ? nobody
        : whoeverHas(idAt(reading, 'role', cursor));
    advance(cursor);
    return expect(reading, cursor, ',') ? by : undefined;
  };

  function whoeverHas(role: number): Officers {
    if (role < 0) return nobody;
    known[role] ??= { roles: [role], users: [] };
    return known[role];
  }
}
