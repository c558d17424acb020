import { expressionText, sortedExpression, type TagExpression } from './tag.js';

/** What a permission is granted on. */
export type Resource =
  | { readonly kind: 'catalog' }
  | { readonly kind: 'database'; readonly database: string }
  | { readonly kind: 'table'; readonly database: string; readonly table: string }
  | { readonly kind: 'all tables'; readonly database: string }
  | DataFilterResource
  | { readonly kind: 'location'; readonly location: string }
  | { readonly kind: 'tag'; readonly tag: string }
  | UserResource
  | { readonly kind: 'database policy'; readonly expression: TagExpression; readonly saved?: string | undefined }
  | TablePolicy;

/** A named part of a table's rows and columns. */
export interface DataFilterResource {
  readonly kind: 'data filter';
  readonly database: string;
  readonly table: string;
  readonly filter: string;
}

/** A user whom a door's caller may act as; undefined: any. */
export interface UserResource {
  readonly kind: 'user';
  readonly user: string | undefined;
}

/** The tables and columns whose tags meet an expression. */
export interface TablePolicy {
  readonly kind: 'table policy';
  readonly expression: TagExpression;
  /** The name of a saved expression; `expression` is what that is now. */
  readonly saved?: string | undefined;
}

/** Tells whether two are the same resource. */
export const isSameResource = (a: Resource, b: Resource): boolean => resourceKey(a) === resourceKey(b);

/** Names a resource by a text that no other has. */
export function resourceKey(resource: Resource): string {
  switch (resource.kind) {
    case 'catalog':
      return JSON.stringify([resource.kind]);
    case 'database':
    case 'all tables':
      return JSON.stringify([resource.kind, resource.database]);
    case 'table':
      return JSON.stringify([resource.kind, resource.database, resource.table]);
    case 'data filter':
      return JSON.stringify([resource.kind, resource.database, resource.table, resource.filter]);
    case 'location':
      return JSON.stringify([resource.kind, resource.location]);
    case 'tag':
      return JSON.stringify([resource.kind, resource.tag]);
    case 'user':
      return JSON.stringify([resource.kind, resource.user]);
    case 'database policy':
    case 'table policy':
      return JSON.stringify([resource.kind, resource.saved ?? sortedExpression(resource.expression)]);
  }
}

/** Says in messages what a resource is. */
export function resourceText(resource: Resource): string {
  switch (resource.kind) {
    case 'catalog':
      return 'catalog';
    case 'database':
      return `database ${resource.database}`;
    case 'all tables':
      return `all tables of ${resource.database}`;
    case 'table':
      return `table ${resource.database}.${resource.table}`;
    case 'data filter':
      return `data filter ${resource.filter} on ${resource.database}.${resource.table}`;
    case 'location':
      return `location ${resource.location}`;
    case 'tag':
      return `tag ${resource.tag}`;
    case 'user':
      return resource.user === undefined ? 'all users' : `user ${resource.user}`;
    case 'database policy':
    case 'table policy':
      return resource.saved === undefined
        ? `tags (${expressionText(resource.expression)})`
        : `tag expression ${resource.saved}`;
  }
}

/** Names a resource as Lake Formation's messages do, without what it is in. */
export function plainName(resource: Resource): string {
  switch (resource.kind) {
    case 'catalog':
      return 'Catalog';
    case 'database':
      return resource.database;
    case 'table':
      return resource.table;
    case 'tag':
      return resource.tag;
    default:
      return resourceText(resource);
  }
}

/** Reads the text that resourceKey gave; a saved expression's conditions are not in it. */
export function parseResourceKey(key: string): Resource {
  const [kind, first, second, third] = JSON.parse(key) as [
    Resource['kind'],
    string & (string | TagExpression),
    string,
    string,
  ];
  switch (kind) {
    case 'catalog':
      return { kind };
    case 'database':
    case 'all tables':
      return { kind, database: first };
    case 'table':
      return { kind, database: first, table: second };
    case 'data filter':
      return { kind, database: first, table: second, filter: third };
    case 'location':
      return { kind, location: first };
    case 'tag':
      return { kind, tag: first };
    case 'user':
      return { kind, user: first ?? undefined };
    case 'database policy':
    case 'table policy':
      return typeof first === 'string'
        ? { kind, expression: [], saved: first }
        : { kind, expression: first as TagExpression };
  }
}
