import { type ColumnSet, hasColumn } from './column-set.js';
import type { DataFilter, Grant } from './grant.js';
import { implies, type Permission } from './permission.js';
import { everybody, isSamePrincipal } from './principal.js';
import type { Resource, TablePolicy } from './resource.js';
import { inheritTags, matchesTags, type TagValues } from './tag.js';

/** What decisions need to know of a table. */
export interface TableFacts {
  readonly database: string;
  readonly name: string;
  /** All columns, partition keys too. */
  readonly columns: readonly string[];
  /** The table's tags, inherited ones too, and those that columns have of their own. */
  readonly tags: TagValues;
  readonly columnTags: ReadonlyMap<string, TagValues>;
  readonly filters: readonly DataFilter[];
}

/** What a principal may see of a table's rows. */
export interface SelectAccess {
  /** The columns that exist for the principal, in the table's order. */
  readonly columns: readonly string[];
  /** Conditions of which a row must meet one to exist for the principal; undefined: all rows do. */
  readonly rowFilters: readonly string[] | undefined;
  /** Columns whose value shows only in rows that meet one of the conditions, NULL in others. */
  readonly masks: ReadonlyMap<string, readonly string[]>;
}

/** What a principal may do to a table. */
export interface TableAccess {
  /** False: the table does not exist for the principal. */
  readonly isVisible: boolean;
  /** Nobody is restricted, since everybody may do all to it. */
  readonly isOpen: boolean;
  /** Permissions on the whole table. */
  readonly permissions: ReadonlySet<Permission>;
  /** Undefined: no row. */
  readonly select: SelectAccess | undefined;
}

const noMasks: ReadonlyMap<string, readonly string[]> = new Map();

/** Gives all rights to a table. */
export const openTable = ({ columns }: Pick<TableFacts, 'columns'>): TableAccess => ({
  isVisible: true,
  isOpen: true,
  permissions: new Set<Permission>(['ALL']),
  select: { columns, rowFilters: undefined, masks: noMasks },
});

/** Decides what holders of `grants` may do to a table: grants add up, none takes away. `seesAll`: an administrator, who sees what exists. */
export function tableAccess(table: TableFacts, grants: readonly Grant[], seesAll: boolean): TableAccess {
  const own = grants.filter(({ resource }) => isAbout(resource, table));
  const isOpen = own.some(
    ({ principal, permission, columns }) =>
      permission === 'ALL' && columns.rule === 'all' && isSamePrincipal(principal, everybody),
  );
  if (isOpen) return openTable(table);
  const permissions = new Set<Permission>();
  const parts: SelectPart[] = [];
  for (const grant of own) {
    if (grant.resource.kind === 'data filter') addFilter(grant, grant.resource.filter, table, parts);
    else {
      if (grant.permission !== 'SELECT') permissions.add(grant.permission);
      if (implies(grant.permission, 'SELECT')) parts.push(selectPart(grant, table));
    }
  }
  const wholeTable = parts.some(({ columns, condition }) => condition === undefined && isAll(columns, table));
  if (wholeTable) permissions.add('SELECT');
  const select = selectAccess(table, parts);
  return { isVisible: seesAll || own.length > 0, isOpen, permissions, select };
}

/** Columns of the rows that meet a condition; undefined: all rows. */
interface SelectPart {
  readonly columns: readonly string[];
  readonly condition: string | undefined;
}

const isAll = (columns: readonly string[], table: TableFacts): boolean => columns.length === table.columns.length;

function isAbout(resource: Resource, table: TableFacts): boolean {
  switch (resource.kind) {
    case 'table':
    case 'data filter':
      return resource.database === table.database && resource.table === table.name;
    case 'all tables':
      return resource.database === table.database;
    case 'table policy':
      return taggedColumns(resource, table).length > 0;
    default:
      return false;
  }
}

/** Columns whose tags, with those of the table, meet the policy: all when the table's own do. */
function taggedColumns(resource: TablePolicy, table: TableFacts): readonly string[] {
  const { tags, columnTags, columns } = table;
  return columns.filter((name) =>
    matchesTags(resource.expression, inheritTags(tags, columnTags.get(name) ?? new Map())),
  );
}

function selectPart({ resource, columns }: Grant, table: TableFacts): SelectPart {
  const tagged = resource.kind === 'table policy' ? taggedColumns(resource, table) : table.columns;
  return { columns: tagged.filter((name) => hasColumn(columns, name)), condition: undefined };
}

// A grant on a filter that was dropped, and made by nobody again, shows nothing.
function addFilter(grant: Grant, name: string, table: TableFacts, parts: SelectPart[]): void {
  const filter = table.filters.find((candidate) => candidate.name === name);
  if (!filter || grant.permission !== 'SELECT') return;
  parts.push({ columns: chosen(filter.columns, table), condition: filter.rowExpression });
}

const chosen = (columns: ColumnSet, table: TableFacts): readonly string[] =>
  table.columns.filter((name) => hasColumn(columns, name));

function selectAccess(table: TableFacts, parts: readonly SelectPart[]): SelectAccess | undefined {
  const columns = table.columns.filter((name) => parts.some((part) => part.columns.includes(name)));
  if (columns.length === 0) return undefined;
  // A part without columns shows no row either.
  const counting = parts.filter((part) => part.columns.length > 0);
  const rowFilters = conditionsOf(counting);
  const masks = new Map<string, readonly string[]>();
  for (const name of columns) {
    const own = conditionsOf(counting.filter((part) => part.columns.includes(name)));
    if (own && !isSameList(own, rowFilters)) masks.set(name, own);
  }
  return { columns, rowFilters, masks };
}

/** The conditions of which one must hold; undefined when a part has none. */
function conditionsOf(parts: readonly SelectPart[]): readonly string[] | undefined {
  const conditions = new Set<string>();
  for (const { condition } of parts) {
    if (condition === undefined) return undefined;
    conditions.add(condition);
  }
  return [...conditions].sort();
}

const isSameList = (a: readonly string[], b: readonly string[] | undefined): boolean =>
  b !== undefined && a.length === b.length && a.every((text, index) => text === b[index]);
