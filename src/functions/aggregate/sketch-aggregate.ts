import { type Instruction, i32 } from '../../wasm/instruction.js';
import type { AggregateState, BoundTypes, EmittedAggregate, EmittedValue, Emitter } from '../definition.js';
import { not, yes } from '../emitted-value.js';

const headerBytes = 8;
const sketch = 0;
const seen = 1;

/** Registers of the sketches that HyperLogLog values are. */
export const hyperLogLogRegisters = 4096;

/** The bytes of an empty sketch (kernels/distinct-sketch.ts). */
export const emptySketch = (registers: number): Uint8Array => new Uint8Array(headerBytes + registers);

/** The sketch in a group's state, and whether there is one. */
export const sketchOf = (state: AggregateState): { readonly view: EmittedValue; readonly isSeen: Instruction } => ({
  view: state.load(sketch),
  isSeen: state.load(seen).value,
});

/** Gives a group the sketch that `make` makes where it has none. */
function ensureSketch(e: Emitter, state: AggregateState, make: () => EmittedValue): void {
  e.code.if(not(state.load(seen).value), () => {
    state.store(sketch, make());
    state.store(seen, yes);
  });
}

/** Joins a sketch into a group's. */
export function joinSketch(e: Emitter, state: AggregateState, other: EmittedValue): void {
  e.code.if(
    state.load(seen).value,
    () => e.code.emit(e.call('sketch_merge', 'void', [state.load(sketch).value, other.value])),
    () => {
      state.store(sketch, other);
      state.store(seen, yes);
    },
  );
}

/** Makes an aggregate whose state is a sketch of hashes; its bytes belong to the group and are changed in place. */
export const sketchAggregate = (
  registersOf: (e: Emitter, args: readonly EmittedValue[]) => number,
  hash: (e: Emitter, value: EmittedValue, types: BoundTypes) => Instruction,
  finish: EmittedAggregate['finish'],
): EmittedAggregate => ({
  state: () => ['view', 'bool'],
  update(e, state, args, types) {
    const registers = registersOf(e, args);
    ensureSketch(e, state, () => e.text(emptySketch(registers)));
    e.code.emit(e.call('sketch_add', 'void', [state.load(sketch).value, hash(e, args[0]!, types)]));
  },
  merge(e, state, other) {
    e.code.if(other.load(seen).value, () => joinSketch(e, state, other.load(sketch)));
  },
  finish,
});

/** The sketch itself as a value; NULL where no row came. */
export const finishedSketch: EmittedAggregate['finish'] = (e, state) => {
  const { view, isSeen } = sketchOf(state);
  return { ...view, isNull: e.keep(i32.eqz(isSeen)) };
};
