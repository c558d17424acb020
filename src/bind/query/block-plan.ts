import type { ColumnReference, Expression } from '../../plan/expression.js';
import { type LogicalPlan, outputsOf } from '../../plan/logical-plan.js';
import type { BindContext } from '../bind-context.js';
import { type Block, inputOf, type PendingSubquery, type PendingValue } from '../block.js';
import { columnsOf, freeColumnsOf } from '../plan-columns.js';

type Pending = PendingSubquery | PendingValue;

/** The plan of a query block while it grows from FROM upwards. */
export class BlockPlan {
  readonly context: BindContext;
  readonly block: Block;
  plan: LogicalPlan;
  readonly #attached = new Set<Pending>();

  constructor(context: BindContext, block: Block, plan: LogicalPlan) {
    this.context = context;
    this.block = block;
    this.plan = plan;
  }

  /** Puts below the expressions the subqueries that they contain, unless they are there already. */
  attach(expressions: readonly Expression[], rewrite: (expression: Expression) => Expression = (same) => same): void {
    const used = new Map<number, ColumnReference>();
    for (const expression of expressions) columnsOf(expression, used);
    const needed: Pending[] = [];
    for (const pending of [...this.block.pending].reverse()) {
      if (!used.has(pending.output.id) || this.#attached.has(pending)) continue;
      needed.push(pending);
      const value = inputOf(pending);
      if (value) columnsOf(value, used);
    }
    for (const pending of needed.reverse()) {
      this.#attached.add(pending);
      if (pending.kind === 'value') this.#add([pending.output], [rewrite(pending.value)]);
      else {
        if (pending.refusal) throw pending.refusal;
        this.#apply(pending, rewrite);
      }
    }
  }

  #apply({ plan, form, position }: PendingSubquery, rewrite: (expression: Expression) => Expression): void {
    const free = freeColumnsOf(plan);
    this.plan = {
      kind: 'Apply',
      input: this.plan,
      subquery: plan,
      correlation: outputsOf(this.plan).filter(({ id }) => free.has(id)),
      form: 'value' in form ? { ...form, value: rewrite(form.value) } : form,
      position,
    };
  }

  /** Computes columns beside those that the plan has. */
  #add(columns: readonly ColumnReference[], expressions: readonly Expression[]): void {
    const outputs = outputsOf(this.plan);
    this.plan = {
      kind: 'Project',
      input: this.plan,
      outputs: [...outputs, ...columns],
      expressions: [...outputs, ...expressions],
    };
  }

  filter(condition: Expression, rewrite?: (expression: Expression) => Expression): void {
    this.attach([condition], rewrite);
    this.plan = { kind: 'Filter', input: this.plan, condition };
  }

  /** Makes columns of expressions: those that are no columns of the plan are computed in a projection above it. */
  asColumns(expressions: readonly Expression[], name: string): readonly ColumnReference[] {
    this.attach(expressions);
    const ids = new Set(outputsOf(this.plan).map(({ id }) => id));
    const added: { readonly column: ColumnReference; readonly expression: Expression }[] = [];
    const columns = expressions.map((expression) => {
      if (expression.kind === 'column' && ids.has(expression.id)) return expression;
      const column = this.context.column(name, expression.type);
      added.push({ column, expression });
      return column;
    });
    if (added.length > 0)
      this.#add(
        added.map(({ column }) => column),
        added.map(({ expression }) => expression),
      );
    return columns;
  }

  /** Projects to expressions under given columns; a column that is listed twice is there once. */
  project(outputs: readonly ColumnReference[], expressions: readonly Expression[]): void {
    const seen = new Set<number>();
    const kept = outputs.map(({ id }) => !seen.has(id) && seen.add(id));
    this.plan = {
      kind: 'Project',
      input: this.plan,
      outputs: outputs.filter((_, i) => kept[i]),
      expressions: expressions.filter((_, i) => kept[i]),
    };
  }
}
