import { readFile } from 'node:fs/promises';
import { text as readAll } from 'node:stream/consumers';
import { LakeError } from '../../base/lake-error.js';
import { Lake } from '../../engine/lake.js';
import { csv } from '../../engine/result-formats/csv.js';
import { json } from '../../engine/result-formats/json.js';
import { jsonl } from '../../engine/result-formats/jsonl.js';
import type { RowTextMaker } from '../../engine/result-formats/row-text.js';
import { tsv } from '../../engine/result-formats/tsv.js';
import { diagnosticText } from '../diagnostic.js';
import { exitCode, exitCodeOf } from '../exit-code.js';
import { Output } from '../output.js';
import { runScript, type ScriptTarget } from '../run-script.js';
import { tableFormat } from '../table-format.js';
import type { CommandDefinition } from './command.js';
import { lakeOptionsOf, positiveNumber, type SessionLine, sessionOptions, sessionOptionsOf } from './lake-options.js';

const formats: Record<string, RowTextMaker> = {
  table: tableFormat,
  csv: csv.text,
  tsv: tsv.text,
  json: json.text,
  jsonl: jsonl.text,
};

/** A piece of SQL that the command line names. */
type ScriptSource = { readonly sql: string } | { readonly file: string };

interface StatementsLine extends SessionLine {
  /** Of `-c` and `-f`, in the order in which they stand. */
  readonly sources?: readonly ScriptSource[];
  readonly format?: string;
  readonly timeout?: number;
}

const added = (previous: unknown, source: ScriptSource): readonly ScriptSource[] => [
  ...((previous as readonly ScriptSource[] | undefined) ?? []),
  source,
];

/** Runs statements: those of `-c` and `-f`, of standard input, or typed at the terminal. */
export const statements: CommandDefinition = {
  name: 'lakelet',
  summary: 'Runs SQL over Parquet files. Without SQL it reads statements from the terminal, or from standard input.',
  operands: '[folder]',
  options: [
    {
      flags: '-c, --command <sql>',
      summary: 'run statements (several times: in order)',
      key: 'sources',
      parse: (sql, previous) => added(previous, { sql }),
    },
    {
      flags: '-f, --file <file>',
      summary: 'run the statements of a file; - is standard input',
      key: 'sources',
      parse: (file, previous) => added(previous, { file }),
    },
    {
      flags: '--format <format>',
      summary: 'how rows are printed; table on a terminal, else csv',
      choices: Object.keys(formats),
    },
    ...sessionOptions,
    { flags: '--timeout <seconds>', summary: 'time that a statement may take', parse: positiveNumber },
  ],
  run: async ([folder], line: StatementsLine) => {
    let scripts: readonly string[];
    try {
      scripts = await readScripts(line.sources ?? []);
    } catch (error) {
      process.stderr.write(diagnosticText(error));
      return exitCode.usage;
    }
    let lake: Lake;
    try {
      lake = await Lake.open(folder, lakeOptionsOf(line));
    } catch (error) {
      process.stderr.write(diagnosticText(error));
      return error instanceof LakeError && error.name === 'CONFIGURATION_INVALID'
        ? exitCode.usage
        : exitCode.cannotOpen;
    }
    try {
      return await runScripts(lake, scripts, line);
    } finally {
      await lake.close();
    }
  },
};

/** Gives the texts to run; none when statements are typed at a terminal. */
async function readScripts(sources: readonly ScriptSource[]): Promise<readonly string[]> {
  if (sources.length > 0)
    return Promise.all(
      sources.map((source) =>
        'sql' in source ? source.sql : source.file === '-' ? readAll(process.stdin) : readFile(source.file, 'utf8'),
      ),
    );
  return process.stdin.isTTY ? [] : [await readAll(process.stdin)];
}

async function runScripts(lake: Lake, scripts: readonly string[], line: StatementsLine): Promise<number> {
  const isTerminal = process.stdout.isTTY === true;
  const target: Omit<ScriptTarget, 'statementOptions'> = {
    session: lake.session(sessionOptionsOf(line)),
    output: new Output(process.stdout),
    format: formats[line.format ?? (isTerminal ? 'table' : 'csv')]!,
    width: isTerminal ? process.stdout.columns : undefined,
  };
  const timeoutMs = line.timeout === undefined ? {} : { timeoutMs: line.timeout * 1000 };
  if (scripts.length === 0) {
    const { runRepl } = await import('../repl.js');
    await runRepl(target, timeoutMs);
    return exitCode.done;
  }
  const interrupt = new AbortController();
  const abort = (): void => interrupt.abort();
  process.once('SIGINT', abort);
  try {
    for (const script of scripts) {
      try {
        await runScript(script, { ...target, statementOptions: { ...timeoutMs, signal: interrupt.signal } });
      } catch (error) {
        process.stderr.write(diagnosticText(error, script));
        return exitCodeOf(error);
      }
    }
    return exitCode.done;
  } finally {
    process.off('SIGINT', abort);
  }
}
