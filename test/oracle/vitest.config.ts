import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import base from '../vitest.config.js';

// Recording is not a test: `npm test` does not see it, `npm run oracle:record`, `npm run oracle:protocol` and
// `npm run test:clients -- --record` run it alone.
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: ['test/oracle/record*.ts'],
    root: fileURLToPath(new URL('../..', import.meta.url)),
    testTimeout: 600_000,
  },
});
