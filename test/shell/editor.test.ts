import { describe, expect, test } from 'vitest';
import type { Candidate } from '../../src/engine/completion/completion.js';
import { commonStart } from '../../src/shell/editor/completion-menu.js';
import { EditBuffer } from '../../src/shell/editor/edit-buffer.js';
import { type EditEnd, EditSession } from '../../src/shell/editor/edit-session.js';
import { History } from '../../src/shell/editor/history.js';
import { layOut } from '../../src/shell/editor/layout.js';
import { colouredTheme, plainTheme } from '../../src/shell/theme.js';

/** A buffer with the text, the cursor where `|` is. */
function buffer(marked: string): EditBuffer {
  const made = new EditBuffer();
  made.reset(marked.replace('|', ''), marked.indexOf('|'));
  return made;
}
const shown = ({ text, cursor }: EditBuffer): string => `${text.slice(0, cursor)}|${text.slice(cursor)}`;

describe('the text', () => {
  test.each<[string, (of: EditBuffer) => unknown, string]>([
    ['a 👨‍👩‍👧|b', (of) => of.moveLeft(), 'a |👨‍👩‍👧b'],
    ['a e\u0301|b', (of) => of.deleteBefore(), 'a |b'],
    ['|e\u0301b', (of) => of.deleteAfter(), '|b'],
    ['one two|', (of) => of.moveWordLeft(), 'one |two'],
    ['one| two', (of) => of.moveWordRight(), 'one two|'],
    ['a.b, c|', (of) => of.cutBlankSeparatedWord(), 'a.b, |'],
    ['a.b|, c', (of) => of.cutWordBefore(), 'a.|, c'],
    ['a|bc\nd', (of) => of.cutToLineEnd(), 'a|\nd'],
    ['abc|\nd', (of) => of.cutToLineEnd(), 'abc|d'],
    ['x\nab|c', (of) => of.cutToLineStart(), 'x\n|c'],
    ['ab|', (of) => of.transpose(), 'ba|'],
    ['a|b', (of) => of.transpose(), 'ba|'],
    ['abcd\nx\nef|gh', (of) => [of.moveUp(), of.moveUp()], 'ab|cd\nx\nefgh'],
    ['ab|\ncd', (of) => of.moveDown(), 'ab\ncd|'],
    ['漢漢\na|b', (of) => of.moveUp(), '漢|漢\nab'],
  ])('%s', (before, change, after) => {
    const made = buffer(before);
    change(made);
    expect(shown(made)).toBe(after);
  });

  test('is undone by words and changes, and done again', () => {
    const made = new EditBuffer();
    for (const letter of 'ab cd') made.insert(letter);
    made.cutWordBefore();
    made.pasteCut();
    const states = [1, 2, 3, 4].map(() => {
      made.undo();
      return made.text;
    });
    expect(states).toEqual(['ab ', 'ab cd', 'ab ', 'ab']);
    made.redo();
    made.redo();
    expect(made.text).toBe('ab cd');
  });
});

describe('the history', () => {
  test('goes back and comes back to what was being typed', () => {
    const history = new History(['one', 'two'], 10);
    expect([history.older('new'), history.older(''), history.older('')]).toEqual(['two', 'one', undefined]);
    expect([history.newer(), history.newer(), history.newer()]).toEqual(['two', 'new', undefined]);
  });

  test('keeps an entry once, where it is newest, and so many', () => {
    const history = new History(['a', 'b', 'c'], 3);
    history.add('a');
    history.add('d');
    expect(history.entries).toEqual(['c', 'a', 'd']);
    expect([history.search('A'), history.search('a', 1), history.search('x')]).toEqual([1, undefined, undefined]);
  });
});

