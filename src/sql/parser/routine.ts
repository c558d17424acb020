import type { Position } from '../../base/lake-error.js';
import type { Identifier } from '../ast/names.js';
import type {
  ControlBranch,
  ControlStatement,
  FunctionSpecification,
  RoutineCharacteristic,
  RoutineParameter,
  VariableDeclaration,
} from '../ast/routine.js';
import type { Cursor } from './cursor.js';
import { parseIdentifier, parseQualifiedName, parseString } from './names.js';
import { parseType } from './types.js';

/** Parses `FUNCTION f(x integer) RETURNS … RETURN …`. */
export function parseFunctionSpecification(cursor: Cursor): FunctionSpecification {
  const { position } = cursor;
  cursor.expect('FUNCTION');
  const name = parseQualifiedName(cursor);
  const parameters = parseRoutineParameters(cursor);
  cursor.expect('RETURNS');
  const returns = parseType(cursor);
  const characteristics: RoutineCharacteristic[] = [];
  for (let next = parseCharacteristic(cursor); next; next = parseCharacteristic(cursor)) characteristics.push(next);
  const body = parseControlStatement(cursor);
  return { kind: 'FunctionSpecification', name, parameters, returns, characteristics, body, position };
}

/** Parses `(x integer, varchar)`. */
export function parseRoutineParameters(cursor: Cursor): RoutineParameter[] {
  cursor.expect('(');
  if (cursor.accept(')')) return [];
  const parameters = cursor.list(parseParameter);
  cursor.expect(')');
  return parameters;
}

function parseParameter(cursor: Cursor): RoutineParameter {
  const { position } = cursor;
  const after = cursor.peek();
  const name = after === ',' || after === ')' || after === '(' ? undefined : parseIdentifier(cursor);
  return { name, type: parseType(cursor), position };
}

function parseCharacteristic(cursor: Cursor): RoutineCharacteristic | undefined {
  if (cursor.accept('LANGUAGE')) return { kind: 'language', language: parseIdentifier(cursor) };
  if (cursor.accept('NOT')) {
    cursor.expect('DETERMINISTIC');
    return { kind: 'deterministic', isDeterministic: false };
  }
  if (cursor.accept('DETERMINISTIC')) return { kind: 'deterministic', isDeterministic: true };
  if (cursor.accept('RETURNS')) {
    cursor.expectAll('NULL', 'ON', 'NULL', 'INPUT');
    return { kind: 'null input', isCalled: false };
  }
  if (cursor.accept('CALLED')) {
    cursor.expectAll('ON', 'NULL', 'INPUT');
    return { kind: 'null input', isCalled: true };
  }
  if (cursor.accept('SECURITY')) return { kind: 'security', security: cursor.expectAny('DEFINER', 'INVOKER') };
  return cursor.accept('COMMENT') ? { kind: 'comment', comment: parseString(cursor) } : undefined;
}

function parseControlStatement(cursor: Cursor): ControlStatement {
  return cursor.nested(parseStatementHere);
}

function parseStatementHere(cursor: Cursor): ControlStatement {
  const { position } = cursor;
  if (cursor.accept('RETURN'))
    return { kind: 'ReturnStatement', value: cursor.rules.valueExpression(cursor), position };
  if (cursor.accept('SET')) {
    const target = parseIdentifier(cursor);
    cursor.expect('=');
    return { kind: 'AssignmentStatement', target, value: cursor.rules.expression(cursor), position };
  }
  if (cursor.accept('CASE')) return parseCaseStatement(cursor, position);
  if (cursor.accept('IF')) return parseIfStatement(cursor, position);
  if (cursor.accept('ITERATE')) return { kind: 'IterateStatement', label: parseIdentifier(cursor), position };
  if (cursor.accept('LEAVE')) return { kind: 'LeaveStatement', label: parseIdentifier(cursor), position };
  if (cursor.accept('BEGIN')) return parseCompound(cursor, position);
  return parseLoops(cursor, position);
}

function parseLoops(cursor: Cursor, position: Position): ControlStatement {
  let label: Identifier | undefined;
  if (cursor.isIdentifierAt(0) && cursor.peek() === ':') {
    label = parseIdentifier(cursor);
    cursor.expect(':');
  }
  if (cursor.accept('LOOP')) {
    const statements = parseStatements(cursor);
    cursor.expectAll('END', 'LOOP');
    return { kind: 'LoopStatement', label, statements, position };
  }
  if (cursor.accept('WHILE')) {
    const condition = cursor.rules.expression(cursor);
    cursor.expect('DO');
    const statements = parseStatements(cursor);
    cursor.expectAll('END', 'WHILE');
    return { kind: 'WhileStatement', label, condition, statements, position };
  }
  cursor.expect('REPEAT');
  const statements = parseStatements(cursor);
  cursor.expect('UNTIL');
  const until = cursor.rules.expression(cursor);
  cursor.expectAll('END', 'REPEAT');
  return { kind: 'RepeatStatement', label, statements, until, position };
}

function parseBranch(cursor: Cursor): ControlBranch {
  const condition = cursor.rules.expression(cursor);
  cursor.expect('THEN');
  return { condition, statements: parseStatements(cursor) };
}

const parseElse = (cursor: Cursor): readonly ControlStatement[] | undefined =>
  cursor.accept('ELSE') ? parseStatements(cursor) : undefined;

function parseCaseStatement(cursor: Cursor, position: Position): ControlStatement {
  const operand = cursor.is('WHEN') ? undefined : cursor.rules.expression(cursor);
  const whens: ControlBranch[] = [];
  while (cursor.accept('WHEN')) whens.push(parseBranch(cursor));
  if (whens.length === 0) cursor.fail();
  const otherwise = parseElse(cursor);
  cursor.expectAll('END', 'CASE');
  return { kind: 'CaseStatement', operand, whens, otherwise, position };
}

function parseIfStatement(cursor: Cursor, position: Position): ControlStatement {
  const branches = [parseBranch(cursor)];
  while (cursor.accept('ELSEIF')) branches.push(parseBranch(cursor));
  const otherwise = parseElse(cursor);
  cursor.expectAll('END', 'IF');
  return { kind: 'IfStatement', branches, otherwise, position };
}

function parseCompound(cursor: Cursor, position: Position): ControlStatement {
  const variables: VariableDeclaration[] = [];
  while (cursor.is('DECLARE')) {
    variables.push(parseDeclaration(cursor));
    cursor.expect(';');
  }
  const statements = cursor.is('END') ? [] : parseStatements(cursor);
  cursor.expect('END');
  return { kind: 'CompoundStatement', variables, statements, position };
}

function parseDeclaration(cursor: Cursor): VariableDeclaration {
  const { position } = cursor;
  cursor.expect('DECLARE');
  const names = cursor.list(parseIdentifier);
  const type = parseType(cursor);
  const initial = cursor.accept('DEFAULT') ? cursor.rules.valueExpression(cursor) : undefined;
  return { names, type, initial, position };
}

/** Statements each with its semicolon, up to what ends their block. */
function parseStatements(cursor: Cursor): ControlStatement[] {
  const statements: ControlStatement[] = [];
  do {
    statements.push(parseControlStatement(cursor));
    cursor.expect(';');
  } while (!['END', 'ELSE', 'ELSEIF', 'WHEN', 'UNTIL'].includes(cursor.kind));
  return statements;
}
