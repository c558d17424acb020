#!/usr/bin/env node
// Uses a lake by clients of Trino as they are: `npm run test:clients`. They come from PyPI and Maven Central into a folder that is kept,
// LAKELET_CLIENTS or one of the user's cache. What a machine cannot install or run is skipped, with the reason.
//   -- --record          keeps what each client sends, and is answered, in test/server/clients
//   -- --port N NAME     lets one client use a server that runs
import { execFile, spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
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
const answerMs = 60_000;
const lakelet = join(root, 'dist/src/bundle/main.cjs');

/** Gives what a program prints; `input` is what it is given to read. */
const run = (command, args, { input, ...options } = {}) =>
  new Promise((resolve, reject) => {
    const all = { timeout: clientMs, maxBuffer: 2 ** 26, ...options };
    const child = execFile(command, args, all, (error, stdout, stderr) => {
      if (error) reject(new Error(`${command}: ${error.message}\n${stdout}${stderr}`));
      else resolve(stdout);
    });
    if (input !== undefined) child.stdin.end(input);
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

const manyRows = 'UNNEST(sequence(1, 10000)) a(x), UNNEST(sequence(1, 10000)) b(y), UNNEST(sequence(1, 10000)) c(z)';

/** Runs a program until it prints something, and gives it a Ctrl-C. */
function interrupted([command, ...args]) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'ignore'], timeout: clientMs });
    child.stdout.once('data', () => child.kill('SIGINT'));
    child.stdout.resume();
    child.once('error', reject);
    child.once('exit', (code, signal) =>
      signal === 'SIGTERM' ? reject(new Error(`${command} does not end at Ctrl-C`)) : resolve(),
    );
  });
}

const needsTrinoCli = async () =>
  (await mavenJar('io.trino:trino-cli:476:jar:executable', 'trino-cli-476-executable.jar')) ??
  (await java(22).then(() => undefined, (error) => error.message));

/** Types into a program at a terminal; `until` waits for a text that it prints, and types `keys` each second meanwhile. */
function atTerminal([command, ...args]) {
  const { spawn: spawnAtTerminal } = createRequire(import.meta.url)('@lydell/node-pty');
  const env = { ...process.env, TERM: 'xterm' };
  const program = spawnAtTerminal(command, args, { cols: 120, rows: 40, name: 'xterm', env });
  let printed = '';
  let look = () => undefined;
  program.onData((piece) => {
    printed += piece;
    look();
  });
  const until = (pattern, keys = '') =>
    new Promise((resolve, reject) => {
      const again = setInterval(() => program.write(keys), 1000);
      const late = setTimeout(() => {
        clearInterval(again);
        reject(new Error(`no ${pattern} in ${JSON.stringify(printed)}`));
      }, answerMs);
      look = () => {
        if (!pattern.test(printed)) return;
        clearInterval(again);
        clearTimeout(late);
        look = () => undefined;
        printed = '';
        resolve();
      };
      look();
    });
  return { type: (keys) => program.write(keys), until, ended: new Promise((end) => program.onExit(end)), kill: () => program.kill() };
}

/** Gives files of a certificate for this machine, and of a user's password. */
async function credentials(folder, user, password) {
  const [cert, key, users] = ['cert.pem', 'key.pem', 'users'].map((name) => join(folder, name));
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  await run('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', key, '-out', cert, ...names]);
  await run(process.execPath, [lakelet, 'user', 'add', user, '--file', users], { input: `${password}\n` });
  return { cert, key, users };
}

