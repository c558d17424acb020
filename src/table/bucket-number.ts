import { basename } from 'node:path';

// As Hive and Athena name the files of buckets (`000003_0`), as Trino once did (`…_bucket-00003`), and Spark does (`part-…_00003.c000`).
const forms = [/^(0\d+)_\d+/, /_bucket-(\d+)/, /^part-.*_(\d+)(?:\.|$)/];

/** Gives the number of the bucket that a file's name tells; undefined where it tells none. */
export function bucketNumber(location: string): number | undefined {
  const name = basename(location);
  for (const form of forms) {
    const digits = form.exec(name)?.[1];
    if (digits !== undefined) return Number(digits);
  }
  return undefined;
}
