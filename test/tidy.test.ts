import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from 'vitest';

// What each folder of src/ may import: design section 3, and docs/decisions/ for what departs from it.
const layers: Record<string, string> = {
  base: '',
  types: 'base',
  kernels: '',
  wasm: 'base',
  sql: 'base types',
  vector: 'base types kernels wasm',
  storage: 'base',
  parquet: 'base types kernels vector storage',
  text: 'base types vector storage',
  catalog: 'base types storage',
  access: 'base types catalog',
  table: 'base types vector storage parquet text catalog',
  stream: 'base types vector storage catalog table',
  functions: 'base types vector kernels wasm',
  plan: 'base types functions',
  bind: 'base types sql catalog access functions plan table',
  optimize: 'base types functions plan table',
  exec: 'base types vector kernels wasm storage parquet text table functions plan stream',
  engine:
    'base types kernels wasm sql vector storage parquet text catalog access table stream functions plan bind optimize exec',
  server: 'base types vector engine',
  kysely: 'base types engine',
  shell: 'base types vector engine',
  // The program's commands of doors, composed in src/commands.ts.
  commands: 'base types vector engine server shell',
};
const bannedWords =
  /(^|[/-])(utils?|helpers?|common|misc|shared|managers?|services?|handlers?|processors?|data|info)([-.]|$)/;
const linesMax = 500;

const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts'], {
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => /^(src|test|native-bench|datasets)\//.test(file) && existsSync(file));
const importLine = /^\s*(?:import|export)\s(?:[^'"]*?\sfrom\s)?['"](\.[^'"]+)['"]/gm;

const importsOf = (file: string): string[] =>
  [...readFileSync(file, 'utf8').matchAll(importLine)].map((match) =>
    normalize(join(dirname(file), match[1]!)).replace(/\.js$/, '.ts'),
  );

describe('the tree', () => {
  test('folders import only what the layer table allows', () => {
    const wrong: string[] = [];
    for (const file of files.filter((name) => /^src\/.+\//.test(name))) {
      const folder = file.split('/')[1]!;
      const allowed = [folder, ...(layers[folder] ?? '').split(' ')];
      for (const target of importsOf(file))
        if (!allowed.includes(target.split('/')[1]!)) wrong.push(`${file} → ${target}`);
      if (layers[folder] === undefined) wrong.push(`${file}: the table has no folder ${folder}`);
    }
    expect(wrong).toEqual([]);
  });

  test('no cycles', () => {
    const state = new Map<string, 'open' | 'done'>();
    const cycles: string[] = [];
    const visit = (file: string, path: string[]): void => {
      if (state.get(file) === 'done' || !existsSync(file)) return;
      if (state.get(file) === 'open') {
        cycles.push([...path.slice(path.indexOf(file)), file].join(' → '));
        return;
      }
      state.set(file, 'open');
      for (const target of importsOf(file)) visit(target, [...path, file]);
      state.set(file, 'done');
    };
    for (const file of files) visit(file, []);
    expect(cycles).toEqual([]);
  });

  test(`no file is longer than ${linesMax} lines`, () => {
    const long = files.map((file) => [file, readFileSync(file, 'utf8').split('\n').length - 1] as const);
    expect(long.filter(([, lines]) => lines > linesMax)).toEqual([]);
  });

  test('file names say what they are about, in kebab case', () => {
    expect(
      files.filter((file) => file.startsWith('src/') && bannedWords.test(file.replace('/data-type.ts', ''))),
    ).toEqual([]);
    const sqlNamed = /^src\/functions\//;
    expect(files.filter((file) => !sqlNamed.test(file) && /[A-Z_]/.test(file.replace(/\.d\.ts$/, '')))).toEqual([]);
  });
});
