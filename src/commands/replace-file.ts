import { randomUUID } from 'node:crypto';
import { rename, writeFile } from 'node:fs/promises';

/** Writes a file that only its owner reads, whole or not at all. */
export async function replaceFile(file: string, text: string): Promise<void> {
  const staged = `${file}.${randomUUID()}`;
  await writeFile(staged, text, { mode: 0o600, flush: true });
  await rename(staged, file);
}
