import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Returns the folder of reference material beside the project: LAKELET_SHARED, else `../shared`. */
export function sharedFolder(): string {
  return process.env.LAKELET_SHARED ?? fileURLToPath(new URL('../../shared', import.meta.url));
}

/** Returns a path in the reference material, or undefined, having said so, where it is absent. */
export function sharedPath(...parts: string[]): string | undefined {
  const path = join(sharedFolder(), ...parts);
  if (existsSync(path)) return path;
  console.log(`skipped: ${path} is absent (set LAKELET_SHARED to the folder of reference material)`);
  return undefined;
}
