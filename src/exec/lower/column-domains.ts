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
import { type SqlType, sameType } from '../../types/sql-type.js';

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
    const found = columnDomain(condition);
    if (!found || isAll(found.domain)) continue;
    const name = names[outputs.findIndex(({ id }) => id === found.column)]!;
    const before = domains.get(name);
    domains.set(name, before ? intersectDomains(before, found.domain) : found.domain);
  }
  return domains;
}

/** The values of one column that a condition lets through at the most. */
export interface ColumnDomain {
  readonly column: number;
  readonly domain: Domain;
  /** The condition is true for every value of the domain. */
  readonly isExact: boolean;
}

/** Finds the values that a condition lets through; undefined where it does not tell, or is of several columns. */
export function columnDomain(condition: Expression): ColumnDomain | undefined {
  switch (condition.kind) {
    case 'call':
      return comparisonDomain(condition);
    case 'in': {
      const { value, list } = condition;
      if (value.kind !== 'column' || !list.every((item) => item.kind === 'constant')) return undefined;
      const values = list.flatMap((item) => (item.kind === 'constant' && item.value !== null ? [item.value] : []));
      return { column: value.id, domain: valuesDomain(value.type, values), isExact: isExactType(value.type) };
    }
    case 'is_null': {
      const { input } = condition;
      return input.kind === 'column' ? { column: input.id, domain: nullDomain(input.type), isExact: true } : undefined;
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
  const found = parts.map(columnDomain);
  const known = found.filter((part) => part !== undefined);
  if (known.length === 0 || (needsAll && known.length < parts.length)) return undefined;
  const [first] = known;
  if (known.some(({ column }) => column !== first!.column)) return undefined;
  return {
    column: first!.column,
    domain: known.map(({ domain }) => domain).reduce(combine),
    isExact: known.length === parts.length && known.every(({ isExact }) => isExact),
  };
}

const mirrored: Record<string, string> = { '=': '=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

function comparisonDomain(call: Extract<Expression, { kind: 'call' }>): ColumnDomain | undefined {
  if (call.name === 'not') {
    const [input] = call.args;
    if (input?.kind === 'is_null' && input.input.kind === 'column')
      return { column: input.input.id, domain: notNullDomain(input.input.type), isExact: true };
    return undefined;
  }
  if (call.name === '$like') return prefixDomain(call.args);
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
  const isExact = isExactType(type);
  if (operator === '=') return { column: column.id, domain: valuesDomain(type, [value]), isExact };
  const range = operator.startsWith('<') ? { high: at } : { low: at };
  return { column: column.id, domain: rangeDomain(type, range), isExact };
}

/** Comparing floating-point numbers has cases of its own, and a char is compared with its padding. */
const isExactType = ({ kind }: SqlType): boolean => kind !== 'real' && kind !== 'double' && kind !== 'char';

/** Finds the texts that begin as a pattern of LIKE does. */
function prefixDomain([value, pattern, escaping]: readonly Expression[]): ColumnDomain | undefined {
  if (value?.kind !== 'column' || value.type.kind !== 'varchar' || escaping) return undefined;
  if (pattern?.kind !== 'constant' || typeof pattern.value !== 'string') return undefined;
  const prefix = /^[^%_]*/.exec(pattern.value)![0];
  const column = value.id;
  if (prefix === pattern.value) return { column, domain: valuesDomain(value.type, [prefix]), isExact: true };
  const last = prefix.codePointAt(prefix.length - 1);
  // The end is the prefix with its last character counted up; in front of surrogates and at the end of Unicode that is no character.
  if (last === undefined || last >= 0xd7ff) return undefined;
  const end = prefix.slice(0, -1) + String.fromCodePoint(last + 1);
  const low = { value: prefix, inclusive: true };
  const domain = rangeDomain(value.type, { low, high: { value: end, inclusive: false } });
  return { column, domain, isExact: pattern.value === `${prefix}%` };
}
