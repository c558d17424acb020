import { LakeError } from '../../base/lake-error.js';
import type { CheckResult } from '../../engine/check/lake-check.js';
import { checkText } from '../check-text.js';
import { type LakeLine, lakeOptionsOf } from '../commands/lake-options.js';
import { openLake } from '../open-lake.js';
import { themeFor } from '../theme.js';
import { folderResult, machineResults, packageResults, temporaryFolderResult } from './machine.js';

/** Looks at the machine, at a lake if there is one, and at a location of S3; false when something is wrong. */
export async function examine(folder: string | undefined, line: LakeLine & { readonly s3?: string }): Promise<boolean> {
  let isWell = true;
  const show = (result: CheckResult): void => {
    process.stdout.write(checkText(result, themeFor(process.stdout)));
    if (result.findings.some(({ severity }) => severity === 'wrong')) isWell = false;
  };
  for (const result of machineResults()) show(result);
  show(await temporaryFolderResult());
  for (const result of packageResults()) show(result);
  if (folder !== undefined) show(await folderResult('lake', folder));
  if (!isWell) return false;
  const lake = await openLake(folder, lakeOptionsOf(line));
  try {
    show(await attempt('query', 'SELECT 1 runs', async () => void (await (await lake.query('SELECT 1')).toArrays())));
    for await (const result of lake.check('advice')) show(result);
    const { s3 } = line;
    if (s3 !== undefined)
      show(
        await attempt(
          'S3',
          `${s3} answers`,
          async () => void (await lake.session().planImport({ files: [s3], table: 't', mode: 'external' })),
        ),
      );
  } finally {
    await lake.close();
  }
  return isWell;
}

async function attempt(name: string, summary: string, work: () => Promise<void>): Promise<CheckResult> {
  try {
    await work();
    return { name, summary, findings: [] };
  } catch (error) {
    if (!(error instanceof LakeError)) throw error;
    // Nothing at a location is an answer too.
    if (error.name === 'NOT_FOUND') return { name, summary, findings: [] };
    return { name, summary, findings: [{ severity: 'wrong', subject: error.name, message: error.message }] };
  }
}
