/** The statements of a text, for doors that take several at once. */
export { type StatementText, splitStatements } from '../sql/split-statements.js';
