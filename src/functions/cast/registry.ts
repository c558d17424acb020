import type { CastDefinition } from '../definition.js';

/** Lists the conversions that CAST makes. */
export const casts: readonly CastDefinition[] = [];
