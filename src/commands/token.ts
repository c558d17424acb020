import { LakeError } from '../base/lake-error.js';
import type { CommandDefinition } from '../shell/commands/command.js';
import { positiveNumber } from '../shell/commands/lake-options.js';
import { exitCode } from '../shell/exit-code.js';
import { readTextOrNothing } from './read-text.js';
import { replaceFile } from './replace-file.js';

const dayMs = 86_400_000;

/** Keeps the API tokens of a token file. */
export const token: CommandDefinition = {
  name: 'token',
  summary: 'Keeps a token file for serve --auth token=FILE: create PRINCIPAL prints a token once; list; revoke ID.',
  operands: '<action> [name]',
  options: [
    { flags: '--file <file>', summary: 'the token file; tokens by default' },
    { flags: '--days <n>', summary: 'days until a new token ends; never by default', parse: positiveNumber },
  ],
  run: async ([action, name], { file = 'tokens', days }: { readonly file?: string; readonly days?: number }) => {
    const { parseTokenFile } = await import('../server/auth/token-file.js');
    const { makeApiToken } = await import('../server/auth/api-token.js');
    const known = parseTokenFile(await readTextOrNothing(file));
    const keep = (tokens: typeof known): Promise<void> =>
      replaceFile(file, tokens.map((one) => `${JSON.stringify(one)}\n`).join(''));
    switch (action) {
      case 'list':
        for (const { id, principal, createdAt, expiresAt } of known)
          process.stdout.write(`${id}\t${principal}\t${createdAt}\t${expiresAt ?? 'never'}\n`);
        return exitCode.done;
      case 'create': {
        if (!name) throw new LakeError('CONFIGURATION_INVALID', 'A token is for a principal: token create NAME');
        const expiresAt = days === undefined ? undefined : new Date(Date.now() + days * dayMs).toISOString();
        const made = makeApiToken(name, expiresAt);
        await keep([...known, made.token]);
        process.stdout.write(`${made.text}\n`);
        return exitCode.done;
      }
      case 'revoke':
        if (!known.some(({ id }) => id === name))
          throw new LakeError('CONFIGURATION_INVALID', `There is no token '${name}' in ${file}`);
        await keep(known.filter(({ id }) => id !== name));
        return exitCode.done;
      default:
        throw new LakeError('CONFIGURATION_INVALID', `'${action}' is not create, list or revoke`);
    }
  },
};
