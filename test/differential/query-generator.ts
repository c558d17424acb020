import { ExpressionGenerator, type ScopeColumn } from './expression-generator.js';
import { node, type Part, type Sort, type TreeNode } from './query-tree.js';
import { randomTableColumns, randomTableNames } from './tables.js';

const outputSorts: readonly Sort[] = [
  'int',
  'int',
  'double',
  'text',
  'text',
  'decimal',
  'date',
  'time',
  'bool',
  'other',
];

/** Holds a random query and whether the order of its rows is part of the answer. */
export interface RandomQuery {
  readonly tree: TreeNode;
  readonly ordered: boolean;
}

/** Makes one random query; the seed decides everything. */
export function randomQuery(seed: number): RandomQuery {
  return new QueryGenerator(seed).query();
}

interface Source {
  readonly tree: TreeNode;
  readonly scope: readonly ScopeColumn[];
}

class QueryGenerator {
  private readonly make: ExpressionGenerator;
  private aliasCount = 0;

  constructor(seed: number) {
    this.make = new ExpressionGenerator(seed);
  }

  query(): RandomQuery {
    const { make } = this;
    const sorts = this.sorts(1 + make.below(4));
    const body = make.chance(0.15) ? this.setOperation(sorts) : this.select(sorts, []);
    const ordered = make.chance(0.4);
    const positions = sorts.map((sort, i) => {
      const directions = sort === 'other' ? ['', ' DESC'] : ['', ' DESC', ' ASC NULLS FIRST', ' DESC NULLS LAST'];
      return node('other', `${i + 1}${make.pick(directions)}`);
    });
    const order = node('other', { items: positions, separator: ', ', min: 1 });
    // OFFSET stands before LIMIT in Trino, and DuckDB takes either order.
    const limit = node('other', `${make.chance(0.3) ? `OFFSET ${make.below(5)} ` : ''}LIMIT ${make.below(20)}`);
    const tail: Part[] = ordered
      ? [' ORDER BY ', order, { before: ' ', optional: make.chance(0.5) ? limit : undefined }]
      : [];
    if (!make.chance(0.15)) return { tree: node('query', body, ...tail), ordered };
    const inner = this.sorts(2);
    const common = node('query', this.select(inner, []));
    const outer = this.select(sorts, [], { tree: node('other', 'w'), scope: this.outputs('w', inner) });
    return { tree: node('query', 'WITH w AS (', common, ') ', outer, ...tail), ordered };
  }

  private setOperation(sorts: readonly Sort[]): TreeNode {
    const operator = this.make.pick([
      ' UNION ALL ',
      ' UNION ',
      ' INTERSECT ',
      ' EXCEPT ',
      ' EXCEPT ALL ',
      ' INTERSECT ALL ',
    ]);
    return node('query', '(', this.select(sorts, []), ')', operator, '(', this.select(sorts, []), ')');
  }

  /** Makes a SELECT whose columns have these sorts and the names c0, c1, …; `outer` columns may be correlated. */
  private select(sorts: readonly Sort[], outer: readonly ScopeColumn[], given?: Source): TreeNode {
    const { make } = this;
    const source = given ?? this.from();
    const where: Part = {
      before: ' WHERE ',
      optional: make.chance(0.45) ? this.filter(source.scope, outer) : undefined,
    };
    const kind = make.below(10);
    if (kind < 4) return this.grouped(sorts, source, where);
    if (kind < 6) return this.windowed(sorts, source, where);
    const items = sorts.map((sort, i) => this.named(this.item(sort, source.scope), i));
    const distinct = make.chance(0.15) ? 'DISTINCT ' : '';
    return node('query', `SELECT ${distinct}`, { items, separator: ', ', min: 1 }, ' FROM ', source.tree, where);
  }

  /** Makes an output column, now and then a correlated subquery. */
  private item(sort: Sort, scope: readonly ScopeColumn[]): TreeNode {
    const { make } = this;
    const mayNest = this.aliasCount <= 6;
    if (sort === 'bool' && mayNest && make.chance(0.2)) return this.subqueryPredicate(scope);
    const isScalar = (sort === 'int' || sort === 'text' || sort === 'double') && mayNest && make.chance(0.12);
    return isScalar ? this.scalarSubquery(sort, scope) : make.value(sort, scope, 3);
  }

