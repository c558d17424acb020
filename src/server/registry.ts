import type { Door } from './door.js';
import { queryDoor } from './query/query-door.js';
import { guard } from './rules/guard.js';
import { statusDoor } from './status/status-door.js';
import { trino } from './trino/trino.js';

/** Lists the doors, in the order that their routes are looked at. What guards others comes first. */
export const doors: readonly Door[] = [guard, trino, queryDoor, statusDoor];
