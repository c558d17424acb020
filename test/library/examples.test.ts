import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const bundle = join(root, 'dist/src/bundle');
const declarations = (['index', 'kysely'] as const).map((entry) => readFileSync(join(bundle, `${entry}.d.ts`), 'utf8'));

let folder: string;
beforeAll(() => {
  // Below the project, so that examples find its packages.
  folder = mkdtempSync(join(root, 'dist/examples-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Example {
  readonly name: string;
  readonly code: string;
}

/** Takes the examples out of the comments of the declarations. */
function examplesOf(text: string): Example[] {
  const examples: Example[] = [];
  for (const match of text.matchAll(/@example\n([\s\S]*?)\*\/\n([^\n]*)/g)) {
    const code = match[1]!
      .split('\n')
      .map((line) => line.replace(/^\s*\* ?/, ''))
      .join('\n')
      .replace(/^@[a-z][\s\S]*/m, '');
    examples.push({ name: match[2]!.trim().slice(0, 60), code });
  }
  return examples;
}

/** Makes `const x = …; // value` compare. */
const checked = (code: string): string =>
  code.replace(/^const (\w+) = ((?:(?!;\n)[\s\S])*?); \/\/ (.+)$/gm, (_, name, value, wanted) => {
    return `const ${name} = ${value}; same(${name}, ${wanted});`;
  });

const program = (examples: readonly Example[]): string => `
import { isDeepStrictEqual, inspect } from 'node:util';
import { Kysely } from 'kysely';
import { tableFromIPC } from 'apache-arrow';
import { z } from 'zod';
import { Lake, LakeError, typed } from '../src/bundle/index.js';
import { LakeletDialect } from '../src/bundle/kysely.js';
const plain = (value: unknown): unknown =>
  Array.isArray(value) ? value.map(plain)
  : value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === null ? { ...value } : value;
let checks = 0;
const same = (actual: unknown, expected: unknown): void => {
  checks++;
  if (!isDeepStrictEqual(plain(actual), expected)) throw new Error(inspect(actual) + ' is not ' + inspect(expected));
};
const examples: [string, (lake: Lake) => Promise<void>][] = [
${examples.map(({ name, code }) => `[${JSON.stringify(name)}, async (lake) => {\n${checked(code)}\n}]`).join(',\n')}
];
for (const [name, example] of examples) {
  const lake = await Lake.open(undefined, { threads: 1, memoryLimit: '128MiB' });
  const before = checks;
  try {
    await example(lake);
    console.log(checks > before ? 'ok' : 'unchecked', name);
  } catch (error) {
    console.log('failed', name, String(error));
  }
  await lake.close();
}
`;

describe('the examples in the documentation', () => {
  test('do what they say, and are typed', () => {
    const examples = declarations.flatMap(examplesOf);
    expect(examples.length).toBeGreaterThan(20);
    writeFileSync(join(folder, 'examples.mts'), program(examples));
    const options = ['--module', 'nodenext', '--target', 'es2022', '--lib', 'es2023,esnext.disposable,dom'];
    const more = ['--types', 'node', '--skipLibCheck', '--ignoreConfig', '--noImplicitAny', 'false'];
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    execFileSync(process.execPath, [tsc, ...options, ...more, join(folder, 'examples.mts')], { stdio: 'inherit' });
    const output = execFileSync(process.execPath, [join(folder, 'examples.mjs')], { cwd: root, encoding: 'utf8' });
    const lines = output.trim().split('\n');
    expect(lines.filter((line) => !line.startsWith('ok '))).toEqual([]);
    expect(lines.length).toBe(examples.length);
  });
});

describe('the folder of examples', () => {
  const names = readdirSync(join(root, 'examples')).filter((name) => name.endsWith('.ts'));

  test('is typed', () => {
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const project = ['-p', join(root, 'examples'), '--outDir', folder, '--incremental', 'false'];
    execFileSync(process.execPath, [tsc, ...project, '--tsBuildInfoFile', 'null'], { stdio: 'inherit' });
    expect(names.length).toBeGreaterThan(4);
  });

  test.each(names)('%s prints what it says', (name) => {
    const source = readFileSync(join(root, 'examples', name), 'utf8');
    const expected = /\n\/\* Prints:\n([\s\S]*?)\*\/\s*$/.exec(source)?.[1];
    expect(expected).toBeDefined();
    const compiled = join(folder, name.replace(/\.ts$/, '.js'));
    expect(execFileSync(process.execPath, [compiled], { cwd: root, encoding: 'utf8' }).trim()).toBe(expected!.trim());
  });
});
