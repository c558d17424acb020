import type { Expression } from '../../plan/expression.js';
import { printExpression } from '../../plan/print-expression.js';
import { BIGINT, type SqlType } from '../../types/sql-type.js';
import type { SqlValue } from '../../types/sql-value.js';
import { readVectorValue } from '../../vector/slot-value.js';
import type { Batch } from '../../vector/vector.js';
import { ProjectProgram } from '../expression/project-program.js';
import type { Emit, NodeDefinition } from '../operator.js';
import type { PhysicalNode } from '../physical-plan.js';
import type { ThreadContext } from '../thread-context.js';
import { JoinOutput } from './join-output.js';
import { vectorOfValues } from './values.js';

/** Gives each row once an element of its arrays and maps; shorter ones are filled up with NULLs. */
export interface UnnestNode extends PhysicalNode {
  readonly kind: 'Unnest';
  readonly items: readonly { readonly expression: Expression; readonly types: readonly SqlType[] }[];
  readonly hasOrdinality: boolean;
  /** A row without elements stays, with NULLs. */
  readonly isOuter: boolean;
}

/** What one input row expands to: for each item the columns' values of each element. */
const elementsOf = (type: SqlType, value: SqlValue): readonly (readonly SqlValue[])[] => {
  if (value === null) return [];
  const list = value as readonly SqlValue[];
  if (type.kind === 'map') return list as readonly (readonly SqlValue[])[];
  if (type.kind === 'array' && type.element.kind === 'row') {
    const { length } = type.element.fields;
    return list.map((row) => (row === null ? new Array<SqlValue>(length).fill(null) : (row as readonly SqlValue[])));
  }
  return list.map((element) => [element]);
};

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
    const { memory, settings } = this.#context;
    const vectors = this.#program.run(batch);
    const { items, isOuter, hasOrdinality } = this.#node;
    const rows: number[] = [];
    const columns: SqlValue[][] = [
      ...items.flatMap(({ types }) => types.map(() => [])),
      ...(hasOrdinality ? [[]] : []),
    ];
    const flush = (): void => {
      this.#context.checkCancelled();
      if (rows.length > 0) emit(this.#expanded(batch, rows, columns));
      rows.length = 0;
      for (const column of columns) column.length = 0;
    };
    for (let position = 0; position < batch.selectedCount; position++) {
      const row = batch.selection === 0 ? position : memory.u32[(batch.selection >>> 2) + position]!;
      const lists = vectors.map((vector) => elementsOf(vector.type, readVectorValue(memory, vector, position)));
      const length = Math.max(...lists.map((list) => list.length));
      const count = length === 0 && isOuter ? 1 : length;
      for (let index = 0; index < count; index++) {
        rows.push(row);
        let column = 0;
        items.forEach(({ types }, item) => {
          const element = lists[item]![index];
          types.forEach((_, field) => columns[column++]!.push(element?.[field] ?? null));
        });
        if (hasOrdinality) columns[column]!.push(length === 0 ? null : BigInt(index + 1));
        if (rows.length >= settings.batchRows) flush();
      }
    }
    flush();
  }

  #expanded(batch: Batch, rows: readonly number[], columns: readonly (readonly SqlValue[])[]): Batch {
    const { scratch, memory } = this.#context;
    const probeRows = scratch.alloc(4 * rows.length);
    memory.u32.set(rows, probeRows >>> 2);
    const { items, hasOrdinality } = this.#node;
    const types = [...items.flatMap((item) => item.types), ...(hasOrdinality ? [BIGINT] : [])];
    const elements = types.map((type, index) => vectorOfValues(this.#context, type, columns[index]!));
    const repeated = this.#output.gathered(batch, probeRows, rows.length);
    return { ...repeated, columns: [...repeated.columns, ...elements] };
  }
}

/** Defines UNNEST. */
export const unnest: NodeDefinition<UnnestNode> = {
  kind: 'Unnest',
  place: 'operator',
  explain: ({ items }) => items.map(({ expression }) => printExpression(expression)).join(', '),
  create: (node, context, _gang, inputs) => new Unnester(node, context, inputs),
};
