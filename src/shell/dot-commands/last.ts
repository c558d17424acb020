import { findShellFormat } from '../formats/registry.js';
import { type DotCommand, wrongUse } from './dot-command.js';

export const last: DotCommand = {
  name: 'last',
  aliases: [],
  operands: '[FORMAT]',
  summary: 'show the last result again, in full or in another format',
  run: async ([name], _, conversation) => {
    const format = name === undefined ? conversation.format : findShellFormat(name);
    if (!format?.text) throw wrongUse(last, `There is no format ${name ?? conversation.format.name} of text`);
    if (!conversation.last) throw wrongUse(last, 'There is no result yet');
    await conversation.show(conversation.last.text(format.text));
  },
};
