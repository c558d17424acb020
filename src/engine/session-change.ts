import type { SessionIdentity } from './lake-access.js';

/** What a statement changed of its session, for a client that keeps the session's state itself. */
export type SessionChange =
  | { readonly kind: 'use'; readonly catalog: string | undefined; readonly database: string }
  | { readonly kind: 'set session'; readonly name: string; readonly value: string }
  | { readonly kind: 'reset session'; readonly name: string }
  /** Undefined: the zone that the session began with. */
  | { readonly kind: 'set time zone'; readonly zone: string | undefined }
  | { readonly kind: 'set role'; readonly role: SessionIdentity['activeRole'] }
  | { readonly kind: 'prepare'; readonly name: string; readonly sql: string }
  | { readonly kind: 'deallocate'; readonly name: string }
  | { readonly kind: 'start transaction'; readonly id: string }
  | { readonly kind: 'end transaction' };
