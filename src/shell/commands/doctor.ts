import { exitCode } from '../exit-code.js';
import type { CommandDefinition } from './command.js';
import { type LakeLine, lakeOptions } from './lake-options.js';

interface DoctorLine extends LakeLine {
  readonly s3?: string;
}

/** Looks at the machine and a lake; ends with 1 when something keeps lakelet from working. */
export const doctor: CommandDefinition = {
  name: 'doctor',
  summary: 'look at the machine, the folder and the settings of a lake, and say what to mend',
  operands: '[folder]',
  options: [...lakeOptions, { flags: '--s3 <location>', summary: 'an s3://bucket/prefix that should be reachable' }],
  run: async ([folder], line: DoctorLine) => {
    const { examine } = await import('../doctor/examine.js');
    return (await examine(folder, line)) ? exitCode.done : exitCode.queryFailed;
  },
};
