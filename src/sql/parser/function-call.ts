import type { Position } from '../../base/lake-error.js';
import type { Identifier } from '../ast/names.js';
import type { Expression, FunctionCall, SortItem } from '../ast/tree.js';
import type { Cursor } from './cursor.js';
import { parseIdentifier, parseQualifiedName } from './names.js';
import { acceptSetQuantifier } from './set-quantifier.js';
import { parseOrderBy, parseOver } from './window.js';

/** Tells whether a call begins here: `[RUNNING | FINAL] a.b.f(`. */
export function findFunctionCall(cursor: Cursor): boolean {
  return callAt(cursor, 0) || isProcessingMode(cursor);
}

function callAt(cursor: Cursor, start: number): boolean {
  let offset = start;
  while (cursor.isIdentifierAt(offset)) {
    const next = cursor.peek(offset + 1);
    if (next !== '.') return next === '(';
    offset += 2;
  }
  return false;
}

function isProcessingMode(cursor: Cursor): boolean {
  if (cursor.kind !== 'RUNNING' && cursor.kind !== 'FINAL') return false;
  // A name of parts can be nothing else here, even where the parenthesis lacks.
  return callAt(cursor, 1) || (cursor.isIdentifierAt(1) && cursor.peek(2) === '.');
}

/** Parses a function call with all its clauses. */
export function parseFunctionCall(cursor: Cursor): Expression {
  const { position } = cursor;
  const processingMode = isProcessingMode(cursor) ? cursor.expectAny('RUNNING', 'FINAL') : undefined;
  const name = parseQualifiedName(cursor);
  cursor.expect('(');
  const inside = parseArguments(cursor);
  cursor.expect(')');
  const filter = parseFilter(cursor);
  const nullTreatment = parseNullTreatment(cursor);
  const over = isOver(cursor) ? parseOver(cursor) : undefined;
  const call: FunctionCall = {
    kind: 'FunctionCall',
    name,
    ...inside,
    filter,
    nullTreatment,
    over,
    processingMode,
    position,
  };
  return name.parts.length === 1 ? parseBuiltIn(cursor, call) : call;
}

/** Builds a call without clauses, for syntax that stands for one. */
export function plainCall(name: string, values: readonly Expression[], position: Position): FunctionCall {
  const part: Identifier = { kind: 'Identifier', value: name, delimited: false, position };
  return {
    kind: 'FunctionCall',
    name: { kind: 'QualifiedName', parts: [part], position },
    arguments: values,
    isDistinct: false,
    orderBy: undefined,
    filter: undefined,
    nullTreatment: undefined,
    over: undefined,
    processingMode: undefined,
    position,
  };
}

interface Arguments {
  readonly arguments: readonly Expression[];
  readonly label?: Identifier;
  readonly isDistinct: boolean;
  readonly orderBy: readonly SortItem[] | undefined;
}

function parseArguments(cursor: Cursor): Arguments {
  const none = { arguments: [], isDistinct: false, orderBy: undefined };
  if (cursor.accept('*')) return none;
  if (cursor.isIdentifierAt(0) && cursor.peek(1) === '.' && cursor.peek(2) === '*') {
    const label = parseIdentifier(cursor);
    cursor.index += 2;
    return { ...none, label };
  }
  const quantifier = acceptSetQuantifier(cursor);
  const isEmpty = quantifier === undefined && (cursor.is(')') || cursor.is('ORDER'));
  return {
    arguments: isEmpty ? [] : cursor.callArguments(cursor.rules.expression),
    isDistinct: quantifier === 'DISTINCT',
    orderBy: parseOrderBy(cursor),
  };
}

/** Parses `FILTER (WHERE …)` where there is one. */
export function parseFilter(cursor: Cursor): Expression | undefined {
  if (!cursor.isSequence('FILTER', '(')) return undefined;
  cursor.index += 2;
  cursor.expect('WHERE');
  const condition = cursor.rules.expression(cursor);
  cursor.expect(')');
  return condition;
}

function parseNullTreatment(cursor: Cursor): FunctionCall['nullTreatment'] {
  for (const word of ['IGNORE', 'RESPECT'] as const)
    if (cursor.isSequence(word, 'NULLS')) {
      cursor.index += 2;
      // The grammar has it only before OVER.
      if (!isOver(cursor)) cursor.expect('OVER');
      return word;
    }
  return undefined;
}

/** Tells whether a window follows; without one, OVER is an alias. */
export function isOver(cursor: Cursor): boolean {
  return cursor.is('OVER') && (cursor.peek() === '(' || cursor.isIdentifierAt(1));
}

interface BuiltIn {
  readonly argumentCounts: readonly [min: number, max: number];
  readonly problem: string;
  build(values: readonly Expression[], position: Position): Expression;
}

// These look like functions but evaluate their arguments in their own way.
const builtIns: Readonly<Record<string, BuiltIn>> = {
  if: {
    argumentCounts: [2, 3],
    problem: "Invalid number of arguments for 'if' function",
    build: ([condition, whenTrue, whenFalse], position) => ({
      kind: 'If',
      condition: condition!,
      whenTrue: whenTrue!,
      whenFalse,
      position,
    }),
  },
  nullif: {
    argumentCounts: [2, 2],
    problem: "Invalid number of arguments for 'nullif' function",
    build: ([first, second], position) => ({ kind: 'NullIf', first: first!, second: second!, position }),
  },
  coalesce: {
    argumentCounts: [2, Number.POSITIVE_INFINITY],
    problem: "The 'coalesce' function must have at least two arguments",
    build: (operands, position) => ({ kind: 'Coalesce', operands, position }),
  },
  try: {
    argumentCounts: [1, 1],
    problem: "The 'try' function must have exactly one argument",
    build: ([value], position) => ({ kind: 'Try', value: value!, position }),
  },
  format: {
    argumentCounts: [2, Number.POSITIVE_INFINITY],
    problem: "The 'format' function must have at least two arguments",
    build: (values, position) => ({ kind: 'Format', arguments: values, position }),
  },
};

function parseBuiltIn(cursor: Cursor, call: FunctionCall): Expression {
  const name = call.name.parts[0]!.value.toLowerCase();
  const builtIn = Object.hasOwn(builtIns, name) ? builtIns[name] : undefined;
  if (!builtIn) return call;
  const [min, max] = builtIn.argumentCounts;
  const count = call.arguments.length;
  const problems: readonly (readonly [boolean, string])[] = [
    [count < min || count > max, builtIn.problem],
    [call.over !== undefined, `OVER clause not valid for '${name}' function`],
    [call.isDistinct, `DISTINCT not valid for '${name}' function`],
    [call.nullTreatment !== undefined, `Null treatment clause not valid for '${name}' function`],
    [call.processingMode !== undefined, `Running or final semantics not valid for '${name}' function`],
    [call.filter !== undefined, `FILTER not valid for '${name}' function`],
  ];
  const problem = problems.find(([applies]) => applies);
  if (!problem) return builtIn.build(call.arguments, call.position);
  cursor.reject(problem[1], call.position);
  return call;
}
