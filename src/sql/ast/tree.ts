import type { Position } from '../../base/lake-error.js';
import type { JsonArray, JsonExists, JsonObject, JsonQuery, JsonTable, JsonValue } from './json.js';
import type { CurrentContext, CurrentMoment, IntegerLiteral, Literal, Parameter, StringLiteral } from './leaf.js';
import type { Identifier, QualifiedName, SyntaxNode } from './names.js';
import type { RowPattern, SkipTo, SubsetDefinition } from './row-pattern.js';
import type { DataType, Descriptor } from './written-type.js';

// Expressions, relations and queries contain one another, so their unions live together.

/** Any expression. Parentheses leave no node; `Not` wraps what `NOT IN`, `NOT LIKE` and so on deny. */
export type Expression =
  | Identifier
  | Dereference
  | Literal
  | ArithmeticUnary
  | ArithmeticBinary
  | Comparison
  | QuantifiedComparison
  | Logical
  | Not
  | Between
  | InList
  | InSubquery
  | Like
  | IsNull
  | IsNotNull
  | Exists
  | ScalarSubquery
  | SimpleCase
  | SearchedCase
  | If
  | Coalesce
  | NullIf
  | Try
  | Format
  | Cast
  | Extract
  | AtTimeZone
  | Trim
  | CurrentMoment
  | CurrentContext
  | ArrayConstructor
  | RowConstructor
  | Subscript
  | Lambda
  | FunctionCall
  | WindowMeasure
  | ListAggregate
  | Grouping
  | JsonExists<Expression>
  | JsonValue<Expression>
  | JsonQuery<Expression>
  | JsonObject<Expression>
  | JsonArray<Expression>;

