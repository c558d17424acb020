import type { ColumnReference, Expression } from '../../plan/expression.js';
import {
  type Domain,
  intersectDomains,
  isAll,
  notNullDomain,
  nullDomain,
  rangeDomain,
  unionDomains,
  valuesDomain,
} from '../../types/domain.js';
import { sameType } from '../../types/sql-type.js';

/**
 * Finds for each column, by its name in the table, the values that conditions let through at the most. Only for pruning: the conditions are
 * evaluated all the same.
 */
export function columnDomains(
  conditions: readonly Expression[],
  outputs: readonly ColumnReference[],
  names: readonly string[],
): Map<string, Domain> {
  const domains = new Map<string, Domain>();
  for (const condition of conditions) {
    const found = domainOf(condition);
    if (!found || isAll(found.domain)) continue;
    const name = names[outputs.findIndex(({ id }) => id === found.column)]!;
    const before = domains.get(name);
    domains.set(name, before ? intersectDomains(before, found.domain) : found.domain);
  }
  return domains;
}

interface ColumnDomain {
  readonly column: number;
  readonly domain: Domain;
}

function domainOf(condition: Expression): ColumnDomain | undefined {
  switch (condition.kind) {
    case 'call':
      return comparisonDomain(condition);
    case 'in': {
      const { value, list } = condition;
      if (value.kind !== 'column' || !list.every((item) => item.kind === 'constant')) return undefined;
      const values = list.flatMap((item) => (item.kind === 'constant' && item.value !== null ? [item.value] : []));
      return { column: value.id, domain: valuesDomain(value.type, values) };
    }
    case 'is_null': {
      const { input } = condition;
      return input.kind === 'column' ? { column: input.id, domain: nullDomain(input.type) } : undefined;
    }
    case 'or':
      return combined(condition.args, unionDomains, true);
    case 'and':
      return combined(condition.args, intersectDomains, false);
    default:
      return undefined;
  }
}

/** OR needs a domain of every part, AND takes what there is; all of one column. */
function combined(
  parts: readonly Expression[],
  combine: (a: Domain, b: Domain) => Domain,
  needsAll: boolean,
): ColumnDomain | undefined {
  const found = parts.map(domainOf);
  const known = found.filter((part) => part !== undefined);
  if (known.length === 0 || (needsAll && known.length < parts.length)) return undefined;
  const [first] = known;
  if (known.some(({ column }) => column !== first!.column)) return undefined;
  return { column: first!.column, domain: known.map(({ domain }) => domain).reduce(combine) };
}

const mirrored: Record<string, string> = { '=': '=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

function comparisonDomain(call: Extract<Expression, { kind: 'call' }>): ColumnDomain | undefined {
  if (call.name === 'not') {
    const [input] = call.args;
    if (input?.kind === 'is_null' && input.input.kind === 'column')
      return { column: input.input.id, domain: notNullDomain(input.input.type) };
    return undefined;
  }
  if (mirrored[call.name] === undefined || call.args.length !== 2) return undefined;
  const [left, right] = call.args as [Expression, Expression];
  if (left.kind === 'constant') return bounded(right, mirrored[call.name]!, left);
  return bounded(left, call.name, right);
}

function bounded(column: Expression, operator: string, constant: Expression): ColumnDomain | undefined {
  if (column.kind !== 'column' || constant.kind !== 'constant' || constant.value === null) return undefined;
  const { type } = column;
  if (!sameType(type, constant.type) && type.kind !== 'varchar') return undefined;
  const { value } = constant;
  if (typeof value === 'number' && Number.isNaN(value)) return undefined;
  const at = { value, inclusive: operator.endsWith('=') };
  if (operator === '=') return { column: column.id, domain: valuesDomain(type, [value]) };
  const range = operator.startsWith('<') ? { high: at } : { low: at };
  return { column: column.id, domain: rangeDomain(type, range) };
}
