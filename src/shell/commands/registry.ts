import { check } from './check.js';
import type { CommandDefinition } from './command.js';
import { demo } from './demo.js';
import { doctor } from './doctor.js';
import { importFiles } from './import.js';

/** Lists the shell's commands; those of other doors are added in src/commands.ts. */
export const shellCommands: readonly CommandDefinition[] = [importFiles, check, doctor, demo];
