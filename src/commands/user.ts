import { text as readAll } from 'node:stream/consumers';
import { LakeError } from '../base/lake-error.js';
import type { CommandDefinition } from '../shell/commands/command.js';
import { exitCode } from '../shell/exit-code.js';
import { readTextOrNothing } from './read-text.js';
import { replaceFile } from './replace-file.js';

/** Keeps the users of a password file. */
export const user: CommandDefinition = {
  name: 'user',
  summary:
    'Keeps a password file for serve --auth password=FILE: add NAME, remove NAME, list. The password is read from standard input.',
  operands: '<action> [name]',
  options: [{ flags: '--file <file>', summary: 'the password file; users by default' }],
  run: async ([action, name], { file = 'users' }: { readonly file?: string }) => {
    const { parsePasswordFile } = await import('../server/auth/password-file.js');
    const users = new Map(parsePasswordFile(await readTextOrNothing(file)));
    if (action === 'list') {
      for (const known of users.keys()) process.stdout.write(`${known}\n`);
      return exitCode.done;
    }
    if (name === undefined || name === '' || /[:\r\n#]/.test(name))
      throw new LakeError('CONFIGURATION_INVALID', 'A user has a name, without colon, # and line ends');
    if (action === 'add') users.set(name, await readHash());
    else if (action !== 'remove')
      throw new LakeError('CONFIGURATION_INVALID', `'${action}' is not add, remove or list`);
    else if (!users.delete(name)) throw new LakeError('CONFIGURATION_INVALID', `There is no user '${name}' in ${file}`);
    await replaceFile(file, [...users].map(([known, hash]) => `${known}:${hash}\n`).join(''));
    return exitCode.done;
  },
};

async function readHash(): Promise<string> {
  if (process.stdin.isTTY) process.stderr.write('Password, then Ctrl-D: ');
  const password = (await readAll(process.stdin)).replace(/\r?\n$/, '');
  if (password.length < 8) throw new LakeError('CONFIGURATION_INVALID', 'A password has at least eight characters');
  const { hashPassword } = await import('../server/auth/password-hash.js');
  return hashPassword(password);
}
