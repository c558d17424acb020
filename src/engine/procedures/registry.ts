import { killQuery } from './kill-query.js';
import type { Procedure } from './procedure.js';
import { syncPartitionMetadata } from './sync-partition-metadata.js';
import { verifyAudit } from './verify-audit.js';

/** Every procedure. */
export const procedures: readonly Procedure[] = [killQuery, syncPartitionMetadata, verifyAudit];
