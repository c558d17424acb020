import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Lake } from '../../src/engine/lake.js';
import { makeApiToken } from '../../src/server/auth/api-token.js';
import { BoundedWork } from '../../src/server/auth/bounded-work.js';
import { hashPassword } from '../../src/server/auth/password-hash.js';
import { type LakeServer, startServer } from '../../src/server/server.js';

let folder: string;
let lake: Lake;
let server: LakeServer;
let privateKey: CryptoKey;
const live = makeApiToken('robot');
const over = makeApiToken('robot', '2020-01-01T00:00:00.000Z');
const keptFor = { issuer: 'https://issuer.example', audience: 'lakelet' };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lakelet-auth-'));
  const pair = await generateKeyPair('ES256');
  privateKey = pair.privateKey;
  const [passwordFile, tokenFile, keys] = ['users', 'tokens', 'keys.json'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  await writeFile(passwordFile, `# users\nann:${await hashPassword('secret: é')}\n`);
  await writeFile(tokenFile, [live, over].map(({ token }) => `${JSON.stringify(token)}\n`).join(''));
  await writeFile(keys, JSON.stringify({ keys: [{ ...(await exportJWK(pair.publicKey)), alg: 'ES256', kid: '1' }] }));
  lake = await Lake.open();
  server = await startServer(lake, { port: 0, auth: { passwordFile, tokenFile, jwt: { ...keptFor, keys } } });
});
afterAll(async () => {
  await server.stop();
  await lake.close();
  await rm(folder, { recursive: true });
});

const who = (authorization?: string, user?: string): Promise<Response> =>
  fetch(`${server.url}/query?format=csv`, {
    method: 'POST',
    body: 'SELECT current_user AS u',
    headers: { ...(authorization ? { authorization } : {}), ...(user ? { 'x-trino-user': user } : {}) },
  });
const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

const webToken = (claims: object, more: { issuer?: string; expires?: string | number } = {}): Promise<string> =>
  new SignJWT({ ...claims })
    .setProtectedHeader({ alg: 'ES256', kid: '1' })
    .setIssuer(more.issuer ?? keptFor.issuer)
    .setAudience(keptFor.audience)
    .setExpirationTime(more.expires ?? '5m')
    .sign(privateKey);

describe('passwords cannot be used up', () => {
  test('a burst of wrong ones is refused beyond a bound, and a right one counts after it', {
    timeout: 120_000,
  }, async () => {
    const burst = Array.from({ length: 100 }, (_, index) => who(basic('ann', `wrong ${index}`)));
    const statuses = (await Promise.all(burst)).map(({ status, headers }) => [status, headers.get('retry-after')]);
    const count = (wanted: number): number => statuses.filter(([status]) => status === wanted).length;
    expect(count(401) + count(429)).toBe(100);
    expect(count(429)).toBeGreaterThan(0);
    expect(count(401)).toBeGreaterThanOrEqual(50);
    expect(statuses.find(([status]) => status === 429)).toEqual([429, '1']);
    expect((await who(basic('ann', 'secret: é'))).status).toBe(200);
  });

  test('a refusal is JSON of the door', async () => {
    const answer = await who(basic('ann', 'wrong'));
    expect(await answer.json()).toMatchObject({ error: { name: 'PERMISSION_DENIED', type: 'USER_ERROR' } });
  });

  test('work is done a few at a time', async () => {
    const work = new BoundedWork(2, 3);
    let [atOnce, most] = [0, 0];
    const one = () =>
      work.run(async () => {
        most = Math.max(most, ++atOnce);
        await new Promise((resolve) => setTimeout(resolve, 10));
        atOnce--;
      });
    const ends = await Promise.allSettled(Array.from({ length: 6 }, one));
    expect(ends.map(({ status }) => status)).toEqual([...Array(5).fill('fulfilled'), 'rejected']);
    expect(most).toBe(2);
    await one();
  });
});

