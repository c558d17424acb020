import { checkText } from '../check-text.js';
import { exitCode } from '../exit-code.js';
import { openLake } from '../open-lake.js';
import { themeFor } from '../theme.js';
import type { CommandDefinition } from './command.js';
import { type LakeLine, lakeOptions, lakeOptionsOf } from './lake-options.js';

/** Checks that a lake is whole; ends with 1 when something is wrong. */
export const check: CommandDefinition = {
  name: 'check',
  summary: 'check that a lake is whole: catalog, grants, data files, audit log',
  operands: '<folder>',
  options: [
    { flags: '--pages', summary: 'also read every page of Parquet files and compare its checksum' },
    ...lakeOptions,
  ],
  run: async ([folder], line: LakeLine & { readonly pages?: boolean }) => {
    const lake = await openLake(folder, lakeOptionsOf(line));
    try {
      let isWhole = true;
      for await (const result of lake.check('integrity', { pages: line.pages === true })) {
        process.stdout.write(checkText(result, themeFor(process.stdout)));
        if (result.findings.some(({ severity }) => severity === 'wrong')) isWhole = false;
      }
      return isWhole ? exitCode.done : exitCode.queryFailed;
    } finally {
      await lake.close();
    }
  },
};
