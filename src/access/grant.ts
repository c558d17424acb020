import type { ColumnSet } from './column-set.js';
import type { Permission } from './permission.js';
import type { Principal } from './principal.js';
import type { Resource } from './resource.js';

/** One permission on one resource, to one principal. */
export interface Grant {
  readonly principal: Principal;
  readonly resource: Resource;
  readonly permission: Permission;
  /** Of SELECT on a table: which columns. */
  readonly columns: ColumnSet;
  /** The holder may grant it to others. */
  readonly grantOption: boolean;
  /** Who granted it; undefined of what came with creating the object. */
  readonly grantor: string | undefined;
}

/** A named part of a table: some columns of some rows. */
export interface DataFilter {
  readonly database: string;
  readonly table: string;
  readonly name: string;
  readonly columns: ColumnSet;
  /** SQL condition of the rows; undefined: all. */
  readonly rowExpression: string | undefined;
}
