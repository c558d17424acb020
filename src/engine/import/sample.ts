import { LakeError } from '../../base/lake-error.js';
import type { ListedFile } from '../../storage/object-store.js';
import { findTextCodec } from '../../text/compression/registry.js';
import { QueryMemory } from '../../vector/query-memory.js';
import type { LakeFiles } from '../lake-files.js';

const sampleBytesMax = 4 * 2 ** 20;
const memoryBytes = 1024 * 2 ** 20;

/** Reads the first lines of a text file, decompressed. */
export async function readSample({ location, byteLength }: ListedFile, files: LakeFiles): Promise<string> {
  const codec = findTextCodec(location.slice(location.lastIndexOf('.') + 1));
  const file = await files.store(location).openForRead(location);
  let bytes: Uint8Array;
  try {
    bytes = await file.read(0, codec ? byteLength : Math.min(byteLength, sampleBytesMax));
  } finally {
    await file.close();
  }
  const inflated = codec ? codec.inflate(bytes, memoryFor()) : bytes;
  if (!inflated) throw new LakeError('HIVE_BAD_DATA', `${location} is damaged`);
  const text = new TextDecoder().decode(inflated.subarray(0, sampleBytesMax));
  const isWhole = inflated.length <= sampleBytesMax && (codec !== undefined || byteLength <= sampleBytesMax);
  // The last line may not be all there.
  return isWhole ? text : text.slice(0, text.lastIndexOf('\n') + 1);
}

function memoryFor(): QueryMemory {
  const memory = QueryMemory.open(QueryMemory.reserve(memoryBytes));
  memory.reset(memoryBytes);
  return memory;
}
