import { createInterface } from 'node:readline';
import { splitStatements } from '../engine/script.js';
import type { StatementOptions } from '../engine/session-options.js';
import { diagnosticText } from './diagnostic.js';
import { runScript, type ScriptTarget } from './run-script.js';

const prompt = 'lakelet> ';
const continuation = '      -> ';

/**
 * Reads statements from the terminal and runs each when its `;` was typed. Ctrl-C cancels the running statement, or forgets
 * the one being typed; Ctrl-D, `quit` or `exit` ends.
 */
export async function runRepl(
  target: Omit<ScriptTarget, 'statementOptions'>,
  options: StatementOptions,
): Promise<void> {
  const lines = createInterface({ input: process.stdin, output: process.stdout, prompt, historySize: 1000 });
  let typed = '';
  let running: AbortController | undefined;
  const ask = (): void => {
    lines.setPrompt(typed === '' ? prompt : continuation);
    lines.prompt();
  };
  lines.on('SIGINT', () => {
    if (running) return running.abort();
    typed = '';
    process.stdout.write('\n');
    ask();
  });
  process.stdout.write('Statements end with ; and Ctrl-D leaves.\n');
  ask();
  for await (const line of lines) {
    if (typed === '' && /^\s*(quit|exit)\s*;?\s*$/i.test(line)) break;
    typed += `${line}\n`;
    const statements = splitStatements(typed);
    if (statements.every(({ isTerminated }) => isTerminated)) {
      const text = typed;
      typed = '';
      running = new AbortController();
      try {
        await runScript(text, { ...target, statementOptions: { ...options, signal: running.signal } });
      } catch (error) {
        process.stderr.write(diagnosticText(error, text));
      }
      running = undefined;
    }
    ask();
  }
  lines.close();
}
