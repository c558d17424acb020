import type { DotCommand } from './dot-command.js';

const shownByDefault = 50;

export const history: DotCommand = {
  name: 'history',
  aliases: ['\\s'],
  operands: '[COUNT]',
  summary: 'list what was typed, the newest last; what begins with a blank is not kept',
  run: ([count], _, conversation) => {
    const shown = conversation.history.slice(-(Number(count) || shownByDefault));
    return conversation.show(shown.map((entry) => `${entry}\n`));
  },
};
