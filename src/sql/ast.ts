// The syntax tree: plain data, every node with the position that error messages about it name.

export type * from './ast/access.js';
export type * from './ast/hive.js';
export type * from './ast/json.js';
export type * from './ast/leaf.js';
export type * from './ast/names.js';
export type * from './ast/routine.js';
export type * from './ast/row-pattern.js';
export type * from './ast/statement.js';
export type * from './ast/tree.js';
export type * from './ast/workgroup.js';
export type * from './ast/written-type.js';
