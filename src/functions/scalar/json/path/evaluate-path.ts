import { LakeError } from '../../../../base/lake-error.js';
import { compareText, compareValues } from '../../../../types/compare-values.js';
import { type JsonNode, JsonNumber } from '../../../../types/json-node.js';
import { DOUBLE, sameType, varcharType } from '../../../../types/sql-type.js';
import { compareNumbers, computeNumbers, isNumeric, negate, roundToWhole, toDouble } from './path-arithmetic.js';
import { isArray, isNull, isObject, itemName, itemType, type PathItem, TypedItem, typedOf } from './path-item.js';
import type { JsonPath, PathMethod, PathNode, PathPredicate, Subscript } from './path-node.js';

/** Makes the error of a path that does not fit the JSON. */
export const evaluationError = (message: string): LakeError =>
  new LakeError('PATH_EVALUATION_ERROR', `path evaluation failed: ${message}`);

const wrongType = (expected: string, item: PathItem): LakeError =>
  evaluationError(`invalid item type. Expected: ${expected}, actual: ${itemName(item)}`);

/** Evaluates a path over an input: the sequence of items that it gives. @throws PATH_EVALUATION_ERROR */
export function evaluatePath(path: JsonPath, input: PathItem, parameters: ReadonlyMap<string, PathItem>): PathItem[] {
  return new PathEvaluator(path.isLax, input, parameters).evaluate(path.root, {});
}

/** What `@` and `last` stand for. */
interface Scope {
  readonly current?: PathItem;
  readonly last?: number;
}

class PathEvaluator {
  readonly #isLax: boolean;
  readonly #input: PathItem;
  readonly #parameters: ReadonlyMap<string, PathItem>;
  /** Numbers the objects that keyvalue() took apart. */
  #objectCount = 0;

  constructor(isLax: boolean, input: PathItem, parameters: ReadonlyMap<string, PathItem>) {
    this.#isLax = isLax;
    this.#input = input;
    this.#parameters = parameters;
  }

  evaluate(node: PathNode, scope: Scope): PathItem[] {
    switch (node.kind) {
      case 'literal':
        return [new TypedItem(node.type, node.value)];
      case 'context':
        return [this.#input];
      case 'current':
        if (scope.current === undefined)
          throw evaluationError('accessing current filter item with no enclosing filter');
        return [scope.current];
      case 'last':
        if (scope.last === undefined) throw evaluationError('accessing the last array index with no enclosing array');
        return [numberItem(scope.last)];
      case 'variable':
        return [this.#parameters.get(node.name)!];
      case 'sign':
        return this.#unwrapped(node.operand, scope).map((item) => signed(item, node.isNegative));
      case 'arithmetic': {
        const left = this.#singleton(node.left, scope);
        const right = this.#singleton(node.right, scope);
        const result = left && right && computeNumbers(node.operator, left, right);
        if (!result) throw evaluationError('');
        return [result];
      }
      case 'member':
        return this.#unwrapped(node.base, scope).flatMap((item) => this.#member(item, node.key));
      case 'descendants':
        return this.evaluate(node.base, scope).flatMap((item) => descendants(item, node.key));
      case 'elements':
        return this.evaluate(node.base, scope).flatMap((item) => this.#elements(item, node.subscripts, scope));
      case 'filter':
        return this.#unwrapped(node.base, scope).filter(
          (current) => this.#test(node.predicate, { ...scope, current }) === true,
        );
      case 'method':
        return this.#method(node.base, node.method, scope);
    }
  }

  /** Evaluates; in lax mode arrays are replaced by their elements. */
  #unwrapped(node: PathNode, scope: Scope): PathItem[] {
    const items = this.evaluate(node, scope);
    return this.#isLax ? items.flatMap((item): readonly PathItem[] => (isArray(item) ? item : [item])) : items;
  }

  #singleton(node: PathNode, scope: Scope): TypedItem | undefined {
    const items = this.#unwrapped(node, scope);
    if (items.length !== 1) throw evaluationError('arithmetic binary expression requires singleton operands');
    const typed = typedOf(items[0]!);
    if (items[0] instanceof JsonNumber && !typed) return undefined;
    if (!typed || !isNumeric(typed.type)) throw wrongType('NUMBER', items[0]!);
    return typed;
  }

