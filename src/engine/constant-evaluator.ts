import { LakeError } from '../base/lake-error.js';
import { FilterProgram } from '../exec/expression/filter-program.js';
import { computeConstant, vectorOfValues } from '../exec/operators/values.js';
import { type ExecutionSettings, ThreadContext } from '../exec/thread-context.js';
import type { SessionFacts } from '../functions/definition.js';
import type { ColumnReference, Constant, Expression } from '../plan/expression.js';
import type { SqlValue } from '../types/sql-value.js';
import { QueryMemory } from '../vector/query-memory.js';
import { isSmall } from './small-expression.js';

const memoryBytes = 32 * 1024 * 1024;
const batchRows = 4096;

type Row = readonly SqlValue[];

/** What a statement computes constants with. */
interface StatementFacts {
  readonly session: SessionFacts;
  readonly settings: ExecutionSettings;
}

/** Computes expressions without columns on the planning thread, with the same code as workers. */
export class ConstantEvaluator {
  #memory: QueryMemory | undefined;
  #context: ThreadContext | undefined;
  #owner: StatementFacts | undefined;

  /** Gives an evaluator for one statement; several may be planned in turns. */
  forStatement(session: SessionFacts, settings: ExecutionSettings): StatementEvaluator {
    const facts = { session, settings };
    return {
      evaluate: (expression) => this.#evaluate(expression, facts),
      matchingRows: (condition, columns, rows) => this.#matchingRows(condition, columns, rows, facts),
    };
  }

  #evaluate(expression: Expression, facts: StatementFacts): Constant | undefined {
    if (expression.kind === 'lambda' || !isSmall(expression)) return undefined;
    try {
      const context = this.#contextFor(facts);
      const value = computeConstant(context, expression);
      context.resetScratch();
      return { kind: 'constant', type: expression.type, value };
    } catch (error) {
      if (error instanceof LakeError) return undefined;
      throw error;
    }
  }

  #matchingRows(
    condition: Expression,
    columns: readonly ColumnReference[],
    rows: readonly Row[],
    facts: StatementFacts,
  ): readonly boolean[] | undefined {
    const found: boolean[] = rows.map(() => false);
    try {
      const context = this.#contextFor(facts);
      const ids = columns.map(({ id }) => id);
      const filter = new FilterProgram(context, ids, condition);
      for (let first = 0; first < rows.length; first += batchRows) {
        context.resetScratch();
        const part = rows.slice(first, first + batchRows);
        const vectors = columns.map(({ type }, index) =>
          vectorOfValues(
            context,
            type,
            part.map((row) => row[index]!),
          ),
        );
        const all = { rowCount: part.length, columns: vectors, selection: 0, selectedCount: part.length };
        const { selection, selectedCount } = filter.run(all);
        for (let index = 0; index < selectedCount; index++)
          found[first + (selection === 0 ? index : context.memory.u32[(selection >>> 2) + index]!)] = true;
      }
      context.resetScratch();
      return found;
    } catch (error) {
      if (error instanceof LakeError) return undefined;
      throw error;
    }
  }

  /** What another statement left is given up. */
  #contextFor(facts: StatementFacts): ThreadContext {
    if (this.#context && this.#owner === facts) return this.#context;
    this.#memory ??= QueryMemory.open(QueryMemory.reserve(memoryBytes));
    this.#memory.reset(memoryBytes);
    this.#context = new ThreadContext({ memory: this.#memory, ...facts, workerIndex: 0, workerCount: 1 });
    this.#owner = facts;
    return this.#context;
  }
}

/** Computes the constants of one statement. */
export interface StatementEvaluator {
  /** Computes an expression; undefined when it fails: whether its row is ever reached is not known here. */
  evaluate(expression: Expression): Constant | undefined;
  /** Tells for each row of values of some columns whether a condition is true; undefined when it fails for one. */
  matchingRows(
    condition: Expression,
    columns: readonly ColumnReference[],
    rows: readonly Row[],
  ): readonly boolean[] | undefined;
}
