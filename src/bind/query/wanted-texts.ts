import type { Expression } from '../../plan/expression.js';
import type * as ast from '../../sql/ast.js';
import type { WantedRange, WantedRanges, WantedTexts } from '../metadata.js';

type Test = (text: string) => boolean;

/** Finds what a WHERE asks of columns of text by `=`, IN and LIKE. What it does not understand it leaves out: rows are filtered anyway. */
export function wantedTexts(where: ast.Expression | undefined, parameters: readonly Expression[]): WantedTexts {
  const tests = new Map<string, Test[]>();
  const add = (column: ast.Expression, test: Test | undefined): void => {
    if (column.kind !== 'Identifier' || !test) return;
    const name = column.value.toLowerCase();
    tests.set(name, [...(tests.get(name) ?? []), test]);
  };
  for (const term of where ? conjunctsOf(where) : []) {
    if (term.kind === 'Comparison' && term.operator === '=') {
      add(term.left, isOneOf([term.right], parameters));
      add(term.right, isOneOf([term.left], parameters));
    } else if (term.kind === 'InList') add(term.value, isOneOf(term.list, parameters));
    else if (term.kind === 'Like') add(term.value, beginsAs(term, parameters));
  }
  return (column, text) => tests.get(column)?.every((test) => test(text)) ?? true;
}

/**
 * Finds what a WHERE asks of columns of numbers or moments by comparisons with literals and by BETWEEN. A moment is told by a day too much, since
 * the session's zone may decide which it is.
 */
export function wantedRanges(where: ast.Expression | undefined, parameters: readonly Expression[]): WantedRanges {
  const ranges = new Map<string, WantedRange>();
  const bound = (column: ast.Expression, least: ast.Expression | undefined, most: ast.Expression | undefined): void => {
    if (column.kind !== 'Identifier') return;
    const name = column.value.toLowerCase();
    const before = ranges.get(name) ?? {};
    const min = least && numberOf(least, parameters, -dayMillis);
    const max = most && numberOf(most, parameters, dayMillis);
    ranges.set(name, { min: min ?? before.min, max: max ?? before.max });
  };
  for (const term of where ? conjunctsOf(where) : []) {
    if (term.kind === 'Between') bound(term.value, term.min, term.max);
    if (term.kind !== 'Comparison') continue;
    const { left, right, operator } = term;
    if (operator === '=' || operator === '>' || operator === '>=') {
      bound(left, right, undefined);
      bound(right, undefined, left);
    }
    if (operator === '=' || operator === '<' || operator === '<=') {
      bound(left, undefined, right);
      bound(right, left, undefined);
    }
  }
  return (column) => ranges.get(column) ?? {};
}

const dayMillis = 86_400_000n;

function numberOf(node: ast.Expression, parameters: readonly Expression[], slack: bigint): bigint | undefined {
  if (node.kind === 'IntegerLiteral') return node.value;
  if (node.kind === 'TypedLiteral' && /^timestamp/i.test(node.type)) {
    const millis = Date.parse(`${node.value.trim().replace(/ /, 'T').replace(/ UTC$/, '')}Z`);
    return Number.isNaN(millis) ? undefined : BigInt(millis) + slack;
  }
  const parameter = node.kind === 'Parameter' ? parameters[node.index] : undefined;
  const value = parameter?.kind === 'constant' ? parameter.value : undefined;
  const isWhole = parameter?.type.kind === 'bigint' || parameter?.type.kind === 'integer';
  return isWhole && (typeof value === 'bigint' || typeof value === 'number') ? BigInt(value) : undefined;
}

const conjunctsOf = (where: ast.Expression): readonly ast.Expression[] =>
  where.kind === 'Logical' && where.operator === 'AND' ? where.terms.flatMap(conjunctsOf) : [where];

function isOneOf(values: readonly ast.Expression[], parameters: readonly Expression[]): Test | undefined {
  const texts = values.map((value) => textOf(value, parameters));
  return texts.includes(undefined) ? undefined : (text) => texts.includes(text);
}

/** A text that is LIKE a pattern begins as the pattern does up to its first wildcard. */
function beginsAs({ pattern, escape: escapeWith }: ast.Like, parameters: readonly Expression[]): Test | undefined {
  const like = textOf(pattern, parameters);
  const mark = escapeWith && textOf(escapeWith, parameters);
  if (like === undefined || (escapeWith && mark?.length !== 1)) return undefined;
  let begin = '';
  for (let at = 0; at < like.length; at++) {
    if (like[at] === mark) begin += like[++at] ?? '';
    else if (like[at] === '%' || like[at] === '_') return (text) => text.startsWith(begin);
    else begin += like[at];
  }
  return (text) => text === begin;
}

function textOf(node: ast.Expression, parameters: readonly Expression[]): string | undefined {
  if (node.kind === 'StringLiteral') return node.value;
  const parameter = node.kind === 'Parameter' ? parameters[node.index] : undefined;
  return parameter?.kind === 'constant' && parameter.type.kind === 'varchar' && typeof parameter.value === 'string'
    ? parameter.value
    : undefined;
}
