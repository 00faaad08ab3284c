/**
 * What laws about two states speak of besides the state: any part of it, or anything that is added to it.
 *
 * "Removing pairs from UA" is UA ∩ someUA for any relation someUA, and adding some is UA ∪ someUA, so that a law about a
 * state and a changed one is a formula about one state with these relations in it.
 */

import { declare, relationBetween, schema, setOver } from '../../src/logic/declare.ts';
import { NUMBER, PRM, ROLE, SID, SNAME, USER } from '../sorts.ts';

const part = declare({
  someUsers: setOver(USER, 'any users'),
  someUA: relationBetween(USER, ROLE, 'any assignments'),
  someRH: relationBetween(ROLE, ROLE, 'any links'),
  somePA: relationBetween(ROLE, PRM, 'any grants'),
  someAr: relationBetween(SID, ROLE, 'any active roles'),
  someApp: setOver(PRM, 'any operations'),
  someNames: setOver(SNAME, 'any session names'),
  otherNames: setOver(SNAME, 'any session names'),
  someTmpl: relationBetween(SNAME, ROLE, 'any roles of sessions'),
  someMutex: relationBetween(SNAME, SNAME, 'any exclusive sessions'),
  someQuorum: setOver(NUMBER, 'any number of users'),
});
export const {
  someUsers,
  someUA,
  someRH,
  somePA,
  someAr,
  someApp,
  someNames,
  otherNames,
  someTmpl,
  someMutex,
  someQuorum,
} = part.terms;

export const change = schema({
  name: 'Change',
  source: 'FORMAL G.4',
  meaning: 'What is added to a state, or left of it.',
  components: part.components,
});
