import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';

const program = new URL('../../dist/src/bundle/main.cjs', import.meta.url).pathname;
let folder: string;
let server: ChildProcess | undefined;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lakelet-serve-'));
});
afterEach(() => {
  server?.kill('SIGKILL');
  server = undefined;
});
afterAll(() => rm(folder, { recursive: true }));

const run = promisify(execFile);
const lakelet = async (...args: string[]): Promise<string> => (await run(process.execPath, [program, ...args])).stdout;

async function withInput(input: string, ...args: string[]): Promise<number> {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['pipe', 'ignore', 'ignore'] });
  child.stdin.end(input);
  const [code] = (await once(child, 'exit')) as [number];
  return code;
}

/** Starts the server; gives its address. */
function serve(...args: string[]): Promise<string> {
  const child = spawn(process.execPath, [program, 'serve', ...args, '--port', '0'], {
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  server = child;
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr.on('data', (piece) => {
      said += String(piece);
      const [, url] = /answers at (\S+)\n/.exec(said) ?? [];
      if (url !== undefined) resolve(url);
    });
    child.once('exit', () => reject(new Error(`The server ended: ${said}`)));
  });
}

const ask = (url: string, authorization?: string): Promise<Response> =>
  fetch(`${url}/query?format=csv`, {
    method: 'POST',
    body: 'SELECT current_user AS u',
    headers: authorization === undefined ? {} : { authorization },
  });

test('a server answers until it is told to stop', async () => {
  const url = await serve(join(folder, 'lake'));
  expect((await fetch(`${url}/health`)).status).toBe(200);
  expect(await (await fetch(`${url}/query?format=csv`, { method: 'POST', body: 'SELECT 1 AS a' })).text()).toBe(
    'a\n1\n',
  );
  server!.kill('SIGTERM');
  expect(await once(server!, 'exit')).toEqual([0, null]);
});

test('users and tokens of files come in, others do not', async () => {
  const [users, tokens] = [join(folder, 'users'), join(folder, 'tokens')];
  expect(await withInput('a long secret\n', 'user', 'add', 'ann', '--file', users)).toBe(0);
  expect(await withInput('short\n', 'user', 'add', 'bob', '--file', users)).toBe(2);
  expect(await withInput('a long secret', 'user', 'add', 'a:b', '--file', users)).toBe(2);
  expect(await lakelet('user', 'list', '--file', users)).toBe('ann\n');
  expect((await stat(users)).mode & 0o777).toBe(0o600);
  expect(await readFile(users, 'utf8')).not.toContain('secret');
  const token = (await lakelet('token', 'create', 'robot', '--file', tokens, '--days', '1')).trim();
  expect(await readFile(tokens, 'utf8')).not.toContain(token.split('_')[2]);

  const url = await serve('--auth', `password=${users}`, '--auth', `token=${tokens}`);
  const basic = (password: string): string => `Basic ${Buffer.from(`ann:${password}`).toString('base64')}`;
  expect((await ask(url)).status).toBe(401);
  expect((await ask(url, basic('a wrong secret'))).status).toBe(401);
  expect(await (await ask(url, basic('a long secret'))).text()).toBe('u\nann\n');
  expect(await (await ask(url, `Bearer ${token}`)).text()).toBe('u\nrobot\n');

  const [id] = (await lakelet('token', 'list', '--file', tokens)).split('\t');
  await lakelet('token', 'revoke', id!, '--file', tokens);
  await expect.poll(async () => (await ask(url, `Bearer ${token}`)).status, { timeout: 10_000 }).toBe(401);
});

test('what is wrong on the command line ends with 2', async () => {
  const jwt = join(folder, 'jwt.json');
  await writeFile(jwt, '{"issuer": 5}');
  for (const args of [
    ['--host', '0.0.0.0'],
    ['--auth', 'nothing'],
    ['--auth'],
    ['--auth', `jwt=${jwt}`],
    ['--tls-cert', 'cert.pem'],
    ['--rules', join(folder, 'none.json')],
    ['--port', 'x'],
  ])
    expect(await withInput('', 'serve', ...args), args.join(' ')).toBe(2);
});
