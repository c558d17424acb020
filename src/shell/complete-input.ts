import type { Candidate, Completion } from '../engine/completion/completion.js';
import type { Conversation } from './conversation.js';
import { dotCommands } from './dot-commands/registry.js';
import { shellFormats } from './formats/registry.js';

const takesTable = /^(\.schema|\.describe|\.ddl|\.grants|\\d\+?|\\dp|\\z|\\sv)\s+/;
const takesFormat = /^(\.mode|\.last|\\pset)\s+/;
const takesQuery = /^\.explain\s+(analyze\s+)?/;

/** Lists what may stand at the cursor: in a statement what the session says, in a dot command its names and operands. */
export async function completeInput(text: string, cursor: number, { session }: Conversation): Promise<Completion> {
  const blanks = /^\s*/.exec(text)![0].length;
  const line = text.slice(blanks);
  if (!/^[.\\]/.test(line)) return session.complete(text, cursor);
  const typed = line.slice(0, cursor - blanks);
  const query = takesQuery.exec(line)?.[0] ?? '';
  if (query !== '' && cursor >= blanks + query.length) {
    const shift = blanks + query.length;
    const { start, candidates } = await session.complete(text.slice(shift), cursor - shift);
    return { start: start + shift, candidates };
  }
  const table = takesTable.exec(typed)?.[0];
  if (table !== undefined) {
    const shift = blanks + table.length - tablesBefore.length;
    const { start, candidates } = await session.complete(tablesBefore + typed.slice(table.length), cursor - shift);
    return { start: start + shift, candidates: candidates.filter(({ kind }) => kind !== 'keyword') };
  }
  const format = takesFormat.exec(typed)?.[0];
  if (format !== undefined) {
    const names = shellFormats.map(({ name }) => name);
    return fitting(names, 'a format', typed.slice(format.length), blanks + format.length);
  }
  if (/\s/.test(typed)) return { start: cursor, candidates: [] };
  const candidates = dotCommands.flatMap(({ name, aliases, operands, summary }) =>
    [`.${name}`, ...aliases].map(
      (text): Candidate => ({ text, kind: 'name', detail: `${operands}  ${summary}`.trim() }),
    ),
  );
  return { start: blanks, candidates: candidates.filter((candidate) => candidate.text.startsWith(typed)) };
}

const tablesBefore = 'DESCRIBE ';

const fitting = (names: readonly string[], detail: string, typed: string, start: number): Completion => ({
  start,
  candidates: names.filter((name) => name.startsWith(typed)).map((text) => ({ text, kind: 'name', detail })),
});
