import { constants } from 'node:fs';
import { access, statfs } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { availableParallelism, freemem, tmpdir, totalmem } from 'node:os';
import { dirname, resolve } from 'node:path';
import type { CheckResult, Finding } from '../../engine/check/lake-check.js';

const nodeMajorMin = 20;
const memoryBytesMin = 512 * 2 ** 20;
const diskBytesMin = 2 ** 30;
const gib = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;

/** Looks at Node, processors and memory. */
export function machineResults(): readonly CheckResult[] {
  const major = Number(process.versions.node.split('.')[0]);
  const threads = availableParallelism();
  return [
    result('node', `Node ${process.versions.node} on ${process.platform} ${process.arch}`, [
      ...(major < nodeMajorMin ? [wrong('Node', `version ${nodeMajorMin} or later is needed`)] : []),
    ]),
    result('processors', `${threads} for the threads of queries`, []),
    result('memory', `${gib(totalmem())}, ${gib(freemem())} of it free`, [
      ...(totalmem() < memoryBytesMin ? [notable('memory', 'there is little; set --memory')] : []),
    ]),
  ];
}

/** Looks at a folder: whether it may be written and how much room there is. */
export async function folderResult(name: string, folder: string): Promise<CheckResult> {
  const place = resolve(folder);
  const findings: Finding[] = [];
  const existing = await nearest(place);
  try {
    await access(existing, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    findings.push(wrong(place, (error as Error).message));
  }
  const { bavail, bsize } = await statfs(existing);
  const free = bavail * bsize;
  if (free < diskBytesMin) findings.push(notable(place, `only ${gib(free)} are free`));
  return result(name, `${place}, ${gib(free)} free`, findings);
}

/** Looks at the folder for temporary files, to which queries spill. */
export const temporaryFolderResult = (): Promise<CheckResult> => folderResult('temporary files', tmpdir());

/** Looks for packages that only some need. */
export function packageResults(): readonly CheckResult[] {
  const require = createRequire(import.meta.url);
  return [
    ['@aws-sdk/client-s3', 'to read and write S3'],
    ['kysely', 'for the dialect of Kysely'],
  ].map(([name, use]) => {
    try {
      require.resolve(name!);
      return result('package', `${name} ${use}`, []);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
      return result('package', name!, [notable(name!, `is not installed; it is needed ${use}`)]);
    }
  });
}

async function nearest(folder: string): Promise<string> {
  try {
    await access(folder, constants.F_OK);
    return folder;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(folder) === folder) throw error;
    return nearest(dirname(folder));
  }
}

const result = (name: string, summary: string, findings: readonly Finding[]): CheckResult => ({
  name,
  summary,
  findings,
});
const wrong = (subject: string, message: string): Finding => ({ severity: 'wrong', subject, message });
const notable = (subject: string, message: string): Finding => ({ severity: 'notable', subject, message });
