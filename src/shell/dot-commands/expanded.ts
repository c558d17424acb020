import { findShellFormat } from '../formats/registry.js';
import type { DotCommand } from './dot-command.js';

export const expanded: DotCommand = {
  name: 'expanded',
  aliases: ['\\x'],
  operands: '',
  summary: 'change between the formats table and vertical',
  run: async (_words, _rest, conversation) => {
    conversation.format = findShellFormat(conversation.format.name === 'vertical' ? 'table' : 'vertical')!;
    await conversation.show([`The format is ${conversation.format.name}.\n`]);
  },
};
