import { seededRandom } from '../../datasets/random.js';
import { type Dialect, node, type Part, type Sort, type TreeNode } from './query-tree.js';

// Where Trino and DuckDB mean different things, a random query avoids the thing or says it in each one's words:
//
//   integer division         `/` there, `//` here; divisors are constants other than 0, which there is an error, here NULL
//   NaN                      equals itself in DuckDB, not in Trino; the column with NaN (`x`) is grouped, counted, ordered
//                            and returned, never compared or put through min and max
//   NaN, NULLS FIRST         NaN is first there too in Trino's ASC NULLS FIRST: columns with NaN have the default order
//   integer overflow         an error in both, but not always at the same row: values stay small, and the column of
//                            extremes (`e`) is only compared, grouped and put through min and max
//   decimals                 products and sums have the same value; quotients and averages keep few digits in Trino, so
//                            an average of decimals is only ever an output column, and quotients are not made
//   greatest, least, concat  differ in NULLs: not made (`||` is the same)
//   casts from double        round differently, and doubles print differently: not made
//   substr                   only from positions >= 1, the rest differs
//   date + interval          a date in Trino, a timestamp in DuckDB, cast back there; date_trunc likewise
//   date_diff                only in days; longer units count boundaries in DuckDB, whole units in Trino
//   LIMIT                    only after an order by all output columns
//   FULL JOIN                only on equalities (Trino has no others)
//   lag … IGNORE NULLS       not made: the words differ
//   bare NULL                typed by a cast: Trino's `unknown` has fewer operators

/** Names a column that expressions may use, and its sort; `x` and `e` columns are of sort `other`. */
export interface ScopeColumn {
  readonly sql: string;
  readonly sort: Sort;
}

/** Makes random values and predicates over the columns in scope. */
export class ExpressionGenerator {
  private readonly random: () => number;

  constructor(seed: number) {
    this.random = seededRandom(seed);
  }

  /** Returns an integer in [0, count). */
  below(count: number): number {
    return Math.floor(this.random() * count);
  }

  chance(share: number): boolean {
    return this.random() < share;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }

  /** Makes a value of a sort. */
  value(sort: Sort, scope: readonly ScopeColumn[], depth: number): TreeNode {
    const columns = scope.filter((column) => column.sort === sort);
    if (depth <= 0 || this.chance(0.35)) {
      return columns.length > 0 && this.chance(0.8) ? node(sort, this.pick(columns).sql) : this.literal(sort);
    }
    if (sort !== 'other' && this.chance(0.15)) return this.conditional(sort, scope, depth);
    if (sort === 'int') return this.integer(scope, depth);
    if (sort === 'double') return this.double(scope, depth);
    if (sort === 'text') return this.text(scope, depth);
    if (sort === 'decimal') return this.decimal(scope, depth);
    if (sort === 'date') return this.date(scope, depth);
    if (sort === 'time') return this.time(scope, depth);
    if (sort === 'bool') return this.predicate(scope, depth);
    return columns.length > 0 ? node(sort, this.pick(columns).sql) : this.literal('int');
  }

  /** Makes a predicate. */
  predicate(scope: readonly ScopeColumn[], depth: number): TreeNode {
    const bool = (): TreeNode => this.predicate(scope, depth - 1);
    const sort = this.pick<Sort>(['int', 'int', 'double', 'text', 'text', 'decimal', 'date', 'time']);
    const value = (): TreeNode => this.value(sort, scope, depth - 1);
    if (depth > 0) {
      const kind = this.below(8);
      if (kind === 0) return node('bool', '(', bool(), ' AND ', bool(), ')');
      if (kind === 1) return node('bool', '(', bool(), ' OR ', bool(), ')');
      if (kind === 2) return node('bool', '(NOT ', bool(), ')');
    }
    switch (this.below(8)) {
      case 0:
        return node('bool', '(', this.anyColumn(scope), this.pick([' IS NULL', ' IS NOT NULL']), ')');
      case 1:
        return node('bool', '(', value(), ' BETWEEN ', value(), ' AND ', value(), ')');
      case 2:
        return this.inList(sort, value());
      case 3:
        return this.like(scope, depth);
      case 4:
        return node('bool', '(', value(), ' IS ', this.pick(['', 'NOT ']), 'DISTINCT FROM ', value(), ')');
      default:
        return node(
          'bool',
          '(',
          value(),
          this.pick([' = ', ' <> ', ' <> ', ' < ', ' <= ', ' > ', ' >= ']),
          value(),
          ')',
        );
    }
  }

