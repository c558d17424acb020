import { LakeError } from '../../base/lake-error.js';
import type { Expression } from '../../plan/expression.js';
import type * as ast from '../../sql/ast.js';
import { isComparable } from '../../types/comparability.js';
import { typeText } from '../../types/sql-type.js';
import { findAll, forbidGroupCalls, isAggregate, isWindowed } from '../contained-calls.js';
import type { ExpressionBinder } from '../expression/expression-binder.js';
import type { ExpressionKeys } from '../expression-keys.js';
import type { SelectOutput } from './select-items.js';

const setsMax = 2048;

/** What GROUP BY asks for: distinct keys, and each set as indices into them. */
export interface Grouping {
  readonly keys: readonly Expression[];
  readonly sets: readonly (readonly number[])[];
}

/** Binds GROUP BY; ordinals mean items of the SELECT. */
export function bindGroupBy(
  binder: ExpressionBinder,
  groupBy: ast.GroupBy,
  outputs: readonly SelectOutput[],
): Grouping {
  const count = groupBy.elements.reduce((product, element) => product * setCount(element), 1);
  if (count > setsMax)
    throw new LakeError(
      'TOO_MANY_GROUPING_SETS',
      `GROUP BY has ${count} grouping sets but can contain at most ${setsMax}`,
      { position: groupBy.elements[0]?.position ?? groupBy.position },
    );
  const keys = new KeyList(binder.context.keys);
  const elements = groupBy.elements.map((element) => elementSets(binder, element, outputs, keys));
  let sets: readonly (readonly number[])[] = [[]];
  for (const alternatives of elements)
    sets = sets.flatMap((set) => alternatives.map((more) => [...new Set([...set, ...more])]));
  return { keys: keys.keys, sets: groupBy.isDistinct ? distinctSets(sets) : sets };
}

function setCount(element: ast.GroupingElement): number {
  if (element.kind !== 'GroupingSets') return 1;
  const { length } = element.sets;
  return { ROLLUP: length + 1, CUBE: 2 ** length, EXPLICIT: length }[element.type];
}

class KeyList {
  readonly keys: Expression[] = [];
  readonly #expressionKeys: ExpressionKeys;
  readonly #indices = new Map<number, number>();

  constructor(expressionKeys: ExpressionKeys) {
    this.#expressionKeys = expressionKeys;
  }

  add(expression: Expression): number {
    const key = this.#expressionKeys.keyOf(expression);
    const known = this.#indices.get(key);
    if (known !== undefined) return known;
    this.#indices.set(key, this.keys.length);
    return this.keys.push(expression) - 1;
  }
}

function distinctSets(sets: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const byText = new Map(sets.map((set) => [[...set].sort((a, b) => a - b).join(), set]));
  return [...byText.values()];
}

/** The alternatives that one element of GROUP BY offers: sets of indices of keys. */
function elementSets(
  binder: ExpressionBinder,
  element: ast.GroupingElement,
  outputs: readonly SelectOutput[],
  keys: KeyList,
): readonly (readonly number[])[] {
  if (element.kind === 'AutoGrouping') {
    const isPlain = (node: ast.Expression): boolean =>
      findAll([node], (each) => isAggregate(each) || isWindowed(each) || each.kind === 'Grouping').length === 0;
    const plain = outputs.filter(({ node }) => node === undefined || isPlain(node));
    return [plain.map(({ expression }) => keys.add(expression))];
  }
  if (element.kind === 'SimpleGrouping')
    return [element.columns.map((column) => keys.add(bindKey(binder, column, outputs)))];
  const sets = element.sets.map((set) => set.map((column) => keys.add(bindSetColumn(binder, column))));
  const { type } = element;
  if (type === 'EXPLICIT') return sets;
  if (type === 'ROLLUP') return [...sets, []].map((_, i) => [...new Set(sets.slice(0, sets.length - i).flat())]);
  return Array.from({ length: 2 ** sets.length }, (_, mask) => [
    ...new Set(sets.filter((__, i) => ((mask >> (sets.length - 1 - i)) & 1) === 0).flat()),
  ]);
}

function bindKey(binder: ExpressionBinder, column: ast.Expression, outputs: readonly SelectOutput[]): Expression {
  const { position } = column;
  if (column.kind === 'IntegerLiteral') {
    const output = column.value > 0n ? outputs[Number(column.value) - 1] : undefined;
    if (!output)
      throw new LakeError('INVALID_COLUMN_REFERENCE', `GROUP BY position ${column.value} is not in select list`, {
        position,
      });
    if (output.node) forbidGroupCalls(output.node, 'GROUP BY clause');
    return requireComparable(output.expression, column);
  }
  forbidGroupCalls(column, 'GROUP BY clause');
  return requireComparable(binder.bind(column), column);
}

function bindSetColumn(binder: ExpressionBinder, column: ast.Expression): Expression {
  const { position } = column;
  const isName = column.kind === 'Identifier' || column.kind === 'Dereference';
  const key = isName ? binder.bind(column) : undefined;
  if (key?.kind !== 'column')
    throw new LakeError('INVALID_COLUMN_REFERENCE', 'GROUP BY expression must be a column reference', { position });
  return requireComparable(key, column);
}

function requireComparable(key: Expression, { position }: ast.Expression): Expression {
  if (!isComparable(key.type)) {
    const message = `${typeText(key.type)} is not comparable, and therefore cannot be used in GROUP BY`;
    throw new LakeError('TYPE_MISMATCH', message, { position });
  }
  return key;
}
