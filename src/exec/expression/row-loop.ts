import type { ErrorCode } from '../../base/error-codes.js';
import type { EmittedValue } from '../../functions/definition.js';
import type { SqlType } from '../../types/sql-type.js';
import type { SqlValue } from '../../types/sql-value.js';
import { type Layout, slotBytes } from '../../vector/layout.js';
import { FunctionBuilder, type Local } from '../../wasm/function-builder.js';
import { f32, f64, type Instruction, i32, i64, returnValue, type ValueType, v128 } from '../../wasm/instruction.js';
import { ModuleBuilder } from '../../wasm/module-builder.js';
import type { ColumnShape } from './column-shape.js';

/** One word of the argument block that a compiled function reads at its start. */
export type Argument =
  | { readonly kind: 'count' | 'selection' | 'failure' | 'slots' }
  | { readonly kind: 'values' | 'validity' | 'codes' | 'states'; readonly column: number }
  | { readonly kind: 'text'; readonly bytes: Uint8Array }
  /** A table of slots. */
  | { readonly kind: 'table'; readonly type: SqlType; readonly values: readonly SqlValue[] }
  | { readonly kind: 'named'; readonly name: string };

/** An error that a compiled function may end with; the function returns its index plus 1. */
export interface Failure {
  readonly name: ErrorCode;
  readonly message: string;
  readonly values: readonly { readonly type: SqlType; readonly layout: Layout }[];
  /** Set for a value that was computed before and failed: the column whose error is to be told. */
  readonly column?: number | undefined;
}

/** Bytes of the failure record: the row's index, then 16 bytes a value from byte 16. */
export const failureRecordBytes = 16 + 16 * 8;

/**
 * One WebAssembly function over the rows of a batch. It takes the address of an argument block (i32 words, see `Argument`),
 * loops over all rows or over the selected ones, and returns 0 or the number of a failure.
 */
export class RowLoop {
  readonly module = new ModuleBuilder();
  readonly code = new FunctionBuilder('run', ['i32'], ['i32']);
  readonly arguments: Argument[] = [];
  readonly failures: Failure[] = [];
  readonly shapes: readonly ColumnShape[];
  readonly hasSelection: boolean;
  slotCount = 0;
  #row: Instruction = i32.const(0);
  readonly #argumentLocals = new Map<string, Local>();

  constructor(shapes: readonly ColumnShape[], hasSelection: boolean) {
    this.shapes = shapes;
    this.hasSelection = hasSelection;
  }

  /** Index of the physical row that the loop is at. */
  get row(): Instruction {
    return this.#row;
  }

  /** Reads a word of the argument block, once at the function's start. */
  argument(argument: Argument): Instruction {
    const key = argumentKey(argument, this.arguments.length);
    let local = this.#argumentLocals.get(key);
    if (!local) {
      const offset = this.arguments.length * 4;
      this.arguments.push(argument);
      local = this.code.prologueLocal('i32', i32.load(this.code.parameters[0]!.get, offset));
      this.#argumentLocals.set(key, local);
    }
    return local.get;
  }

  /** Reads a word that the caller fills by name. */
  named(name: string): Instruction {
    return this.argument({ kind: 'named', name });
  }

  /** Writes the loop around `body`. `position` counts from 0 also where rows are selected. */
  loop(body: (position: Instruction) => void): void {
    this.#range(i32.const(0), this.argument({ kind: 'count' }), body);
  }

  /** Writes a loop around each of `bodies`; they take turns, `rows` rows at a time. */
  chunks(rows: number, bodies: readonly ((position: Instruction) => void)[]): void {
    const { code } = this;
    const count = this.argument({ kind: 'count' });
    const start = code.local('i32');
    const stop = code.local('i32');
    code.set(start, i32.const(0));
    code.block((end) => {
      code.loop((top) => {
        code.branchIf(end, i32.geu(start.get, count));
        code.set(stop, i32.add(start.get, i32.const(rows)));
        code.if(i32.gtu(stop.get, count), () => code.set(stop, count));
        for (const body of bodies) this.#range(start.get, stop.get, body);
        code.set(start, stop.get);
        code.branch(top);
      });
    });
  }

