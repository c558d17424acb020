import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { flightsFile } from '../engine/flights.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const modules = realpathSync(join(root, 'node_modules'));
interface Manifest {
  readonly dependencies?: Record<string, string>;
  readonly optionalDependencies?: Record<string, string>;
  readonly bin: Record<string, string>;
}
const manifestOf = (folder: string): Manifest => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

/** An application that has the packed package, what it depends on, and nothing else. */
let app: string;
let packed: string;
beforeAll(() => {
  app = mkdtempSync(join(tmpdir(), 'lakelet-app-'));
  const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', app];
  const [{ filename }] = JSON.parse(execFileSync('npm', pack, { cwd: root, encoding: 'utf8', stdio: 'pipe' }));
  packed = join(app, 'node_modules/lakelet');
  mkdirSync(packed, { recursive: true });
  execFileSync('tar', ['-xzf', join(app, filename), '-C', packed, '--strip-components', '1']);
  const { dependencies, bin } = manifestOf(packed);
  for (const name of Object.keys(dependencies!)) link(name);
  mkdirSync(join(app, 'node_modules/.bin'));
  // As npm does it.
  chmodSync(join(packed, bin.lakelet!), 0o755);
  symlinkSync(join(packed, bin.lakelet!), join(app, 'node_modules/.bin/lakelet'));
  writeFileSync(join(app, 'package.json'), '{ "name": "app", "private": true }');
});
afterAll(() => rmSync(app, { recursive: true, force: true }));

function link(name: string): void {
  const place = join(app, 'node_modules', name);
  mkdirSync(dirname(place), { recursive: true });
  if (!existsSync(place)) symlinkSync(join(modules, name), place);
}

function run(file: string, text: string): string {
  writeFileSync(join(app, file), text);
  return execFileSync(process.execPath, [file], { cwd: app, encoding: 'utf8' }).trim();
}

// A query of a file needs the threads and the kernels beside the library.
const body = `(async () => {
  const lake = await Lake.open(undefined, { threads: 2 });
  const one = await (await lake.query('SELECT 1 AS one')).toArrays();
  const sql = "SELECT count(*), max(delay) FROM '${flightsFile}'";
  const [row] = await (await lake.query(sql)).toArrays();
  const { name } = await lake.query('SELECT nope').catch((error) => error);
  const table = await (await lake.query('SELECT 1 AS one')).toArrow();
  console.log(one.join(), row.join(), name, table.numRows, typeof typed);
  await lake.close();
})();`;
const expected = '1 3000000,1688 COLUMN_NOT_FOUND 1 function';

