import type { Lambda } from '../../plan/expression.js';
import type { PatternAggregate, PatternInput, PatternValue } from '../../plan/row-pattern.js';
import type { SqlValue } from '../../types/sql-value.js';
import { columnlessLambda } from '../operators/collected-aggregate.js';
import type { ThreadContext } from '../thread-context.js';
import { navigate, type PatternMatch } from './pattern-match.js';
import { ValuesAggregate } from './values-aggregate.js';

/** The rows of a partition that patterns are matched over. */
export interface PatternRows {
  /** Rows before this one and from `rowCount` on are not seen. */
  readonly first: number;
  readonly rowCount: number;
  /** All rows of the partition are seen, also from other rows of it. */
  readonly isWhole: boolean;
  value(column: number, row: number): SqlValue;
}

/** Where a value is computed: at row `current` of a match. */
export interface PatternPlace {
  readonly rows: PatternRows;
  readonly match: PatternMatch;
  readonly current: number;
  readonly matchNumber: bigint;
}

type Compute = (place: PatternPlace) => SqlValue;

/** Makes a function that computes a value at a place. */
export function patternEvaluator(
  context: ThreadContext,
  value: PatternValue,
  labelNames: readonly string[],
): (place: PatternPlace) => SqlValue {
  const inputs = value.inputs.map((input) => inputEvaluator(context, input, labelNames));
  const { parameters, body } = value;
  // Most measures are one input as it is.
  const only = body.kind === 'column' ? parameters.findIndex(({ id }) => id === body.id) : -1;
  if (only >= 0) return inputs[only]!;
  const types = parameters.map(({ type }) => type);
  const type = { kind: 'function', parameters: types, returns: body.type } as const;
  const lambda: Lambda = { kind: 'lambda', type, parameters, body };
  const compute = columnlessLambda(context, lambda);
  return (place) => compute(...inputs.map((input) => input(place)));
}

function inputEvaluator(context: ThreadContext, input: PatternInput, labelNames: readonly string[]): Compute {
  switch (input.kind) {
    case 'match number':
      return ({ matchNumber }) => matchNumber;
    case 'column':
      return ({ rows, match, current }) => {
        const row = navigate(match, current, input.navigation, rows);
        return row === undefined ? null : rows.value(input.column, row);
      };
    case 'classifier':
      return ({ rows, match, current }) => {
        const row = navigate(match, current, input.navigation, rows);
        const position = row === undefined ? -1 : row - match.start;
        return position >= 0 && position < match.length ? labelNames[match.labels[position]!]! : null;
      };
    case 'aggregate':
      return aggregateEvaluator(context, input.aggregate, labelNames);
  }
}

/** While places go on in the same match, only the rows since the last one are added. */
function aggregateEvaluator(
  context: ThreadContext,
  aggregate: PatternAggregate,
  labelNames: readonly string[],
): Compute {
  const args = aggregate.args.map((arg) => patternEvaluator(context, arg, labelNames));
  const values = new ValuesAggregate(context, aggregate);
  const { labels, isFinal } = aggregate;
  let known: PatternMatch | undefined;
  let added = 0;
  return (place) => {
    const { match, current } = place;
    const end = isFinal ? match.length : current + 1;
    if (known !== match || added > end) {
      values.clear();
      added = 0;
    }
    const rows: SqlValue[][] = [];
    for (let position = added; position < end; position++)
      if (labels === undefined || labels.includes(match.labels[position]!))
        rows.push(args.map((arg) => arg({ ...place, current: position })));
    values.add(rows);
    [known, added] = [match, end];
    return values.value();
  };
}
