import { isCorrelatedTo } from '../../src/optimize/free-columns.js';
import type { ColumnReference, Expression } from '../../src/plan/expression.js';
import { type Apply, type Join, type LogicalPlan, outputsOf } from '../../src/plan/logical-plan.js';
import { BIGINT, BOOLEAN } from '../../src/types/sql-type.js';
import type { SqlValue } from '../../src/types/sql-value.js';
import type { Tables } from './interpret-plan.js';
import { and, big, call, or, type PlanBuilder, project } from './plan-builder.js';

/** Numbers that look random and follow from a seed. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const tableColumns = ['a', 'b', 'c'];

/** Three small tables of bigints with NULLs and repeats. */
export function randomTables(random: () => number): Tables {
  const value = (): SqlValue => (random() < 0.2 ? null : BigInt(Math.floor(random() * 4)));
  const table = () => ({
    columns: tableColumns,
    rows: Array.from({ length: Math.floor(random() * 5) }, () => tableColumns.map(value)),
  });
  return { t0: table(), t1: table(), t2: table() };
}

/** Makes plans of all kinds of nodes, with subqueries that use columns of outer queries. All columns are bigints. */
export class RandomPlans {
  readonly #random: () => number;
  readonly #build: PlanBuilder;

  constructor(random: () => number, build: PlanBuilder) {
    this.#random = random;
    this.#build = build;
  }

  #below(count: number): number {
    return Math.floor(this.#random() * count);
  }

  #pick<T>(items: readonly T[]): T {
    return items[this.#below(items.length)]!;
  }

  plan(depth: number, outer: readonly ColumnReference[] = []): LogicalPlan {
    if (depth <= 0) return this.#leaf(outer);
    const makers = [
      () => this.#leaf(outer),
      () => this.#filter(depth, outer),
      () => this.#filter(depth, outer),
      () => this.#project(depth, outer),
      () => this.#aggregate(depth, outer),
      () => this.#aggregate(depth, outer),
      () => this.#join(depth, outer),
      () => this.#manyJoins(depth, outer),
      () => this.#apply(depth, outer),
      () => this.#apply(depth, outer),
      () => this.#apply(depth, outer),
      () => this.#limit(depth, outer),
      () => this.#union(depth, outer),
      () => this.#setOperation(depth, outer),
      () => this.#window(depth, outer),
    ];
    return this.#pick(makers)();
  }

