import { keepClass } from '../../base/kept-classes.js';
import { assert } from '../../base/lake-error.js';
import { type Expression, mapChildren } from '../../plan/expression.js';
import type { SqlType } from '../../types/sql-type.js';
import type { Batch, Vector } from '../../vector/vector.js';
import type { ThreadContext } from '../thread-context.js';
import type { AheadStep, Program, ProgramMaker, ProgramWriter } from './ahead-step.js';
import { BatchFunction, type BoundColumn } from './batch-function.js';
import { bitsUnknown, type ColumnShape, shapeKey, shapeOf } from './column-shape.js';
import { ComputedStep } from './computed-step.js';
import { DictionaryStep } from './dictionary-step.js';
import { ExpressionEmitter } from './expression-emitter.js';
import {
  columnsOf,
  inAsComparisons,
  isDeterministic,
  isNullWithColumn,
  isPlainArithmetic,
  needsHost,
} from './expression-facts.js';
import { HostStep } from './host-step.js';
import { lambdaFunction } from './lambda-function.js';
import { needsMagnitude, vectorBits } from './magnitude.js';
import type { RowLoop } from './row-loop.js';

interface Variant<Facts> {
  readonly steps: readonly AheadStep[];
  readonly run: BatchFunction<Facts>;
  /** What batches have in common that it is for. */
  readonly shapes: readonly ColumnShape[];
  readonly precomputes: readonly boolean[];
  readonly hasSelection: boolean;
}

/** More entries of a dictionary than this many times the batch's live rows are not worth computing ahead. */
export const dictionaryRatioMax = 8;

const isNested = ({ kind }: SqlType): boolean => kind === 'array' || kind === 'map' || kind === 'row';

/**
 * Expressions and the code around them (`write`), compiled for each combination of column shapes that batches bring.
 * Ahead of the code, parts over one dictionary column are computed once per entry, and host functions row by row.
 */
export class BatchProgram<Facts = void> implements Program<Facts> {
  readonly #context: ThreadContext;
  readonly #expressions: readonly Expression[];
  readonly #write: (writer: ProgramWriter) => Facts;
  /** Ids of the batch's columns by position, and the positions that the expressions use. */
  readonly #ids: readonly number[];
  readonly #used: readonly number[];
  /** Which of them are measured. */
  readonly #measured: readonly number[];
  /** Something of the expressions may be computed once per dictionary entry. */
  readonly #mayPrecompute: boolean;
  readonly #variants: Variant<Facts>[] = [];
  #last: Variant<Facts> | undefined;
  /** Bits of magnitude of the used columns of the batch at hand. */
  readonly #bits: number[] = [];
  readonly #key: string | undefined;

