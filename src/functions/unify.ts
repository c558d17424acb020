import { canCoerce, commonSuperType } from '../types/coercion.js';
import { isComparable, isOrderable } from '../types/comparability.js';
import { type SqlType, sameType, UNKNOWN } from '../types/sql-type.js';
import {
  type Bindings,
  type NumberedKind,
  numberedType,
  numbersOf,
  type PatternNode,
  partsOf,
  substitute,
} from './type-pattern.js';

/** A lambda as an argument: its body's type is known only once its parameters' types are. */
export interface LambdaArgument {
  readonly kind: 'lambda';
  /** Binds the body; throws LakeError when it cannot be, or takes another count of parameters. */
  returns(parameters: readonly SqlType[]): SqlType;
}

/** What overload resolution knows of an argument. */
export type ArgumentType = SqlType | LambdaArgument;

/** Bounds how often bindings may widen one another, as the decimals of a `reduce` do. */
const roundsMax = 50;

/** Finds what the variables of `patterns` must stand for to take the arguments; undefined when nothing does. */
export function unify(
  patterns: readonly PatternNode[],
  args: readonly ArgumentType[],
  coercing: boolean,
): Bindings | undefined {
  const bindings: Bindings = { types: new Map(), numbers: new Map() };
  for (let round = 0; round < roundsMax; round++) {
    const before = textOf(bindings);
    let isOpen = false;
    for (let i = 0; i < patterns.length; i++) {
      const outcome = unifyArgument(patterns[i]!, args[i]!, bindings);
      if (outcome === 'impossible') return undefined;
      if (outcome === 'open') isOpen = true;
    }
    if (textOf(bindings) !== before) continue;
    if (isOpen) return undefined;
    return patterns.every((pattern, i) => takes(pattern, args[i]!, bindings, coercing)) ? bindings : undefined;
  }
  return undefined;
}

const textOf = ({ types, numbers }: Bindings): string =>
  JSON.stringify([[...types], [...numbers]], (_, value) => (value instanceof Map ? [...value] : value));

type Outcome = 'possible' | 'impossible' | 'open';

function unifyArgument(pattern: PatternNode, argument: ArgumentType, bindings: Bindings): Outcome {
  if (argument.kind === 'lambda') return unifyLambda(pattern, argument, bindings);
  if (pattern.kind === 'function') return 'impossible';
  return unifyType(pattern, argument, bindings) ? 'possible' : 'impossible';
}

function unifyLambda(pattern: PatternNode, lambda: LambdaArgument, bindings: Bindings): Outcome {
  if (pattern.kind !== 'function') return 'impossible';
  const parameters = pattern.parts.slice(0, -1).map((part) => substitute(part, bindings));
  const known = parameters.filter((type) => type !== undefined);
  if (known.length < parameters.length) return 'open';
  const returned = lambda.returns(known);
  const result = pattern.parts.at(-1)!;
  if (!unifyType(result, returned, bindings)) return 'impossible';
  // A lambda's result is not coerced.
  const expected = substitute(result, bindings);
  return expected !== undefined && sameType(expected, returned) ? 'possible' : 'impossible';
}

function unifyType(pattern: PatternNode, type: SqlType, bindings: Bindings): boolean {
  switch (pattern.kind) {
    case 'concrete':
      return true;
    case 'variable': {
      const bound = bindings.types.get(pattern.name);
      const common = bound ? commonSuperType(bound, type) : type;
      if (!common || !isAllowed(pattern.name, common)) return false;
      bindings.types.set(pattern.name, common);
      return true;
    }
    case 'numbers':
      return unifyNumbers(pattern, type, bindings);
    default: {
      const parts = type.kind === 'unknown' ? pattern.parts.map(() => UNKNOWN) : partsOf(type);
      if (type.kind !== 'unknown' && type.kind !== pattern.kind) return false;
      if (parts.length !== pattern.parts.length) return false;
      return pattern.parts.every((part, i) => unifyType(part, parts[i]!, bindings));
    }
  }
}

function isAllowed(variable: string, type: SqlType): boolean {
  if (variable.startsWith('E')) return isComparable(type);
  return variable.startsWith('O') ? isOrderable(type) : true;
}

function unifyNumbers(pattern: PatternNode & { kind: 'numbers' }, type: SqlType, bindings: Bindings): boolean {
  const converted = toKind(type, pattern.base);
  if (!converted) return false;
  const own = numbersOf(converted);
  const numbers = pattern.parameters.map((part, i) =>
    typeof part === 'number' ? part : (bindings.numbers.get(part) ?? own[i]!),
  );
  const common = commonSuperType(numberedType(pattern.base, numbers), converted);
  if (common?.kind !== pattern.base) return false;
  const widened = numbersOf(common);
  return pattern.parameters.every((part, i) => {
    if (typeof part === 'number') return part === widened[i];
    bindings.numbers.set(part, widened[i]!);
    return true;
  });
}

const precisionDefault = 3;

const least: Readonly<Record<NumberedKind, readonly number[]>> = {
  decimal: [1, 0],
  varchar: [0],
  char: [0],
  time: [0],
  'time with time zone': [0],
  timestamp: [0],
  'timestamp with time zone': [0],
};

/** The smallest type of a kind that a type coerces to, if there is one; of NULL, times have the default precision. */
function toKind(type: SqlType, base: NumberedKind): SqlType | undefined {
  if (type.kind === base) return type;
  if (type.kind === 'unknown' && base.startsWith('time')) return numberedType(base, [precisionDefault]);
  const common = commonSuperType(type, numberedType(base, least[base]));
  return common?.kind === base ? common : undefined;
}

function takes(pattern: PatternNode, argument: ArgumentType, bindings: Bindings, coercing: boolean): boolean {
  if (argument.kind === 'lambda') return true;
  const expected = substitute(pattern, bindings);
  if (!expected) return false;
  return coercing ? canCoerce(argument, expected) : sameType(argument, expected);
}