const clients = {
  jdbc: {
    title: 'JDBC driver 476',
    needs: () => mavenJar('io.trino:trino-jdbc:476', 'trino-jdbc-476.jar'),
    use: async (port) => {
      const program = [join(sources, 'JdbcWalk.java'), `jdbc:trino://127.0.0.1:${port}/awsdatacatalog`];
      return run(await java(17), ['-cp', jar('trino-jdbc-476.jar'), ...program]);
    },
  },
  'jdbc over TLS': {
    title: 'JDBC driver 476 over TLS with a password',
    needs: async () =>
      (await mavenJar('io.trino:trino-jdbc:476', 'trino-jdbc-476.jar')) ??
      (await run('openssl', ['version']).then(() => undefined, (error) => error.message.split('\n')[0])),
    use: async () => {
      const folder = mkdtempSync(join(tmpdir(), 'lakelet-tls-'));
      const { cert, key, users } = await credentials(folder, 'jdbc', 'open sesame');
      const { port, end } = await serve(['--tls-cert', cert, '--tls-key', key, '--auth', `password=${users}`]);
      try {
        const url = `jdbc:trino://localhost:${port}/awsdatacatalog?SSL=true&SSLTrustStorePath=${cert}`;
        const walk = [await java(17), '-cp', jar('trino-jdbc-476.jar'), join(sources, 'JdbcWalk.java'), url];
        await run(walk[0], [...walk.slice(1), 'open sesame']);
        const refused = await run(walk[0], [...walk.slice(1), 'open barley']).catch((error) => error.message);
        if (!refused.includes('Authentication failed')) throw new Error(`a wrong password: ${refused}`);
      } finally {
        await end();
        rmSync(folder, { recursive: true, force: true });
      }
    },
  },
  'trino-cli at a terminal': {
    title: 'trino-cli 476 at a terminal',
    needs: needsTrinoCli,
    use: async (port) => {
      const history = join(mkdtempSync(join(tmpdir(), 'lakelet-cli-')), 'history');
      const args = ['--server', `http://127.0.0.1:${port}`, '--user', 'cli', '--catalog', 'awsdatacatalog', '--schema', 'default'];
      const cli = ['-jar', jar('trino-cli-476-executable.jar'), ...args, '--pager', '', '--history-file', history];
      const { type, until, ended, kill } = atTerminal([await java(22), ...cli]);
      try {
        await until(/trino:default> /);
        type('SELECT 40 + 2 AS answer;\r');
        await until(/ 42 [^]*\(1 row\)[^]*trino:default> /);
        // The names come from SHOW FUNCTIONS, which it asks by itself meanwhile.
        type('SELECT approx_dist');
        await until(/inct/, '\t');
        type('\x03');
        await until(/trino:default> /);
        type(`SELECT count(*) FROM ${manyRows};\r`);
        await until(/Query \w+, RUNNING/);
        type('\x03');
        await until(/Query aborted by user[^]*trino:default> /);
        type('USE system.jdbc;\r');
        await until(/USE\r\n[^]*trino:jdbc> /);
        type('SELECT nope;\r');
        await until(/Column 'nope' cannot be resolved[^]*trino:jdbc> /);
        type('quit\r');
        await ended;
      } finally {
        kill();
        rmSync(join(history, '..'), { recursive: true, force: true });
      }
    },
  },
  'trino-cli': {
    title: 'trino-cli 476',
    needs: needsTrinoCli,
    use: async (port) => {
      const args = ['--server', `http://127.0.0.1:${port}`, '--user', 'cli', '--output-format', 'TSV', '--execute'];
      const command = [await java(22), '-jar', jar('trino-cli-476-executable.jar'), ...args];
      const sql =
        "SELECT 1, 'x'; USE system.jdbc; SELECT * FROM table_types ORDER BY 1; SET SESSION query_max_run_time = '9m';" +
        "SHOW SESSION LIKE 'query_max_run_time'; PREPARE p FROM SELECT ? + 1; EXECUTE p USING 41; DEALLOCATE PREPARE p;";
      const output = await run(command[0], [...command.slice(1), sql]);
      for (const part of ['1\tx\n', 'TABLE\nVIEW\n', 'query_max_run_time\t9m', '\n42\n'])
        if (!output.includes(part)) throw new Error(`trino-cli printed ${JSON.stringify(output)}`);
      await interrupted([...command, `SELECT x, y, z FROM ${manyRows}`]);
    },
  },
  python: {
    title: 'Python trino, SQLAlchemy, pandas',
    needs: pythonPackages,
    use: (port) => run(python, [join(sources, 'python_clients.py'), String(port)]),
  },
  dbt: {
    title: 'dbt-core 1.10 with dbt-trino 1.10',
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
function serve(options = []) {
  const lake = mkdtempSync(join(tmpdir(), 'lakelet-clients-'));
  const child = spawn(process.execPath, [lakelet, 'serve', lake, '--port', '0', ...options]);
  return new Promise((resolve, reject) => {
    let said = '';
    const end = () =>
      new Promise((ended) => {
        child.removeAllListeners('exit');
        child.once('exit', () => {
          rmSync(lake, { recursive: true, force: true });
          ended();
        });
        child.kill('SIGTERM');
      });
    child.stderr.on('data', (chunk) => {
      said += chunk;
      const port = /:(\d+)\s/.exec(said)?.[1];
      if (port) resolve({ port, end });
    });
    child.once('exit', () => reject(new Error(`lakelet serve ended: ${said}`)));
  });
}

/** Lets a client use a server; tells whether it failed. */
async function useClient({ title, needs, use }, port) {
  const reason = await needs();
  if (reason !== undefined) {
    console.log(`skipped  ${title}: ${reason}`);
    return false;
  }
  const startedAt = performance.now();
  try {
    await use(port);
    console.log(`works    ${title} (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`);
    return false;
  } catch (error) {
    console.log(`FAILED   ${title}\n${error.message}`);
    return true;
  }
}

/** The recorder calls this program again for each client. */
function record() {
  const vitest = [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--config', 'test/oracle/vitest.config.ts'];
  return spawnSync(process.execPath, [...vitest, 'test/oracle/record-clients.ts'], { cwd: root, stdio: 'inherit' }).status ?? 1;
}

mkdirSync(cache, { recursive: true });
const [option, ...rest] = process.argv.slice(2);
if (option === '--record') process.exitCode = record();
else if (option === '--port') process.exitCode = (await useClient(clients[rest[1]], rest[0])) ? 1 : 0;
else {
  const { port, end } = await serve();
  let failures = 0;
  for (const client of Object.values(clients)) if (await useClient(client, port)) failures++;
  await end();
  process.exitCode = failures === 0 ? 0 : 1;
}
