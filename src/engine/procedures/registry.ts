import { killQuery } from './kill-query.js';
import type { Procedure } from './procedure.js';
import { verifyAudit } from './verify-audit.js';

/** Every procedure. */
export const procedures: readonly Procedure[] = [killQuery, verifyAudit];