  constructor(
    context: ThreadContext,
    ids: readonly number[],
    expressions: readonly Expression[],
    write: (writer: ProgramWriter) => Facts,
    key = context.takeProgramKey(),
  ) {
    this.#context = context;
    this.#key = key;
    this.#ids = ids;
    this.#expressions = expressions;
    this.#write = write;
    const usedIds = new Set<number>();
    for (const expression of expressions) columnsOf(expression, usedIds);
    this.#used = [...ids.keys()].filter((position) => usedIds.has(ids[position]!));
    assert(
      this.#used.length === usedIds.size,
      `expressions use columns that the batch has not: ${[...usedIds]} of ${ids}`,
    );
    const needsBits = needsMagnitude(expressions);
    this.#measured = [...this.#used.keys()].filter((index) => needsBits.has(ids[this.#used[index]!]!));
    for (let index = 0; index < this.#used.length; index++) this.#bits.push(bitsUnknown);
    this.#mayPrecompute = !expressions.every(isPlainArithmetic);
    keepClass(this);
  }

  /** Runs over a batch; `named` gives the words the code asked for by name. Gives what `write` told of the variant. */
  run(batch: Batch, named?: (facts: Facts) => Readonly<Record<string, number>>): Facts {
    this.#measure(batch);
    let variant = this.#last;
    if (!variant || !this.#fits(variant, batch)) {
      variant = this.#variantFor(batch);
      this.#last = variant;
    }
    const columns: BoundColumn[] = [];
    for (let index = 0; index < this.#used.length; index++)
      columns.push({
        vector: batch.columns[this.#used[index]!]!,
        shape: variant.shapes[index]!,
        states: 0,
        failureOf: undefined,
      });
    for (const step of variant.steps) columns.push(step.run(batch, columns));
    variant.run.run(batch, columns, named?.(variant.run.facts));
    return variant.run.facts;
  }

  /** Measures the columns whose code depends on how large values are. */
  #measure(batch: Batch): void {
    const { memory } = this.#context;
    for (const index of this.#measured)
      this.#bits[index] = vectorBits(memory, batch.columns[this.#used[index]!]!, batch);
  }

  /** Tells whether a batch has the shapes of a variant, as most have that of the batch before. */
  #fits({ shapes, precomputes, hasSelection }: Variant<Facts>, batch: Batch): boolean {
    if ((batch.selection !== 0) !== hasSelection) return false;
    for (let index = 0; index < shapes.length; index++) {
      const vector = batch.columns[this.#used[index]!]!;
      const shape = shapes[index]!;
      if (vector.layout !== shape.layout || vector.encoding !== shape.encoding) return false;
      if ((vector.validity !== 0) !== shape.isNullable || this.#bits[index] !== shape.bits) return false;
      if (this.#precomputes(vector, batch) !== precomputes[index]) return false;
    }
    return true;
  }

  // A dictionary without number and entries is a flat column seen in another order.
  #precomputes({ dictionaryId, dictionaryLength }: Vector, { selectedCount }: Batch): boolean {
    if (!this.#mayPrecompute || (dictionaryId === 0 && dictionaryLength === 0)) return false;
    return dictionaryLength <= dictionaryRatioMax * selectedCount;
  }

  // Batches of several shapes may come in turns: looking is for V8 to optimise, making is not.
  #variantFor(batch: Batch): Variant<Facts> {
    for (const variant of this.#variants) if (this.#fits(variant, batch)) return variant;
    return this.#newVariant(batch);
  }

  #newVariant(batch: Batch): Variant<Facts> {
    const shapes: ColumnShape[] = [];
    const precomputes: boolean[] = [];
    let key = batch.selection === 0 ? '|' : 's|';
    for (let index = 0; index < this.#used.length; index++) {
      const vector = batch.columns[this.#used[index]!]!;
      const shape = shapeOf(vector, this.#bits[index]);
      const isAhead = this.#precomputes(vector, batch);
      shapes.push(shape);
      precomputes.push(isAhead);
      key += `${shapeKey(shape)}${isAhead ? 'p' : ''},`;
    }
    const variant = this.#compile(shapes, precomputes, batch.selection !== 0, key);
    this.#variants.push(variant);
    return variant;
  }

  #compile(
    own: readonly ColumnShape[],
    precomputes: readonly boolean[],
    hasSelection: boolean,
    variant: string,
  ): Variant<Facts> {
    const ids = this.#used.map((position) => this.#ids[position]!);
    const shapes = [...own];
    const steps: AheadStep[] = [];
    // Programs inside the variant are told apart by the order in which they are made.
    let innerCount = 0;
    const innerKey = (): string | undefined => this.#key && `${this.#key}/${variant}/${innerCount++}`;
    const makeProgram: ProgramMaker = (innerIds, inner, write) =>
      new BatchProgram(this.#context, innerIds, inner, write, innerKey());
    const add = (step: AheadStep): Expression => {
      ids.push(step.output.id);
      shapes.push(step.shape);
      steps.push(step);
      return step.output;
    };
    const dictionaryIds = new Set(
      own.flatMap(({ encoding }, index) => (encoding === 'dictionary' && precomputes[index] ? [ids[index]!] : [])),
    );
    const ahead = (expression: Expression): Expression => {
      if (expression.kind === 'constant' || expression.kind === 'column' || expression.kind === 'lambda')
        return expression;
      const uses = columnsOf(expression);
      const [only] = uses;
      const index = ids.indexOf(only!);
      const isAheadOfRows =
        uses.size === 1 && dictionaryIds.has(only!) && isDeterministic(expression) && !isPlainArithmetic(expression);
      if (isAheadOfRows && (!shapes[index]!.isNullable || isNullWithColumn(expression))) {
        const column = { id: only!, index, isNullable: shapes[index]!.isNullable };
        return add(new DictionaryStep(this.#context, expression, column, makeProgram));
      }
      if (expression.kind === 'in' && isNested(expression.value.type)) return ahead(inAsComparisons(expression));
      const inner = mapChildren(expression, ahead);
      if (!needsHost(inner)) return inner;
      const hosted = mapChildren(inner, (arg) => {
        if (arg.kind === 'column' || arg.kind === 'constant' || arg.kind === 'lambda') return arg;
        return add(new ComputedStep(this.#context, arg, [...ids], [...shapes], hasSelection, innerKey()));
      });
      return add(
        new HostStep(this.#context, hosted, [...ids], (lambda) =>
          lambdaFunction(this.#context, lambda, this.#ids, makeProgram),
        ),
      );
    };
    const expressions = this.#expressions.map(ahead);
    const write = (loop: RowLoop): Facts => {
      const emitter = new ExpressionEmitter(loop, new Map(ids.map((id, index) => [id, index])));
      return this.#write({ loop, emitter, expressions });
    };
    const run = new BatchFunction(this.#context, shapes, hasSelection, write, this.#key && `${this.#key}/${variant}`);
    return { steps, run, shapes: own, precomputes, hasSelection };
  }
}
