import type { Expression } from '../../plan/expression.js';
import type { Join } from '../../plan/logical-plan.js';
import { type ColumnEstimate, type RowEstimate, unknownColumn, withRowCount } from './row-estimate.js';
import { distinctOf, selectivity } from './selectivity.js';

/** Conditions on several columns of two inputs go together: each further pair counts by this power more weakly. */
const pairIndependence = 0.25;

/** Estimates the part of all pairs of rows that equal pairs let pass. */
export function equalSelectivity(
  pairs: readonly { readonly left: Expression; readonly right: Expression }[],
  left: RowEstimate,
  right: RowEstimate,
): number {
  const parts = pairs.map((pair) => pairSelectivity(pair.left, pair.right, left, right)).sort((a, b) => a - b);
  return parts.reduce((all, part, index) => all * part ** (pairIndependence ** index), 1);
}

/**
 * The side with fewer values has only values that the other side has, too, as foreign keys have; and where conditions left few keys, they
 * left ones that are asked for. A count that was made up is not more than that of the keys.
 */
function pairSelectivity(a: Expression, b: Expression, left: RowEstimate, right: RowEstimate): number {
  const sides = [columnOf(a, left), columnOf(b, right)].filter((side) => side !== undefined);
  if (sides.length < 2) {
    const distinct = [distinctOf(a, left) ?? left.rowCount / 10, distinctOf(b, right) ?? right.rowCount / 10];
    return 1 / Math.max(1, ...distinct);
  }
  const certain = sides.filter(({ isKnown, origin }) => isKnown || origin.isKey);
  const both = Math.min(...sides.map(({ origin }) => origin.distinctCount));
  return 1 / Math.max(1, both, ...(certain.length > 0 ? certain : sides).map(({ distinctCount }) => distinctCount));
}

const columnOf = (expression: Expression, input: RowEstimate): ColumnEstimate | undefined =>
  expression.kind === 'column' ? input.columns.get(expression.id) : undefined;

/** Estimates what a join of two estimated inputs gives. */
export function joinEstimate(
  join: Pick<Join, 'type' | 'equal' | 'filter' | 'markColumn'>,
  left: RowEstimate,
  right: RowEstimate,
): RowEstimate {
  const both = new Map([...left.columns, ...right.columns]);
  const pairs = left.rowCount * right.rowCount;
  const equal = equalSelectivity(join.equal, left, right);
  const filter = join.filter ? selectivity(join.filter, { rowCount: pairs, columns: both }) : 1;
  const inner = pairs * equal * filter;
  switch (join.type) {
    case 'semi':
      return withRowCount(left, left.rowCount * matchedPart(join, left, right) * filter ** 0.5);
    case 'anti':
      return withRowCount(left, left.rowCount * Math.max(0.05, 1 - matchedPart(join, left, right) * filter ** 0.5));
    case 'mark':
      return { rowCount: left.rowCount, columns: new Map([...left.columns, ...markOf(join)]) };
    case 'left':
      return joined(left, padded(right, inner, left.rowCount), Math.max(inner, left.rowCount));
    case 'right':
      return joined(padded(left, inner, right.rowCount), right, Math.max(inner, right.rowCount));
    case 'full':
      return joined(
        padded(left, inner, right.rowCount),
        padded(right, inner, left.rowCount),
        Math.max(inner, left.rowCount + right.rowCount),
      );
    case 'inner':
      return joined(left, right, inner);
  }
}

/** The part of the left rows that have a partner: as many of their values as the right side still has. */
export function matchedPart(join: Pick<Join, 'equal'>, left: RowEstimate, right: RowEstimate): number {
  const parts = join.equal.map(({ left: a, right: b }) => {
    const [wanted, offered] = [columnOf(a, left), columnOf(b, right)];
    if (wanted && offered) {
      const { origin, distinctCount, isKnown } = offered;
      const all = isKnown ? Math.min(origin.distinctCount, wanted.origin.distinctCount) : origin.distinctCount;
      return Math.min(1, distinctCount / Math.max(1, all));
    }
    const counts = [distinctOf(a, left), distinctOf(b, right)];
    return counts[0] === undefined || counts[1] === undefined ? 0.5 : Math.min(1, counts[1] / counts[0]);
  });
  return parts.length === 0 ? Math.min(1, right.rowCount) : Math.min(...parts);
}

const markOf = ({ markColumn }: Pick<Join, 'markColumn'>): [number, ColumnEstimate][] =>
  markColumn ? [[markColumn.id, { ...unknownColumn(markColumn.type, 2), isKnown: true, nullFraction: 0 }]] : [];

/** The columns of a side that is NULL in the rows of the other side without a match. */
function padded(side: RowEstimate, matches: number, keptRows: number): RowEstimate {
  const absent = Math.max(absentPartMin, 1 - matches / Math.max(1, keptRows));
  const columns = [...side.columns].map(([id, column]): [number, ColumnEstimate] => [
    id,
    { ...column, nullFraction: absent + (1 - absent) * column.nullFraction },
  ]);
  return { ...side, columns: new Map(columns) };
}

/** An outer join is written because some rows have no match. */
const absentPartMin = 0.1;

function joined(left: RowEstimate, right: RowEstimate, rowCount: number): RowEstimate {
  const sides = [left, right].map((side) =>
    side.rowCount > rowCount ? withRowCount(side, rowCount).columns : side.columns,
  );
  return { rowCount, columns: new Map([...sides[0]!, ...sides[1]!]) };
}
