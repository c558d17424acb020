import { type RowTextMaker, resultText } from '../engine/result-formats/row-text.js';
import { splitStatements } from '../engine/script.js';
import type { Session } from '../engine/session.js';
import type { StatementOptions } from '../engine/session-options.js';
import type { Output } from './output.js';

/** Where statements run and their rows go. */
export interface ScriptTarget {
  readonly session: Session;
  readonly output: Output;
  readonly format: RowTextMaker;
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
  try {
    for await (const piece of resultText(result, format, width)) await output.write(piece);
  } finally {
    await output.flush();
  }
}
