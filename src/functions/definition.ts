import type { ErrorCode } from '../base/error-codes.js';
import type { Position } from '../base/lake-error.js';
import type { SqlType } from '../types/sql-type.js';
import type { SqlValue } from '../types/sql-value.js';
import type { Layout } from '../vector/layout.js';
import type { FunctionBuilder } from '../wasm/function-builder.js';
import type { Instruction, ValueType } from '../wasm/instruction.js';

/**
 * The type of an argument or result as a pattern: a type's text in which upper-case letters (`T K V U`, also `T1`) stand for any
 * type, `E` for a comparable and `O` for an orderable one, and lower-case letters for numbers: `bigint`, `varchar(n)`,
 * `decimal(p1,s1)`, `array(T)`, `map(K,V)`, `row(K,V)`, `function(T,boolean)`, `timestamp(p)`, `timestamp(p) with time zone`.
 * The same letter twice means the same type or number (after coercion). Plain `varchar` is the unbounded one.
 */
export type TypePattern = string;

/** Computes a result type that a pattern cannot say from the bound argument types; `position` is the call's, for errors. */
export type ReturnType = TypePattern | ((args: readonly SqlType[], position?: Position) => SqlType);

/**
 * A value in emitted code. `value` is repeatable (a constant or a local): use it as often as needed. For the layout
 * `i128` `value` is the low word and `high` the high one; for `view` it is the address of the value's 16-byte slot.
 * `isNull` (i32, 0 or 1) is absent where the value is known to be present.
 */
export interface EmittedValue {
  readonly layout: Layout;
  readonly value: Instruction;
  readonly high?: Instruction | undefined;
  readonly isNull?: Instruction | undefined;
  /**
   * For `i32`, `i64` and `i128`: the value is known to lie in [-2^bits, 2^bits). With `bits` ≤ 63 an i128's `high` is the sign of
   * `value`, so arithmetic whose result has few bits may stay in 64-bit instructions and needs no overflow check.
   */
  readonly bits?: number | undefined;
  /** What a literal argument is, so that work on it (a unit's name, a pattern) is done while the code is written. */
  readonly constant?: SqlValue | undefined;
}

/** What `emit` implementations write code with; they may use every method of `code`. */
export interface Emitter {
  readonly code: FunctionBuilder;
  /** Calls an AssemblyScript kernel by its export name. */
  call(kernel: string, result: ValueType | 'void', operands: readonly Instruction[]): Instruction;
  /** Stores an instruction's value in a new local so that it can be repeated. */
  keep(value: Instruction): Instruction;
  /**
   * Ends the row with an error: `{0}`, `{1}` in the message are replaced by the values, printed as the types say.
   * Inside TRY the row's value becomes NULL instead.
   */
  fail(name: ErrorCode, message: string, values?: readonly FailureValue[]): void;
  /** Like `fail` where the condition (i32) is not 0. */
  failIf(condition: Instruction, name: ErrorCode, message: string, values?: readonly FailureValue[]): void;
  /** Address of 16 bytes for this row's result view; a kernel that makes a string writes it there. */
  resultSlot(): Instruction;
  /** A constant string as a view. */
  text(value: string | Uint8Array): EmittedValue;
}

/** A value that an error message shows. */
export interface FailureValue {
  readonly value: EmittedValue;
  readonly type: SqlType;
}

/** The types that a call was bound with. */
export interface BoundTypes {
  readonly args: readonly SqlType[];
  readonly returns: SqlType;
  /** What literal arguments are, by place; for `emitsFor`, where emitting takes a literal (a regular expression). */
  readonly constants?: readonly (SqlValue | undefined)[] | undefined;
}

/** What a `host` implementation may know beside its arguments. */
export interface HostCall extends BoundTypes {
  /** One callable for every lambda argument, in order; its own place in `args` is undefined. */
  readonly lambdas: readonly ((...args: SqlValue[]) => SqlValue)[];
  readonly session: SessionFacts;
  /** Keeps what is worth keeping between rows of a query, such as compiled patterns; bound what you put there. */
  readonly memo: Map<string, unknown>;
}

/** Facts of the session that functions such as `now` and `current_user` answer with. Structured-cloneable. */
export interface SessionFacts {
  /** Start of the statement: milliseconds since 1970 UTC. */
  readonly startMillis: number;
  readonly timeZone: string;
  readonly user: string;
  readonly catalog: string;
  readonly schema: string;
  readonly queryId: string;
}

/** How a function computes: one of the three, or `emit` for the types that `emitsFor` names and another for the rest. */
export interface ScalarImplementation {
  /** Tells whether `emit` computes for these types; absent: for all. */
  emitsFor?(types: BoundTypes): boolean;
  /** Writes the computation inline. With `nulls: 'propagate'` the arguments are present and no row is NULL. */
  emit?(e: Emitter, args: readonly EmittedValue[], types: BoundTypes): EmittedValue;
  /**
   * Names an AssemblyScript export called per row with the arguments' words (`view`: slot address; `i128`: low, high); a `view`
   * result takes a result-slot address as last parameter and the kernel returns 0, or a failure number (see `failures`).
   */
  kernel?: string;
  /** Computes one row in TypeScript. Throws LakeError. */
  host?(args: readonly SqlValue[], call: HostCall): SqlValue;
}

/** One signature of a scalar function and what computes it. */
export interface ScalarOverload extends ScalarImplementation {
  readonly args: readonly TypePattern[];
  /** The last argument may be repeated, also zero times. */
  readonly variadic?: boolean;
  readonly returns: ReturnType;
  /** `propagate` (the default): NULL when any argument is. `called`: the implementation sees NULLs. */
  readonly nulls?: 'propagate' | 'called';
}