  #member(item: PathItem, key: string | undefined): readonly PathItem[] {
    if (!isObject(item)) {
      if (this.#isLax) return [];
      throw wrongType('OBJECT', item);
    }
    if (key === undefined) return [...item.values()];
    const value = item.get(key);
    if (value !== undefined) return [value];
    if (this.#isLax) return [];
    throw evaluationError(`structural error: missing member '${key}' in JSON object`);
  }

  #elements(item: PathItem, subscripts: readonly Subscript[] | undefined, scope: Scope): readonly PathItem[] {
    if (!isArray(item) && !this.#isLax) throw wrongType('ARRAY', item);
    const array: readonly PathItem[] = isArray(item) ? item : [item];
    if (!subscripts) return array;
    return subscripts.flatMap(({ from, to }) => {
      const inner = { ...scope, last: array.length - 1 };
      const first = this.#index(from, inner);
      const last = to ? this.#index(to, inner) : first;
      if (!this.#isLax && (first < 0 || first > last || last >= array.length))
        throw evaluationError(
          `structural error: invalid array subscript: [${first}, ${last}] for array of size ${array.length}`,
        );
      return array.slice(Math.max(0, first), Math.max(0, last + 1));
    });
  }

  #index(node: PathNode, scope: Scope): number {
    const items = this.evaluate(node, scope);
    if (items.length !== 1) throw evaluationError('array subscript must be a single number');
    const typed = typedOf(items[0]!);
    if (!typed || !isNumeric(typed.type)) throw wrongType('NUMBER', items[0]!);
    const value = toDouble(typed);
    return value < 0 ? -Math.round(-value) : Math.round(value);
  }

  #method(base: PathNode, method: PathMethod, scope: Scope): PathItem[] {
    if (method === 'type') return this.evaluate(base, scope).map((item) => textItem(itemType(item)));
    if (method === 'size')
      return this.evaluate(base, scope).map((item) => {
        if (isArray(item)) return numberItem(item.length);
        if (this.#isLax) return numberItem(1);
        throw wrongType('ARRAY', item);
      });
    const items = this.#unwrapped(base, scope);
    if (method === 'keyvalue') return items.flatMap((item) => this.#keyValues(item));
    return items.map((item) => convertNumber(item, method));
  }

  #keyValues(item: PathItem): PathItem[] {
    if (!isObject(item)) throw wrongType('OBJECT', item);
    const id = new JsonNumber(String(this.#objectCount++));
    return [...item].map(
      ([name, value]): PathItem =>
        new Map<string, JsonNode>([
          ['name', name],
          ['value', value],
          ['id', id],
        ]),
    );
  }

  /** Tests a predicate: undefined is unknown. */
  #test(predicate: PathPredicate, scope: Scope): boolean | undefined {
    switch (predicate.kind) {
      case 'and': {
        const left = this.#test(predicate.left, scope);
        if (left === false) return false;
        const right = this.#test(predicate.right, scope);
        return right === false ? false : left && right;
      }
      case 'or': {
        const left = this.#test(predicate.left, scope);
        if (left === true) return true;
        const right = this.#test(predicate.right, scope);
        return right === true ? true : left === undefined ? undefined : right;
      }
      case 'not': {
        const operand = this.#test(predicate.operand, scope);
        return operand === undefined ? undefined : !operand;
      }
      case 'isUnknown':
        return this.#test(predicate.operand, scope) === undefined;
      case 'exists': {
        const found = this.#sequence(() => this.evaluate(predicate.path, scope));
        return found && found.length > 0;
      }
      case 'comparison':
        return this.#anyPair(predicate.left, predicate.right, scope, (left, right) =>
          compareItems(predicate.operator, left, right),
        );
      case 'startsWith':
        return this.#anyPair(predicate.whole, predicate.start, scope, (whole, start) => {
          const [text, prefix] = [stringOf(whole), stringOf(start)];
          return text === undefined || prefix === undefined ? undefined : text.startsWith(prefix);
        });
    }
  }

  /** True when a test holds for one pair of items; unknown when one cannot be told, in strict mode even beside one that holds. */
  #anyPair(
    left: PathNode,
    right: PathNode,
    scope: Scope,
    test: (left: PathItem, right: PathItem) => boolean | undefined,
  ): boolean | undefined {
    const lefts = this.#sequence(() => this.#unwrapped(left, scope));
    const rights = this.#sequence(() => this.#unwrapped(right, scope));
    if (!lefts || !rights) return undefined;
    const answers = new Set(lefts.flatMap((a) => rights.map((b) => test(a, b))));
    if (answers.has(undefined) && !(this.#isLax && answers.has(true))) return undefined;
    return answers.has(true);
  }

  /** Evaluates inside of a predicate, where an error is no answer. */
  #sequence(evaluate: () => PathItem[]): PathItem[] | undefined {
    try {
      return evaluate();
    } catch (error) {
      if (error instanceof LakeError && error.name === 'PATH_EVALUATION_ERROR') return undefined;
      throw error;
    }
  }
}

