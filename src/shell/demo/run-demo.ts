import { LakeError } from '../../base/lake-error.js';
import { resultText } from '../../engine/result-formats/row-text.js';
import { type LakeLine, lakeOptionsOf } from '../commands/lake-options.js';
import { StreamDestination } from '../destination.js';
import { diagnosticText } from '../diagnostic.js';
import { tableText } from '../formats/table.js';
import { openLake } from '../open-lake.js';
import { themeFor } from '../theme.js';
import { demoSteps } from './steps.js';

/** Makes a governed lake in a folder, a temporary one without, and runs the steps of the demonstration in it. */
export async function runDemo(folder: string | undefined, line: LakeLine): Promise<void> {
  const lake = await openLake(folder, { ...lakeOptionsOf(line), admins: ['admin'] });
  const destination = new StreamDestination(process.stdout);
  const theme = themeFor(process.stdout);
  try {
    for (const { title, principal = 'admin', sql, isRefused } of demoSteps) {
      await destination.write(`${theme('strong', `── ${title}`)}\n${theme('dim', sql)};\n\n`);
      try {
        const result = await lake.session({ principal }).query(sql);
        for await (const piece of resultText(result, tableText, destination.columns)) await destination.write(piece);
      } catch (error) {
        if (!isRefused || !(error instanceof LakeError)) throw error;
        await destination.write(`${diagnosticText(error, sql, theme)}\n`);
      }
    }
  } finally {
    await lake.close();
  }
  const next =
    folder === undefined
      ? 'lakelet demo FOLDER keeps the lake.'
      : `lakelet ${folder} --principal admin goes on with it.`;
  await destination.write(`${next}\n`);
}
