import { findShellFormat, shellFormats } from '../formats/registry.js';
import { type DotCommand, wrongUse } from './dot-command.js';

export const mode: DotCommand = {
  name: 'mode',
  aliases: ['\\pset'],
  operands: `[${shellFormats.map(({ name }) => name).join('|')}]`,
  summary: 'choose how results are printed',
  run: async ([name], _, conversation) => {
    if (name === undefined) return conversation.show([`${conversation.format.name}\n`]);
    const format = findShellFormat(name);
    if (!format) throw wrongUse(mode, `There is no format ${name}`);
    conversation.format = format;
  },
};
