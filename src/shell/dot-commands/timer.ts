import type { DotCommand } from './dot-command.js';
import { onOrOff } from './on-off.js';

export const timer: DotCommand = {
  name: 'timer',
  aliases: ['\\timing'],
  operands: '[on|off]',
  summary: 'say after each statement what it took and read',
  run: async ([word], _, conversation) => {
    conversation.isTimed = onOrOff(timer, word, conversation.isTimed);
    if (word === undefined) await conversation.show([`The timer is ${conversation.isTimed ? 'on' : 'off'}.\n`]);
  },
};
