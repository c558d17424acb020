import type { Position } from '../base/lake-error.js';
import type { Domain } from '../types/domain.js';
import type { SqlType } from '../types/sql-type.js';
import type { ColumnReference, Expression } from './expression.js';
import type { PatternOutput, PatternSearch, PatternValue } from './row-pattern.js';

/** The logical plan: a closed union of plain-data nodes. Each node's `outputs` are the columns that it produces, in order. */
export type LogicalPlan =
  | Scan
  | Values
  | Filter
  | Project
  | Aggregate
  | Window
  | Join
  | Apply
  | Sort
  | TopN
  | Limit
  | Union
  | SetOperation
  | Unnest
  | EnforceSingleRow
  | AssignUniqueId
  | Sample
  | Recursion
  | RecursionReference
  | MatchRecognize;

/** Reads a table: `outputs[i]` is the table's column `columns[i]`. */
export interface Scan {
  readonly kind: 'Scan';
  readonly outputs: readonly ColumnReference[];
  /** Names of the table's columns (or hidden ones such as `$path`), parallel to `outputs`. */
  readonly columns: readonly string[];
  readonly table: TableReference;
  /** Conjuncts over `outputs` that the optimizer pushed into the scan. */
  readonly filter?: readonly Expression[] | undefined;
  /** What conditions asked of the table's columns that the choice of its partitions has answered; for EXPLAIN. */
  readonly answered?: ReadonlyMap<string, Domain> | undefined;
  /** What the principal may see of the table's rows; applied before `filter`, and printed nowhere. */
  readonly policy?: RowPolicy | undefined;
  /** What is read is a view that the principal may not look into. */
  readonly view?: OpaqueView | undefined;
}

/** A view read with its owner's rights: for rules and for EXPLAIN it is a table. */
export interface OpaqueView {
  readonly plan: LogicalPlan;
  /** `outputs[i]`, of the plan, is the view's column `columns[i]`. */
  readonly outputs: readonly ColumnReference[];
  readonly columns: readonly string[];
}

/** Rows and values of a table that exist for a principal. Rules leave it alone: its expressions have columns of their own. */
export interface RowPolicy {
  /** `outputs[i]` is the table's column `columns[i]`, as the expressions below name it. */
  readonly outputs: readonly ColumnReference[];
  readonly columns: readonly string[];
  /** What a row must meet; undefined: nothing. */
  readonly condition: Expression | undefined;
  /** By the name of a column: what is shown in its place. */
  readonly masks: Readonly<Record<string, Expression>>;
}

/** Names a table to read: one of the catalog, or files by pattern. Structured-cloneable. */
export interface TableReference {
  readonly catalog: string;
  readonly schema: string;
  readonly name: string;
  /** Identifies the snapshot that the binder saw; the engine resolves it to splits. */
  readonly handle: string;
  /** The principal does not see all of it: numbers that tell of the rest are not told. */
  readonly isRestricted?: boolean | undefined;
  /** How many rows there are is not the principal's to know. */
  readonly hidesRows?: boolean | undefined;
}

/** Rows of expressions without inputs. One row and no columns is the source of `SELECT 1`. */
export interface Values {
  readonly kind: 'Values';
  readonly outputs: readonly ColumnReference[];
  readonly rows: readonly (readonly Expression[])[];
}

export interface Filter {
  readonly kind: 'Filter';
  readonly input: LogicalPlan;
  readonly condition: Expression;
}

/** Computes exactly `outputs`: `expressions[i]` gives `outputs[i]`; a column passed on keeps its id. */
export interface Project {
  readonly kind: 'Project';
  readonly input: LogicalPlan;
  readonly outputs: readonly ColumnReference[];
  readonly expressions: readonly Expression[];
}

/** One aggregate of an Aggregate or Window node. */
export interface AggregateCall {
  readonly output: ColumnReference;
  readonly name: string;
  readonly overload: number;
  readonly args: readonly Expression[];
  readonly distinct: boolean;
  readonly filter?: Expression | undefined;
  readonly orderBy?: readonly SortKey[] | undefined;
}

