import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, test } from 'vitest';
import { flightsFile } from '../engine/flights.js';

const main = fileURLToPath(new URL('../../dist/src/bundle/main.cjs', import.meta.url));
const keptCode = new URL('../../dist/src/shell/kept-code.js', import.meta.url).href;
const makeFolder = (): string => mkdtempSync(join(tmpdir(), 'lakelet-code-'));

describe('compiled code', () => {
  let [scripts, cache] = ['', ''];
  beforeEach(() => {
    [scripts, cache] = [makeFolder(), makeFolder()];
    writeFileSync(
      join(scripts, 'main.cjs'),
      `exports.two = require('./one.cjs').one + 1; exports.sep = require('node:path').sep;`,
    );
    writeFileSync(join(scripts, 'one.cjs'), 'module.exports = { one: 1, file: __filename };');
  });

  // In a process of its own: V8 compiles nothing twice in one.
  const load = (): unknown => {
    const program = `
      import { createRequire } from 'node:module';
      import { KeptCode } from ${JSON.stringify(keptCode)};
      const code = new KeptCode(${JSON.stringify(cache)}, createRequire(${JSON.stringify(keptCode)}));
      const loaded = code.load(${JSON.stringify(join(scripts, 'main.cjs'))});
      code.keep();
      console.log(JSON.stringify(loaded));`;
    return JSON.parse(execFileSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' }));
  };
  const kept = (): Record<string, number> => {
    const [folder] = readdirSync(cache);
    const names = readdirSync(join(cache, folder!));
    return Object.fromEntries(names.map((name) => [name, statSync(join(cache, folder!, name)).ino]));
  };
  const expected = { two: 2, sep: join('a', 'b')[1] };

  test('is written once and used from then on', () => {
    expect(load()).toEqual(expected);
    const first = kept();
    expect(Object.keys(first).map((name) => name.replace(/-.*/, ''))).toEqual(['main.cjs', 'one.cjs']);
    expect(load()).toEqual(expected);
    expect(kept()).toEqual(first);
  });

  test('is of one source alone, even of the same length', () => {
    load();
    writeFileSync(join(scripts, 'one.cjs'), 'module.exports = { one: 3, file: __filename };');
    expect(load()).toEqual({ ...expected, two: 4 });
    expect(Object.keys(kept())).toHaveLength(3);
  });

  test('that V8 turns away is written anew', () => {
    load();
    const folder = join(cache, readdirSync(cache)[0]!);
    const [name] = Object.keys(kept());
    writeFileSync(join(folder, name!), 'spoilt');
    expect(load()).toEqual(expected);
    expect(readFileSync(join(folder, name!), 'latin1')).not.toBe('spoilt');
  });

  test.skipIf(process.platform === 'win32')('is neither read nor written where others may write', () => {
    load();
    const folder = join(cache, readdirSync(cache)[0]!);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    const [one] = Object.keys(kept()).filter((name) => name.startsWith('one.cjs'));
    writeFileSync(join(scripts, 'one.cjs'), 'module.exports = { one: 3, file: __filename };');
    load();
    const [three] = Object.keys(kept()).filter((name) => name.startsWith('one.cjs') && name !== one);
    // What somebody slips in runs, as V8 looks at a source's length alone …
    copyFileSync(join(folder, one!), join(folder, three!));
    expect(load()).toEqual({ ...expected, two: 2 });
    // … so that it must be the user alone who can.
    chmodSync(folder, 0o777);
    expect(load()).toEqual({ ...expected, two: 4 });
    expect(readFileSync(join(folder, three!))).toEqual(readFileSync(join(folder, one!)));
  });

  test('goes when it is old, as soon as newer is written', () => {
    load();
    const folder = join(cache, readdirSync(cache)[0]!);
    const old = join(folder, 'older.cjs-0');
    writeFileSync(old, '');
    utimesSync(old, 0, 0);
    load();
    expect(Object.keys(kept())).toHaveLength(3);
    writeFileSync(join(scripts, 'one.cjs'), 'exports.one = 1;');
    load();
    expect(Object.keys(kept()).map((name) => name.replace(/-.*/, ''))).toEqual(['main.cjs', 'one.cjs', 'one.cjs']);
  });

  test('is done without where there is no folder for it', () => {
    writeFileSync(join(cache, 'file'), '');
    cache = join(cache, 'file');
    expect(load()).toEqual(expected);
  });
});

describe('a program that runs one statement', () => {
  /** Gives what the program has loaded at its end: scripts of the bundle, by the code that they left, and packages. */
  function loadedBy(sql: string): { readonly scripts: readonly string[]; readonly packages: readonly string[] } {
    const folder = makeFolder();
    const probe = join(folder, 'probe.cjs');
    const list = join(folder, 'list.json');
    writeFileSync(
      probe,
      `process.on('exit', () => require('node:fs').writeFileSync(${JSON.stringify(list)}, JSON.stringify([
        ...Object.keys(require('node:module')._cache), ...process.moduleLoadList])));`,
    );
    const environment = { ...process.env, XDG_CACHE_HOME: folder, LOCALAPPDATA: folder };
    execFileSync(process.execPath, ['--require', probe, main, '-c', sql], { env: environment });
    const loaded = JSON.parse(readFileSync(list, 'utf8')) as string[];
    const inPackages = loaded.flatMap((name) => /.*[\\/]node_modules[\\/]([^\\/]+)/.exec(name)?.[1] ?? []);
    const inNode = loaded.flatMap(
      (name) => /^NativeModule ((?:https?|tls|readline|repl|worker)$)/.exec(name)?.[1] ?? [],
    );
    const code = join(folder, 'lakelet', readdirSync(join(folder, 'lakelet'))[0]!);
    const scripts = readdirSync(code).map((name) => name.replace(/-[0-9a-f]{32}$/, ''));
    return { scripts: scripts.sort(), packages: [...new Set([...inPackages, ...inNode])].sort() };
  }
  const scripts = ['lake.cjs', 'program.cjs', 'rolldown-runtime.cjs', 'shell.cjs'];

  test('loads nothing but the library and the shell for SELECT 1', () => {
    expect(loadedBy('SELECT 1')).toEqual({ scripts, packages: [] });
  });

  test('loads no SQLite for files, as long as its lake is a temporary one', () => {
    expect(loadedBy(`SELECT count(*) FROM '${flightsFile}'`)).toEqual({ scripts, packages: [] });
    const { scripts: withThreads, packages } = loadedBy(`SELECT delay FROM '${flightsFile}' WHERE delay > 1600`);
    expect(withThreads).toEqual([...scripts, 'worker.cjs']);
    expect(packages).toContain('piscina');
    expect(packages).not.toContain('libsql');
    expect(loadedBy('SHOW TABLES').packages).toContain('libsql');
  });
});