describe('the caller is whom the credentials prove', () => {
  test('a password', async () => {
    for (let time = 0; time < 2; time++) expect(await (await who(basic('ann', 'secret: é'))).text()).toBe('u\nann\n');
  });

  test('an API token', async () => {
    expect(await (await who(`Bearer ${live.text}`)).text()).toBe('u\nrobot\n');
  });

  test('a JSON Web Token', async () => {
    expect(await (await who(`Bearer ${await webToken({ sub: 'web' })}`)).text()).toBe('u\nweb\n');
  });
});

describe('nobody else comes in', () => {
  test('without credentials, and with wrong ones', async () => {
    const none = await who();
    expect(none.status).toBe(401);
    expect(none.headers.get('www-authenticate')).toBe('Basic realm="Lakelet", Bearer');
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from(JSON.stringify({ sub: 'ann', iss: keptFor.issuer, aud: 'lakelet', exp: 9e9 })).toString('base64url')}.`;
    const wrong = [
      basic('ann', 'secret'),
      basic('ann', ''),
      basic('bob', 'secret: é'),
      'Basic !!!',
      'Basic',
      'Bearer x',
      'Digest abc',
      `Bearer ${over.text}`,
      `Bearer ${live.text.slice(0, -1)}${live.text.endsWith('0') ? '1' : '0'}`,
      `Bearer ${unsigned}`,
      `Bearer ${await webToken({ sub: 'web' }, { issuer: 'https://other.example' })}`,
      `Bearer ${await webToken({ sub: 'web' }, { expires: 1_000_000_000 })}`,
      `Bearer ${await webToken({ name: 'no sub' })}`,
    ];
    for (const authorization of wrong) expect((await who(authorization)).status, authorization).toBe(401);
  });

  test('a user who is added meanwhile does', async () => {
    const { passwordFile } = { passwordFile: join(folder, 'users') };
    await appendFile(passwordFile, `carl:${await hashPassword('new')}\n`);
    await expect.poll(async () => (await who(basic('carl', 'new'))).status, { timeout: 10_000 }).toBe(200);
  });
});

describe('acting as another', () => {
  test('needs a grant', async () => {
    const asBob = (): Promise<Response> => who(basic('ann', 'secret: é'), 'bob');
    expect((await asBob()).status).toBe(403);
    await lake.query('GRANT IMPERSONATE ON USER bob TO USER ann');
    expect(await (await asBob()).text()).toBe('u\nbob\n');
    expect((await who(basic('ann', 'secret: é'), 'eve')).status).toBe(403);
    await lake.query('GRANT IMPERSONATE ON ALL USERS TO USER ann');
    expect((await who(basic('ann', 'secret: é'), 'eve')).status).toBe(200);
    await lake.query('REVOKE IMPERSONATE ON ALL USERS FROM USER ann');
    await lake.query('REVOKE IMPERSONATE ON USER bob FROM USER ann');
    expect((await asBob()).status).toBe(403);
  });
});

describe('a server that would stand open by mistake does not start', () => {
  test('no authentication, or none that is safe, beyond this machine', async () => {
    const start = (options: object): Promise<unknown> => startServer(lake, { port: 0, host: '0.0.0.0', ...options });
    await expect(start({})).rejects.toMatchObject({ name: 'CONFIGURATION_INVALID' });
    await expect(start({ auth: { passwordFile: join(folder, 'users') } })).rejects.toMatchObject({
      name: 'CONFIGURATION_INVALID',
    });
    const open = (await start({ insecure: true })) as LakeServer;
    await open.stop();
  });

  test('algorithms with a shared secret are not taken', async () => {
    const jwt = { ...keptFor, keys: join(folder, 'keys.json'), algorithms: ['HS256'] };
    await expect(startServer(lake, { port: 0, auth: { jwt } })).rejects.toMatchObject({
      name: 'CONFIGURATION_INVALID',
    });
  });
});
