import { type Instruction, i64 } from '../../wasm/instruction.js';
import type { AggregateFunction, AggregateState, EmittedAggregate, Emitter } from '../definition.js';
import { kept, not, yes } from '../emitted-value.js';
import { orFlag } from './sum.js';
import { emitHash, hashValue, isHashEmitted } from './value-hash.js';

const prime = 0x9e3779b185ebca87n;
const total = 0;
const seen = 1;

const add = (e: Emitter, state: AggregateState, addend: Instruction): void =>
  state.store(total, kept(e, 'i64', i64.add(state.load(total).value, addend)));

const checksumOfHashes: EmittedAggregate = {
  state: () => ['i64', 'bool'],
  update(e, state, [value], { args }) {
    const addPresent = (): void =>
      add(e, state, i64.mul(emitHash(e, args[0]!, { ...value!, isNull: undefined }), i64.const(prime)));
    if (value!.isNull) e.code.if(value!.isNull, () => add(e, state, i64.const(prime)), addPresent);
    else addPresent();
    state.store(seen, yes);
  },
  merge(e, state, other) {
    add(e, state, other.load(total).value);
    orFlag(e, state, other, seen);
  },
  finish(e, state) {
    const slot = e.keep(e.resultSlot());
    e.code.emit(i64.store(slot, i64.or(i64.const(8), i64.shl(state.load(total).value, i64.const(32)))));
    e.code.emit(i64.store(slot, i64.shru(state.load(total).value, i64.const(32)), 8));
    return { layout: 'view', value: slot, isNull: e.keep(not(state.load(seen).value)) };
  },
};

export const checksum: AggregateFunction = {
  kind: 'aggregate',
  name: 'checksum',
  summary: 'Returns 8 bytes that depend on the values, but not on their order.',
  overloads: [
    {
      args: ['E'],
      returns: 'varbinary',
      nulls: 'called',
      emit: checksumOfHashes,
      emitsFor: ({ args }) => isHashEmitted(args[0]!),
      host: (rows, { args }) => {
        if (rows.length === 0) return null;
        const hashes = rows.map(([value]) => (value === null ? 1n : hashValue(value!, args[0]!)) * prime);
        const bytes = Buffer.alloc(8);
        bytes.writeBigUInt64LE(
          BigInt.asUintN(
            64,
            hashes.reduce((sum, hash) => sum + hash),
          ),
        );
        return new Uint8Array(bytes);
      },
    },
  ],
};
