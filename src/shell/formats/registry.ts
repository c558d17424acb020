import { resultFormats } from '../../engine/result-formats/registry.js';
import { markdownText } from './markdown.js';
import { fromResultFormat, type ShellFormat } from './shell-format.js';
import { tableText } from './table.js';
import { verticalText } from './vertical.js';

/** Every form in which the shell prints results. */
export const shellFormats: readonly ShellFormat[] = [
  { name: 'table', aliases: ['box'], text: tableText, isForReading: true },
  { name: 'vertical', aliases: ['line'], text: verticalText, isForReading: true },
  { name: 'markdown', aliases: ['md'], text: markdownText, isForReading: false },
  ...resultFormats.map(fromResultFormat),
];

/** Finds a format by its name or an alias. */
export const findShellFormat = (name: string): ShellFormat | undefined =>
  shellFormats.find((format) => format.name === name || format.aliases.includes(name));
