import { z } from 'zod';
import { LakeError } from '../../base/lake-error.js';
import { type ApiToken, findApiToken } from './api-token.js';
import { WatchedFile } from './watched-file.js';

const tokenShape = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{16}$/),
  principal: z.string().min(1),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().optional(),
});

/** Reads a token file: a JSON object a line. @throws CONFIGURATION_INVALID */
export function parseTokenFile(text: string): readonly ApiToken[] {
  return text.split(/\r?\n/).flatMap((line, index) => {
    if (line.trim() === '') return [];
    const read = tokenShape.safeParse(parsedJson(line));
    if (!read.success) throw new LakeError('CONFIGURATION_INVALID', `Line ${index + 1} of the token file is no token`);
    return [read.data];
  });
}

function parsedJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Checks API tokens against a file. */
export class TokenFile {
  readonly #file: WatchedFile<readonly ApiToken[]>;

  constructor(path: string) {
    this.#file = new WatchedFile(path, parseTokenFile);
  }

  /** Gives the principal that a token stands for. */
  async principalOf(text: string, nowMillis: number): Promise<string | undefined> {
    return findApiToken(text, await this.#file.read(), nowMillis)?.principal;
  }
}
