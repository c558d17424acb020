import { emitKeypressEvents, type Key as Keypress } from 'node:readline';
import type { ReadStream, WriteStream } from 'node:tty';
import { highlight } from '../../engine/completion/highlight.js';
import { textWidth } from '../text-width.js';
import type { Theme } from '../theme.js';
import { type EditEnd, type EditOptions, EditSession } from './edit-session.js';
import { type Key, keyOf } from './key.js';
import { type LaidText, layOut } from './layout.js';
import { menuRows } from './menu-rows.js';
import { Screen } from './screen.js';

/** What reading from a terminal takes. */
export interface TerminalEditorOptions extends EditOptions {
  readonly prompt: string;
  readonly theme: Theme;
}

const bracketedPasteOn = '\x1b[?2004h';
const bracketedPasteOff = '\x1b[?2004l';
// Beyond this, colouring at each key would be felt.
const highlightedLengthMax = 20_000;

/**
 * Reads texts that a person types at a terminal, from `begin` to `end`. Meanwhile the terminal gives every key at once: what is typed while a
 * statement runs waits for the next reading, except Ctrl-C.
 */
export class TerminalEditor {
  readonly #input: ReadStream;
  readonly #output: WriteStream;
  readonly #interrupted: () => void;
  /** Keys that came before anybody read them. */
  readonly #waiting: Key[] = [];
  #hasEnded = false;
  #wake: (() => void) | undefined;

  /** `interrupted` is called for Ctrl-C while nothing is read. */
  constructor(input: ReadStream, output: WriteStream, interrupted: () => void) {
    this.#input = input;
    this.#output = output;
    this.#interrupted = interrupted;
    emitKeypressEvents(input);
    input.on('keypress', (characters: string | undefined, keypress: Keypress) => {
      const key = keyOf(characters, keypress);
      if (key) this.#take(key);
    });
    input.on('end', () => {
      this.#hasEnded = true;
      this.#wake?.();
    });
  }

  /** Takes the terminal, at first or after another program had it. */
  begin(): void {
    this.#input.setRawMode(true);
    this.#input.resume();
    this.#output.write(bracketedPasteOn);
  }

  /** Gives the terminal back as it was. */
  end(): void {
    this.#output.write(bracketedPasteOff);
    this.#input.pause();
    this.#input.setRawMode(false);
  }

  #take(key: Key): void {
    if (this.#wake || key.name !== 'ctrl-c') {
      this.#waiting.push(key);
      this.#wake?.();
      return;
    }
    this.#waiting.length = 0;
    this.#interrupted();
  }

  /** Reads one text. */
  read(options: TerminalEditorOptions): Promise<EditEnd> {
    const session = new EditSession(options);
    const screen = new Screen(this.#output);
    const draw = (): void => {
      const rows = menuRows(session, this.#output, options.theme);
      screen.draw(layOut(shownText(session, options.prompt), this.#output.columns, options.theme), rows);
    };
    return new Promise((resolve) => {
      let isDrawn = true;
      // What is typed fast, or pasted, is drawn once.
      const drawSoon = (): void => {
        if (!isDrawn) return;
        isDrawn = false;
        setImmediate(() => {
          if (!isDrawn) draw();
          isDrawn = true;
        });
      };
      const finish = (end: EditEnd): void => {
        isDrawn = true;
        this.#wake = undefined;
        this.#output.off('resize', draw);
        screen.leave(layOut(plainText(session, options.prompt), this.#output.columns, options.theme));
        resolve(end);
      };
      const take = (): void => {
        for (let key = this.#waiting.shift(); key; key = this.#waiting.shift()) {
          const end = session.press(key, drawSoon);
          if (end) return finish(end);
        }
        if (this.#hasEnded) finish({ kind: 'end of input' });
        else drawSoon();
      };
      this.#output.on('resize', draw);
      this.#wake = take;
      draw();
      take();
    });
  }
}

function plainText({ buffer }: EditSession, prompt: string): LaidText {
  const { text, cursor } = buffer;
  const spans = text.length > highlightedLengthMax || /^\s*[.\\]/.test(text) ? [] : highlight(text);
  return { text, cursor, spans, prompts: [prompt, continuation(prompt)] };
}

/** Gives what is shown while the history is searched: what was found, after what is wanted. */
function shownText(session: EditSession, prompt: string): LaidText {
  const { search } = session;
  if (!search) return plainText(session, prompt);
  const text = search.entry ?? '';
  const before = `(${search.fails ? 'no match for' : 'search'} '${search.wanted}') `;
  const found = text.toLowerCase().indexOf(search.wanted.toLowerCase());
  return {
    text,
    cursor: Math.max(0, found),
    spans: highlight(text),
    prompts: [before, ' '.repeat(textWidth(before))],
  };
}

const continuation = (prompt: string): string => `${' '.repeat(Math.max(0, textWidth(prompt) - 3))}-> `;