  /** Makes a literal; NULL now and then. */
  literal(sort: Sort): TreeNode {
    if (this.chance(0.06)) return node(sort, 'CAST(NULL AS ', typeNames[sort], ')');
    if (sort === 'int') return node('int', String(this.pick([0, 1, 2, 3, 5, 7, 10, 42, 100])));
    if (sort === 'double') return node('double', this.pick(['0e0', '1.5e0', '2e0', '-3.25e0', '1e3']));
    if (sort === 'text')
      return node('text', `'${this.pick(['', 'a', 'b', 'red', 'green', 'blue', 'zé', '%', 'longer than twelve'])}'`);
    if (sort === 'decimal') return node('decimal', this.pick(['0.00', '1.50', '12.34', '99.99', '-7.25']));
    if (sort === 'date')
      return node('date', `DATE '${this.pick(['2020-01-01', '2020-02-29', '1999-12-31', '2021-07-15'])}'`);
    if (sort === 'time')
      return node('time', `TIMESTAMP '${this.pick(['2020-01-01 00:00:00.000000', '2020-02-10 12:34:56.789012'])}'`);
    if (sort === 'bool') return node('bool', this.pick(['true', 'false']));
    return node(sort, '1');
  }

  private conditional(sort: Sort, scope: readonly ScopeColumn[], depth: number): TreeNode {
    const value = (): TreeNode => this.value(sort, scope, depth - 1);
    if (this.chance(0.4)) return node(sort, 'coalesce(', value(), ', ', value(), ')');
    if (this.chance(0.3) && sort !== 'bool') return node(sort, 'nullif(', value(), ', ', this.literal(sort), ')');
    const condition = this.predicate(scope, depth - 2);
    const otherwise: Part = { before: ' ELSE ', optional: this.chance(0.7) ? value() : undefined };
    return node(sort, 'CASE WHEN ', condition, ' THEN ', value(), otherwise, ' END');
  }

  private integer(scope: readonly ScopeColumn[], depth: number): TreeNode {
    const int = (): TreeNode => this.value('int', scope, depth - 1);
    const text = (): TreeNode => this.value('text', scope, depth - 1);
    const date = (): TreeNode => this.value('date', scope, depth - 1);
    switch (this.below(9)) {
      case 0:
        return node('int', '(', int(), ' + ', int(), ')');
      case 1:
        return node('int', '(', int(), ' - ', int(), ')');
      case 2:
        return node('int', '(', int(), ` * ${this.pick([2, 3, -1, 10])})`);
      case 3:
        return node('int', '(', int(), { lakelet: ' / ', duckdb: ' // ' }, `${this.pick([2, 3, 7, -5])})`);
      case 4:
        return node('int', '(', int(), ` % ${this.pick([2, 3, 7, -5])})`);
      case 5:
        return node('int', 'abs(', int(), ')');
      case 6:
        return node('int', 'length(', text(), ')');
      case 7:
        return node('int', `${this.pick(['year', 'month', 'day'])}(`, date(), ')');
      default:
        return node('int', "date_diff('day', ", date(), ', ', date(), ')');
    }
  }

  private double(scope: readonly ScopeColumn[], depth: number): TreeNode {
    const double = (): TreeNode => this.value('double', scope, depth - 1);
    const kind = this.below(5);
    if (kind === 0) return node('double', 'CAST(', this.value('int', scope, depth - 1), ' AS double)');
    if (kind === 1) return node('double', 'abs(', double(), ')');
    if (kind === 2) return node('double', this.pick(['floor(', 'ceil(']), double(), ')');
    return node('double', '(', double(), this.pick([' + ', ' - ', ' * ']), double(), ')');
  }

