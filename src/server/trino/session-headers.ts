import type { SessionChange } from '../../engine/session-change.js';
import { type HeaderPrefix, timeZoneProperty } from './client-headers.js';

/** A header of a response: its name without the prefix, and its value. */
type Header = readonly [name: string, value: string];

const form = (text: string): string => encodeURIComponent(text).replaceAll('%20', '+');
const catalogOfRoles = 'awsdatacatalog';

/** Gives the headers by which the client learns what a statement changed of its session. */
export const sessionHeaders = (changes: readonly SessionChange[], prefix: HeaderPrefix): readonly Header[] =>
  changes.flatMap((change) => headersOf(change).map(([name, value]): Header => [`${prefix}${name}`, value]));

function headersOf(change: SessionChange): readonly Header[] {
  switch (change.kind) {
    case 'use': {
      const schema: Header = ['set-schema', form(change.database)];
      return change.catalog === undefined ? [schema] : [['set-catalog', form(change.catalog)], schema];
    }
    case 'set session':
      return [['set-session', `${change.name}=${form(change.value)}`]];
    case 'reset session':
      return [['clear-session', change.name]];
    case 'set time zone':
      return change.zone === undefined
        ? [['clear-session', timeZoneProperty]]
        : [['set-session', `${timeZoneProperty}=${form(change.zone)}`]];
    case 'set role': {
      const role = typeof change.role === 'string' ? change.role : `ROLE{${change.role.role}}`;
      return [['set-role', `${catalogOfRoles}=${form(role)}`]];
    }
    case 'prepare':
      return [['added-prepare', `${form(change.name)}=${form(change.sql)}`]];
    case 'deallocate':
      return [['deallocated-prepare', form(change.name)]];
    case 'start transaction':
      return [['started-transaction-id', change.id]];
    case 'end transaction':
      return [['clear-transaction-id', 'true']];
  }
}
