import type { DotCommand } from './dot-command.js';
import { onOrOff } from './on-off.js';

export const pager: DotCommand = {
  name: 'pager',
  aliases: [],
  operands: '[on|off]',
  summary: 'show long results by PAGER, or less',
  run: async ([word], _, conversation) => {
    conversation.usesPager = onOrOff(pager, word, conversation.usesPager);
    if (word === undefined) await conversation.show([`The pager is ${conversation.usesPager ? 'on' : 'off'}.\n`]);
  },
};
