import type { LakeInside } from '../lake-inside.js';
import { auditChain } from './audit-chain.js';
import { catalogFile } from './catalog-file.js';
import { grants } from './grants.js';
import type { CheckOptions, CheckResult, Finding, LakeCheck } from './lake-check.js';
import { openObjects } from './open-objects.js';
import { orphans } from './orphans.js';
import { dataFiles } from './table-files.js';
import { wrongFinding } from './wrong-finding.js';

const checks: readonly LakeCheck[] = [catalogFile, grants, dataFiles, orphans, auditChain, openObjects];

/** Runs the checks of a kind, one after another. What a check cannot read is a finding, and the others run all the same. */
export async function* runChecks(
  kind: LakeCheck['kind'],
  inside: LakeInside,
  options: CheckOptions,
): AsyncGenerator<CheckResult> {
  for (const { name, summary, run } of checks.filter((check) => check.kind === kind)) {
    const findings: Finding[] = [];
    try {
      for await (const finding of run(inside, options)) findings.push(finding);
    } catch (error) {
      findings.push(wrongFinding('cannot be checked', error));
    }
    yield { name, summary, findings };
  }
}
