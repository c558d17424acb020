import { killQuery } from './kill-query.js';
import type { Procedure } from './procedure.js';

/** Every procedure. */
export const procedures: readonly Procedure[] = [killQuery];