/** Describes a scalar function: one object a file, one line in registry.ts. */
export interface ScalarFunction {
  readonly kind: 'scalar';
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly summary: string;
  /** Pairs of an expression and its value as text; a test runs each. */
  readonly examples?: readonly (readonly [string, string])[];
  readonly overloads: readonly ScalarOverload[];
  /** False for `random`, `uuid`: never folded or shared. */
  readonly deterministic?: boolean;
  /**
   * No arguments make it fail, so that it may be evaluated earlier and for more rows than written; `literals` holds the
   * values of arguments that are literals.
   */
  readonly neverFails?: boolean | ((types: BoundTypes, literals: readonly (SqlValue | undefined)[]) => boolean);
  /** Operators and internal functions: not listed, not callable by name. */
  readonly hidden?: boolean;
}

/** One group's state in emitted code: fields in the order of the overload's `state`, zeroed at the start. */
export interface AggregateState {
  load(field: number): EmittedValue;
  /** Stores a value; bytes of a `view` are copied into memory that the group owns. */
  store(field: number, value: EmittedValue): void;
}

/** How an aggregate computes inside the hash table's rows. */
export interface EmittedAggregate {
  state(types: BoundTypes): readonly Layout[];
  update(e: Emitter, state: AggregateState, args: readonly EmittedValue[], types: BoundTypes): void;
  merge(e: Emitter, state: AggregateState, other: AggregateState, types: BoundTypes): void;
  finish(e: Emitter, state: AggregateState, types: BoundTypes): EmittedValue;
}

/** One signature of an aggregate function. */
export interface AggregateOverload {
  readonly args: readonly TypePattern[];
  readonly variadic?: boolean;
  readonly returns: ReturnType;
  /** `skip` (the default): rows in which any argument is NULL do not count. `called`: they do. */
  readonly nulls?: 'skip' | 'called';
  readonly emit?: EmittedAggregate;
  /** Tells whether `emit` computes for these types, else `host` does; absent: for all. */
  emitsFor?(types: BoundTypes): boolean;
  /** Computes from all argument rows of a group at once (empty groups included), in the order of arrival or of ORDER BY. */
  readonly host?: (rows: readonly (readonly SqlValue[])[], call: HostCall) => SqlValue;
}

/** Describes an aggregate function. */
export interface AggregateFunction {
  readonly kind: 'aggregate';
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly summary: string;
  readonly overloads: readonly AggregateOverload[];
  /** The result over no rows, where it is not NULL: `count`'s 0. */
  readonly ofNoRows?: SqlValue;
  /** The result does not change when a row is seen twice (`min`, `bool_or`): DISTINCT is dropped. */
  readonly ignoresDuplicates?: boolean;
  /** The result shows the order of the rows (`array_agg`): DISTINCT keeps the first of equal ones in their order. */
  readonly showsOrder?: boolean;
}

/** The rows of window partitions, one partition after another, each in window order. */
export interface PartitionedRows {
  readonly rowCount: number;
  /** The value of argument `argument` in a row. */
  value(argument: number, row: number): SqlValue;
  /** First row, and one past the last, of the partition of `row`. */
  partitionStart(row: number): number;
  partitionEnd(row: number): number;
  /** First row, and one past the last, of the rows that are peers of `row`. */
  peerStart(row: number): number;
  peerEnd(row: number): number;
  /** First row, and one past the last, of the frame of `row`; equal for an empty frame. */
  frameStart(row: number): number;
  frameEnd(row: number): number;
  /** For IGNORE NULLS. */
  readonly ignoreNulls: boolean;
}

/** One signature of a window function. */
export interface WindowOverload {
  readonly args: readonly TypePattern[];
  readonly returns: ReturnType;
  /**
   * What `each` tells of a row: its value, negative for NULL; or the row whose first argument is its value, `noRow` for NULL and `defaultRow`
   * for its own third argument (window/chosen-row.ts).
   */
  readonly gives: 'number' | 'row';
  /** Makes what is called once for each row, in their order. */
  each(rows: PartitionedRows): (row: number) => number;
  /** What is added to the number that a row has in a part of its partition; `cut` says what parts may be. */
  readonly continued?: { readonly cut: WindowCut; counted(before: RowsBefore): number };
}

/** Where a window partition may be cut into parts that are computed one after another. */
export type WindowCut = 'never' | 'between peers' | 'anywhere';

/** How much of a window partition came before a part of it. */
export interface RowsBefore {
  readonly rows: number;
  readonly peerGroups: number;
}

/** Describes a window function that is not an aggregate. */
export interface WindowFunction {
  readonly kind: 'window';
  readonly name: string;
  readonly summary: string;
  readonly overloads: readonly WindowOverload[];
  /** ORDER BY must be there (`lag`). */
  readonly requiresOrder?: boolean;
  /** A frame must not be given (`rank`, `lag`). */
  readonly refusesFrame?: boolean;
  readonly acceptsNullTreatment?: boolean;
}

/** One pair of type kinds that CAST converts between. `emit`, `kernel` or `host`, as a scalar function's. */
export interface CastDefinition extends ScalarImplementation {
  readonly from: SqlType['kind'];
  readonly to: SqlType['kind'];
}

/** Any function that a call by name can reach. */
export type FunctionDefinition = ScalarFunction | AggregateFunction | WindowFunction;
