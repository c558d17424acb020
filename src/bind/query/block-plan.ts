import type { ColumnReference, Expression } from '../../plan/expression.js';
import { type LogicalPlan, outputsOf } from '../../plan/logical-plan.js';
import type { BindContext } from '../bind-context.js';
import type { Block, PendingSubquery } from '../block.js';
import { columnsOf, freeColumnsOf } from '../plan-columns.js';

/** The plan of a query block while it grows from FROM upwards. */
export class BlockPlan {
  readonly context: BindContext;
  readonly block: Block;
  plan: LogicalPlan;
  readonly #attached = new Set<PendingSubquery>();

  constructor(context: BindContext, block: Block, plan: LogicalPlan) {
    this.context = context;
    this.block = block;
    this.plan = plan;
  }

  /** Puts below the expressions the subqueries that they contain, unless they are there already. */
  attach(expressions: readonly Expression[], rewrite: (expression: Expression) => Expression = (same) => same): void {
    const used = new Map<number, ColumnReference>();
    for (const expression of expressions) columnsOf(expression, used);
    const needed: PendingSubquery[] = [];
    // A subquery's value may contain subqueries, which were bound before it.
    for (const subquery of [...this.block.subqueries].reverse()) {
      if (!used.has(subquery.output.id) || this.#attached.has(subquery)) continue;
      needed.push(subquery);
      if ('value' in subquery.form) columnsOf(subquery.form.value, used);
    }
    for (const subquery of needed.reverse()) {
      this.#attached.add(subquery);
      const free = freeColumnsOf(subquery.plan);
      const { form } = subquery;
      this.plan = {
        kind: 'Apply',
        input: this.plan,
        subquery: subquery.plan,
        correlation: outputsOf(this.plan).filter(({ id }) => free.has(id)),
        form: 'value' in form ? { ...form, value: rewrite(form.value) } : form,
        position: subquery.position,
      };
    }
  }

  filter(condition: Expression, rewrite?: (expression: Expression) => Expression): void {
    this.attach([condition], rewrite);
    this.plan = { kind: 'Filter', input: this.plan, condition };
  }

  /** Makes columns of expressions: those that are no columns of the plan are computed in a projection above it. */
  asColumns(expressions: readonly Expression[], name: string): readonly ColumnReference[] {
    this.attach(expressions);
    const outputs = outputsOf(this.plan);
    const ids = new Set(outputs.map(({ id }) => id));
    const added: { readonly column: ColumnReference; readonly expression: Expression }[] = [];
    const columns = expressions.map((expression) => {
      if (expression.kind === 'column' && ids.has(expression.id)) return expression;
      const column = this.context.column(name, expression.type);
      added.push({ column, expression });
      return column;
    });
    if (added.length > 0)
      this.plan = {
        kind: 'Project',
        input: this.plan,
        outputs: [...outputs, ...added.map(({ column }) => column)],
        expressions: [...outputs, ...added.map(({ expression }) => expression)],
      };
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
