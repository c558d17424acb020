import { LakeError } from '../../base/lake-error.js';
import type { ColumnReference, Expression } from '../../plan/expression.js';
import { childrenOf, mapChildren } from '../../plan/expression.js';
import type * as ast from '../../sql/ast.js';
import { formatExpression } from '../../sql/parse-statement.js';
import { BIGINT } from '../../types/sql-type.js';
import type { BindContext } from '../bind-context.js';
import { type Block, inputOf, type PendingGrouping, type PendingWindow } from '../block.js';
import { constant } from '../expression/literal.js';
import { qualifiedNameOf } from '../expression/name.js';
import { compare } from '../expression/operator.js';
import type { Field } from '../scope.js';
import type { BlockPlan } from './block-plan.js';
import type { Grouping } from './grouping-sets.js';

/** Tells which expressions have one value in each group. */
export class GroupCheck {
  readonly #block: Block;
  readonly #keys: ReadonlySet<number>;
  readonly #keyOf: (expression: Expression) => number;
  readonly #sources: ReadonlySet<number>;
  readonly #windows: ReadonlyMap<number, PendingWindow>;

  constructor({ keys }: BindContext, block: Block, grouping: Grouping, sources: readonly Field[]) {
    this.#block = block;
    this.#keyOf = (expression) => keys.keyOf(expression);
    this.#keys = new Set(grouping.keys.map(this.#keyOf));
    this.#sources = new Set(sources.map(({ column }) => column.id));
    this.#windows = new Map([...block.windows.values()].map((window) => [window.call.output.id, window]));
  }

  /** Throws EXPRESSION_NOT_AGGREGATE where an expression, as written in `node`, depends on more than the group. */
  require(expression: Expression, node: ast.Expression | undefined): void {
    if (this.#isOfGroup(expression)) return;
    const name = expression.kind === 'column' ? expression.name : '*';
    const message = node
      ? `'${formatExpression(node)}' must be an aggregate expression or appear in GROUP BY clause`
      : `Column '${name}' not in GROUP BY clause`;
    // A column of `*` has no place of its own.
    throw new LakeError('EXPRESSION_NOT_AGGREGATE', message, { position: node?.position });
  }

  #isOfGroup(expression: Expression): boolean {
    if (this.#keys.has(this.#keyOf(expression))) return true;
    if (expression.kind === 'column') return this.#isColumnOfGroup(expression);
    return childrenOf(expression).every((child) => this.#isOfGroup(child));
  }

  #isWindowOfGroup({ call, window }: PendingWindow): boolean {
    window.partitionBy.forEach((key, i) => {
      this.#requireKey(key, window.partitionNodes[i]!, 'PARTITION BY');
    });
    window.orderBy.forEach(({ expression }, i) => {
      this.#requireKey(expression, window.orderNodes[i]!, 'ORDER BY');
    });
    const { start, end } = call.frame;
    const orderBy = (call.orderBy ?? []).map(({ expression }) => expression);
    const parts = [...call.args, ...orderBy, start.value, end.value, ...(call.frame.pattern?.columns ?? [])];
    return parts.every((part) => part === undefined || this.#isOfGroup(part));
  }

  #requireKey(key: Expression, node: ast.Expression, clause: string): void {
    if (this.#isOfGroup(key)) return;
    const message = `${clause} expression '${formatExpression(node)}' must be an aggregate expression or appear in GROUP BY clause`;
    throw new LakeError('EXPRESSION_NOT_AGGREGATE', message, { position: node.position });
  }

  #isColumnOfGroup(column: ColumnReference): boolean {
    if (this.#sources.has(column.id)) return false;
    const window = this.#windows.get(column.id);
    if (window) return this.#isWindowOfGroup(window);
    const pending = this.#block.pending.find(({ output }) => output.id === column.id);
    if (!pending) return true;
    const references = pending.kind === 'subquery' ? pending.outerReferences : [];
    for (const { column: used, name, position } of references)
      if (this.#sources.has(used.id) && !this.#keys.has(this.#keyOf(used)))
        throw new LakeError(
          'EXPRESSION_NOT_AGGREGATE',
          `Subquery uses '${name}' which must appear in GROUP BY clause`,
          {
            position,
          },
        );
    const value = inputOf(pending);
    return value === undefined || this.#isOfGroup(value);
  }
}

/** Puts the Aggregate of a block on its plan; answers how expressions above it are written. */
export function planAggregate(plan: BlockPlan, grouping: Grouping): (expression: Expression) => Expression {
  const { block, context } = plan;
  const calls = [...block.aggregates.values()];
  plan.attach(
    calls.flatMap(({ args, filter, orderBy }) => [
      ...args,
      ...(filter ? [filter] : []),
      ...(orderBy ?? []).map(({ expression }) => expression),
    ]),
  );
  const columns = plan.asColumns(grouping.keys, 'key');
  const { sets } = grouping;
  const isPlain = sets.length === 1 && sets[0]!.length === columns.length;
  const groupId = isPlain ? undefined : context.column('group_id', BIGINT);
  plan.plan = {
    kind: 'Aggregate',
    input: plan.plan,
    keys: columns,
    groupingSets: isPlain ? undefined : sets,
    groupId,
    aggregates: calls,
  };
  const { keys } = context;
  const replacements = new Map<number, Expression>();
  grouping.keys.forEach((key, i) => {
    replacements.set(keys.keyOf(key), columns[i]!);
  });
  for (const pending of block.groupings)
    replacements.set(keys.keyOf(pending.output), groupingValue(context, pending, grouping, groupId));
  const replace = (expression: Expression): Expression =>
    replacements.get(keys.keyOf(expression)) ?? mapChildren(expression, replace);
  return replace;
}

/** Checks that GROUPING(…) names what the block groups by. */
export function requireGroupingKeys(
  { keys: expressionKeys }: BindContext,
  { groupings }: Block,
  { keys }: Grouping,
): void {
  const known = new Set(keys.map((key) => expressionKeys.keyOf(key)));
  for (const { columns, node } of groupings) {
    const unknown = columns.findIndex((column) => !known.has(expressionKeys.keyOf(column)));
    if (unknown < 0) continue;
    const name = qualifiedNameOf(node.columns[unknown]!)?.join('.');
    throw new LakeError(
      'INVALID_ARGUMENTS',
      `The arguments to GROUPING() must be expressions referenced by the GROUP BY at the associated query level. Mismatch due to ${name}.`,
      { position: node.position },
    );
  }
}

/** GROUPING(…) in a set: a bit for each column, the first the highest, 1 where the set does not have it. */
function groupingValue(
  { keys: expressionKeys }: BindContext,
  { output, columns, node }: PendingGrouping,
  { keys, sets }: Grouping,
  groupId: ColumnReference | undefined,
): Expression {
  const known = keys.map((key) => expressionKeys.keyOf(key));
  const indices = columns.map((column) => known.indexOf(expressionKeys.keyOf(column)));
  const { type } = output;
  const values = sets.map((set) => indices.reduce((bits, index) => bits * 2n + (set.includes(index) ? 0n : 1n), 0n));
  const constants = values.map((value) => constant(type, type.kind === 'bigint' ? value : Number(value)));
  if (!groupId) return constants[0]!;
  const whens = constants.slice(0, -1).map((result, i) => ({
    condition: compare('=', groupId, constant(BIGINT, BigInt(i)), node.position),
    result,
  }));
  return whens.length === 0 ? constants[0]! : { kind: 'case', type, whens, otherwise: constants.at(-1) };
}
