import { LakeError } from '../../base/lake-error.js';
import type { ColumnReference, Expression } from '../../plan/expression.js';
import type { SortKey } from '../../plan/logical-plan.js';
import type { PatternOutput, PatternSearch, PatternValue } from '../../plan/row-pattern.js';
import type * as ast from '../../sql/ast.js';
import { formatExpression } from '../../sql/parse-statement.js';
import { isComparable, isOrderable } from '../../types/comparability.js';
import { typeText } from '../../types/sql-type.js';
import type { BindContext, BoundRelation } from '../bind-context.js';
import { Block, type PendingSubquery } from '../block.js';
import { findAll, isWindowed } from '../contained-calls.js';
import { makeExpressionBinder } from '../expression/bind-expression.js';
import { qualifiedNameOf } from '../expression/name.js';
import { compilePattern } from '../row-pattern/compile-pattern.js';
import { PatternLabels } from '../row-pattern/pattern-labels.js';
import { currentRow, PatternColumns, PatternScope } from '../row-pattern/pattern-scope.js';
import { emptyScope, type Field, resolveField, type Scope } from '../scope.js';
import { BlockPlan } from './block-plan.js';

/** Binds MATCH_RECOGNIZE over a bound relation. */
export function bindMatchRecognize(
  context: BindContext,
  node: ast.PatternRecognition,
  enclosing: Scope | undefined,
  relation: BoundRelation,
): BoundRelation {
  const { search, rowsPerMatch } = node;
  const partitionFields = node.partitionBy.map((key) => partitionField(relation, key));
  const order = (node.orderBy ?? []).map((item) => orderKey(relation, item));
  const pattern = search.pattern!;
  const labels = new PatternLabels(pattern, search.subsets);
  const conditions = labels.conditions(search.definitions);
  checkFinal(search);
  const steps = compilePattern(pattern, labels);
  const skip = {
    target: search.skipTo?.target ?? 'past last row',
    labels: search.skipTo?.variable ? labels.require(search.skipTo.variable) : [],
  } as const;
  if (search.mode)
    throw new LakeError(
      'NOT_SUPPORTED',
      `Pattern search modifier: ${search.mode.name} is not allowed in MATCH_RECOGNIZE clause`,
      { position: search.mode.position },
    );
  if (rowsPerMatch === 'ALL WITH UNMATCHED') forbidExclusions(pattern);
  // A relation's name is no label: inside only the columns themselves are seen.
  const fields = relation.fields.map(({ name, column, hidden }): Field => ({ name, column, hidden }));
  const shared = new PatternColumns(context, labels, fields);
  const values = new PatternValues(context, shared, { fields, parent: enclosing }, node);
  const bound: PatternSearch = {
    steps,
    labelNames: labels.names,
    conditions: conditions.map((condition) => condition && values.bind(condition, true)),
    skip,
  };
  const measures = node.measures.map(({ value, name }) => ({ name: name.value, value: values.bind(value, false) }));
  const isAll = rowsPerMatch?.startsWith('ALL') === true;
  const keyFields = isAll ? [...partitionFields, ...order.map(({ field }) => field)] : partitionFields;
  const keyIds = new Set(keyFields.map(({ column }) => column.id));
  const rest = isAll ? fields.filter(({ column, hidden }) => !hidden && !keyIds.has(column.id)) : [];
  const outputs: {
    readonly name: string | undefined;
    readonly column: ColumnReference;
    readonly value: number | PatternValue;
  }[] = [
    ...keyFields.map(({ name, column }) => passed(context, shared, name, column)),
    ...measures.map(({ name, value }) => ({ name, column: context.column(name, value.body.type), value })),
    ...rest.map(({ name, column }) => passed(context, shared, name, column)),
  ];
  if (outputs.length === 0)
    throw new LakeError('TABLE_HAS_NO_COLUMNS', 'pattern recognition output table has no columns', {
      position: node.position,
    });
  const form: PatternOutput = {
    rows: isAll ? 'all' : 'one',
    showsEmpty: rowsPerMatch !== 'ALL OMIT EMPTY',
    showsUnmatched: rowsPerMatch === 'ALL WITH UNMATCHED',
  };
  return {
    plan: {
      kind: 'MatchRecognize',
      input: values.attachTo(relation),
      partitionBy: partitionFields.map(({ column }) => column),
      orderBy: order.map(({ key }) => key),
      columns: shared.columns,
      search: bound,
      form,
      outputs: outputs.map(({ column }) => column),
      values: outputs.map(({ value }) => value),
    },
    fields: outputs.map(({ name, column }) => ({ name, column })),
  };
}

function passed(context: BindContext, shared: PatternColumns, name: string | undefined, column: ColumnReference) {
  return { name, column: context.column(name ?? 'column', column.type), value: shared.index(column) };
}

function inputField({ fields }: BoundRelation, key: ast.Expression): Field {
  const name = qualifiedNameOf(key);
  const { position } = key;
  if (!name)
    throw new LakeError('INVALID_COLUMN_REFERENCE', `Expected column reference. Actual: ${formatExpression(key)}`, {
      position,
    });
  const found = resolveField({ fields }, name, position);
  if (found) return found.field;
  throw new LakeError('COLUMN_NOT_FOUND', `Column ${name.join('.')} is not present in the input relation`, {
    position,
  });
}

