import { readFile } from 'node:fs/promises';
import { text as readAll } from 'node:stream/consumers';
import type { Lake } from '../../engine/lake.js';
import { Conversation, type ConversationOptions } from '../conversation.js';
import { StreamDestination } from '../destination.js';
import { diagnosticText } from '../diagnostic.js';
import { exitCode, exitCodeOf } from '../exit-code.js';
import { findShellFormat, shellFormats } from '../formats/registry.js';
import { openLake } from '../open-lake.js';
import { themeFor } from '../theme.js';
import type { CommandDefinition } from './command.js';
import { lakeOptionsOf, positiveNumber, type SessionLine, sessionOptions, sessionOptionsOf } from './lake-options.js';

/** A piece of SQL that the command line names. */
type ScriptSource = { readonly sql: string } | { readonly file: string };

interface StatementsLine extends SessionLine {
  /** Of `-c` and `-f`, in the order in which they stand. */
  readonly sources?: readonly ScriptSource[];
  readonly format?: string;
  readonly timeout?: number;
  /** False by `--no-init`. */
  readonly init: boolean;
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
      choices: shellFormats.flatMap(({ name, aliases }) => [name, ...aliases]),
    },
    ...sessionOptions,
    { flags: '--timeout <seconds>', summary: 'time that a statement may take', parse: positiveNumber },
    {
      flags: '--no-init',
      summary: 'do not run the rc file, $XDG_CONFIG_HOME/lakelet/rc, before reading from the terminal',
    },
  ],
  run: async ([folder], line: StatementsLine) => {
    let scripts: readonly string[];
    try {
      scripts = await readScripts(line.sources ?? []);
    } catch (error) {
      process.stderr.write(diagnosticText(error));
      return exitCode.usage;
    }
    return runScripts(await openLake(folder, lakeOptionsOf(line)), scripts, line);
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
  if (scripts.length === 0) return converse(lake, line);
  const conversation = new Conversation({
    ...conversationOptions(lake, line),
    destination: () => new StreamDestination(process.stdout),
    history: () => [],
  });
  const cancel = (): void => {
    if (!conversation.cancel()) process.exit(exitCode.interrupted);
  };
  process.on('SIGINT', cancel);
  try {
    for (const script of scripts) {
      try {
        await conversation.run(script);
      } catch (error) {
        process.stderr.write(diagnosticText(error, script, themeFor(process.stderr)));
        return exitCodeOf(error);
      }
      if (conversation.isOver) break;
    }
    return exitCode.done;
  } finally {
    process.off('SIGINT', cancel);
    await conversation.close();
  }
}

const conversationOptions = (
  lake: Lake,
  line: StatementsLine,
): Omit<ConversationOptions, 'destination' | 'history'> => ({
  lake,
  sessionOptions: sessionOptionsOf(line),
  format: findShellFormat(line.format ?? (process.stdout.isTTY ? 'table' : 'csv'))!,
  timeoutMs: line.timeout === undefined ? undefined : line.timeout * 1000,
  openLake: (folder) => openLake(folder, lakeOptionsOf(line)),
});

/** Reads statements from the terminal; results go to standard output, which may be a file. */
async function converse(lake: Lake, line: StatementsLine): Promise<number> {
  const [{ openHistory, runRepl }, { TerminalEditor }, { PagedDestination, pagerCommand }] = await Promise.all([
    import('../repl.js'),
    import('../editor/terminal-editor.js'),
    import('../pager.js'),
  ]);
  const { stdin, stdout, stderr } = process;
  const output = stdout.isTTY ? stdout : stderr;
  const { history, historyFile } = await openHistory();
  const cancel = (): void => void conversation.cancel();
  const editor = new TerminalEditor(stdin, output, cancel);
  const lending = { lend: () => editor.end(), takeBack: () => editor.begin() };
  const conversation: Conversation = new Conversation({
    ...conversationOptions(lake, line),
    destination: () =>
      stdout.isTTY
        ? new PagedDestination(stdout, conversation.usesPager ? pagerCommand() : undefined, lending)
        : new StreamDestination(stdout),
    history: () => history.entries,
  });
  // Ctrl-C is a signal while a pager has the terminal.
  process.on('SIGINT', cancel);
  try {
    await runRepl(conversation, { editor, history, historyFile, output, readsRcFile: line.init });
    return exitCode.done;
  } finally {
    process.off('SIGINT', cancel);
    await conversation.close();
  }
}
