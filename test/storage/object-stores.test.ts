import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { LocalStore } from '../../src/storage/local-store.js';
import { MemoryStore } from '../../src/storage/memory-store.js';
import { storeConformance } from './object-store.case.js';

const home = mkdtempSync(join(tmpdir(), 'lakelet-stores-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));
let folderCount = 0;

storeConformance('files on a local disk', async () => ({
  store: new LocalStore(),
  folder: join(home, `${folderCount++}`),
}));

storeConformance('files in memory', async () => ({ store: new MemoryStore(), folder: `${folderCount++}` }));
