import { exitCode } from '../exit-code.js';
import type { CommandDefinition } from './command.js';
import { type LakeLine, lakeOptions } from './lake-options.js';

/** Makes a lake with some tables and shows queries over it. */
export const demo: CommandDefinition = {
  name: 'demo',
  summary: 'make a lake with tables of a shop in a folder, and show queries and permissions over it',
  operands: '[folder]',
  options: lakeOptions,
  run: async ([folder], line: LakeLine) => {
    const { runDemo } = await import('../demo/run-demo.js');
    await runDemo(folder, line);
    return exitCode.done;
  },
};
