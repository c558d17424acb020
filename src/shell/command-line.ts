import { readFile } from 'node:fs/promises';
import { text as readAll } from 'node:stream/consumers';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { LakeError } from '../base/lake-error.js';
import { Lake } from '../engine/lake.js';
import { csvFormat } from './csv-format.js';
import { diagnosticText } from './diagnostic.js';
import { exitCode, exitCodeOf } from './exit-code.js';
import type { FormatMaker } from './format.js';
import { jsonlFormat } from './jsonl-format.js';
import { Output } from './output.js';
import { runScript, type ScriptTarget } from './run-script.js';
import { tableFormat } from './table-format.js';

const formats: Record<string, FormatMaker> = { table: tableFormat, csv: csvFormat, jsonl: jsonlFormat };

/** A piece of SQL that the command line names. */
interface ScriptSource {
  readonly file?: string;
  readonly sql?: string;
}

interface CommandLine {
  readonly folder: string | undefined;
  readonly sources: readonly ScriptSource[];
  readonly format?: string;
  readonly threads?: number;
  readonly memory?: string;
  readonly database?: string;
  readonly principal?: string;
  readonly timeout?: number;
}

/** Runs what the arguments ask for; sets the process's exit code. */
export async function runCommandLine(args: readonly string[]): Promise<void> {
  // A reader that has seen enough (`| head`) is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(exitCode.done);
  });
  process.exitCode = await run(args);
}

async function run(args: readonly string[]): Promise<number> {
  let commandLine: CommandLine;
  try {
    commandLine = await parseArguments(args);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.done : exitCode.usage;
    throw error;
  }
  let scripts: readonly string[];
  try {
    scripts = await readScripts(commandLine.sources);
  } catch (error) {
    process.stderr.write(diagnosticText(error));
    return exitCode.usage;
  }
  let lake: Lake;
  try {
    const { folder, threads, memory } = commandLine;
    lake = await Lake.open(folder, {
      ...(threads === undefined ? {} : { threads }),
      ...(memory === undefined ? {} : { memoryLimit: memory }),
    });
  } catch (error) {
    process.stderr.write(diagnosticText(error));
    return error instanceof LakeError && error.name === 'CONFIGURATION_INVALID' ? exitCode.usage : exitCode.cannotOpen;
  }
  try {
    return await runScripts(lake, scripts, commandLine);
  } finally {
    await lake.close();
  }
}

async function parseArguments(args: readonly string[]): Promise<CommandLine> {
  const sources: ScriptSource[] = [];
  const command = new Command('lakelet')
    .description(
      'Runs SQL over Parquet files. Without SQL it reads statements from the terminal, or from standard input.',
    )
    .argument('[folder]', 'folder of the lake; a temporary one without')
    .option(
      '-c, --command <sql>',
      'run statements (several times: in order)',
      (sql: string) => void sources.push({ sql }),
    )
    .option('-f, --file <file>', 'run the statements of a file', (file: string) => void sources.push({ file }))
    .addOption(
      new Option('--format <format>', 'how rows are printed; table on a terminal, else csv').choices(
        Object.keys(formats),
      ),
    )
    .option('--threads <n>', 'worker threads', wholeNumber)
    .option('--memory <size>', 'memory that one query may use, such as 512MiB')
    .option('--database <name>', 'current database')
    .option('--principal <name>', 'who runs the statements')
    .option('--timeout <seconds>', 'time that a statement may take', positiveNumber)
    .option('-V, --version', 'print the version')
    .exitOverride();
  command.parse(args, { from: 'user' });
  const options = command.opts<Omit<CommandLine, 'folder' | 'sources'> & { version?: boolean }>();
  if (options.version) {
    process.stdout.write(`${await versionText()}\n`);
    throw new CommanderError(0, 'version', '');
  }
  return { ...options, folder: command.args[0], sources };
}

async function versionText(): Promise<string> {
  const text = await readFile(new URL('../../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

function wholeNumber(text: string): number {
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Not a whole number.');
}

function positiveNumber(text: string): number {
  const number = Number(text);
  if (number > 0 && Number.isFinite(number)) return number;
  throw new InvalidArgumentError('Not a positive number.');
}

/** Gives the texts to run; none when statements are typed at a terminal. */
async function readScripts(sources: readonly ScriptSource[]): Promise<readonly string[]> {
  if (sources.length > 0)
    return Promise.all(
      sources.map(({ sql, file }) => sql ?? (file === '-' ? readAll(process.stdin) : readFile(file!, 'utf8'))),
    );
  return process.stdin.isTTY ? [] : [await readAll(process.stdin)];
}

async function runScripts(lake: Lake, scripts: readonly string[], commandLine: CommandLine): Promise<number> {
  const { format, database, principal, timeout } = commandLine;
  const isTerminal = process.stdout.isTTY === true;
  const target: Omit<ScriptTarget, 'statementOptions'> = {
    session: lake.session({
      ...(database === undefined ? {} : { database }),
      ...(principal === undefined ? {} : { principal }),
    }),
    output: new Output(process.stdout),
    format: formats[format ?? (isTerminal ? 'table' : 'csv')]!,
    width: isTerminal ? process.stdout.columns : undefined,
  };
  const timeoutMs = timeout === undefined ? {} : { timeoutMs: timeout * 1000 };
  if (scripts.length === 0) {
    const { runRepl } = await import('./repl.js');
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