  #leaf(outer: readonly ColumnReference[]): LogicalPlan {
    if (this.#random() < 0.85) return this.#build.scan(this.#pick(['t0', 't1', 't2']), tableColumns);
    const outputs = [this.#build.column('v'), this.#build.column('w')];
    const rows = Array.from({ length: 1 + this.#below(2) }, () => outputs.map(() => this.#value(outer)));
    return { kind: 'Values', outputs, rows };
  }

  #value(columns: readonly ColumnReference[]): Expression {
    const roll = this.#random();
    if (columns.length === 0 || roll < 0.2) return big(this.#random() < 0.1 ? null : this.#below(4));
    if (roll < 0.85) return this.#pick(columns);
    return call('+', this.#pick(columns), big(this.#below(2)));
  }

  #condition(own: readonly ColumnReference[], outer: readonly ColumnReference[], depth = 2): Expression {
    const roll = this.#random();
    if (depth > 0 && roll < 0.3) {
      const parts = [this.#condition(own, outer, depth - 1), this.#condition(own, outer, depth - 1)];
      return this.#random() < 0.7 ? and(...parts) : or(...parts);
    }
    if (depth > 0 && roll < 0.36) return call('not', this.#condition(own, outer, depth - 1));
    if (roll < 0.42) return { kind: 'is_null', type: BOOLEAN, input: this.#value(own) };
    if (roll < 0.48)
      return { kind: 'in', type: BOOLEAN, value: this.#value(own), list: [big(1), big(2), this.#value([])] };
    const operator = this.#random() < 0.6 ? '=' : this.#pick(['<>', '<', '<=', '>', '>=']);
    const right = outer.length > 0 && this.#random() < 0.6 ? outer : own;
    return call(operator, this.#value(own), this.#value(right));
  }

  #numbers(plan: LogicalPlan): readonly ColumnReference[] {
    return outputsOf(plan).filter(({ type }) => type.kind === 'bigint');
  }

  #filter(depth: number, outer: readonly ColumnReference[]): LogicalPlan {
    const input = this.plan(depth - 1, outer);
    return { kind: 'Filter', input, condition: this.#condition(this.#numbers(input), outer) };
  }

  #project(depth: number, outer: readonly ColumnReference[]): LogicalPlan {
    const input = this.plan(depth - 1, outer);
    const own = this.#numbers(input);
    const passed = own.filter(() => this.#random() < 0.6).map((column) => [column, column] as const);
    const from = this.#random() < 0.3 ? [...own, ...outer] : own;
    return project(input, [...passed, [this.#build.column('p'), this.#value(from)]]);
  }

  #aggregate(depth: number, outer: readonly ColumnReference[]): LogicalPlan {
    const input = this.plan(depth - 1, outer);
    const own = this.#numbers(input);
    const isGlobal = this.#random() < 0.5;
    const keys = isGlobal ? [] : own.slice(0, 1 + this.#below(Math.min(2, own.length)));
    const aggregates = Array.from({ length: (isGlobal ? 1 : 0) + this.#below(3) }, () => {
      const from = outer.length > 0 && this.#random() < 0.1 ? outer : own;
      const args = this.#random() < 0.2 ? [] : [this.#value(from)];
      const name = args.length === 0 ? 'count' : this.#pick(['count', 'sum', 'min', 'max', 'count']);
      const filter = this.#random() < 0.2 ? this.#condition(own, [], 0) : undefined;
      return this.#build.aggregate(name, args, { filter, distinct: args.length > 0 && this.#random() < 0.25 });
    });
    const hasSets = keys.length > 0 && this.#random() < 0.15;
    if (!hasSets) return { kind: 'Aggregate', input, keys, aggregates };
    const sets = [keys.map((_, index) => index), [], [0]].filter(() => this.#random() < 0.7);
    const groupingSets = sets.length > 0 ? sets : [[]];
    return { kind: 'Aggregate', input, keys, aggregates, groupingSets, groupId: this.#build.column('set') };
  }

  #join(depth: number, outer: readonly ColumnReference[]): LogicalPlan {
    const [left, right] = [this.plan(depth - 1, outer), this.plan(depth - 1, outer)];
    const own = [...this.#numbers(left), ...this.#numbers(right)];
    const type = this.#pick(['inner', 'inner', 'left', 'right', 'full', 'semi', 'anti'] as const);
    const isCross = type === 'inner' && this.#random() < 0.3;
    const plain: Join = { kind: 'Join', type, left, right, equal: [] };
    return isCross ? plain : { ...plain, filter: this.#condition(own, outer) };
  }

  /** Three to five inputs with all their conditions above, as `FROM a, b, c WHERE …` binds. */
  #manyJoins(depth: number, outer: readonly ColumnReference[]): LogicalPlan {
    let current = this.plan(depth - 2, outer);
    for (let count = 2 + this.#below(3); count > 0; count--) {
      const right = this.plan(depth - 2, outer);
      const roll = this.#random();
      const own = [...this.#numbers(current), ...this.#numbers(right)];
      if (roll < 0.7) current = { kind: 'Join', type: 'inner', left: current, right, equal: [] };
      else {
        const type = this.#pick(['left', 'semi', 'anti'] as const);
        current = { kind: 'Join', type, left: current, right, equal: [], filter: this.#condition(own, [], 0) };
      }
    }
    const own = this.#numbers(current);
    const conditions = Array.from({ length: 2 + this.#below(4) }, () => this.#condition(own, outer, 1));
    return { kind: 'Filter', input: current, condition: and(...conditions) };
  }

  #limit(depth: number, outer: readonly ColumnReference[]): LogicalPlan {
    const input = this.plan(depth - 1, outer);
    const keys = outputsOf(input).map((expression) => ({
      expression,
      descending: this.#random() < 0.5,
      nullsFirst: this.#random() < 0.5,
    }));
    const offset = this.#random() < 0.3 ? 1 : 0;
    return { kind: 'TopN', input, keys, count: 1 + this.#below(2), offset };
  }

  #window(depth: number, outer: readonly ColumnReference[]): LogicalPlan {
    const input = this.plan(depth - 1, outer);
    const own = outputsOf(input);
    const output = this.#build.column('rn');
    const orderBy = own.map((expression) => ({ expression, descending: false, nullsFirst: false }));
    const frame = { unit: 'range', start: { kind: 'unbounded_preceding' }, end: { kind: 'current_row' } } as const;
    const rank = {
      output,
      function: 'window',
      name: 'row_number',
      overload: 0,
      args: [],
      frame,
      ignoreNulls: false,
    } as const;
    return { kind: 'Window', input, partitionBy: own.slice(0, this.#below(2)), orderBy, calls: [rank] };
  }

  #two(depth: number, outer: readonly ColumnReference[]): readonly LogicalPlan[] {
    return Array.from({ length: 2 }, () => {
      const input = this.plan(depth - 1, outer);
      const [first] = this.#numbers(input);
      return project(input, [[this.#build.column('u'), first ?? big(0)]]);
    });
  }

  #union(depth: number, outer: readonly ColumnReference[]): LogicalPlan {
    const inputs = this.#two(depth, outer);
    return { kind: 'Union', inputs, outputs: [this.#build.column('u')], columns: inputs.map(outputsOf) };
  }

  #setOperation(depth: number, outer: readonly ColumnReference[]): LogicalPlan {
    const inputs = this.#two(depth, outer);
    const operation = this.#pick(['intersect', 'except'] as const);
    const all = this.#random() < 0.5;
    const outputs = [this.#build.column('s')];
    return { kind: 'SetOperation', operation, all, inputs, outputs, columns: inputs.map(outputsOf) };
  }

  #apply(depth: number, outer: readonly ColumnReference[]): LogicalPlan {
    const input = this.plan(depth - 1, outer);
    const own = this.#numbers(input);
    const subquery = this.plan(depth - 1, [...outer, ...own]);
    const columns = this.#numbers(subquery);
    const column = columns[0];
    const value = this.#value(own);
    const base = { kind: 'Apply', input, correlation: own } as const;
    const output = this.#build.column('x', BOOLEAN);
    const roll = this.#random();
    if (!column || roll < 0.2) return this.#used({ ...base, subquery, form: { kind: 'exists', output } }, output);
    if (roll < 0.4) return this.#used({ ...base, subquery, form: { kind: 'in', output, value, column } }, output);
    if (roll < 0.55) {
      const operator = this.#pick(['=', '<>', '<', '<=', '>', '>='] as const);
      const quantifier = this.#pick(['all', 'any'] as const);
      const form = { kind: 'quantified', output, operator, quantifier, value, column } as const;
      return this.#used({ ...base, subquery, form }, output);
    }
    if (roll < 0.75) {
      const filter = this.#random() < 0.4 ? this.#condition([...own, ...columns], []) : undefined;
      return { ...base, subquery, form: { kind: 'lateral', join: this.#pick(['inner', 'left']), filter } };
    }
    const keys = outputsOf(subquery).map((expression) => ({ expression, descending: false, nullsFirst: false }));
    // One that does not depend on the outer row may fail also where there is no outer row.
    const isBound = isCorrelatedTo(subquery, new Set(own.map(({ id }) => id)));
    const single: LogicalPlan =
      isBound && this.#random() < 0.3 ? subquery : { kind: 'TopN', input: subquery, keys, count: 1, offset: 0 };
    const form = { kind: 'scalar', output: this.#build.column('x', BIGINT), column } as const;
    return { ...base, subquery: single, form };
  }

  /** Uses a subquery's truth value as a condition, its opposite, or a number. */
  #used(apply: Apply, output: ColumnReference): LogicalPlan {
    const roll = this.#random();
    if (roll < 0.35) return this.#without(apply, output);
    if (roll < 0.7) return this.#without(apply, call('not', output));
    const result: Expression = {
      kind: 'case',
      type: BIGINT,
      whens: [
        { condition: output, result: big(1) },
        { condition: { kind: 'is_null', type: BOOLEAN, input: output }, result: big(2) },
      ],
      otherwise: big(3),
    };
    return project(apply, [
      ...outputsOf(apply.input).map((column) => [column, column] as const),
      [this.#build.column('mark'), result],
    ]);
  }

  #without(apply: Apply, condition: Expression): LogicalPlan {
    const columns = outputsOf(apply.input);
    return project(
      { kind: 'Filter', input: apply, condition },
      columns.map((column) => [column, column] as const),
    );
  }
}
