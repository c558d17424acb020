import type { Completion } from '../../engine/completion/completion.js';
import { CompletionMenu, commonStart } from './completion-menu.js';
import { EditBuffer } from './edit-buffer.js';
import type { History } from './history.js';
import { HistorySearch } from './history-search.js';
import type { Key } from './key.js';
import { keyBindings } from './key-bindings.js';

/** How the typing of one text ends: with the text, given up (Ctrl-C), or with the end of input (Ctrl-D). */
export type EditEnd =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'given up' }
  | { readonly kind: 'end of input' };

/** What typing asks of whoever reads the text. */
export interface EditOptions {
  readonly history: History;
  /** Tells whether Enter ends the text rather than begins a line. */
  isComplete(text: string): boolean;
  complete(text: string, cursor: number): Promise<Completion>;
}

const pageLines = 10;

/** The typing of one text, key by key, without a terminal: the text, the menu of candidates and the search that may be open. */
export class EditSession {
  readonly buffer = new EditBuffer();
  readonly #options: EditOptions;
  #menu: CompletionMenu | undefined;
  #search: HistorySearch | undefined;
  /** Text between the marks of a paste. */
  #pasted: string | undefined;
  /** Counts the keys, so that candidates that come late are dropped. */
  #keyCount = 0;

  constructor(options: EditOptions) {
    this.#options = options;
  }

  get menu(): CompletionMenu | undefined {
    return this.#menu;
  }

  get search(): HistorySearch | undefined {
    return this.#search;
  }

  /** Takes a key; gives how typing ended, if it did. `changed` is called when candidates come later. */
  press(key: Key, changed: () => void): EditEnd | undefined {
    this.#keyCount++;
    if (key.name === 'paste-start') this.#pasted = '';
    else if (key.name === 'paste-end') this.#endPaste();
    else if (this.#pasted !== undefined)
      this.#pasted +=
        key.text ?? (key.name === 'return' || key.name === 'ctrl-j' ? '\n' : key.name === 'tab' ? '\t' : '');
    else if (key.name === 'ctrl-c') return { kind: 'given up' };
    else if (this.#search) return this.#pressInSearch(this.#search, key);
    else if (this.#menu && this.#pressInMenu(this.#menu, key)) return undefined;
    else return this.#pressInText(key, changed);
    return undefined;
  }

  #pressInText(key: Key, changed: () => void): EditEnd | undefined {
    this.#menu = undefined;
    const { buffer } = this;
    const { history, isComplete } = this.#options;
    if (key.text !== undefined) {
      buffer.insert(key.text);
      return undefined;
    }
    const bound = keyBindings[key.name];
    if (bound) bound(buffer);
    else if (key.name === 'return') {
      if (isComplete(buffer.text)) return this.#end();
      buffer.insert('\n');
    } else if (key.name === 'ctrl-d') {
      if (buffer.text === '') return { kind: 'end of input' };
      buffer.deleteAfter();
    } else if (key.name === 'up' || key.name === 'ctrl-p') {
      if (!buffer.moveUp()) this.#recall(history.older(buffer.text));
    } else if (key.name === 'down' || key.name === 'ctrl-n') {
      if (!buffer.moveDown()) this.#recall(history.newer());
    } else if (key.name === 'pageup') for (let i = 0; i < pageLines; i++) buffer.moveUp();
    else if (key.name === 'pagedown') for (let i = 0; i < pageLines; i++) buffer.moveDown();
    else if (key.name === 'ctrl-r') this.#search = new HistorySearch(history);
    else if (key.name === 'tab') this.#complete(changed);
    return undefined;
  }

  /** Tells whether the key was for the menu; any other closes it. */
  #pressInMenu(menu: CompletionMenu, key: Key): boolean {
    switch (key.name) {
      case 'tab':
      case 'down':
        menu.move(1);
        return true;
      case 'shift-tab':
      case 'up':
        menu.move(-1);
        return true;
      case 'escape':
      case 'ctrl-g':
        this.#menu = undefined;
        return true;
      case 'return':
      case 'right':
        if (!menu.chosen) return false;
        this.buffer.replaceBefore(menu.start, menu.chosen.text);
        this.#menu = undefined;
        return true;
      default:
        if (menu.chosen) this.buffer.replaceBefore(menu.start, menu.chosen.text);
        return false;
    }
  }

  #pressInSearch(search: HistorySearch, key: Key): EditEnd | undefined {
    if (key.text !== undefined) search.type(key.text);
    else if (key.name === 'ctrl-r') search.older();
    else if (key.name === 'backspace' || key.name === 'ctrl-h') search.erase();
    else {
      this.#search = undefined;
      if (key.name === 'ctrl-g') return undefined;
      if (search.entry !== undefined) this.buffer.reset(search.entry);
      // Enter runs what was found; other keys go on with it.
      if (key.name !== 'escape') return this.#pressInText(key, () => undefined);
    }
    return undefined;
  }

  #recall(entry: string | undefined): void {
    if (entry !== undefined) this.buffer.reset(entry);
  }

  #complete(changed: () => void): void {
    const { buffer } = this;
    const { text, cursor } = buffer;
    const line = text.slice(text.lastIndexOf('\n', cursor - 1) + 1, cursor);
    // Before the first word of a line a tab indents.
    if (/^\s*$/.test(line) && text.trim() !== '') {
      buffer.insert('  ');
      return;
    }
    const keyCount = this.#keyCount;
    void this.#options.complete(text, cursor).then((completion) => {
      if (keyCount !== this.#keyCount) return;
      this.#show(completion);
      changed();
    });
  }

  #show(completion: Completion): void {
    const { candidates, start } = completion;
    const [only] = candidates;
    if (!only) return;
    const common = commonStart(candidates);
    if (candidates.length === 1)
      this.buffer.replaceBefore(start, only.text.endsWith('(') ? only.text : `${only.text} `);
    else if (common.length > this.buffer.cursor - start) this.buffer.replaceBefore(start, common);
    else this.#menu = new CompletionMenu(completion);
  }

  #endPaste(): void {
    const text = (this.#pasted ?? '').replace(/\r\n?/g, '\n').replace(/[^\P{Cc}\n\t]/gu, '');
    this.#pasted = undefined;
    if (this.#search) this.#search.type(text.replaceAll('\n', ' '));
    else this.buffer.insert(text);
    this.#menu = undefined;
  }

  #end(): EditEnd {
    this.buffer.moveToEnd();
    this.#options.history.leave();
    return { kind: 'text', text: this.buffer.text };
  }
}
