import { LakeError } from '../../base/lake-error.js';
import type { Expression } from '../../sql/ast.js';
import { type SqlType, typeText } from '../../types/sql-type.js';

/** A column that a condition may use. */
export interface FilterColumn {
  readonly name: string;
  readonly type: SqlType;
  readonly isPartitionKey: boolean;
}

const lengthMax = 2048;
const fieldDepthMax = 5;
const constants = new Set<Expression['kind']>([
  'StringLiteral',
  'IntegerLiteral',
  'DecimalLiteral',
  'DoubleLiteral',
  'BooleanLiteral',
  'TypedLiteral',
]);

const wrong = (reason: string, { position }: Pick<Expression, 'position'>): LakeError =>
  new LakeError('INVALID_ARGUMENTS', `Invalid row filter expression: ${reason}`, {
    position,
    hint: 'It compares columns with constants, by = < > <= >= <> BETWEEN IN LIKE IS NULL, combined by AND, OR and NOT.',
  });

/**
 * Checks the condition of a data filter by Lake Formation's rules: columns are compared with constants, nothing is computed, so that it can
 * neither fail nor be told apart by time. Throws INVALID_ARGUMENTS.
 */
export function checkRowCondition(condition: Expression, text: string, columns: readonly FilterColumn[]): void {
  if (text.length >= lengthMax) throw wrong(`it has ${text.length} characters, the limit is ${lengthMax}`, condition);
  checkCondition(condition, columns);
}

function checkCondition(node: Expression, columns: readonly FilterColumn[]): void {
  switch (node.kind) {
    case 'Logical':
      for (const term of node.terms) checkCondition(term, columns);
      return;
    case 'Not':
      return checkCondition(node.value, columns);
    case 'Comparison':
      return checkComparison(node.left, [node.right], columns);
    case 'Between':
      return checkComparison(node.value, [node.min, node.max], columns);
    case 'InList':
      return checkComparison(node.value, node.list, columns);
    case 'Like':
      return checkComparison(node.value, [node.pattern, ...(node.escape ? [node.escape] : [])], columns);
    case 'IsNull':
    case 'IsNotNull':
      return checkNullTest(node.value, columns);
    default:
      throw wrong('only comparisons of a column with constants are allowed', node);
  }
}

// The column may stand on either side.
function checkComparison(left: Expression, right: readonly Expression[], columns: readonly FilterColumn[]): void {
  const [first] = right;
  const isReversed = right.length === 1 && first !== undefined && isConstant(left);
  checkColumn(isReversed ? first : left, columns);
  if (isReversed) return;
  const other = right.find((value) => !isConstant(value));
  if (other) throw wrong('a column is compared with constants only', other);
}

const isConstant = ({ kind }: Expression): boolean => constants.has(kind);

function checkNullTest(node: Expression, columns: readonly FilterColumn[]): void {
  const { name, isPartitionKey } = checkColumn(node, columns);
  if (isPartitionKey) throw wrong(`IS NULL is not allowed on the partition key ${name}`, node);
}

/** Gives the column that a node is, or is a field of. */
function checkColumn(node: Expression, columns: readonly FilterColumn[]): FilterColumn {
  let [base, depth] = [node, 0];
  for (; base.kind === 'Dereference'; base = base.base) depth++;
  if (base.kind !== 'Identifier') throw wrong('only columns are compared, nothing computed', node);
  if (depth > fieldDepthMax) throw wrong(`fields are nested deeper than ${fieldDepthMax}`, node);
  const name = base.value.toLowerCase();
  const column = columns.find((known) => known.name === name);
  if (!column) throw wrong(`column '${name}' does not exist`, node);
  const { kind } = column.type;
  if (kind === 'array' || kind === 'map' || (kind === 'row' && depth === 0))
    throw wrong(`column '${name}' of type ${typeText(column.type)} cannot be compared`, node);
  return column;
}
