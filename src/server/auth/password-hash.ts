import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';

const costLog2 = 15;
const blockSize = 8;
const parallelism = 1;
const saltBytes = 16;
const hashBytes = 32;
const memoryMax = 256 * 2 ** 20;

const derive = (password: string, salt: Buffer, length: number, options: ScryptOptions): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, length, { ...options, maxmem: memoryMax }, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });

/** Hashes a password with scrypt (RFC 7914) as `$scrypt$ln=…,r=…,p=…$salt$hash`. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(saltBytes);
  const hash = await derive(password, salt, hashBytes, { N: 2 ** costLog2, r: blockSize, p: parallelism });
  return `$scrypt$ln=${costLog2},r=${blockSize},p=${parallelism}$${salt.toString('base64')}$${hash.toString('base64')}`;
}

const shape =
  /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,}={0,2})\$([A-Za-z0-9+/]{22,}={0,2})$/;

/** Tells whether a text is a hash that `hashPassword` made. */
export const isPasswordHash = (text: string): boolean => shape.test(text);

/** Tells whether a password is the one that was hashed; takes as long for a wrong one. */
export async function isPassword(password: string, hashed: string): Promise<boolean> {
  const [, cost, r, p, salt, hash] = shape.exec(hashed)!;
  const expected = Buffer.from(hash!, 'base64');
  const options = { N: 2 ** Number(cost), r: Number(r), p: Number(p) };
  const actual = await derive(password, Buffer.from(salt!, 'base64'), expected.length, options);
  return timingSafeEqual(actual, expected);
}