const numberItem = (value: number): PathItem => new TypedItem({ kind: 'integer' }, value);
const textItem = (value: string): PathItem => new TypedItem(varcharType(value.length), value);

function signed(item: PathItem, isNegative: boolean): PathItem {
  const typed = typedOf(item);
  if (!typed || !isNumeric(typed.type)) throw wrongType('NUMBER', item);
  const result = isNegative ? negate(typed) : typed;
  if (!result) throw evaluationError('');
  return result;
}

/** Lists the members called `key` of an item and of all below it, an object's own first. */
function descendants(item: PathItem, key: string): PathItem[] {
  if (isArray(item)) return item.flatMap((element) => descendants(element, key));
  if (!isObject(item)) return [];
  const own = item.get(key);
  return [...(own === undefined ? [] : [own]), ...[...item.values()].flatMap((value) => descendants(value, key))];
}

function convertNumber(item: PathItem, method: 'abs' | 'ceiling' | 'double' | 'floor'): PathItem {
  const typed = typedOf(item);
  if (method === 'double' && typeof typed?.value === 'string') {
    const value = /^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/.test(typed.value) ? Number(typed.value) : Number.NaN;
    if (Number.isNaN(value)) throw evaluationError('');
    return new TypedItem(DOUBLE, value);
  }
  if (!typed || !isNumeric(typed.type)) throw wrongType('NUMBER', item);
  if (method === 'double') return new TypedItem(DOUBLE, toDouble(typed));
  if (method !== 'abs') return roundToWhole(typed, method === 'ceiling');
  return (typed.value as number | bigint) < 0 ? signed(typed, true) : typed;
}

const stringOf = (item: PathItem): string | undefined => {
  const value = typedOf(item)?.value;
  return typeof value === 'string' ? value : undefined;
};

type Comparison = Extract<PathPredicate, { kind: 'comparison' }>['operator'];

function compareItems(operator: Comparison, a: PathItem, b: PathItem): boolean | undefined {
  if (isNull(a) || isNull(b)) {
    // Null is equal to itself and different from all else, and has no place in the order.
    const isSame = isNull(a) && isNull(b);
    if (operator === '==') return isSame;
    if (operator === '<>') return !isSame;
    return operator === '<=' || operator === '>=' ? isSame : false;
  }
  const [left, right] = [typedOf(a), typedOf(b)];
  if (!left || !right) return undefined;
  const order = orderOf(left, right);
  if (order === undefined) return undefined;
  switch (operator) {
    case '==':
      return order === 0;
    case '<>':
      return order !== 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
  }
}

function orderOf(a: TypedItem, b: TypedItem): number | undefined {
  const numbers = compareNumbers(a, b);
  if (numbers !== undefined) return numbers;
  if (typeof a.value === 'string' && typeof b.value === 'string') return compareText(a.value, b.value);
  if (typeof a.value === 'boolean' && typeof b.value === 'boolean') return Number(a.value) - Number(b.value);
  return sameType(a.type, b.type) ? compareValues(a.value, b.value, a.type) : undefined;
}