function partitionField(relation: BoundRelation, key: ast.Expression): Field {
  const field = inputField(relation, key);
  const { type } = field.column;
  if (isComparable(type)) return field;
  throw new LakeError(
    'TYPE_MISMATCH',
    `${typeText(type)} is not comparable, and therefore cannot be used in PARTITION BY`,
    { position: key.position },
  );
}

function orderKey(relation: BoundRelation, item: ast.SortItem): { readonly field: Field; readonly key: SortKey } {
  const field = inputField(relation, item.key);
  const { type } = field.column;
  if (!isOrderable(type))
    throw new LakeError(
      'TYPE_MISMATCH',
      `${typeText(type)} is not orderable, and therefore cannot be used in ORDER BY`,
      {
        position: item.key.position,
      },
    );
  const { isDescending, nulls } = item;
  const key = { expression: field.column, descending: isDescending, nullsFirst: nulls === 'FIRST' };
  return { field, key };
}

function checkFinal({ definitions }: ast.PatternSearch): void {
  const isFinal = (node: ast.Expression): boolean => node.kind === 'FunctionCall' && node.processingMode === 'FINAL';
  const [call] = findAll(
    definitions.map(({ condition }) => condition),
    isFinal,
  );
  if (call)
    throw new LakeError('INVALID_PROCESSING_MODE', 'FINAL semantics is not supported in DEFINE clause', {
      position: call.position,
    });
}

function forbidExclusions(pattern: ast.RowPattern): void {
  if (pattern.kind === 'ExcludedPattern')
    throw new LakeError(
      'INVALID_ROW_PATTERN',
      'Pattern exclusion syntax is not allowed when ALL ROWS PER MATCH WITH UNMATCHED ROWS is specified',
      { position: pattern.position },
    );
  if ('pattern' in pattern) forbidExclusions(pattern.pattern);
  if ('patterns' in pattern) for (const part of pattern.patterns) forbidExclusions(part);
}

/** Binds the conditions and measures of one search, with the subqueries in them. */
class PatternValues {
  readonly #context: BindContext;
  readonly #shared: PatternColumns;
  readonly #scope: Scope;
  readonly #block: Block;
  readonly #expressions: Expression[] = [];

  constructor(context: BindContext, shared: PatternColumns, scope: Scope, { position }: ast.PatternRecognition) {
    this.#context = context;
    this.#shared = shared;
    this.#scope = { ...emptyScope, ...scope };
    this.#block = new Block(position);
  }

  bind(node: ast.Expression, isCondition: boolean): PatternValue {
    this.#check(node);
    const rowPattern = new PatternScope(this.#shared);
    const pendingBefore = this.#block.pending.length;
    const bound = makeExpressionBinder(this.#context, this.#scope, this.#block, { rowPattern }).bind(node);
    if (isCondition && bound.type.kind !== 'boolean')
      throw new LakeError(
        'TYPE_MISMATCH',
        `Expression defining a label must be boolean (actual type: ${typeText(bound.type)})`,
        { position: node.position },
      );
    for (const [offset, pending] of this.#block.pending.slice(pendingBefore).entries())
      if (pending.kind === 'subquery')
        this.#block.pending[pendingBefore + offset] = this.#overCurrentRow(pending, rowPattern);
    this.#expressions.push(bound);
    return rowPattern.value(bound);
  }

  /** Puts the subqueries on the relation whose rows are searched. */
  attachTo({ plan }: BoundRelation) {
    const block = new BlockPlan(this.#context, this.#block, plan);
    block.attach(this.#expressions);
    return block.plan;
  }

  #check(node: ast.Expression): void {
    const [windowed] = findAll([node], isWindowed);
    if (windowed)
      throw new LakeError(
        'NESTED_WINDOW',
        'Cannot nest window functions or row pattern measures inside pattern recognition expressions',
        { position: windowed.position },
      );
    const [lambda] = findAll([node], ({ kind }) => kind === 'Lambda');
    if (lambda)
      throw new LakeError('NOT_SUPPORTED', 'Lambda expression in pattern recognition context is not yet supported', {
        position: lambda.position,
      });
  }

  /** What a subquery compares must be of the current row, for which it is computed before the search. */
  #overCurrentRow(pending: PendingSubquery, scope: PatternScope): PendingSubquery {
    if (!('value' in pending.form)) return pending;
    const { value } = pending.form;
    const input = value.kind === 'column' ? scope.inputOf(value.id) : undefined;
    if (value.kind === 'constant') return pending;
    if (input?.kind !== 'column' || JSON.stringify(input.navigation) !== JSON.stringify(currentRow))
      throw new LakeError('NOT_SUPPORTED', 'IN-PREDICATE with labeled column reference is not yet supported', {
        position: pending.position,
      });
    return { ...pending, form: { ...pending.form, value: this.#shared.columns[input.column]! } };
  }
}