  private scalarSubquery(sort: Sort, scope: readonly ScopeColumn[]): TreeNode {
    const { make } = this;
    const source = this.source();
    const link = this.equality(scope, source.scope);
    const where: Part = { before: ' WHERE ', optional: make.chance(0.8) ? link : undefined };
    const counted = sort === 'int' && make.chance(0.4);
    const aggregate = counted
      ? node('int', 'count(*)')
      : node(sort, make.pick(['max(', 'min(']), make.value(sort, source.scope, 1), ')');
    return node(sort, '(SELECT ', aggregate, ' FROM ', source.tree, where, ')');
  }

  private grouped(sorts: readonly Sort[], source: Source, where: Part): TreeNode {
    const { make } = this;
    const sets = sorts.length > 2 && make.chance(0.3) ? this.groupingSets(sorts, source, where) : undefined;
    if (sets) return sets;
    const keyCount = make.below(Math.min(3, sorts.length + 1));
    const keys = sorts.slice(0, keyCount).map((sort) => make.value(sort, source.scope, 1));
    const aggregates = sorts.slice(keyCount).map((sort) => this.aggregate(sort, source.scope));
    const items = [...keys, ...aggregates].map((tree, i) => this.named(tree, i));
    const having: Part = {
      before: ' HAVING ',
      optional: make.chance(0.25)
        ? node('bool', `count(*) ${make.pick(['>', '<=', '<>'])} ${make.below(6)}`)
        : undefined,
    };
    const select: Part[] = ['SELECT ', { items, separator: ', ', min: 1 }, ' FROM ', source.tree, where];
    if (keyCount === 0) return node('query', ...select, having);
    const positions = { items: keys.map((_, i) => node('other', String(i + 1))), separator: ', ', min: 1 };
    return node('query', ...select, ' GROUP BY ', positions, having);
  }

  /** Makes a SELECT grouped by several sets; Trino takes plain columns only as their keys. */
  private groupingSets(sorts: readonly Sort[], source: Source, where: Part): TreeNode | undefined {
    const { make } = this;
    const keys = sorts.slice(0, 2).map((sort) => source.scope.find((column) => column.sort === sort));
    const aggregates = sorts.slice(2).map((sort) => this.aggregate(sort, source.scope));
    const [a, b] = keys.map((key) => key?.sql);
    if (a === undefined || b === undefined || a === b) return undefined;
    const items = [node('other', a), node('other', b), ...aggregates].map((tree, i) => this.named(tree, i));
    const sets = make.pick([`ROLLUP (${a}, ${b})`, `CUBE (${a}, ${b})`, `GROUPING SETS ((${a}), (${b}), ())`]);
    return node(
      'query',
      'SELECT ',
      { items, separator: ', ', min: 1 },
      ' FROM ',
      source.tree,
      where,
      ` GROUP BY ${sets}`,
    );
  }

  private aggregate(sort: Sort, scope: readonly ScopeColumn[]): TreeNode {
    const { make } = this;
    const filter: Part = {
      before: ' FILTER (WHERE ',
      optional: make.chance(0.15) ? node('other', make.predicate(scope, 1), ')') : undefined,
    };
    const value = (of: Sort): TreeNode => make.value(of, scope, 2);
    const distinct = make.chance(0.2) ? 'DISTINCT ' : '';
    if (sort === 'int') {
      const kind = make.below(4);
      if (kind === 0) return node('int', 'count(*)', filter);
      if (kind === 1)
        return node(
          'int',
          `count(${distinct}`,
          make.chance(0.3) ? node('other', make.pick(scope).sql) : value('text'),
          ')',
          filter,
        );
      return node('int', kind === 2 ? `sum(${distinct}` : make.pick(['min(', 'max(']), value('int'), ')', filter);
    }
    if (sort === 'double') {
      const kind = make.below(3);
      if (kind === 0) return node('double', 'avg(', value('int'), ')', filter);
      return node(
        'double',
        kind === 1 ? `sum(${distinct}` : make.pick(['avg(', 'min(', 'max(']),
        value('double'),
        ')',
        filter,
      );
    }
    if (sort === 'decimal')
      return node('decimal', make.pick(['sum(', 'min(', 'max(', 'avg(']), value('decimal'), ')', filter);
    if (sort === 'bool') return node('bool', make.pick(['bool_and(', 'bool_or(']), value('bool'), ')', filter);
    if (sort === 'other') return node('other', 'count(', value('other'), ')', filter);
    return node(sort, make.pick(['min(', 'max(']), value(sort), ')', filter);
  }

