import { columnReader } from '../engine/result-rows.js';
import { splitStatements } from '../engine/script.js';
import type { Session, StatementOptions } from '../engine/session.js';
import type { FormatMaker } from './format.js';
import type { Output } from './output.js';

/** Where statements run and their rows go. */
export interface ScriptTarget {
  readonly session: Session;
  readonly output: Output;
  readonly format: FormatMaker;
  readonly width: number | undefined;
  readonly statementOptions: StatementOptions;
}

/** Runs the statements of a text one after another, until one fails. */
export async function runScript(text: string, target: ScriptTarget): Promise<void> {
  for (const statement of splitStatements(text))
    await runOne(placed(statement.text, text.slice(0, statement.offset)), target);
}

/** Moves a statement to where it stands in the whole, so that positions in errors are those of the whole. */
function placed(statement: string, before: string): string {
  const lastLine = before.slice(before.lastIndexOf('\n') + 1);
  return '\n'.repeat(before.split('\n').length - 1) + ' '.repeat([...lastLine].length) + statement;
}

async function runOne(text: string, { session, output, format, width, statementOptions }: ScriptTarget): Promise<void> {
  const result = await session.query(text, statementOptions);
  const { begin, row, end } = format(result.columns, width);
  output.write(begin());
  try {
    for await (const { columns, rowCount } of result.batches()) {
      const readers = columns.map(columnReader);
      const types = columns.map(({ type }) => type);
      for (let index = 0; index < rowCount; index++) {
        const text = row(
          readers.map((read) => read(index)),
          types,
        );
        await output.write(text);
      }
    }
    output.write(end(result.stats.elapsedMs));
  } finally {
    await output.flush();
  }
}
