import { LakeError } from '../../base/lake-error.js';
import { type Priority, urgencyOf, type Workgroup } from '../../catalog/workgroup.js';
import { workgroupNotFound } from '../../catalog/workgroup-store.js';
import { durationText, parseDuration } from '../duration.js';
import type { LakeInside } from '../lake-inside.js';
import type { StatementLife } from '../life/statement-life.js';
import { parseMemorySize } from '../memory-size.js';
import { findResultPlace } from '../result-files/find-result-place.js';
import { resultLayout } from '../result-files/result-layout.js';
import type { SessionSettings } from '../session-settings.js';
import type { StatementRights } from '../statement-rights.js';
import { requireEnabled } from './workgroups.js';

/**
 * Waits until a statement may run in its workgroup, and holds it to the limits of that. What only asks or sets up the session needs no
 * workgroup, so that a session can leave one that is gone, and an administrator look at one that is full.
 * @throws NOT_FOUND, QUERY_REJECTED, QUERY_QUEUE_FULL, EXCEEDED_TIME_LIMIT, USER_CANCELED
 */
export async function enterWorkgroup(
  life: StatementLife,
  inside: LakeInside,
  settings: SessionSettings,
  rights: StatementRights,
): Promise<void> {
  const { kind, submission, end } = life;
  const workgroup = inside.workgroups.find(submission.workgroup, rights);
  if (workgroup && kind && resultLayout(kind)) life.resultPlace = findResultPlace(workgroup, settings, inside, rights);
  if (kind?.type !== 'UTILITY') {
    if (!workgroup) throw workgroupNotFound();
    requireEnabled(workgroup);
    life.reuseMinutes = reuseMinutesOf(workgroup, settings);
    life.urgency = urgencyIn(workgroup, settings.text('statement_priority') as Priority | undefined);
    const runMsMax = parseDuration(settings.text('query_max_run_time') ?? '');
    if (runMsMax !== undefined) end.limit(runMsMax, ranTooLong(runMsMax));
    if (kind?.waits) life.whenOver(await inside.workgroups.queue(workgroup).enter(life.urgency, end.signal));
    life.scannedBytesMax = least(
      workgroup.bytesScannedCutoff,
      settings.text('query_max_scan_physical_bytes'),
      parseMemorySize,
    );
    const limitMs = least(workgroup.statementTimeoutMs, settings.text('query_max_execution_time'), parseDuration);
    if (limitMs !== undefined) end.limit(limitMs, tooLong(limitMs));
  }
  life.admit();
}

/** A statement may be less urgent than its workgroup, not more. */
function urgencyIn({ priority }: Workgroup, own: Priority | undefined): number {
  const urgency = urgencyOf(priority);
  return own === undefined ? urgency : Math.min(urgency, urgencyOf(own));
}

/** A session decides for itself, unless the workgroup does for all. */
function reuseMinutesOf({ enforce, reuseMinutes = 0 }: Workgroup, settings: SessionSettings): number {
  const own = settings.number('result_reuse_minutes');
  return enforce && reuseMinutes > 0 ? reuseMinutes : own || reuseMinutes;
}

function least(
  limit: number | undefined,
  own: string | undefined,
  parse: (text: string) => number | undefined,
): number | undefined {
  const limits = [limit, own && parse(own)].filter((value) => typeof value === 'number');
  return limits.length > 0 ? Math.min(...limits) : undefined;
}

const tooLong = (limitMs: number): LakeError =>
  new LakeError('EXCEEDED_TIME_LIMIT', `Query exceeded the maximum execution time limit of ${durationText(limitMs)}`);

const ranTooLong = (limitMs: number): LakeError =>
  new LakeError('EXCEEDED_TIME_LIMIT', `Query exceeded maximum time limit of ${durationText(limitMs)}`);
