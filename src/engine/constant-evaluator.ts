import { LakeError } from '../base/lake-error.js';
import { computeConstant } from '../exec/operators/values.js';
import { type ExecutionSettings, ThreadContext } from '../exec/thread-context.js';
import type { SessionFacts } from '../functions/definition.js';
import type { Constant, Expression } from '../plan/expression.js';
import { QueryMemory } from '../vector/query-memory.js';

const memoryBytes = 32 * 1024 * 1024;

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
    return { evaluate: (expression) => this.#evaluate(expression, facts) };
  }

  #evaluate(expression: Expression, facts: StatementFacts): Constant | undefined {
    if (expression.kind === 'lambda') return undefined;
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
}
