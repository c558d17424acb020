import type { DotCommand } from './dot-command.js';

export const quit: DotCommand = {
  name: 'quit',
  aliases: ['.exit', '\\q'],
  operands: '',
  summary: 'leave; so do quit, exit and Ctrl-D',
  run: async (_words, _rest, conversation) => {
    conversation.isOver = true;
  },
};