  #range(start: Instruction, stop: Instruction, body: (position: Instruction) => void): void {
    const { code } = this;
    const selection = this.hasSelection ? this.argument({ kind: 'selection' }) : undefined;
    const position = code.local('i32');
    const row = selection ? code.local('i32') : position;
    this.#row = row.get;
    code.set(position, start);
    code.block((end) => {
      code.loop((top) => {
        code.branchIf(end, i32.geu(position.get, stop));
        if (selection) code.set(row, i32.load(i32.add(selection, i32.shl(position.get, i32.const(2)))));
        body(position.get);
        code.set(position, i32.add(position.get, i32.const(1)));
        code.branch(top);
      });
    });
  }

  finish(): { bytes: Uint8Array<ArrayBuffer>; importNames: readonly string[] } {
    this.code.emit(returnValue(i32.const(0)));
    this.module.add(this.code);
    return { bytes: this.module.encode(), importNames: this.module.importNames };
  }

  /** Registers a failure and gives the number that the function returns for it. */
  failure(failure: Failure): number {
    this.failures.push(failure);
    return this.failures.length;
  }
}

function argumentKey(argument: Argument, index: number): string {
  if (argument.kind === 'text') return `text:${[...argument.bytes].join()}`;
  return argument.kind === 'table' ? `table:${index}` : JSON.stringify(argument);
}

/** The WebAssembly type of a layout's (low) word. */
export const wordType: Record<Layout, ValueType> = {
  bool: 'i32',
  i32: 'i32',
  i64: 'i64',
  f32: 'f32',
  f64: 'f64',
  i128: 'i64',
  view: 'i32',
};

/** Loads the slot at `address`; a view's value is the address itself. */
export function loadSlot(layout: Layout, address: Instruction, offset = 0): EmittedValue {
  switch (layout) {
    case 'bool':
      return { layout, value: i32.load8u(address, offset) };
    case 'i32':
      return { layout, value: i32.load(address, offset) };
    case 'i64':
      return { layout, value: i64.load(address, offset) };
    case 'f32':
      return { layout, value: f32.load(address, offset) };
    case 'f64':
      return { layout, value: f64.load(address, offset) };
    case 'i128':
      return { layout, value: i64.load(address, offset), high: i64.load(address, offset + 8) };
    case 'view':
      return { layout, value: offset === 0 ? address : i32.add(address, i32.const(offset)) };
  }
}

/** Stores a value into the slot at `address`; of a view the 16 bytes, not what they point to. */
export function storeSlot(code: FunctionBuilder, value: EmittedValue, address: Instruction, offset = 0): void {
  switch (value.layout) {
    case 'bool':
      return code.emit(i32.store8(address, value.value, offset));
    case 'i32':
      return code.emit(i32.store(address, value.value, offset));
    case 'i64':
      return code.emit(i64.store(address, value.value, offset));
    case 'f32':
      return code.emit(f32.store(address, value.value, offset));
    case 'f64':
      return code.emit(f64.store(address, value.value, offset));
    case 'i128':
      code.emit(i64.store(address, value.value, offset));
      return code.emit(i64.store(address, value.high ?? i64.shrs(value.value, i64.const(63)), offset + 8));
    case 'view':
      return code.emit(v128.store(address, v128.load(value.value), offset));
  }
}

/** Address of row `index` in values of a layout. */
export function slotAddress(base: Instruction, index: Instruction, layout: Layout): Instruction {
  const bytes = slotBytes[layout];
  return bytes === 1 ? i32.add(base, index) : i32.add(base, i32.shl(index, i32.const(Math.log2(bytes))));
}
