import type { Grant } from '../../access/grant.js';
import { isSamePrincipal } from '../../access/principal.js';
import { isSameResource, type Resource } from '../../access/resource.js';
import type { TableFacts } from '../../access/table-access.js';
import type { ShowGrants } from '../../sql/ast.js';
import type { StatementContext } from '../statement-context.js';
import { textResult } from '../statement-result.js';
import { granteeOf, resourcesOf } from './access-target.js';
import type { StatementDefinition } from './definition.js';

const titles = ['Grantee', 'Grantee Type', 'Resource Type', 'Resource', 'Privilege', 'Columns', 'Grantable', 'Grantor'];

/** Lists grants: a principal sees its own and those on what it may grant on, administrators all. */
export const showGrants: StatementDefinition<ShowGrants> = {
  kind: 'ShowGrants',
  keepsLake: true,
  async run(statement, context) {
    const { inside, rights } = context;
    const on = statement.on && (await resourcesOf(statement.on, context));
    const to = statement.to && granteeOf(statement.to, context);
    const isAsked = ({ principal, resource }: Grant): boolean =>
      (!on || on.some((named) => isSameResource(named.resource, resource) || isPartOf(resource, named.resource))) &&
      (!to || isSamePrincipal(principal, to));
    const rows = inside.access.store
      .listGrants()
      .filter((grant) => isAsked(grant) && rights.authority.seesGrant(grant, factsOf(grant.resource, context)))
      .map(rowOf);
    return textResult(titles, rows, context);
  },
};

// A data filter is a part of its table.
const isPartOf = (inner: Resource, outer: Resource): boolean =>
  inner.kind === 'data filter' &&
  outer.kind === 'table' &&
  inner.database === outer.database &&
  inner.table === outer.table;

function factsOf(resource: Resource, { catalog, rights }: StatementContext): TableFacts | undefined {
  if (resource.kind !== 'table' && resource.kind !== 'data filter') return undefined;
  const entry = catalog.getTable(resource.database, resource.table);
  const columns = entry ? [...entry.storage.columns, ...entry.partitionKeys].map(({ name }) => name) : [];
  return rights.factsOf(resource.database, resource.table, columns);
}

const rowOf = ({ principal, resource, permission, columns, grantOption, grantor }: Grant): (string | null)[] => [
  principal.name,
  principal.kind.toUpperCase(),
  resource.kind.toUpperCase(),
  nameOf(resource),
  permission,
  columns.rule === 'all' ? null : `${columns.rule === 'exclude' ? 'all but ' : ''}${columns.names.join(', ')}`,
  grantOption ? 'YES' : 'NO',
  grantor ?? null,
];

/** Names a resource in a list; null for the catalog, of which there is one. */
export function nameOf(resource: Resource): string | null {
  switch (resource.kind) {
    case 'catalog':
      return null;
    case 'database':
    case 'all tables':
      return resource.database;
    case 'table':
      return `${resource.database}.${resource.table}`;
    case 'data filter':
      return `${resource.database}.${resource.table}.${resource.filter}`;
    case 'location':
      return resource.location;
    case 'user':
      return resource.user ?? null;
    case 'tag':
      return resource.tag;
    case 'database policy':
    case 'table policy':
      if (resource.saved !== undefined) return resource.saved;
      return resource.expression.map(({ key, values }) => `${key}=${values.join('|')}`).join(', ');
  }
}
