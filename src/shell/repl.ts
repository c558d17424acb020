import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { WriteStream } from 'node:tty';
import { programVersion } from '../base/version.js';
import { completeInput } from './complete-input.js';
import type { Conversation } from './conversation.js';
import { diagnosticText } from './diagnostic.js';
import { History } from './editor/history.js';
import type { TerminalEditor } from './editor/terminal-editor.js';
import { HistoryFile, historyMax } from './history-file.js';
import { splitInput } from './split-input.js';
import { themeFor } from './theme.js';
import { configFolder } from './user-folders.js';

const prompt = 'lakelet> ';
const leaves = /^\s*(quit|exit)\s*;?\s*$/i;

/** What a conversation at a terminal begins with. */
export interface ReplOptions {
  readonly editor: TerminalEditor;
  readonly history: History;
  readonly historyFile: HistoryFile;
  /** Where the user sees what is typed. */
  readonly output: WriteStream;
  /** Runs the rc file first. */
  readonly readsRcFile: boolean;
}

/** Reads the history of earlier conversations. */
export async function openHistory(): Promise<Pick<ReplOptions, 'history' | 'historyFile'>> {
  const historyFile = new HistoryFile((text) => process.stderr.write(text));
  return { historyFile, history: new History(await historyFile.read(), historyMax) };
}

/** Reads statements and dot commands from the terminal and runs them. Ctrl-C cancels what runs, or forgets what is being typed. */
export async function runRepl(
  conversation: Conversation,
  { editor, history, historyFile, output, readsRcFile }: ReplOptions,
): Promise<void> {
  const theme = themeFor(output);
  editor.begin();
  output.write(`lakelet ${programVersion}. Statements end with ; and .help lists the commands.\n`);
  if (readsRcFile) await runRcFile(conversation);
  while (!conversation.isOver) {
    const end = await editor.read({
      prompt,
      theme,
      history,
      isComplete,
      complete: (text, cursor) => completeInput(text, cursor, conversation),
    });
    if (end.kind === 'end of input') break;
    if (end.kind === 'given up' || end.text.trim() === '') continue;
    const { text } = end;
    // What begins with a blank is not to be remembered, as in other shells: it may hold a secret.
    if (!/^\s/.test(text)) {
      history.add(text.trimEnd());
      await historyFile.add(text.trimEnd());
    }
    if (leaves.test(text)) break;
    await runReported(conversation, text);
  }
  editor.end();
}

async function runRcFile(conversation: Conversation): Promise<void> {
  let text: string;
  try {
    text = await readFile(join(configFolder(), 'rc'), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') process.stderr.write(diagnosticText(error));
    return;
  }
  await runReported(conversation, text);
}

async function runReported(conversation: Conversation, text: string): Promise<void> {
  try {
    await conversation.run(text);
  } catch (error) {
    process.stderr.write(diagnosticText(error, text, themeFor(process.stderr)));
  }
}

/** Tells whether Enter runs a text: every statement in it has its end. */
function isComplete(text: string): boolean {
  if (leaves.test(text) || /\\[gG]\s*$/.test(text)) return true;
  return splitInput(text).every(({ isTerminated }) => isTerminated);
}
