#!/usr/bin/env node
// Uses a lake by clients of Trino as they are: `npm run test:clients`. They come from PyPI and Maven Central into a folder that is kept,
// LAKELET_CLIENTS or one of the user's cache. What a machine cannot install or run is skipped, with the reason.
import { execFile, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const sources = join(root, 'test/clients');
const cache = process.env.LAKELET_CLIENTS ?? join(homedir(), '.cache/lakelet-clients');
const python = join(cache, 'py/bin/python');
const jar = (name) => join(cache, 'jars', name);
const installMs = 180_000;
const clientMs = 120_000;

const run = (command, args, options = {}) =>
  new Promise((resolve, reject) => {
    execFile(command, args, { timeout: clientMs, maxBuffer: 2 ** 26, ...options }, (error, stdout, stderr) => {
      if (error) reject(new Error(`${command}: ${error.message}\n${stdout}${stderr}`));
      else resolve(stdout);
    });
  });

const installed = new Map();
/** Installs something once; what cannot be is a reason to skip. */
function install(name, work) {
  if (!installed.has(name)) installed.set(name, work().then(() => undefined, (error) => String(error.message).split('\n')[0]));
  return installed.get(name);
}

const pythonPackages = () =>
  install('python', async () => {
    if (existsSync(python)) return;
    await run('python3', ['-m', 'venv', join(cache, 'py')], { timeout: installMs });
    try {
      const packages = ['trino[sqlalchemy]', 'pandas', 'dbt-core~=1.10.0', 'dbt-trino~=1.10.0'];
      await run(python, ['-m', 'pip', 'install', '--quiet', ...packages], { timeout: installMs });
    } catch (error) {
      rmSync(join(cache, 'py'), { recursive: true, force: true });
      throw error;
    }
  });
const mavenJar = (artifact, name) =>
  install(name, async () => {
    if (existsSync(jar(name))) return;
    await run('mvn', ['-q', 'dependency:copy', `-Dartifact=${artifact}`, `-DoutputDirectory=${join(cache, 'jars')}`], {
      timeout: installMs,
    });
  });

const javaFolder = '/usr/lib/jvm';

/** Finds a Java of at least a version: JAVA_HOME's, one of where Linux keeps them, or that of the path. */
async function java(version) {
  const { JAVA_HOME } = process.env;
  const homes = existsSync(javaFolder) ? readdirSync(javaFolder).map((name) => join(javaFolder, name)) : [];
  for (const command of [...(JAVA_HOME ? [JAVA_HOME] : []), ...homes].map((home) => join(home, 'bin/java')).concat('java')) {
    const text = await run(command, ['--version']).catch(() => '');
    if (Number(/(\d+)/.exec(text)?.[1]) >= version) return command;
  }
  throw new Error(`no Java ${version}`);
}

const clients = {
  'JDBC driver 476': {
    needs: () => mavenJar('io.trino:trino-jdbc:476', 'trino-jdbc-476.jar'),
    use: async (port) => {
      const program = [join(sources, 'JdbcWalk.java'), `jdbc:trino://127.0.0.1:${port}/awsdatacatalog`];
      return run(await java(17), ['-cp', jar('trino-jdbc-476.jar'), ...program]);
    },
  },
  'trino-cli 476': {
    needs: async () =>
      (await mavenJar('io.trino:trino-cli:476:jar:executable', 'trino-cli-476-executable.jar')) ??
      (await java(22).then(() => undefined, (error) => error.message)),
    use: async (port) => {
      const args = ['--server', `http://127.0.0.1:${port}`, '--user', 'cli', '--output-format', 'TSV'];
      const sql = "SELECT 1, 'x'; USE system.jdbc; SELECT * FROM table_types ORDER BY 1;";
      const jarFile = jar('trino-cli-476-executable.jar');
      const output = await run(await java(22), ['-jar', jarFile, ...args, '--execute', sql]);
      if (!output.endsWith('1\tx\nTABLE\nVIEW\n')) throw new Error(`trino-cli printed ${JSON.stringify(output)}`);
    },
  },
  'Python trino, SQLAlchemy, pandas': {
    needs: pythonPackages,
    use: (port) => run(python, [join(sources, 'python_clients.py'), String(port)]),
  },
  'dbt-core 1.10 with dbt-trino 1.10': {
    needs: pythonPackages,
    use: async (port) => {
      const folder = mkdtempSync(join(tmpdir(), 'lakelet-dbt-'));
      try {
        cpSync(join(sources, 'dbt'), folder, { recursive: true });
        const env = { ...process.env, LAKELET_PORT: String(port), DBT_PROFILES_DIR: folder, DBT_SEND_ANONYMOUS_USAGE_STATS: 'false' };
        // The second run finds the tables of the first.
        for (const command of [['seed'], ['run'], ['run'], ['test'], ['docs', 'generate']])
          await run(join(cache, 'py/bin/dbt'), ['--no-use-colors', '--no-version-check', ...command], { cwd: folder, env });
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  },
};

/** Starts `lakelet serve` on a lake of its own; gives its port and what ends it. */
function serve() {
  const lake = mkdtempSync(join(tmpdir(), 'lakelet-clients-'));
  const child = spawn(process.execPath, [join(root, 'dist/src/bundle/main.js'), 'serve', lake, '--port', '0']);
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr.on('data', (chunk) => {
      said += chunk;
      const port = /:(\d+)\s/.exec(said)?.[1];
      if (port) resolve({ port, child, lake });
    });
    child.once('exit', () => reject(new Error(`lakelet serve ended: ${said}`)));
  });
}

mkdirSync(cache, { recursive: true });
const { port, child, lake } = await serve();
let failures = 0;
for (const [name, { needs, use }] of Object.entries(clients)) {
  const reason = await needs();
  if (reason !== undefined) {
    console.log(`skipped  ${name}: ${reason}`);
    continue;
  }
  const startedAt = performance.now();
  try {
    await use(port);
    console.log(`works    ${name} (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`);
  } catch (error) {
    failures++;
    console.log(`FAILED   ${name}\n${error.message}`);
  }
}
child.removeAllListeners('exit');
await new Promise((resolve) => {
  child.once('exit', resolve);
  child.kill('SIGTERM');
});
rmSync(lake, { recursive: true, force: true });
process.exitCode = failures === 0 ? 0 : 1;