/** `base.field`: a qualified column, a field of a row, or (by MATCH_RECOGNIZE) a labelled column. */
export interface Dereference extends SyntaxNode {
  readonly kind: 'Dereference';
  readonly base: Expression;
  readonly field: Identifier;
}
export interface ArithmeticUnary extends SyntaxNode {
  readonly kind: 'ArithmeticUnary';
  readonly operator: '+' | '-';
  readonly value: Expression;
}
/** Positioned at its operator. Chains lean left and may be 100,000 terms long: walk `left` in a loop. */
export interface ArithmeticBinary extends SyntaxNode {
  readonly kind: 'ArithmeticBinary';
  readonly operator: ArithmeticOperator;
  readonly left: Expression;
  readonly right: Expression;
}
export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%';
/** Positioned at its operator, `!=` becoming `<>`. */
export interface Comparison extends SyntaxNode {
  readonly kind: 'Comparison';
  readonly operator: ComparisonOperator | 'IS DISTINCT FROM';
  readonly left: Expression;
  readonly right: Expression;
}
export type ComparisonOperator = '=' | '<>' | '<' | '<=' | '>' | '>=';
/** `value = ANY (query)`; `SOME` is a word for `ANY`. */
export interface QuantifiedComparison extends SyntaxNode {
  readonly kind: 'QuantifiedComparison';
  readonly operator: ComparisonOperator;
  readonly quantifier: 'ALL' | 'ANY' | 'SOME';
  readonly value: Expression;
  readonly query: Query;
}
/** `a AND b AND c` is one node of three terms, positioned at its first. */
export interface Logical extends SyntaxNode {
  readonly kind: 'Logical';
  readonly operator: 'AND' | 'OR';
  readonly terms: readonly Expression[];
}
export interface Not extends SyntaxNode {
  readonly kind: 'Not';
  readonly value: Expression;
}
/** This and the predicates below are positioned at their keyword (`NOT`, `BETWEEN`, `IN`, `LIKE`, `IS`). */
export interface Between extends SyntaxNode {
  readonly kind: 'Between';
  readonly value: Expression;
  readonly min: Expression;
  readonly max: Expression;
}
export interface InList extends SyntaxNode {
  readonly kind: 'InList';
  readonly value: Expression;
  readonly list: readonly Expression[];
}
export interface InSubquery extends SyntaxNode {
  readonly kind: 'InSubquery';
  readonly value: Expression;
  readonly query: Query;
}
export interface Like extends SyntaxNode {
  readonly kind: 'Like';
  readonly value: Expression;
  readonly pattern: Expression;
  readonly escape: Expression | undefined;
}
export interface IsNull extends SyntaxNode {
  readonly kind: 'IsNull';
  readonly value: Expression;
}
export interface IsNotNull extends SyntaxNode {
  readonly kind: 'IsNotNull';
  readonly value: Expression;
}
export interface Exists extends SyntaxNode {
  readonly kind: 'Exists';
  readonly query: Query;
}
/** `(SELECT …)` where a value is expected. */
export interface ScalarSubquery extends SyntaxNode {
  readonly kind: 'ScalarSubquery';
  readonly query: Query;
}
export interface WhenClause extends SyntaxNode {
  readonly condition: Expression;
  readonly result: Expression;
}
export interface SimpleCase extends SyntaxNode {
  readonly kind: 'SimpleCase';
  readonly operand: Expression;
  readonly whens: readonly WhenClause[];
  readonly otherwise: Expression | undefined;
}
export interface SearchedCase extends SyntaxNode {
  readonly kind: 'SearchedCase';
  readonly whens: readonly WhenClause[];
  readonly otherwise: Expression | undefined;
}
/** `IF(condition, whenTrue[, whenFalse])`. */
export interface If extends SyntaxNode {
  readonly kind: 'If';
  readonly condition: Expression;
  readonly whenTrue: Expression;
  readonly whenFalse: Expression | undefined;
}
export interface Coalesce extends SyntaxNode {
  readonly kind: 'Coalesce';
  readonly operands: readonly Expression[];
}
export interface NullIf extends SyntaxNode {
  readonly kind: 'NullIf';
  readonly first: Expression;
  readonly second: Expression;
}
export interface Try extends SyntaxNode {
  readonly kind: 'Try';
  readonly value: Expression;
}
/** `format('%s', x, …)`: the first argument is the format. */
export interface Format extends SyntaxNode {
  readonly kind: 'Format';
  readonly arguments: readonly Expression[];
}
/** `CAST` and, when `isSafe`, `TRY_CAST`. */
export interface Cast extends SyntaxNode {
  readonly kind: 'Cast';
  readonly value: Expression;
  readonly type: DataType;
  readonly isSafe: boolean;
}
/** `field` is in upper case, such as `DAY_OF_WEEK`. */
export interface Extract extends SyntaxNode {
  readonly kind: 'Extract';
  readonly field: string;
  readonly value: Expression;
}
export interface AtTimeZone extends SyntaxNode {
  readonly kind: 'AtTimeZone';
  readonly value: Expression;
  readonly zone: Expression;
}
export interface Trim extends SyntaxNode {
  readonly kind: 'Trim';
  readonly specification: 'BOTH' | 'LEADING' | 'TRAILING';
  readonly value: Expression;
  readonly character: Expression | undefined;
}
export interface ArrayConstructor extends SyntaxNode {
  readonly kind: 'ArrayConstructor';
  readonly elements: readonly Expression[];
}
/** `ROW(a, b)` and `(a, b)`. */
export interface RowConstructor extends SyntaxNode {
  readonly kind: 'RowConstructor';
  readonly fields: readonly Expression[];
}
export interface Subscript extends SyntaxNode {
  readonly kind: 'Subscript';
  readonly base: Expression;
  readonly index: Expression;
}
export interface Lambda extends SyntaxNode {
  readonly kind: 'Lambda';
  readonly parameters: readonly Identifier[];
  readonly body: Expression;
}
/**
 * A call. `f(*)` has no arguments (so `count(*)` is `count()`); MATCH_RECOGNIZE's `f(A.*)` has the `label`.
 * `a || b` is a call of `concat` positioned at its operator; SUBSTRING … FROM, POSITION … IN and NORMALIZE are calls
 * of `substr`, `strpos` and `normalize`.
 */
export interface FunctionCall extends SyntaxNode {
  readonly kind: 'FunctionCall';
  readonly name: QualifiedName;
  readonly arguments: readonly Expression[];
  readonly label?: Identifier | undefined;
  readonly isDistinct: boolean;
  readonly orderBy: readonly SortItem[] | undefined;
  readonly filter: Expression | undefined;
  readonly nullTreatment: 'IGNORE' | 'RESPECT' | undefined;
  readonly over: Window | undefined;
  readonly processingMode: 'RUNNING' | 'FINAL' | undefined;
}
/** `name OVER w`: a measure of a window with row pattern recognition. */
export interface WindowMeasure extends SyntaxNode {
  readonly kind: 'WindowMeasure';
  readonly name: Identifier;
  readonly over: Window;
}
export interface ListAggregate extends SyntaxNode {
  readonly kind: 'ListAggregate';
  readonly isDistinct: boolean;
  readonly value: Expression;
  readonly separator: StringLiteral | undefined;
  /** Undefined: fail on overflow. */
  readonly overflow: { readonly filler: StringLiteral | undefined; readonly withCount: boolean } | undefined;
  readonly orderBy: readonly SortItem[];
  readonly filter: Expression | undefined;
  readonly over: Window | undefined;
}
/** `GROUPING(a, t.b)`; columns are identifiers or dereferences. */
export interface Grouping extends SyntaxNode {
  readonly kind: 'Grouping';
  readonly columns: readonly Expression[];
}