describe('typing', () => {
  const candidates: readonly Candidate[] = [
    { text: 'alpha', kind: 'column', detail: 'bigint' },
    { text: 'altitude', kind: 'column', detail: 'double' },
  ];
  const session = (): EditSession =>
    new EditSession({
      history: new History(['SELECT 1;', 'SELECT 22;'], 10),
      isComplete: (text) => text.endsWith(';'),
      complete: async (text, cursor) => ({ start: text.lastIndexOf(' ', cursor - 1) + 1, candidates }),
    });
  const press = (of: EditSession, ...keys: readonly string[]): EditEnd | undefined =>
    keys.map((name) => of.press(name.length === 1 ? { text: name } : { name }, () => undefined)).at(-1);

  test('ends by Enter when the text is whole, else begins a line', () => {
    const made = session();
    expect(press(made, 'a', 'return')).toBeUndefined();
    expect(press(made, ';', 'left', 'return')).toEqual({ kind: 'text', text: 'a\n;' });
    expect(press(session(), 'ctrl-d')).toEqual({ kind: 'end of input' });
    expect(press(session(), 'a', 'ctrl-c')).toEqual({ kind: 'given up' });
  });

  test('chooses from a menu; typing takes the chosen one', async () => {
    const made = session();
    press(made, 'a', 'l', 'tab');
    await Promise.resolve();
    await Promise.resolve();
    expect(made.menu?.candidates).toHaveLength(2);
    press(made, 'tab', 'tab', '>');
    expect(made.buffer.text).toBe('altitude>');
    expect(made.menu).toBeUndefined();
  });

  test('drops candidates that come after another key', async () => {
    const made = session();
    press(made, 'a', 'l', 'tab', 'x');
    await Promise.resolve();
    await Promise.resolve();
    expect(made.menu).toBeUndefined();
    expect(made.buffer.text).toBe('alx');
  });

  test('searches: older with Ctrl-R, Enter runs it, Ctrl-G leaves', () => {
    const made = session();
    press(made, 'ctrl-r', 'L', 'ctrl-r');
    expect(made.search?.entry).toBe('SELECT 1;');
    press(made, 'backspace', 'z');
    expect(made.search?.fails).toBe(true);
    press(made, 'ctrl-g');
    expect([made.search, made.buffer.text]).toEqual([undefined, '']);
    expect(press(made, 'ctrl-r', '2', 'return')).toEqual({ kind: 'text', text: 'SELECT 22;' });
  });

  test('takes a paste without control characters', () => {
    const made = session();
    press(made, 'paste-start', 'a', 'return', 'tab', 'up', 'b', ';', 'return', 'paste-end');
    expect(made.buffer.text).toBe('a\n\tb;\n');
  });

  test('knows what candidates have in common', () => {
    expect(commonStart(candidates)).toBe('al');
    expect(commonStart([])).toBe('');
  });
});

describe('the layout', () => {
  const lay = (text: string, cursor: number, columns: number, theme = plainTheme) =>
    layOut({ text, cursor, spans: [], prompts: ['> ', '. '] }, columns, theme);

  test('breaks lines that are too long, never within a wide character', () => {
    const { rows, widths, cursorRow, cursorColumn } = lay('a漢漢漢', 4, 6);
    expect({ rows, widths, cursorRow, cursorColumn }).toEqual({
      rows: ['> a漢', '漢漢'],
      widths: [5, 4],
      cursorRow: 1,
      cursorColumn: 4,
    });
  });

  test('puts a cursor behind a full row into the next one', () => {
    expect(lay('abcd', 4, 6)).toMatchObject({ cursorRow: 1, cursorColumn: 0 });
    expect(lay('ab\ncd', 2, 20)).toMatchObject({ cursorRow: 0, cursorColumn: 4, rows: ['> ab', '. cd'] });
  });

  test('shows control characters and colours what it is told to', () => {
    expect(lay('\x1b\t', 0, 20).rows).toEqual(['> ^[  ']);
    const { rows } = layOut(
      { text: 'SELECT 1', cursor: 0, spans: [{ kind: 'keyword', start: 0, end: 6 }], prompts: ['', ''] },
      20,
      colouredTheme,
    );
    expect(rows).toEqual(['\x1b[1;34mSELECT\x1b[0m 1']);
  });
});
