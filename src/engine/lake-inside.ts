import type { WorkerPool } from '../exec/worker-pool.js';
import type { Locations } from '../storage/locations.js';
import type { FooterCache } from '../table/footer-cache.js';
import type { ConstantEvaluator } from './constant-evaluator.js';
import type { LakeAccess } from './lake-access.js';
import type { LakeCatalog } from './lake-catalog.js';
import type { LakeFiles } from './lake-files.js';
import type { LakeFolders } from './lake-folders.js';
import type { LakeWrites } from './lake-writes.js';
import type { LiveStatements } from './life/live-statements.js';
import type { StatementHistory } from './life/statement-history.js';
import type { PlanCache } from './plan-cache.js';
import type { StoredResults } from './result-reuse/stored-results.js';
import type { SessionSettings } from './session-settings.js';
import type { ValueOptions } from './value-options.js';
import type { Workgroups } from './workgroup/workgroups.js';

/** What the sessions of a lake share. */
export interface LakeInside {
  readonly catalog: LakeCatalog;
  readonly writes: LakeWrites;
  readonly access: LakeAccess;
  readonly footers: FooterCache;
  readonly files: LakeFiles;
  readonly pool: WorkerPool;
  readonly evaluator: ConstantEvaluator;
  readonly settings: SessionSettings;
  readonly plans: PlanCache;
  /** What has not ended. */
  readonly statements: LiveStatements;
  /** How values reach JavaScript where a session does not say. */
  readonly values: ValueOptions;
  readonly workgroups: Workgroups;
  /** Results that statements may give again. */
  readonly results: StoredResults;
  /** What has ended, too. */
  readonly history: StatementHistory;
  readonly threads: number;
  readonly memoryLimit: number;
  /** Which locations may be used, and where their files lie. */
  readonly locations: Locations;
  readonly spillFolder: string;
  readonly folders: LakeFolders;
  /** Where tables and databases go that name no location. */
  readonly defaultLocation: string;
  /** The principal who opened the lake. */
  readonly owner: string;
}
