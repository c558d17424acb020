import { LakeError } from '../../base/lake-error.js';
import { layoutOf, slotBytes } from '../../vector/layout.js';
import type { QueryMemory } from '../../vector/query-memory.js';
import { writeSlot, writeView } from '../../vector/slot-value.js';
import type { Batch, Vector } from '../../vector/vector.js';
import type { ThreadContext } from '../thread-context.js';
import { type CompiledCode, codeFor } from './code-cache.js';
import type { ColumnShape } from './column-shape.js';
import { failureMessage } from './failure-message.js';
import { compileModule } from './module-cache.js';
import { type Argument, type Failure, failureRecordBytes, RowLoop } from './row-loop.js';

/** A column that code is compiled against: a vector and, where it was computed ahead, its states and its failures. */
export interface BoundColumn {
  readonly vector: Vector;
  readonly shape: ColumnShape;
  /** Address of the state bytes (`valueState`) where the shape has states. */
  readonly states: number;
  /** Tells the error of a row whose state is `failed`. */
  readonly failureOf: ((row: number) => LakeError) | undefined;
}

/** A function that was compiled for columns of certain shapes. */
export class BatchFunction<Facts = void> {
  /** What `emit` told of the code. */
  readonly facts: Facts;
  readonly #context: ThreadContext;
  readonly #loop: CompiledCode['loop'];
  readonly #words: CompiledCode['words'];
  readonly #run: (args: number) => number;
  readonly #block: number;
  readonly #failureRecord: number;

  /** Writes the function with `emit` and compiles it, unless code for `key` is there already; links it to the kernels. */
  constructor(
    context: ThreadContext,
    shapes: readonly ColumnShape[],
    hasSelection: boolean,
    emit: (loop: RowLoop) => Facts,
    key?: string,
  ) {
    this.#context = context;
    const code = codeFor(key, () => {
      const loop = new RowLoop(shapes, hasSelection);
      const facts = emit(loop);
      const { bytes, importNames } = loop.finish();
      // The loop itself holds every instruction that was written; code is kept for long.
      const { arguments: args, failures, slotCount } = loop;
      const kept = { arguments: args, failures, slotCount };
      return {
        module: compileModule(bytes),
        loop: kept,
        words: wordsOf(args),
        importNames,
        facts,
        linked: new WeakMap(),
      };
    });
    this.#loop = code.loop;
    this.#words = code.words;
    this.facts = code.facts as Facts;
    const { memory, arena } = context;
    this.#run = code.linked.get(memory) ?? link(code, memory);
    this.#block = arena.allocZeroed(this.#loop.arguments.length * 4);
    this.#failureRecord = arena.alloc(failureRecordBytes);
    this.#fillConstants();
  }

  /**
   * Runs over the live rows of a batch. `named` gives the words that the code asked for by name.
   * @throws the error of the first row that fails
   */
  run(batch: Batch, columns: readonly BoundColumn[], named: Readonly<Record<string, number>> = {}): void {
    const { u32 } = this.#context.memory;
    const block = this.#block >>> 2;
    const { columnWords, namedWords, countWord, selectionWord } = this.#words;
    if (countWord >= 0) u32[block + countWord] = batch.selectedCount;
    if (selectionWord >= 0) u32[block + selectionWord] = batch.selection;
    for (let index = 0; index < columnWords.length; index++) {
      const { word, place, column } = columnWords[index]!;
      const { vector, states } = columns[column]!;
      const { values, validity, codes } = vector;
      u32[block + word] = place === 0 ? values : place === 1 ? validity : place === 2 ? codes : states;
    }
    for (let index = 0; index < namedWords.length; index++) {
      const { word, name } = namedWords[index]!;
      u32[block + word] = named[name]!;
    }
    const failed = this.#run(this.#block);
    if (failed !== 0) throw this.#failure(failed, columns);
  }

  #fillConstants(): void {
    const { memory, arena } = this.#context;
    const alloc = (bytes: number): number => arena.alloc(bytes);
    this.#loop.arguments.forEach((argument, index) => {
      const word = (this.#block >>> 2) + index;
      if (argument.kind === 'failure') memory.u32[word] = this.#failureRecord;
      else if (argument.kind === 'slots') memory.u32[word] = arena.allocZeroed(16 * this.#loop.slotCount);
      else if (argument.kind === 'text') {
        const view = arena.alloc(16);
        writeView(memory, view, argument.bytes, alloc);
        memory.u32[word] = view;
      } else if (argument.kind === 'table') {
        const layout = layoutOf(argument.type);
        const table = arena.alloc(argument.values.length * slotBytes[layout]);
        argument.values.forEach((value, place) => {
          writeSlot(memory, argument.type, layout, table + place * slotBytes[layout], value, alloc);
        });
        memory.u32[word] = table;
      }
    });
  }

  #failure(number: number, columns: readonly BoundColumn[]): LakeError {
    const failure: Failure = this.#loop.failures[number - 1]!;
    if (failure.column !== undefined) {
      return columns[failure.column]!.failureOf!(this.#context.memory.u32[this.#failureRecord >>> 2]!);
    }
    return new LakeError(failure.name, failureMessage(this.#context.memory, failure, this.#failureRecord + 16));
  }
}

const columnPlaces = ['values', 'validity', 'codes', 'states'] as const;

/** Sorts the words of an argument block by where they come from, so that filling it for a batch asks no more what each is. */
function wordsOf(args: readonly Argument[]): CompiledCode['words'] {
  const columnWords = args.flatMap((argument, word) =>
    'column' in argument ? [{ word, place: columnPlaces.indexOf(argument.kind), column: argument.column }] : [],
  );
  const namedWords = args.flatMap((argument, word) =>
    argument.kind === 'named' ? [{ word, name: argument.name }] : [],
  );
  const wordOf = (kind: Argument['kind']): number => args.findIndex((argument) => argument.kind === kind);
  return { columnWords, namedWords, countWord: wordOf('count'), selectionWord: wordOf('selection') };
}

/** Links code to a memory and its kernels; it keeps nothing between calls, so all functions of the thread may run the same. */
function link(code: CompiledCode, memory: QueryMemory): (args: number) => number {
  const env: Record<string, WebAssembly.ImportValue> = { memory: memory.memory };
  for (const name of code.importNames) env[name] = memory.kernels[name] as unknown as WebAssembly.ImportValue;
  const run = new WebAssembly.Instance(code.module, { env }).exports.run as (args: number) => number;
  code.linked.set(memory, run);
  return run;
}
