import type { Expression } from '../../plan/expression.js';
import type { Join } from '../../plan/logical-plan.js';
import { type ColumnEstimate, type RowEstimate, withRowCount } from './row-estimate.js';
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

function pairSelectivity(a: Expression, b: Expression, left: RowEstimate, right: RowEstimate): number {
  const distinct = [distinctOf(a, left) ?? left.rowCount / 10, distinctOf(b, right) ?? right.rowCount / 10] as const;
  const known = [isKnown(a, left), isKnown(b, right)];
  // A count that was made up is not more than that of the keys it refers to.
  if (known[0] !== known[1]) {
    const index = known[0] ? 0 : 1;
    const rows = index === 0 ? left.rowCount : right.rowCount;
    if (distinct[index] >= 0.9 * rows) return 1 / Math.max(1, distinct[index]);
  }
  return 1 / Math.max(1, ...distinct);
}

const isKnown = (expression: Expression, input: RowEstimate): boolean =>
  expression.kind === 'column' && (input.columns.get(expression.id)?.isKnown ?? false);

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

/** The part of the left rows that have a partner: as many of their values as the right side has. */
export function matchedPart(join: Pick<Join, 'equal'>, left: RowEstimate, right: RowEstimate): number {
  const parts = join.equal.map(({ left: a, right: b }) => {
    const [wanted, offered] = [distinctOf(a, left), distinctOf(b, right)];
    return wanted === undefined || offered === undefined ? 0.5 : Math.min(1, offered / wanted);
  });
  return parts.length === 0 ? Math.min(1, right.rowCount) : Math.min(...parts);
}

const markOf = ({ markColumn }: Pick<Join, 'markColumn'>): [number, ColumnEstimate][] =>
  markColumn
    ? [[markColumn.id, { type: markColumn.type, distinctCount: 2, isKnown: true, nullFraction: 0, bytes: 1 }]]
    : [];

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
