import type { ColumnReference } from '../../plan/expression.js';
import { type Batch, withSelection } from '../../vector/vector.js';
import { type Instruction, i32, i64 } from '../../wasm/instruction.js';
import type { Program } from '../expression/ahead-step.js';
import { BatchProgram } from '../expression/batch-program.js';
import { slotAddress } from '../expression/row-loop.js';
import type { Gang } from '../operator.js';
import { emitNullKey } from '../rows/key-equality.js';
import { emitHash } from '../rows/row-emitter.js';
import type { ThreadContext } from '../thread-context.js';
import { joinWord } from './join-build.js';

/** Says that only rows whose keys may be in a join's table are wanted of a scan. */
export interface JoinFilterNode {
  /** The state of the join's build side, which has ended before the scan begins. */
  readonly state: number;
  readonly keys: readonly ColumnReference[];
}

// A filter that passes more than this part of its first rows is left out from then on.
const passedMax = 0.7;
const rowsTried = 50_000;

/** Narrows batches to the rows whose keys the Bloom filter of a join's build side lets through. */
export class JoinFilter {
  readonly positions: readonly number[];
  readonly #context: ThreadContext;
  /** Index of the first word of the join's shared state. */
  readonly #shared: number;
  readonly #program: Program<void>;
  #rowsSeen = 0;
  #rowsPassed = 0;

  constructor(node: JoinFilterNode, context: ThreadContext, gang: Gang, inputs: readonly number[]) {
    this.#context = context;
    this.#shared = gang.sharedState(node.state) >>> 2;
    this.positions = node.keys.map(({ id }) => inputs.indexOf(id));
    const types = node.keys.map(({ type }) => type);
    this.#program = new BatchProgram(context, inputs, node.keys, ({ loop, emitter: e, expressions }) => {
      const { code } = loop;
      const count = code.local('i32', i32.const(0));
      loop.loop(() => {
        const keys = expressions.map((key) => e.emit(key));
        const isNull = emitNullKey(
          keys,
          keys.map(() => ({ nullsEqual: false })),
        );
        const check = (): void =>
          e.scoped(() => {
            const hash = emitHash(e, types, keys);
            const word = i32.and(i32.wrapI64(i64.shru(hash, i64.const(32))), loop.named('mask'));
            const bit = (shift: number): Instruction => i64.shl(i64.const(1), i64.shru(hash, i64.const(shift)));
            const bits = e.keep(i64.or(bit(0), bit(6)));
            const found = i64.and(i64.load(slotAddress(loop.named('bloom'), word, 'i64')), bits);
            const isPossible = i64.eq(found, bits);
            code.emit(i32.store(slotAddress(loop.named('selected'), count.get, 'i32'), loop.row));
            code.set(count, i32.add(count.get, isPossible));
          });
        if (!isNull) return check();
        code.if(i32.eqz(isNull), check);
      });
      code.emit(i32.store(loop.named('count'), count.get));
    });
  }

  /** False once the filter has shown to pass most rows. */
  get isWorthwhile(): boolean {
    return this.#rowsSeen < rowsTried || this.#rowsPassed < passedMax * this.#rowsSeen;
  }

  run(batch: Batch): Batch {
    const { memory, scratch } = this.#context;
    const count = scratch.alloc(4 * batch.selectedCount + 8);
    const selected = count + 4;
    const bloom = memory.u32[this.#shared + joinWord.bloom]!;
    const mask = memory.u32[this.#shared + joinWord.bloomMask]!;
    this.#program.run(batch, () => ({ bloom, mask, selected, count }));
    const selectedCount = memory.u32[count >>> 2]!;
    this.#rowsSeen += batch.selectedCount;
    this.#rowsPassed += selectedCount;
    return selectedCount === batch.selectedCount ? batch : withSelection(batch, selected, selectedCount);
  }
}
