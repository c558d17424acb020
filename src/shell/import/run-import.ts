import type { ImportOptions } from '../../engine/import/imported-files.js';
import type { Session } from '../../engine/session.js';
import type { StatementOptions } from '../../engine/session-options.js';
import { rowsText } from '../duration-text.js';
import { ProgressBar } from '../progress-bar.js';
import { themeFor } from '../theme.js';

/** Makes a table of files: prints the statements, and runs them unless `isDry`. */
export async function runImport(
  session: Session,
  options: ImportOptions,
  isDry: boolean,
  statementOptions: StatementOptions = {},
): Promise<void> {
  const { statements, cleanUp, kind, fileCount, byteLength } = await session.planImport(options);
  const files = `${fileCount} ${fileCount === 1 ? 'file' : 'files'} of ${kind}, ${(byteLength / 2 ** 20).toFixed(1)} MiB`;
  process.stderr.write(`${files}\n`);
  let rows: bigint | undefined;
  for (const statement of statements) {
    process.stdout.write(`${statement};\n\n`);
    if (isDry) continue;
    try {
      rows = (await runStatement(session, statement, statementOptions)) ?? rows;
    } catch (error) {
      for (const undoing of cleanUp) await (await session.query(undoing)).toArrays();
      throw error;
    }
  }
  if (!isDry) process.stderr.write(rows === undefined ? 'Done\n' : `${rowsText(Number(rows))} imported\n`);
}

async function runStatement(session: Session, sql: string, options: StatementOptions): Promise<bigint | undefined> {
  const bar = new ProgressBar(process.stderr, themeFor(process.stderr));
  try {
    const result = await session.query(sql, {
      ...options,
      ...(process.stderr.isTTY ? { onProgress: (progress) => bar.show(progress) } : {}),
    });
    const [row] = await result.toArrays();
    return typeof row?.[0] === 'bigint' ? row[0] : undefined;
  } finally {
    bar.end();
  }
}
