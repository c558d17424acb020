import { LakeError } from '../base/lake-error.js';
import { computeConstant } from '../exec/operators/values.js';
import { type ExecutionSettings, ThreadContext } from '../exec/thread-context.js';
import type { SessionFacts } from '../functions/definition.js';
import type { Constant, Expression } from '../plan/expression.js';
import { QueryMemory } from '../vector/query-memory.js';

const memoryBytes = 32 * 1024 * 1024;

/** Computes expressions without columns on the planning thread, with the same code as workers. */
export class ConstantEvaluator {
  readonly #memory = QueryMemory.reserve(memoryBytes);
  #context: ThreadContext | undefined;

  /** Begins a statement: what earlier ones left is given up. */
  begin(session: SessionFacts, settings: ExecutionSettings): void {
    this.#context = new ThreadContext({ memory: this.#memory, session, settings, workerIndex: 0, workerCount: 1 });
    this.#context.memory.reset(memoryBytes);
  }

  /** Computes an expression; undefined when it fails: whether its row is ever reached is not known here. */
  evaluate(expression: Expression): Constant | undefined {
    if (expression.kind === 'lambda') return undefined;
    try {
      const value = computeConstant(this.#context!, expression);
      this.#context!.resetScratch();
      return { kind: 'constant', type: expression.type, value };
    } catch (error) {
      if (error instanceof LakeError) return undefined;
      throw error;
    }
  }
}
