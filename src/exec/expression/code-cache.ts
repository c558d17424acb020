import type { QueryMemory } from '../../vector/query-memory.js';
import type { RowLoop } from './row-loop.js';

/** The code of one function, and what its caller must know to run it. */
export interface CompiledCode {
  readonly module: WebAssembly.Module;
  readonly loop: Pick<RowLoop, 'arguments' | 'failures' | 'slotCount'>;
  /** Words of the argument block that change with each batch; -1 for one that there is not. */
  readonly words: {
    /** `place`: 0 values, 1 validity, 2 codes, 3 states of the column. */
    readonly columnWords: readonly { readonly word: number; readonly place: number; readonly column: number }[];
    readonly namedWords: readonly { readonly word: number; readonly name: string }[];
    readonly countWord: number;
    readonly selectionWord: number;
  };
  readonly importNames: readonly string[];
  /** What the writer of the code told of it. */
  readonly facts: unknown;
  /** The function as it runs over a memory that this thread holds. */
  readonly linked: WeakMap<QueryMemory, (args: number) => number>;
}

const entriesMax = 2048;
const entries = new Map<string, CompiledCode>();

/**
 * Gives the code for a key, or makes it: a plan that comes again finds its code written, compiled, and perhaps optimised by V8 already.
 * A key must say all that the code depends on. The least recently used code goes when there is too much.
 */
export function codeFor(key: string | undefined, make: () => CompiledCode): CompiledCode {
  if (key === undefined) return make();
  let code = entries.get(key);
  if (code) entries.delete(key);
  else code = make();
  entries.set(key, code);
  if (entries.size > entriesMax) entries.delete(entries.keys().next().value!);
  return code;
}
