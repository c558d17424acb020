import type { LakeInside } from '../lake-inside.js';
import { auditChain } from './audit-chain.js';
import { catalogFile } from './catalog-file.js';
import { grants } from './grants.js';
import type { CheckResult, Finding, LakeCheck } from './lake-check.js';
import { openObjects } from './open-objects.js';
import { orphans } from './orphans.js';
import { dataFiles } from './table-files.js';

const checks: readonly LakeCheck[] = [catalogFile, grants, dataFiles, orphans, auditChain, openObjects];

/** Runs the checks of a kind, one after another. */
export async function* runChecks(kind: LakeCheck['kind'], inside: LakeInside): AsyncGenerator<CheckResult> {
  for (const { name, summary, run } of checks.filter((check) => check.kind === kind)) {
    const findings: Finding[] = [];
    for await (const finding of run(inside)) findings.push(finding);
    yield { name, summary, findings };
  }
}
