import type { Expression } from '../../plan/expression.js';
import { printExpression } from '../../plan/print-expression.js';
import { BIGINT, type SqlType } from '../../types/sql-type.js';
import { layoutOf, slotBytes } from '../../vector/layout.js';
import { type Batch, flatVector, type Vector, withColumns } from '../../vector/vector.js';
import { ProjectProgram } from '../expression/project-program.js';
import type { Emit, NodeDefinition } from '../operator.js';
import type { PhysicalNode } from '../physical-plan.js';
import type { ThreadContext } from '../thread-context.js';
import { JoinOutput } from './join-output.js';

/** Gives each row once an element of its arrays and maps; shorter ones are filled up with NULLs. */
export interface UnnestNode extends PhysicalNode {
  readonly kind: 'Unnest';
  readonly items: readonly { readonly expression: Expression; readonly types: readonly SqlType[] }[];
  readonly hasOrdinality: boolean;
  /** A row without elements stays, with NULLs. */
  readonly isOuter: boolean;
}

/** What of the arrays of one item the kernels keep between pieces of the output. */
interface ItemWalk {
  readonly vector: Vector;
  /** 8 bytes: kernels/unnest.ts. */
  readonly walk: number;
  readonly isRows: boolean;
  readonly types: readonly SqlType[];
}

// A column as the kernels know it: its element's bytes, or 0 for a view, address of values, address of validity.
const columnWords = 3;

class Unnester {
  readonly #context: ThreadContext;
  readonly #node: UnnestNode;
  readonly #program: ProjectProgram;
  readonly #output: JoinOutput;

  constructor(node: UnnestNode, context: ThreadContext, inputs: readonly number[]) {
    this.#context = context;
    this.#node = node;
    this.#program = new ProjectProgram(
      context,
      inputs,
      node.items.map(({ expression }) => expression),
      true,
    );
    this.#output = new JoinOutput(context, []);
  }

  consume(batch: Batch, emit: Emit): void {
    const { memory, scratch, settings } = this.#context;
    const { kernels, u32 } = memory;
    const { selectedCount, selection } = batch;
    const { items, isOuter, hasOrdinality } = this.#node;
    const least = isOuter ? 1 : 0;
    const lengths = scratch.allocZeroed(4 * selectedCount + 4);
    const walks = this.#program.run(batch).map((vector, index): ItemWalk => {
      kernels.unnest_lengths!(vector.values, vector.validity, selectedCount, lengths);
      const { expression, types } = items[index]!;
      const isRows = expression.type.kind === 'array' && expression.type.element.kind === 'row';
      return { vector, types, isRows, walk: scratch.allocZeroed(8) };
    });
    const place = scratch.allocZeroed(8);
    for (;;) {
      this.#context.checkCancelled();
      const mark = scratch.mark();
      const capacity = settings.batchRows;
      const [position, index] = [u32[place >>> 2]!, u32[(place >>> 2) + 1]!];
      const rows = scratch.alloc(4 * capacity);
      const ordinals = hasOrdinality ? this.#column(BIGINT, capacity) : undefined;
      const made =
        kernels.unnest_rows!(
          ...[lengths, least, selection, selectedCount, place, capacity, rows],
          ...(ordinals ? [ordinals.values, ordinals.validity] : [0, 0]),
        ) >>> 0;
      if (made === 0) return;
      const elements = walks.flatMap((item) => this.#elements(item, lengths, least, position, index, made));
      const repeated = this.#output.gathered(batch, rows, made);
      emit(withColumns(repeated, [...repeated.columns, ...elements, ...(ordinals ? [ordinals] : [])]));
      scratch.rewind(mark);
      kernels.scratch_set!(0, 0);
    }
  }

  /** Gives the columns of an item for the next `made` rows. */
  #elements(
    { vector, walk, isRows, types }: ItemWalk,
    lengths: number,
    least: number,
    position: number,
    index: number,
    made: number,
  ): readonly Vector[] {
    const { memory, scratch } = this.#context;
    const columns = types.map((type) => this.#column(type, made));
    const list = scratch.alloc(4 * columnWords * columns.length);
    columns.forEach(({ layout, values, validity }, column) => {
      memory.u32.set(
        [layout === 'view' ? 0 : slotBytes[layout], values, validity],
        (list >>> 2) + columnWords * column,
      );
    });
    const arrays = [vector.values, vector.validity, lengths, least];
    memory.kernels.unnest_elements!(...arrays, position, index, made, walk, isRows ? 1 : 0, list, columns.length);
    return columns;
  }

  #column(type: SqlType, rows: number): Vector {
    const { scratch } = this.#context;
    const layout = layoutOf(type);
    const [values, validity] = [scratch.alloc(rows * slotBytes[layout]), scratch.alloc(rows)];
    return flatVector(type, layout, values, validity);
  }
}

/** Defines UNNEST. */
export const unnest: NodeDefinition<UnnestNode> = {
  kind: 'Unnest',
  place: 'operator',
  explain: ({ items }) => items.map(({ expression }) => printExpression(expression)).join(', '),
  create: (node, context, _gang, inputs) => new Unnester(node, context, inputs),
};