  /** Makes a SELECT with a window function as its last column; windows are ordered by a unique key. */
  private windowed(sorts: readonly Sort[], source: Source, where: Part): TreeNode {
    const { make } = this;
    const uniqueKeys = source.scope.filter(({ sql }) => /(^|\.)id$/.test(sql));
    const last = sorts.at(-1)!;
    if (uniqueKeys.length === 0 || (last !== 'int' && last !== 'text')) {
      const plain = sorts.map((sort, i) => this.named(make.value(sort, source.scope, 3), i));
      return node('query', 'SELECT ', { items: plain, separator: ', ', min: 1 }, ' FROM ', source.tree, where);
    }
    const items = sorts.slice(0, -1).map((sort, i) => this.named(make.value(sort, source.scope, 2), i));
    const window = this.windowFunction(last, source.scope, uniqueKeys);
    return node(
      'query',
      'SELECT ',
      { items: [...items, this.named(window, sorts.length - 1)], separator: ', ', min: 1 },
      ' FROM ',
      source.tree,
      where,
    );
  }

  private windowFunction(sort: Sort, scope: readonly ScopeColumn[], keys: readonly ScopeColumn[]): TreeNode {
    const { make } = this;
    const order = `ORDER BY ${keys.map(({ sql }) => `${sql}${make.pick(['', ' DESC'])}`).join(', ')}`;
    const partition: Part = {
      before: 'PARTITION BY ',
      optional: make.chance(0.6) ? make.value(make.pick<Sort>(['int', 'text', 'bool']), scope, 1) : undefined,
    };
    const frame = make.pick([
      '',
      ' ROWS BETWEEN 2 PRECEDING AND CURRENT ROW',
      ' ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING',
      ' ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING',
      ' ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING',
    ]);
    const over = (withFrame: string): Part[] => [' OVER (', partition, ` ${order}${withFrame})`];
    const value = make.value(sort, scope, 2);
    if (make.chance(0.4)) {
      return node(sort, `${make.pick(['first_value', 'last_value', 'min', 'max'])}(`, value, ')', ...over(frame));
    }
    if (make.chance(0.4))
      return node(sort, `${make.pick(['lag', 'lead'])}(`, value, `, ${1 + make.below(3)})`, ...over(''));
    if (sort !== 'int') return node(sort, 'nth_value(', value, ', 2)', ...over(frame));
    if (make.chance(0.5)) return node('int', `${make.pick(['sum', 'count'])}(`, value, ')', ...over(frame));
    return node('int', make.pick(['row_number()', 'rank()', 'dense_rank()', 'ntile(3)']), ...over(''));
  }

  private from(): Source {
    const { make } = this;
    const first = this.source();
    const kind = make.below(10);
    if (kind < 5) return first;
    const second = this.source();
    const scope = [...first.scope, ...second.scope];
    if (kind === 5 && make.chance(0.4))
      return { tree: node('other', first.tree, ' CROSS JOIN (SELECT k FROM c) AS o(ok)'), scope: first.scope };
    const equal = this.equality(first.scope, second.scope);
    if (!equal) return first;
    const join = make.pick([' JOIN ', ' JOIN ', ' LEFT JOIN ', ' LEFT JOIN ', ' RIGHT JOIN ', ' FULL JOIN ']);
    const extra: Part = {
      before: ' AND ',
      optional: join !== ' FULL JOIN ' && make.chance(0.3) ? make.predicate(scope, 1) : undefined,
    };
    const joined = { tree: node('other', first.tree, join, second.tree, ' ON ', equal, extra), scope };
    return make.chance(0.3) ? this.joinedAgain(joined) : joined;
  }

