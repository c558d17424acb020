import { columnsOf, isDeterministic } from '../exec/expression/expression-facts.js';
import { columnDomain } from '../exec/lower/column-domains.js';
import type { SessionFacts } from '../functions/definition.js';
import type { ColumnReference, Expression } from '../plan/expression.js';
import type { Scan } from '../plan/logical-plan.js';
import type { KeyCondition, PartitionDemand } from '../table/open-table.js';
import type { TableColumn } from '../table/table-column.js';
import { type Domain, intersectDomains } from '../types/domain.js';
import type { SqlValue } from '../types/sql-value.js';
import type { StatementEvaluator } from './constant-evaluator.js';

/** What conditions of a scan ask of the partitions to read. */
export interface ScanDemand extends PartitionDemand {
  /** Equal texts mean equal demands on one table. */
  readonly key: string;
  /** Gives those of the conditions that rows of the chosen partitions need not be tested for. */
  enforced(): ReadonlySet<Expression>;
}

/** Finds what conditions over a scan's columns ask of partition keys. */
export function partitionDemand(
  scan: Scan,
  conditions: readonly Expression[],
  keys: readonly TableColumn[],
  evaluator: StatementEvaluator,
  session: Pick<SessionFacts, 'startMillis'>,
): ScanDemand {
  const keyNames = keys.map(({ name }) => name);
  const names = new Map(scan.outputs.map(({ id }, index) => [id, scan.columns[index]!]));
  const domains = new Map<string, Domain>();
  const exact: Expression[] = [];
  const evaluated: EvaluatedCondition[] = [];
  for (const condition of conditions) {
    const columns = [...columnsOf(condition)];
    const isOfKeys = columns.length > 0 && columns.every((id) => keyNames.includes(names.get(id)!));
    if (!isOfKeys || !isDeterministic(condition)) continue;
    const found = columnDomain(condition);
    if (found) {
      const name = names.get(found.column)!;
      const before = domains.get(name);
      domains.set(name, before ? intersectDomains(before, found.domain) : found.domain);
    }
    if (found?.isExact) exact.push(condition);
    else {
      const references = columns.map((id) => scan.outputs.find((output) => output.id === id)!);
      const places = columns.map((id) => keyNames.indexOf(names.get(id)!));
      evaluated.push(new EvaluatedCondition(condition, references, places, evaluator));
    }
  }
  return {
    domains,
    conditions: evaluated,
    get nowMillis() {
      return session.startMillis;
    },
    key: keyText([...exact, ...evaluated.map(({ condition }) => condition)], names),
    enforced: () => new Set([...exact, ...evaluated.filter(({ hasFailed }) => !hasFailed).map((one) => one.condition)]),
  };
}

/** A condition that is computed for the values of keys. Where that fails the rows decide, if there are any. */
class EvaluatedCondition implements KeyCondition {
  readonly condition: Expression;
  readonly keys: readonly number[];
  readonly #columns: readonly ColumnReference[];
  readonly #evaluator: StatementEvaluator;
  hasFailed = false;

  constructor(
    condition: Expression,
    columns: readonly ColumnReference[],
    keys: readonly number[],
    evaluator: StatementEvaluator,
  ) {
    this.condition = condition;
    this.keys = keys;
    this.#columns = columns;
    this.#evaluator = evaluator;
  }

  matches(rows: readonly (readonly SqlValue[])[]): readonly boolean[] {
    const found = this.#evaluator.matchingRows(this.condition, this.#columns, rows);
    if (found) return found;
    this.hasFailed = true;
    return rows.map(() => true);
  }
}

/** Writes conditions with names in place of columns' numbers. */
const keyText = (conditions: readonly Expression[], names: ReadonlyMap<number, string>): string =>
  JSON.stringify(conditions, (name, value: unknown) => {
    if (name === 'position') return undefined;
    if (typeof value === 'bigint') return `${value}n`;
    if (typeof value === 'number' && !Number.isFinite(value)) return `#${value}`;
    const column = value as { readonly kind?: unknown; readonly id?: number } | null;
    return typeof value === 'object' && column?.kind === 'column'
      ? { column: names.get(column.id!) ?? column.id }
      : value;
  });
