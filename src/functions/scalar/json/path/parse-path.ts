/** Parses the SQL/JSON path language (SQL:2016 part 2, 9.39) as Trino does: predicates in filters only. */
import type { Position } from '../../../../base/lake-error.js';
import { parseDecimalLiteral } from '../../../../types/decimal-value.js';
import { BIGINT, BOOLEAN, DOUBLE, decimalType, INTEGER, UNKNOWN, varcharType } from '../../../../types/sql-type.js';
import { PathError, type PathToken, tokenizePath } from './path-lexer.js';
import type { JsonPath, PathMethod, PathNode, PathOperator, PathPredicate, Subscript } from './path-node.js';

const integerMax = 2n ** 31n - 1n;
const bigintMax = 2n ** 63n - 1n;
const nestingMax = 500;
const methods: readonly string[] = ['abs', 'ceiling', 'double', 'floor', 'keyvalue', 'size', 'type'];
const comparisons: Readonly<Record<string, '==' | '<>' | '<' | '<=' | '>' | '>='>> = {
  '==': '==',
  '<>': '<>',
  '!=': '<>',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
};

/** Parses a path. @throws PathError */
export const parsePath = (path: string): JsonPath => new PathParser(tokenizePath(path)).parse();

/**
 * Checks a path at the place of its literal in a statement, so that what is wrong is known before anything runs.
 * @throws SYNTAX_ERROR, INVALID_PATH, NOT_SUPPORTED
 */
export function checkPath(path: string, names: readonly string[], { line, column }: Position): void {
  try {
    for (const { name, offset } of parsePath(path).variables) {
      if (names.includes(name)) continue;
      const isOtherCase = names.includes(name.toUpperCase());
      const hint = isOtherCase ? `. Try quoting "${name}" in the PASSING clause to match case` : '';
      throw new PathError('INVALID_PATH', `no value passed for parameter ${name}${hint}`, offset);
    }
  } catch (error) {
    if (!(error instanceof PathError)) throw error;
    // Only of its syntax errors Trino names the place inside the literal, whose text begins behind the quote.
    const inside = error.name === 'SYNTAX_ERROR' ? 1 + error.offset : 0;
    const position = { line, column: column + inside };
    throw new PathError(error.name as 'SYNTAX_ERROR', error.message, error.offset, position);
  }
}

