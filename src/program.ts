import { commands } from './commands.js';
import { runProgram } from './shell/program.js';

/** Runs the program `lakelet` with the process's arguments. */
export const run = (): Promise<void> => runProgram(process.argv.slice(2), commands);
