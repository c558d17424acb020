import { LakeError } from '../../base/lake-error.js';
import type { Conversation } from '../conversation.js';
import { databases } from './databases.js';
import { ddl } from './ddl.js';
import type { DotCommand } from './dot-command.js';
import { expanded } from './expanded.js';
import { explain } from './explain.js';
import { exportRows } from './export.js';
import { functions } from './functions.js';
import { grants } from './grants.js';
import { history } from './history.js';
import { importFiles } from './import.js';
import { last } from './last.js';
import { mode } from './mode.js';
import { open } from './open.js';
import { pager } from './pager.js';
import { quit } from './quit.js';
import { read } from './read.js';
import { schema } from './schema.js';
import { tables } from './tables.js';
import { timer } from './timer.js';

const help: DotCommand = {
  name: 'help',
  aliases: ['\\?', '\\h'],
  operands: '',
  summary: 'list the commands of the shell',
  run: (_words, _rest, conversation) => {
    const lines = dotCommands.map(({ name, operands, aliases, summary }) => {
      const also = aliases.length === 0 ? '' : `  (${aliases.join(' ')})`;
      return `.${name}${operands === '' ? '' : ` ${operands}`}${also}\n    ${summary}\n`;
    });
    return conversation.show([...lines, ...keysHelp]);
  },
};

const keysHelp = [
  '\nStatements end with ; or, to see one value a line, with \\G. Ctrl-C cancels, Ctrl-D leaves.\n',
  'Tab completes, Up and Down recall, Ctrl-R searches, Alt-Enter begins a line, Ctrl-_ undoes.\n',
];

/** Every command of the shell. */
export const dotCommands: readonly DotCommand[] = [
  tables,
  schema,
  ddl,
  databases,
  functions,
  grants,
  explain,
  mode,
  expanded,
  last,
  importFiles,
  exportRows,
  read,
  open,
  history,
  timer,
  pager,
  help,
  quit,
];

/** Runs a line such as `.tables`. @throws SYNTAX_ERROR for a command that there is not */
export async function runDotCommand(line: string, conversation: Conversation): Promise<void> {
  const [typed = ''] = line.split(/\s/, 1);
  const rest = line.slice(typed.length).trim();
  const name = typed.toLowerCase();
  const command = dotCommands.find((candidate) => `.${candidate.name}` === name || candidate.aliases.includes(name));
  if (!command)
    throw new LakeError('SYNTAX_ERROR', `There is no command ${typed}`, { hint: '.help lists the commands' });
  await command.run(wordsOf(rest), rest, conversation);
}

// Blanks in quotes belong to the word; the quotes do not.
const wordsOf = (text: string): readonly string[] =>
  Array.from(text.matchAll(/'([^']*)'|"([^"]*)"|\S+/g), (match) => match[1] ?? match[2] ?? match[0]);