/**
 * Groups by `keys` (outputs: the keys, then the grouping-set number if any, then the aggregates). With `groupingSets` each set lists
 * indices into `keys`; keys outside the set are NULL and `groupId` receives the set's index. Without keys and sets: one group, always one row.
 */
export interface Aggregate {
  readonly kind: 'Aggregate';
  readonly input: LogicalPlan;
  readonly keys: readonly ColumnReference[];
  readonly groupingSets?: readonly (readonly number[])[] | undefined;
  readonly groupId?: ColumnReference | undefined;
  readonly aggregates: readonly AggregateCall[];
}

export interface SortKey {
  readonly expression: Expression;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}

/** Bound of a window frame; `value` is a bound expression for PRECEDING and FOLLOWING. */
export interface FrameBound {
  readonly kind: 'unbounded_preceding' | 'preceding' | 'current_row' | 'following' | 'unbounded_following';
  readonly value?: Expression | undefined;
}

export interface WindowFrame {
  readonly unit: 'rows' | 'range' | 'groups';
  readonly start: FrameBound;
  readonly end: FrameBound;
  /** Cuts the frame to the match that it finds there. */
  readonly pattern?: WindowPattern | undefined;
}

/** A row pattern in a window; `id` differs between those of a statement. */
export interface WindowPattern {
  readonly id: number;
  readonly search: PatternSearch;
  /** Looks for a match from any row of the frame on, not only from its first. */
  readonly seeks: boolean;
  readonly columns: readonly Expression[];
}

export interface WindowCall {
  readonly output: ColumnReference;
  readonly function: 'aggregate' | 'window' | 'measure';
  readonly name: string;
  /** Of a measure: what it computes over the match of a row's frame. */
  readonly measure?: PatternValue | undefined;
  readonly overload: number;
  readonly args: readonly Expression[];
  readonly frame: WindowFrame;
  readonly ignoreNulls: boolean;
  readonly distinct?: boolean | undefined;
  readonly filter?: Expression | undefined;
  /** Order in which an aggregate takes the rows of its frame, where it was written with its own ORDER BY. */
  readonly orderBy?: readonly SortKey[] | undefined;
}

/** Adds the columns of `calls`, all over one PARTITION BY and ORDER BY. */
export interface Window {
  readonly kind: 'Window';
  readonly input: LogicalPlan;
  readonly partitionBy: readonly ColumnReference[];
  readonly orderBy: readonly SortKey[];
  readonly calls: readonly WindowCall[];
}

/**
 * Joins `left` (probe side) with `right` (build side). `equal` pairs compare left and right expressions of one type with `=`;
 * `filter` is the rest of the condition. inner, left, right and full produce left's then right's columns; `semi` and `anti` (NOT EXISTS) left's;
 * `mark` left's and `markColumn`: true, false or NULL as IN gives (`nullAware`), else true or false as EXISTS does.
 */
export interface Join {
  readonly kind: 'Join';
  readonly type: 'inner' | 'left' | 'right' | 'full' | 'semi' | 'anti' | 'mark';
  readonly left: LogicalPlan;
  readonly right: LogicalPlan;
  readonly equal: readonly {
    readonly left: Expression;
    readonly right: Expression;
    readonly nullsEqual?: boolean | undefined;
  }[];
  readonly filter?: Expression | undefined;
  readonly markColumn?: ColumnReference | undefined;
  /** semi and anti: `left` is the build side; its rows are given when all of `right` was seen. */
  readonly buildsLeft?: boolean | undefined;
  /** semi: `IN`; anti: `NOT IN` (a NULL on either side rejects); mark: three-valued. */
  readonly nullAware?: boolean | undefined;
}

/**
 * A subquery evaluated per row of `input`, before decorrelation (the optimizer removes every Apply). `correlation` are the columns
 * of `input` that the subquery uses. Outputs: input's columns, then `output` (scalar, exists, in, quantified) or the subquery's columns (lateral).
 */
