import { assert } from '../../base/lake-error.js';
import { type Expression, mapChildren } from '../../plan/expression.js';
import type { SqlType } from '../../types/sql-type.js';
import type { Batch, Vector } from '../../vector/vector.js';
import type { ThreadContext } from '../thread-context.js';
import type { AheadStep, Program, ProgramMaker, ProgramWriter } from './ahead-step.js';
import { BatchFunction, type BoundColumn } from './batch-function.js';
import { bitsUnknown, shapeKey, shapeOf } from './column-shape.js';
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
}

// More rows of a dictionary than this many times the batch's live rows are not worth computing ahead.
const dictionaryRatioMax = 8;

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
  readonly #needsBits: ReadonlySet<number>;
  /** Something of the expressions may be computed once per dictionary entry. */
  readonly #mayPrecompute: boolean;
  readonly #variants = new Map<string, Variant<Facts>>();
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
    this.#needsBits = needsMagnitude(expressions);
    this.#mayPrecompute = !expressions.every(isPlainArithmetic);
  }

  /** Runs over a batch; `named` gives the words the code asked for by name. Gives what `write` told of the variant. */
  run(batch: Batch, named?: (facts: Facts) => Readonly<Record<string, number>>): Facts {
    const columns: BoundColumn[] = this.#used.map((position) => this.#bind(batch.columns[position]!, position, batch));
    // A dictionary without number and entries is a flat column seen in another order.
    const precomputes = columns.map(
      ({ vector }) =>
        this.#mayPrecompute &&
        (vector.dictionaryId !== 0 || vector.dictionaryLength > 0) &&
        vector.dictionaryLength <= dictionaryRatioMax * batch.selectedCount,
    );
    const key = `${batch.selection === 0 ? '' : 's'}|${columns.map(({ shape }, index) => shapeKey(shape) + (precomputes[index] ? 'p' : '')).join()}`;
    let variant = this.#variants.get(key);
    if (!variant) {
      variant = this.#compile(columns, precomputes, batch.selection !== 0, key);
      this.#variants.set(key, variant);
    }
    for (const step of variant.steps) columns.push(step.run(batch, columns));
    variant.run.run(batch, columns, named?.(variant.run.facts) ?? {});
    return variant.run.facts;
  }

  #bind(vector: Vector, position: number, batch: Batch): BoundColumn {
    const bits = this.#needsBits.has(this.#ids[position]!)
      ? vectorBits(this.#context.memory, vector, batch)
      : bitsUnknown;
    return { vector, shape: shapeOf(vector, bits), states: 0 };
  }

  #compile(
    columns: readonly BoundColumn[],
    precomputes: readonly boolean[],
    hasSelection: boolean,
    variant: string,
  ): Variant<Facts> {
    const ids = this.#used.map((position) => this.#ids[position]!);
    const shapes = columns.map(({ shape }) => shape);
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
      columns.flatMap(({ shape }, index) =>
        shape.encoding === 'dictionary' && precomputes[index] ? [ids[index]!] : [],
      ),
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
    return { steps, run };
  }
}