// Windows and sorting.

export interface SortItem extends SyntaxNode {
  readonly key: Expression;
  readonly isDescending: boolean;
  readonly nulls: 'FIRST' | 'LAST' | undefined;
}
export type Window = WindowReference | WindowSpecification;
export interface WindowReference extends SyntaxNode {
  readonly kind: 'WindowReference';
  readonly name: Identifier;
}
export interface WindowSpecification extends SyntaxNode {
  readonly kind: 'WindowSpecification';
  readonly existing: Identifier | undefined;
  readonly partitionBy: readonly Expression[];
  readonly orderBy: readonly SortItem[] | undefined;
  readonly orderByPosition: Position | undefined;
  readonly frame: WindowFrame | undefined;
}
export interface WindowFrame extends SyntaxNode {
  readonly unit: 'ROWS' | 'RANGE' | 'GROUPS';
  readonly start: FrameBound;
  readonly end: FrameBound | undefined;
  readonly measures: readonly Measure[];
  readonly pattern: PatternSearch | undefined;
}
export interface FrameBound extends SyntaxNode {
  readonly kind: 'unbounded preceding' | 'preceding' | 'current row' | 'following' | 'unbounded following';
  readonly value: Expression | undefined;
}
export interface Measure extends SyntaxNode {
  readonly value: Expression;
  readonly name: Identifier;
}
/** The clauses of row pattern recognition that tables and windows share. */
export interface PatternSearch {
  readonly skipTo: SkipTo | undefined;
  readonly mode: { readonly name: 'INITIAL' | 'SEEK'; readonly position: Position } | undefined;
  readonly pattern: RowPattern | undefined;
  readonly subsets: readonly SubsetDefinition[];
  readonly definitions: readonly { readonly name: Identifier; readonly condition: Expression }[];
}

// Relations.

export type Relation =
  | Table
  | FilePattern
  | Subquery
  | Unnest
  | Lateral
  | TableFunction
  | JsonTable<Expression>
  | AliasedRelation
  | SampledRelation
  | PatternRecognition
  | Join;

export interface Table extends SyntaxNode {
  readonly kind: 'Table';
  readonly name: QualifiedName;
  /** `FOR VERSION AS OF 3`. */
  readonly period: { readonly unit: 'TIMESTAMP' | 'VERSION'; readonly end: Expression } | undefined;
}
/** `FROM 'sales/*.parquet'`: files read as a table, an extension to Trino's grammar. */
export interface FilePattern extends SyntaxNode {
  readonly kind: 'FilePattern';
  readonly pattern: string;
}
export interface Subquery extends SyntaxNode {
  readonly kind: 'Subquery';
  readonly query: Query;
}
export interface Unnest extends SyntaxNode {
  readonly kind: 'Unnest';
  readonly expressions: readonly Expression[];
  readonly withOrdinality: boolean;
}
export interface Lateral extends SyntaxNode {
  readonly kind: 'Lateral';
  readonly query: Query;
}
/** `TABLE(f(…))`. */
export interface TableFunction extends SyntaxNode {
  readonly kind: 'TableFunction';
  readonly name: QualifiedName;
  readonly arguments: readonly TableFunctionArgument[];
  readonly copartitioning: readonly (readonly QualifiedName[])[];
}
export interface TableFunctionArgument extends SyntaxNode {
  readonly name: Identifier | undefined;
  readonly value: Expression | TableArgument | Descriptor;
}
export interface TableArgument extends SyntaxNode {
  readonly kind: 'TableArgument';
  readonly relation: Relation;
  readonly partitionBy: readonly Expression[] | undefined;
  readonly whenEmpty: 'PRUNE' | 'KEEP' | undefined;
  readonly orderBy: readonly SortItem[] | undefined;
}
export interface AliasedRelation extends SyntaxNode {
  readonly kind: 'AliasedRelation';
  readonly relation: Relation;
  readonly alias: Identifier;
  readonly columns: readonly Identifier[] | undefined;
}
export interface SampledRelation extends SyntaxNode {
  readonly kind: 'SampledRelation';
  readonly relation: Relation;
  readonly method: 'BERNOULLI' | 'SYSTEM';
  readonly percentage: Expression;
}
/** `r MATCH_RECOGNIZE (…)`. */
export interface PatternRecognition extends SyntaxNode {
  readonly kind: 'PatternRecognition';
  readonly relation: Relation;
  readonly partitionBy: readonly Expression[];
  readonly orderBy: readonly SortItem[] | undefined;
  readonly measures: readonly Measure[];
  readonly rowsPerMatch: 'ONE' | 'ALL' | 'ALL SHOW EMPTY' | 'ALL OMIT EMPTY' | 'ALL WITH UNMATCHED' | undefined;
  readonly search: PatternSearch;
}
/** A comma makes an IMPLICIT join. */
export interface Join extends SyntaxNode {
  readonly kind: 'Join';
  readonly type: 'CROSS' | 'IMPLICIT' | 'INNER' | 'LEFT' | 'RIGHT' | 'FULL';
  readonly left: Relation;
  readonly right: Relation;
  readonly criteria: JoinCriteria | undefined;
}
export type JoinCriteria =
  | { readonly kind: 'on'; readonly condition: Expression }
  | { readonly kind: 'using'; readonly columns: readonly Identifier[] }
  | { readonly kind: 'natural' };