export interface Apply {
  readonly kind: 'Apply';
  readonly input: LogicalPlan;
  readonly subquery: LogicalPlan;
  readonly correlation: readonly ColumnReference[];
  readonly form:
    | { readonly kind: 'scalar'; readonly output: ColumnReference; readonly column: ColumnReference }
    | { readonly kind: 'exists'; readonly output: ColumnReference }
    | {
        readonly kind: 'in';
        readonly output: ColumnReference;
        readonly value: Expression;
        readonly column: ColumnReference;
      }
    | {
        readonly kind: 'quantified';
        readonly output: ColumnReference;
        readonly operator: '=' | '<>' | '<' | '<=' | '>' | '>=';
        readonly quantifier: 'all' | 'any';
        readonly value: Expression;
        readonly column: ColumnReference;
      }
    | { readonly kind: 'lateral'; readonly join: 'inner' | 'left'; readonly filter?: Expression | undefined };
  readonly position?: Position | undefined;
}

export interface Sort {
  readonly kind: 'Sort';
  readonly input: LogicalPlan;
  readonly keys: readonly SortKey[];
}

export interface TopN {
  readonly kind: 'TopN';
  readonly input: LogicalPlan;
  readonly keys: readonly SortKey[];
  readonly count: number;
  readonly offset: number;
  /** FETCH FIRST … WITH TIES. */
  readonly withTies?: boolean | undefined;
}

/** Skips `offset` rows, then passes `count` rows (undefined: all). */
export interface Limit {
  readonly kind: 'Limit';
  readonly input: LogicalPlan;
  readonly offset: number;
  readonly count?: number | undefined;
}

/** UNION ALL: `columns[i][j]` is the column of input i that becomes `outputs[j]`. */
export interface Union {
  readonly kind: 'Union';
  readonly inputs: readonly LogicalPlan[];
  readonly outputs: readonly ColumnReference[];
  readonly columns: readonly (readonly ColumnReference[])[];
}

/** INTERSECT or EXCEPT with set or (`all`) bag meaning; lowered to joins or aggregation by a rule. */
export interface SetOperation {
  readonly kind: 'SetOperation';
  readonly operation: 'intersect' | 'except';
  readonly all: boolean;
  readonly inputs: readonly LogicalPlan[];
  readonly outputs: readonly ColumnReference[];
  readonly columns: readonly (readonly ColumnReference[])[];
}

/** CROSS/LEFT JOIN UNNEST: outputs are input's columns, then the columns of each unnested expression, then the ordinality. */
export interface Unnest {
  readonly kind: 'Unnest';
  readonly input: LogicalPlan;
  readonly items: readonly { readonly expression: Expression; readonly outputs: readonly ColumnReference[] }[];
  readonly ordinality?: ColumnReference | undefined;
  /** LEFT JOIN … ON true: a row without elements stays, with NULLs. */
  readonly outer: boolean;
}

/** Passes the only row, makes a row of NULLs from none, fails with SUBQUERY_MULTIPLE_ROWS on a second. */
export interface EnforceSingleRow {
  readonly kind: 'EnforceSingleRow';
  readonly input: LogicalPlan;
}

/** Adds a bigint column that differs in every row. */
export interface AssignUniqueId {
  readonly kind: 'AssignUniqueId';
  readonly input: LogicalPlan;
  readonly output: ColumnReference;
}

export interface Sample {
  readonly kind: 'Sample';
  readonly input: LogicalPlan;
  readonly method: 'bernoulli' | 'system';
  readonly ratio: number;
}

/** WITH RECURSIVE: `seed`, then `step` over the previous rows until none come. */
export interface Recursion {
  readonly kind: 'Recursion';
  readonly name: string;
  readonly seed: LogicalPlan;
  readonly step: LogicalPlan;
  readonly outputs: readonly ColumnReference[];
  readonly seedColumns: readonly ColumnReference[];
  readonly stepColumns: readonly ColumnReference[];
  /** Pairs the RecursionReference inside `step`. */
  readonly recursionId: number;
  readonly depthMax: number;
}

/** The previous step's rows inside a Recursion's `step`. */
export interface RecursionReference {
  readonly kind: 'RecursionReference';
  readonly recursionId: number;
  readonly outputs: readonly ColumnReference[];
}

