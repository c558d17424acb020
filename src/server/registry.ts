import type { Door } from './door.js';
import { trino } from './trino/trino.js';

/** Lists the doors, in the order that their routes are looked at. What guards others comes first. */
export const doors: readonly Door[] = [trino];
