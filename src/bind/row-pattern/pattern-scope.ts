import { LakeError } from '../../base/lake-error.js';
import type { ColumnReference, Expression } from '../../plan/expression.js';
import type { PatternInput, PatternNavigation, PatternValue } from '../../plan/row-pattern.js';
import type * as ast from '../../sql/ast.js';
import type { BindContext } from '../bind-context.js';
import { columnsOf } from '../plan-columns.js';
import type { Field } from '../scope.js';
import type { PatternLabels } from './pattern-labels.js';

/** What all values of one search share: its variables, and the columns of a row that they use. */
export class PatternColumns {
  readonly context: BindContext;
  readonly labels: PatternLabels;
  readonly fields: readonly Field[];
  readonly columns: ColumnReference[] = [];

  constructor(context: BindContext, labels: PatternLabels, fields: readonly Field[]) {
    this.context = context;
    this.labels = labels;
    this.fields = fields;
  }

  /** Gives the number of a column, which from now on is one of those used. */
  index(column: ColumnReference): number {
    const known = this.columns.findIndex(({ id }) => id === column.id);
    return known >= 0 ? known : this.columns.push(column) - 1;
  }
}

/** The row that is current, or the last one with a label. */
export const currentRow: PatternNavigation = {
  labels: undefined,
  from: 'last',
  offset: 0,
  isFinal: false,
  distance: 0,
};

/** The parameters of one value while it is bound. */
class Parameters {
  readonly parameters: ColumnReference[] = [];
  readonly inputs: PatternInput[] = [];
}

/** The names that were used inside a navigation or aggregate; undefined for rows of any label. */
export type UsedLabels = (readonly number[] | undefined)[];

/** Binds the names of one value: what they mean depends on the navigation that they stand in. */
export class PatternScope {
  readonly shared: PatternColumns;
  readonly navigation: PatternNavigation;
  /** Within an aggregate the rows of its label are gone through: a name means the row's own column. */
  readonly isAggregated: boolean;
  readonly #own: Parameters;
  readonly #used: readonly UsedLabels[];

  constructor(
    shared: PatternColumns,
    navigation: PatternNavigation = currentRow,
    isAggregated = false,
    own: Parameters = new Parameters(),
    used: readonly UsedLabels[] = [],
  ) {
    this.shared = shared;
    this.navigation = navigation;
    this.isAggregated = isAggregated;
    this.#own = own;
    this.#used = used;
  }

  /** The same value under another navigation; `used` is told the labels. */
  navigated(navigation: Partial<PatternNavigation>, used: UsedLabels): PatternScope {
    const inner = { ...this.navigation, ...navigation };
    return new PatternScope(this.shared, inner, this.isAggregated, this.#own, [...this.#used, used]);
  }

  /** A value of its own for an argument of an aggregate. */
  aggregated(used: UsedLabels): PatternScope {
    return new PatternScope(this.shared, currentRow, true, new Parameters(), [...this.#used, used]);
  }

  /** A column of the rows of any label. */
  column(column: ColumnReference): Expression {
    return this.#reach(column, undefined);
  }

  /** `label.field`. */
  labelledColumn(labels: readonly number[], label: ast.Identifier, field: ast.Identifier): Expression {
    const name = field.value.toLowerCase();
    const found = this.shared.fields.find((each) => each.name?.toLowerCase() === name);
    if (found) return this.#reach(found.column, labels);
    throw new LakeError(
      'COLUMN_NOT_FOUND',
      `Column ${field.value} prefixed with label ${label.value} cannot be resolved`,
      { position: label.position },
    );
  }

  #reach(column: ColumnReference, labels: readonly number[] | undefined): Expression {
    return this.input({ kind: 'column', column: this.shared.index(column), navigation: this.at(labels) }, column);
  }

  /** The current navigation to rows of some labels, which are noted as used. */
  at(labels: readonly number[] | undefined): PatternNavigation {
    for (const used of this.#used) used.push(labels);
    return { ...this.navigation, labels: this.isAggregated ? undefined : labels };
  }

  /** Adds a parameter, unless the same one is there. */
  input(input: PatternInput, { name, type }: Pick<ColumnReference, 'name' | 'type'>): Expression {
    const key = JSON.stringify(input);
    const known = this.#own.inputs.findIndex((each) => input.kind !== 'aggregate' && JSON.stringify(each) === key);
    if (known >= 0) return this.#own.parameters[known]!;
    const parameter = this.shared.context.column(name, type);
    this.#own.parameters.push(parameter);
    this.#own.inputs.push(input);
    return parameter;
  }

  /** Tells what a parameter stands for. */
  inputOf(id: number): PatternInput | undefined {
    return this.#own.inputs[this.#own.parameters.findIndex((parameter) => parameter.id === id)];
  }

  /** Ends the value: columns that are no parameters, such as a subquery's, are of the current row. */
  value(body: Expression): PatternValue {
    const { parameters, inputs } = this.#own;
    for (const column of columnsOf(body).values()) {
      if (parameters.some(({ id }) => id === column.id)) continue;
      parameters.push(column);
      inputs.push({ kind: 'column', column: this.shared.index(column), navigation: currentRow });
    }
    return { parameters, inputs, body };
  }
}
