import { LakeError } from '../base/lake-error.js';

/** Names the file in a failure of decoding its metadata; another failure is given back as it is. */
export function inFile(location: string, error: unknown): unknown {
  if (!(error instanceof LakeError) || error.message.includes(location)) return error;
  return new LakeError(error.name, `Malformed Parquet file ${location}: ${error.message}`, { cause: error });
}