  private text(scope: readonly ScopeColumn[], depth: number): TreeNode {
    const text = (): TreeNode => this.value('text', scope, depth - 1);
    switch (this.below(6)) {
      case 0:
        return node('text', '(', text(), ' || ', text(), ')');
      case 1:
        return node('text', this.pick(['upper(', 'lower(', 'reverse(', 'trim(']), text(), ')');
      case 2:
        return node('text', 'substr(', text(), `, ${1 + this.below(4)}, ${this.below(5)})`);
      case 3:
        return node(
          'text',
          'replace(',
          text(),
          `, '${this.pick(['e', 'r', 'gre'])}', '${this.pick(['', 'XY', 'é'])}')`,
        );
      case 4:
        return node('text', 'CAST(', this.value(this.pick<Sort>(['int', 'date']), scope, depth - 1), ' AS varchar)');
      default:
        return node('text', 'coalesce(', text(), ", '')");
    }
  }

  private decimal(scope: readonly ScopeColumn[], depth: number): TreeNode {
    const columns = scope.filter((column) => column.sort === 'decimal');
    const simple = (): TreeNode =>
      columns.length > 0 ? node('decimal', this.pick(columns).sql) : this.literal('decimal');
    const kind = this.below(4);
    if (kind === 0) return node('decimal', '(', this.value('decimal', scope, depth - 1), ' + ', simple(), ')');
    if (kind === 1) return node('decimal', '(', simple(), ' - ', this.literal('decimal'), ')');
    if (kind === 2)
      return node('decimal', '(', simple(), ' * ', node('decimal', this.pick(['0.50', '2.00', '1.10'])), ')');
    return node('decimal', 'abs(', simple(), ')');
  }

  private date(scope: readonly ScopeColumn[], depth: number): TreeNode {
    const date = this.value('date', scope, depth - 1);
    const cast = { lakelet: '(', duckdb: 'CAST(' };
    const end = { lakelet: ')', duckdb: ' AS date)' };
    if (this.chance(0.5)) {
      const unit = this.pick(['DAY', 'MONTH', 'YEAR']);
      return node('date', cast, date, ` ${this.pick(['+', '-'])} INTERVAL '${1 + this.below(20)}' ${unit}`, end);
    }
    return node('date', cast, `date_trunc('${this.pick(['month', 'year', 'week'])}', `, date, ')', end);
  }

  private time(scope: readonly ScopeColumn[], depth: number): TreeNode {
    const time = this.value('time', scope, depth - 1);
    if (this.chance(0.4))
      return node('time', `date_trunc('${this.pick(['hour', 'day', 'month', 'minute'])}', `, time, ')');
    const unit = this.pick(['DAY', 'HOUR', 'MINUTE', 'MONTH']);
    return node('time', '(', time, ` ${this.pick(['+', '-'])} INTERVAL '${1 + this.below(40)}' ${unit})`);
  }

  private inList(sort: Sort, value: TreeNode): TreeNode {
    const items = Array.from({ length: 1 + this.below(5) }, () => this.literal(sort));
    return node('bool', '(', value, this.pick([' IN (', ' NOT IN (']), { items, separator: ', ', min: 1 }, '))');
  }

  private like(scope: readonly ScopeColumn[], depth: number): TreeNode {
    const pattern = this.pick(['%e%', 'r%', '%n', '_e_', '%', '', 'gre_n', '%é%', '%r%e%']);
    return node(
      'bool',
      '(',
      this.value('text', scope, depth - 1),
      this.pick([' LIKE ', ' NOT LIKE ']),
      `'${pattern}')`,
    );
  }

  private anyColumn(scope: readonly ScopeColumn[]): TreeNode {
    return node('other', this.pick(scope).sql);
  }
}

const typeNames: Record<Sort, string | Readonly<Record<Dialect, string>>> = {
  int: 'bigint',
  double: 'double',
  text: 'varchar',
  decimal: 'decimal(10,2)',
  date: 'date',
  time: { lakelet: 'timestamp(6)', duckdb: 'timestamp' },
  bool: 'boolean',
  query: 'bigint',
  other: 'bigint',
};