/**
 * MATCH_RECOGNIZE: finds matches of a row pattern in each partition. `columns` are the values of a row that conditions and
 * measures use; each output is one of them (its index) or a measure.
 */
export interface MatchRecognize {
  readonly kind: 'MatchRecognize';
  readonly input: LogicalPlan;
  readonly partitionBy: readonly ColumnReference[];
  readonly orderBy: readonly SortKey[];
  readonly columns: readonly Expression[];
  readonly search: PatternSearch;
  readonly form: PatternOutput;
  readonly outputs: readonly ColumnReference[];
  readonly values: readonly (number | PatternValue)[];
}

/** A bound query: the plan, and the visible names and types of its result in order. */
export interface BoundQuery {
  readonly plan: LogicalPlan;
  readonly columns: readonly OutputColumn[];
}

/** A column of a query's result. */
export interface OutputColumn {
  readonly name: string;
  readonly type: SqlType;
  readonly column: ColumnReference;
  /** The query gives it no name. */
  readonly isUnnamed?: boolean | undefined;
}

/** Lists a node's direct inputs. */
export function inputsOf(plan: LogicalPlan): readonly LogicalPlan[] {
  switch (plan.kind) {
    case 'Scan':
    case 'Values':
    case 'RecursionReference':
      return [];
    case 'Join':
      return [plan.left, plan.right];
    case 'Apply':
      return [plan.input, plan.subquery];
    case 'Union':
    case 'SetOperation':
      return plan.inputs;
    case 'Recursion':
      return [plan.seed, plan.step];
    default:
      return [plan.input];
  }
}

/** Rebuilds a node over other inputs; the same object when they are the same. */
export function withInputs(plan: LogicalPlan, inputs: readonly LogicalPlan[]): LogicalPlan {
  const before = inputsOf(plan);
  if (before.every((input, index) => input === inputs[index])) return plan;
  switch (plan.kind) {
    case 'Scan':
    case 'Values':
    case 'RecursionReference':
      return plan;
    case 'Join':
      return { ...plan, left: inputs[0]!, right: inputs[1]! };
    case 'Apply':
      return { ...plan, input: inputs[0]!, subquery: inputs[1]! };
    case 'Union':
    case 'SetOperation':
      return { ...plan, inputs };
    case 'Recursion':
      return { ...plan, seed: inputs[0]!, step: inputs[1]! };
    default:
      return { ...plan, input: inputs[0]! };
  }
}

/** Lists the columns that a node produces, in order. */
export function outputsOf(plan: LogicalPlan): readonly ColumnReference[] {
  switch (plan.kind) {
    case 'Scan':
    case 'Values':
    case 'Project':
    case 'Union':
    case 'SetOperation':
    case 'Recursion':
    case 'RecursionReference':
    case 'MatchRecognize':
      return plan.outputs;
    case 'Filter':
    case 'Sort':
    case 'TopN':
    case 'Limit':
    case 'EnforceSingleRow':
    case 'Sample':
      return outputsOf(plan.input);
    case 'Aggregate':
      return [...plan.keys, ...(plan.groupId ? [plan.groupId] : []), ...plan.aggregates.map(({ output }) => output)];
    case 'Window':
      return [...outputsOf(plan.input), ...plan.calls.map(({ output }) => output)];
    case 'AssignUniqueId':
      return [...outputsOf(plan.input), plan.output];
    case 'Unnest': {
      const items = plan.items.flatMap(({ outputs }) => outputs);
      return [...outputsOf(plan.input), ...items, ...(plan.ordinality ? [plan.ordinality] : [])];
    }
    case 'Join':
      return joinOutputs(plan);
    case 'Apply':
      return [
        ...outputsOf(plan.input),
        ...(plan.form.kind === 'lateral' ? outputsOf(plan.subquery) : [plan.form.output]),
      ];
  }
}

function joinOutputs(join: Join): readonly ColumnReference[] {
  if (join.type === 'semi' || join.type === 'anti') return outputsOf(join.left);
  if (join.type === 'mark') return [...outputsOf(join.left), join.markColumn!];
  return [...outputsOf(join.left), ...outputsOf(join.right)];
}
