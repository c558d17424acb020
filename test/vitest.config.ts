import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('..', import.meta.url));

// Tests import '../src/…' for the types and run what `npm run build` wrote to dist/,
// so that worker threads and tests load the very same modules.
export default defineConfig({
  root,
  resolve: {
    alias: [{ find: /^(?:\.\.?\/)+(src|datasets|native-bench)\/(.*)$/, replacement: `${root}dist/$1/$2` }],
  },
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 2,
    server: { deps: { external: [/\/dist\//] } },
  },
});
