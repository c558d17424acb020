import { type DotCommand, wrongUse } from './dot-command.js';

/** Reads `on` or `off`; the opposite of what is where neither is given. */
export function onOrOff(command: DotCommand, word: string | undefined, isOn: boolean): boolean {
  if (word === undefined) return !isOn;
  if (word === 'on' || word === 'off') return word === 'on';
  throw wrongUse(command, `${word} is neither on nor off`);
}