// Queries.

/** A query expression with what surrounds it; a query in parentheses is itself a body. */
export interface Query extends SyntaxNode {
  readonly kind: 'Query';
  readonly with: With | undefined;
  readonly body: QueryBody;
  readonly orderBy: readonly SortItem[] | undefined;
  readonly orderByPosition: Position | undefined;
  readonly offset: Parameter | IntegerLiteral | undefined;
  readonly limit: Limit | undefined;
}
export type QueryBody = Select | SetOperation | Values | TableQuery | Query;
export interface With extends SyntaxNode {
  readonly isRecursive: boolean;
  readonly queries: readonly NamedQuery[];
}
export interface NamedQuery extends SyntaxNode {
  readonly name: Identifier;
  readonly columns: readonly Identifier[] | undefined;
  readonly query: Query;
}
/** `LIMIT n`, `LIMIT ALL` (no count), `FETCH FIRST [n] ROWS ONLY | WITH TIES` (no count: one row). */
export interface Limit extends SyntaxNode {
  readonly kind: 'limit' | 'fetch';
  readonly count: Parameter | IntegerLiteral | undefined;
  readonly withTies: boolean;
}
export interface Select extends SyntaxNode {
  readonly kind: 'Select';
  readonly isDistinct: boolean;
  readonly items: readonly SelectItem[];
  /** Several relations between commas are IMPLICIT joins here. */
  readonly from: Relation | undefined;
  readonly where: Expression | undefined;
  readonly groupBy: GroupBy | undefined;
  readonly having: Expression | undefined;
  readonly windows: readonly WindowDefinition[];
}
export type SelectItem = SingleColumn | AllColumns;
export interface SingleColumn extends SyntaxNode {
  readonly kind: 'SingleColumn';
  readonly value: Expression;
  readonly alias: Identifier | undefined;
}
/** `*`, `t.*` and `row_value.* AS (a, b)`. */
export interface AllColumns extends SyntaxNode {
  readonly kind: 'AllColumns';
  readonly target: Expression | undefined;
  readonly aliases: readonly Identifier[] | undefined;
}
export interface GroupBy extends SyntaxNode {
  readonly isDistinct: boolean;
  readonly elements: readonly GroupingElement[];
}
export type GroupingElement = SimpleGrouping | GroupingSets | AutoGrouping;
/** `GROUP BY a` or `GROUP BY (a, b)`: one set. */
export interface SimpleGrouping extends SyntaxNode {
  readonly kind: 'SimpleGrouping';
  readonly columns: readonly Expression[];
}
export interface GroupingSets extends SyntaxNode {
  readonly kind: 'GroupingSets';
  readonly type: 'ROLLUP' | 'CUBE' | 'EXPLICIT';
  readonly sets: readonly (readonly Expression[])[];
}
/** `GROUP BY AUTO`: every item of the SELECT that aggregates nothing. */
export interface AutoGrouping extends SyntaxNode {
  readonly kind: 'AutoGrouping';
}
export interface WindowDefinition extends SyntaxNode {
  readonly name: Identifier;
  readonly window: WindowSpecification;
}
/** Positioned at its operator. Chains lean left and may be long: walk `left` in a loop. */
export interface SetOperation extends SyntaxNode {
  readonly kind: 'SetOperation';
  readonly operator: 'UNION' | 'INTERSECT' | 'EXCEPT';
  readonly isDistinct: boolean;
  /** CORRESPONDING; with BY, the columns. */
  readonly corresponding: { readonly columns: readonly Identifier[] | undefined } | undefined;
  readonly left: QueryBody;
  readonly right: QueryBody;
}
export interface Values extends SyntaxNode {
  readonly kind: 'Values';
  readonly rows: readonly Expression[];
}
/** `TABLE t`. */
export interface TableQuery extends SyntaxNode {
  readonly kind: 'TableQuery';
  readonly name: QualifiedName;
}
