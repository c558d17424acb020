import { createHmac, randomBytes } from 'node:crypto';
import { LakeError } from '../../base/lake-error.js';
import { BoundedWork } from './bounded-work.js';
import { hashPassword, isPassword, isPasswordHash } from './password-hash.js';
import { WatchedFile } from './watched-file.js';

const rememberedMs = 5 * 60_000;
const rememberedMax = 1000;
const hashedAtOnceMax = 2;
const waitingMax = 50;

/** Reads a password file: a line `user:hash` each; empty lines and those that begin with `#` count for nothing. @throws CONFIGURATION_INVALID */
export function parsePasswordFile(text: string): ReadonlyMap<string, string> {
  const users = new Map<string, string>();
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const colon = line.indexOf(':');
    const hash = line.slice(colon + 1).trim();
    if (colon < 1 || !isPasswordHash(hash))
      throw new LakeError('CONFIGURATION_INVALID', `Line ${index + 1} of the password file is not user:hash`, {
        hint: 'Write it with `lakelet user add`.',
      });
    users.set(line.slice(0, colon), hash);
  }
  return users;
}

/** Checks passwords against a file. */
export class PasswordFile {
  readonly #file: WatchedFile<ReadonlyMap<string, string>>;
  // Clients send the password with each request, and hashing is slow on purpose: what was right stays right for a while.
  readonly #rememberKey = randomBytes(32);
  readonly #remembered = new Map<string, { readonly hash: string; readonly until: number }>();
  readonly #checking = new Map<string, Promise<boolean>>();
  // Hashing takes a thread that files and packing need too, and is what anybody may ask for.
  readonly #hashing = new BoundedWork(hashedAtOnceMax, waitingMax);
  #unknownUser: Promise<string> | undefined;

  constructor(path: string) {
    this.#file = new WatchedFile(path, parsePasswordFile);
  }

  /** Tells whether a user has a password. @throws TooBusy */
  async check(user: string, password: string): Promise<boolean> {
    const known = (await this.#file.read()).get(user);
    const key = createHmac('sha256', this.#rememberKey).update(`${user}\0${password}`).digest('base64');
    const remembered = this.#remembered.get(key);
    if (known && remembered?.hash === known && remembered.until > performance.now()) return true;
    // Clients open many connections at once: the same password is checked once for all.
    const ofHash = `${key} ${known}`;
    const checking = this.#checking.get(ofHash) ?? this.#isRight(password, known);
    this.#checking.set(ofHash, checking);
    try {
      if (!(await checking) || !known) return false;
    } finally {
      this.#checking.delete(ofHash);
    }
    if (this.#remembered.size >= rememberedMax) this.#remembered.clear();
    this.#remembered.set(key, { hash: known, until: performance.now() + rememberedMs });
    return true;
  }

  #isRight(password: string, known: string | undefined): Promise<boolean> {
    return this.#hashing.run(async () => {
      // A user that is unknown takes as long as a wrong password.
      this.#unknownUser ??= hashPassword(randomBytes(16).toString('hex'));
      return isPassword(password, known ?? (await this.#unknownUser));
    });
  }
}