  private joinedAgain(left: Source): Source {
    const { make } = this;
    const right = this.table('c');
    const equal = this.equality(left.scope, right.scope);
    if (!equal) return left;
    const tree = node('other', left.tree, make.pick([' JOIN ', ' LEFT JOIN ']), right.tree, ' ON ', equal);
    return { tree, scope: [...left.scope, ...right.scope] };
  }

  private equality(left: readonly ScopeColumn[], right: readonly ScopeColumn[]): TreeNode | undefined {
    const sort = this.make.pick<Sort>(['int', 'int', 'text', 'date']);
    const a = left.filter((column) => column.sort === sort);
    const b = right.filter((column) => column.sort === sort);
    if (a.length === 0 || b.length === 0) return undefined;
    const nameOf = (column: ScopeColumn): string => column.sql.replace(/^.*\./, '');
    const alike = a.flatMap((one) =>
      b.filter((other) => nameOf(one) === nameOf(other)).map((other) => [one, other] as const),
    );
    if (alike.length > 0 && this.make.chance(0.7)) {
      const [one, other] = this.make.pick(alike);
      return node('bool', `${one.sql} = ${other.sql}`);
    }
    return node('bool', `${this.make.pick(a).sql} = ${this.make.pick(b).sql}`);
  }

  private source(): Source {
    const { make } = this;
    const alias = `t${this.aliasCount++}`;
    if (this.aliasCount < 6 && make.chance(0.2)) {
      const sorts = this.sorts(2 + make.below(2));
      return { tree: node('other', '(', this.select(sorts, []), `) AS ${alias}`), scope: this.outputs(alias, sorts) };
    }
    return this.table(make.pick(randomTableNames), alias);
  }

  private table(table: string, alias = `t${this.aliasCount++}`): Source {
    const scope = randomTableColumns.map(([name, , sort]) => ({ sql: `${alias}.${name}`, sort }));
    return { tree: node('other', `${table} AS ${alias}`), scope };
  }

  private filter(scope: readonly ScopeColumn[], outer: readonly ScopeColumn[]): TreeNode {
    const { make } = this;
    const plain = make.predicate([...scope, ...outer], 2);
    if (this.aliasCount > 6 || !make.chance(0.3)) return plain;
    return node('bool', '(', plain, make.pick([' AND ', ' OR ']), this.subqueryPredicate(scope), ')');
  }

  private subqueryPredicate(scope: readonly ScopeColumn[]): TreeNode {
    const { make } = this;
    const source = this.source();
    const link = this.equality(scope, source.scope);
    const extra: Part = { before: ' AND ', optional: make.chance(0.4) ? make.predicate(source.scope, 1) : undefined };
    const sort = make.pick<Sort>(['int', 'text']);
    const value = make.value(sort, scope, 1);
    const kind = make.below(3);
    if (kind === 0 && link) {
      return node('bool', make.pick(['', 'NOT ']), 'EXISTS (SELECT 1 FROM ', source.tree, ' WHERE ', link, extra, ')');
    }
    if (kind === 1 && link) {
      const aggregate = node('int', make.pick(['count(*)', 'max(', 'min(']));
      const text =
        aggregate.parts[0] === 'count(*)'
          ? aggregate
          : node('int', ...aggregate.parts, make.value('int', source.scope, 1), ')');
      return node(
        'bool',
        make.value('int', scope, 1),
        make.pick([' > ', ' <= ', ' = ']),
        '(SELECT ',
        text,
        ' FROM ',
        source.tree,
        ' WHERE ',
        link,
        ')',
      );
    }
    const where: Part = { before: ' WHERE ', optional: make.chance(0.5) ? make.predicate(source.scope, 1) : undefined };
    return node(
      'bool',
      value,
      make.pick([' IN ', ' NOT IN ']),
      '(SELECT ',
      make.value(sort, source.scope, 1),
      ' FROM ',
      source.tree,
      where,
      ')',
    );
  }

  private named(tree: TreeNode, i: number): TreeNode {
    return node('other', tree, ` AS c${i}`);
  }

  private outputs(alias: string, sorts: readonly Sort[]): ScopeColumn[] {
    return sorts.map((sort, i) => ({ sql: `${alias}.c${i}`, sort }));
  }

  private sorts(count: number): Sort[] {
    return Array.from({ length: count }, () => this.make.pick(outputSorts));
  }
}