class PathParser {
  readonly #tokens: readonly PathToken[];
  readonly #variables: Extract<PathNode, { kind: 'variable' }>[] = [];
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly PathToken[]) {
    this.#tokens = tokens;
  }

  parse(): JsonPath {
    const mode = this.#next;
    if (mode.text !== 'lax' && mode.text !== 'strict') throw this.#unexpected("{'lax', 'strict'}");
    this.#at++;
    const root = this.#expression();
    if (this.#next.kind !== 'end') throw this.#unexpected('<EOF>');
    return { isLax: mode.text === 'lax', root, variables: this.#variables };
  }

  get #next(): PathToken {
    return this.#tokens[this.#at]!;
  }

  #sees(...texts: readonly string[]): boolean {
    const { kind, text } = this.#next;
    return (kind === 'sign' || kind === 'name') && texts.includes(text);
  }

  #take(...texts: readonly string[]): string | undefined {
    return this.#sees(...texts) ? this.#tokens[this.#at++]!.text : undefined;
  }

  #expect(text: string): void {
    if (this.#take(text) !== undefined) return;
    const { text: found, offset } = this.#next;
    throw new PathError('SYNTAX_ERROR', `missing '${text}' at '${found}'`, offset);
  }

  #unexpected(expected: string): PathError {
    const { text, offset } = this.#next;
    return new PathError('SYNTAX_ERROR', `mismatched input '${text}' expecting ${expected}`, offset);
  }

  #expression(): PathNode {
    if (++this.#depth > nestingMax)
      throw new PathError('SYNTAX_ERROR', 'the path is nested too deeply', this.#next.offset);
    let left = this.#product();
    for (let sign = this.#take('+', '-'); sign; sign = this.#take('+', '-'))
      left = { kind: 'arithmetic', operator: sign as PathOperator, left, right: this.#product() };
    this.#depth--;
    return left;
  }

  #product(): PathNode {
    let left = this.#signed();
    for (let sign = this.#take('*', '/', '%'); sign; sign = this.#take('*', '/', '%'))
      left = { kind: 'arithmetic', operator: sign as PathOperator, left, right: this.#signed() };
    return left;
  }

  #signed(): PathNode {
    const signs: string[] = [];
    for (let sign = this.#take('+', '-'); sign; sign = this.#take('+', '-')) signs.push(sign);
    return signs.reduceRight<PathNode>(
      (operand, sign) => ({ kind: 'sign', isNegative: sign === '-', operand }),
      this.#accessor(),
    );
  }

  #accessor(): PathNode {
    let base = this.#primary();
    for (;;) {
      if (this.#take('..')) base = { kind: 'descendants', base, key: this.#key() };
      else if (this.#take('.')) base = this.#member(base);
      else if (this.#take('[')) base = this.#elements(base);
      else if (this.#take('?')) {
        this.#expect('(');
        base = { kind: 'filter', base, predicate: this.#predicate() };
        this.#expect(')');
      } else return base;
    }
  }

  #key(): string {
    const { kind, text } = this.#next;
    if (kind !== 'name' && kind !== 'string') throw this.#noAlternative();
    this.#at++;
    return kind === 'string' ? unquote(text) : text;
  }

  #noAlternative(): PathError {
    const { text, offset } = this.#next;
    return new PathError('SYNTAX_ERROR', `no viable alternative at input '${text}'`, offset);
  }

  #member(base: PathNode): PathNode {
    if (this.#take('*')) return { kind: 'member', base, key: undefined };
    const { kind, text, offset } = this.#next;
    const key = this.#key();
    if (kind !== 'name' || !this.#sees('(')) return { kind: 'member', base, key };
    if (text === 'datetime')
      throw new PathError('NOT_SUPPORTED', 'datetime method in JSON path is not yet supported', offset);
    if (!methods.includes(text)) throw this.#unexpected('<EOF>');
    this.#expect('(');
    this.#expect(')');
    return { kind: 'method', base, method: text as PathMethod };
  }

  #elements(base: PathNode): PathNode {
    if (this.#take('*')) {
      this.#expect(']');
      return { kind: 'elements', base, subscripts: undefined };
    }
    const subscripts: Subscript[] = [];
    do {
      const from = this.#expression();
      subscripts.push({ from, to: this.#take('to') ? this.#expression() : undefined });
    } while (this.#take(','));
    if (!this.#sees(']')) throw this.#unexpected("{',', ']'}");
    this.#at++;
    return { kind: 'elements', base, subscripts };
  }

  #primary(): PathNode {
    const { kind, text, offset } = this.#next;
    if (kind === 'variable') {
      this.#at++;
      const variable = { kind: 'variable', name: text.slice(1), offset } as const;
      this.#variables.push(variable);
      return variable;
    }
    if (this.#take('$')) return { kind: 'context' };
    if (this.#take('@')) return { kind: 'current' };
    if (this.#take('last')) return { kind: 'last' };
    if (this.#take('(')) {
      const inner = this.#expression();
      this.#expect(')');
      return inner;
    }
    const literal = literalOf(this.#next);
    if (!literal)
      throw this.#unexpected(
        "{'+', '(', '$', '@', 'false', 'last', '-', 'null', 'true', DECIMAL_VALUE, DOUBLE_VALUE, INTEGER_VALUE, STRING, NAMED_VARIABLE}",
      );
    this.#at++;
    return literal;
  }

  #predicate(): PathPredicate {
    let left = this.#conjunction();
    while (this.#take('||')) left = { kind: 'or', left, right: this.#conjunction() };
    return left;
  }

  #conjunction(): PathPredicate {
    let left = this.#negation();
    while (this.#take('&&')) left = { kind: 'and', left, right: this.#negation() };
    return left;
  }

  #negation(): PathPredicate {
    if (this.#take('!')) return { kind: 'not', operand: this.#negation() };
    if (this.#take('exists')) {
      this.#expect('(');
      const path = this.#expression();
      this.#expect(')');
      return { kind: 'exists', path };
    }
    return this.#parenthesized() ?? this.#comparison();
  }

  /** Reads `( predicate ) [is unknown]`; undefined where the parenthesis begins an operand. */
  #parenthesized(): PathPredicate | undefined {
    const start = this.#at;
    const variableCount = this.#variables.length;
    if (!this.#take('(')) return undefined;
    let inner: PathPredicate;
    try {
      inner = this.#predicate();
      this.#expect(')');
    } catch (error) {
      if (!(error instanceof PathError)) throw error;
      this.#at = start;
      this.#variables.length = variableCount;
      return undefined;
    }
    if (!this.#take('is')) return inner;
    this.#expect('unknown');
    return { kind: 'isUnknown', operand: inner };
  }

  #comparison(): PathPredicate {
    const left = this.#expression();
    if (this.#take('starts')) {
      this.#expect('with');
      return { kind: 'startsWith', whole: left, start: this.#expression() };
    }
    if (this.#sees('like_regex'))
      throw new PathError('NOT_SUPPORTED', 'like_regex predicate in JSON path is not yet supported', this.#next.offset);
    const operator = this.#next.kind === 'sign' ? comparisons[this.#next.text] : undefined;
    if (!operator) throw this.#noAlternative();
    this.#at++;
    return { kind: 'comparison', operator, left, right: this.#expression() };
  }
}

const unquote = (text: string): string => text.slice(1, -1).replaceAll('""', '"');

function literalOf({ kind, text, offset }: PathToken): PathNode | undefined {
  switch (kind) {
    case 'string': {
      const value = unquote(text);
      return { kind: 'literal', type: varcharType([...value].length), value };
    }
    case 'integer': {
      const value = BigInt(text);
      if (value > bigintMax) throw new PathError('SYNTAX_ERROR', `Invalid numeric literal: ${text}`, offset);
      return value <= integerMax
        ? { kind: 'literal', type: INTEGER, value: Number(value) }
        : { kind: 'literal', type: BIGINT, value };
    }
    case 'decimal': {
      const decimal = parseDecimalLiteral(text);
      if (!decimal || decimal.precision > 38)
        throw new PathError('SYNTAX_ERROR', `Invalid numeric literal: ${text}`, offset);
      return { kind: 'literal', type: decimalType(decimal.precision, decimal.scale), value: decimal.unscaled };
    }
    case 'double':
      return { kind: 'literal', type: DOUBLE, value: Number(text) };
    case 'name':
      if (text === 'true' || text === 'false') return { kind: 'literal', type: BOOLEAN, value: text === 'true' };
      return text === 'null' ? { kind: 'literal', type: UNKNOWN, value: null } : undefined;
    default:
      return undefined;
  }
}