describe('the package', () => {
  test('works by import', () => {
    expect(run('a.mjs', `import { Lake, typed } from 'lakelet';\n${body}`)).toBe(expected);
  });

  test('works by require', () => {
    expect(run('b.cjs', `const { Lake, typed } = require('lakelet');\n${body}`)).toBe(expected);
  });

  test('works as a program', () => {
    const [command, ...rest] = ['npx', '--no-install', 'lakelet', '-c', 'SELECT 1 AS one', '--format', 'csv'];
    const output = execFileSync(command!, rest, { cwd: app, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    expect(output.trim().split(/\r?\n/).at(-1)).toBe('1');
  });

  test('has its dialect for Kysely, which it does not need otherwise', () => {
    const text = (head: string): string => `${head}
      (async () => {
        const lake = await Lake.open();
        const db = new Kysely({ dialect: new LakeletDialect(lake) });
        await lake.register('t', [{ a: 1 }]);
        console.log(String((await db.selectFrom('t').selectAll().execute())[0].a));
        await lake.close();
      })();`;
    link('kysely');
    const names = ['{ Lake }', '{ LakeletDialect }', '{ Kysely }'] as const;
    const from = ['lakelet', 'lakelet/kysely', 'kysely'] as const;
    const imports = names.map((name, index) => `import ${name} from '${from[index]}';`).join('\n');
    const requires = names.map((name, index) => `const ${name} = require('${from[index]}');`).join('\n');
    expect(run('c.mjs', text(imports))).toBe('1');
    expect(run('d.cjs', text(requires))).toBe('1');
  });

  test('is typed for both', () => {
    for (const name of ['@types/node', 'undici-types', 'kysely']) link(name);
    const text = `
      import { Lake, LakeError, typed, type QueryResult, type Session } from 'lakelet';
      import { LakeletDialect } from 'lakelet/kysely';
      export async function rows(lake: Lake): Promise<{ a: bigint }[]> {
        const session: Session = lake.session({ principal: 'ana' });
        const result: QueryResult<{ a: bigint }> = await session.sql<{ a: bigint }>\`SELECT \${typed('bigint', 1)} AS a\`;
        new LakeletDialect(session);
        new LakeletDialect(lake);
        return result.toArray();
      }
      export const name = (error: LakeError): 'SYNTAX_ERROR' | undefined => error.name === 'SYNTAX_ERROR' ? error.name : undefined;
      // @ts-expect-error: a session is opened by a lake
      export const wrong = new Session();`;
    writeFileSync(join(app, 'e.mts'), text);
    writeFileSync(join(app, 'f.cts'), text);
    const options = ['--module', 'nodenext', '--target', 'es2022', '--strict', '--noEmit', '--types', 'node'];
    const libraries = ['--lib', 'es2023,esnext.disposable,dom', '--skipLibCheck', '--ignoreConfig'];
    const tsc = join(modules, 'typescript/bin/tsc');
    const check = (): string =>
      execFileSync(process.execPath, [tsc, ...options, ...libraries, 'e.mts', 'f.cts'], { cwd: app, encoding: 'utf8' });
    expect(check()).toBe('');
  });

  test('holds what runs, and is small with all that it installs', () => {
    const files = filesOf(packed).map((file) => file.slice(packed.length + 1));
    expect(files.filter((file) => !/^(?:dist\/src\/|package\.json$|README\.md$|LICENSE)/.test(file))).toEqual([]);
    expect(files.filter((file) => /\.map$|\.test\.|(?<!\.d)\.ts$/.test(file))).toEqual([]);
    const installed = new Set<string>();
    const visit = (name: string, optional: boolean): void => {
      const folder = join(modules, name);
      if (installed.has(folder) || (optional && !existsSync(folder))) return;
      // Where two C libraries are supported, one is installed.
      if (name.endsWith('-musl')) return;
      installed.add(folder);
      const { dependencies = {}, optionalDependencies = {} } = manifestOf(folder);
      for (const next of Object.keys(dependencies)) visit(next, false);
      for (const next of Object.keys(optionalDependencies)) visit(next, true);
    };
    for (const name of Object.keys(manifestOf(packed).dependencies!)) visit(name, false);
    const megabytes = (folder: string): number =>
      filesOf(folder).reduce((sum, file) => sum + lstatSync(file).size, 0) / 1e6;
    const sizes = [...installed, packed].map(
      (folder) => [folder.replace(/.*node_modules\//, ''), megabytes(folder)] as const,
    );
    const total = sizes.reduce((sum, [, size]) => sum + size, 0);
    console.log(
      sizes
        .sort((a, b) => b[1] - a[1])
        .slice(0, 8)
        .map(([name, size]) => `${name} ${size.toFixed(1)}`)
        .join(', '),
      'of',
      total.toFixed(1),
      'MB',
    );
    expect(total).toBeLessThan(40);
  });
});

describe('a bundler', () => {
  test('packs an application and leaves the package outside', async () => {
    writeFileSync(join(app, 'app.mjs'), `import { Lake, typed } from 'lakelet';\n${body}`);
    for (const format of ['esm', 'cjs'] as const) {
      const bundle = await rolldown({ input: join(app, 'app.mjs'), cwd: app, platform: 'node', external: ['lakelet'] });
      const { output } = await bundle.generate({ format });
      const file = format === 'esm' ? 'bundled.mjs' : 'bundled.cjs';
      expect(run(file, output[0].code)).toBe(expected);
    }
  });

  test('that packs the package too is told of when a lake is opened', async () => {
    const text = "Lake.open().then(() => console.log('open'), ({ name, hint }) => console.log(name, hint));";
    writeFileSync(join(app, 'whole.mjs'), `import { Lake } from 'lakelet';\n${text}`);
    for (const format of ['esm', 'cjs'] as const) {
      const options = { input: join(app, 'whole.mjs'), cwd: app, platform: 'node', logLevel: 'silent' } as const;
      const bundle = await rolldown(options);
      await bundle.write({ dir: join(app, `whole-${format}`), format, entryFileNames: 'whole.js' });
      const file = join(app, `whole-${format}`, 'whole.js');
      writeFileSync(
        join(app, `whole-${format}/package.json`),
        JSON.stringify({ type: format === 'esm' ? 'module' : 'commonjs' }),
      );
      expect(execFileSync(process.execPath, [file], { encoding: 'utf8' }).trim()).toBe(
        "CONFIGURATION_INVALID Keep the package outside of the bundle: external: ['lakelet'].",
      );
    }
  });
});

const filesOf = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
