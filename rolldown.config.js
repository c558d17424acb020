import { bundledPackages } from './.ci/bundled-packages.js';

// A process starts three times as fast from a few files as from the five hundred of dist/src, and smaller ones compile sooner.
// The bundle stands beside the folders that it was made of, so that `./worker.js` and `../kernels/kernels.wasm` mean the
// same in both.
const entries = { index: 'dist/src/index.js', kysely: 'dist/src/kysely.js' };
// What the program alone uses and is large beside what is used of it, or is there for import alone, which scripts cannot require.
const bundled = new RegExp(`^(?:${bundledPackages.join('|')})(?:/|$)`);
const platform = 'node';
const external = (id) => !id.startsWith('.') && !id.startsWith('/') && !bundled.test(id);
const output = { dir: 'dist/src/bundle', minify: true, sourcemap: true };
const scripts = {
  ...output,
  format: 'cjs',
  exports: 'named',
  // import() works in no script whose compiled code was kept.
  dynamicImportInCjs: false,
  entryFileNames: '[name].cjs',
  chunkFileNames: '[name].cjs',
};
const isLibrary = (id) => !/[\\/](?:src[\\/](?:shell|commands|program|kysely)|node_modules)\b/.test(id);

export default [
  {
    platform,
    external,
    input: {
      ...entries,
      worker: 'dist/src/exec/worker.js',
      's3-thread': 'dist/src/storage/s3/s3-thread.js',
      'parquet-thread': 'dist/src/engine/result-formats/parquet-thread.js',
    },
    output: { ...output, cleanDir: true, entryFileNames: '[name].js', chunkFileNames: '[name].js' },
  },
  // What starts the program and its threads stands alone; so do the threads, which share half of the program's code.
  { platform, external, input: { main: 'dist/src/main.js' }, output: scripts },
  { platform, external, input: { 'kept-worker': 'dist/src/shell/kept-worker.js' }, output: scripts },
  { platform, external, input: { worker: 'dist/src/exec/worker.js' }, output: scripts },
  // For require(), and the program, which starts sooner from few scripts; their threads are those above.
  {
    platform,
    external,
    input: { ...entries, program: 'dist/src/program.js' },
    output: {
      ...scripts,
      codeSplitting: {
        groups: [
          { name: 'lake', tags: ['$initial'], test: isLibrary },
          { name: 'shell', tags: ['$initial'], test: (id) => !isLibrary(id) && !/kysely/.test(id) },
        ],
      },
    },
  },
];
