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
  if (!patterns.every((pattern, i) => mayTake(pattern, args[i]!, coercing))) return undefined;
  const bindings: Unification = { types: new Map(), numbers: new Map(), isChanged: false };
  for (let round = 0; round < roundsMax; round++) {
    bindings.isChanged = false;
    let isOpen = false;
    for (let i = 0; i < patterns.length; i++) {
      const outcome = unifyArgument(patterns[i]!, args[i]!, bindings);
      if (outcome === 'impossible') return undefined;
      if (outcome === 'open') isOpen = true;
    }
    if (bindings.isChanged) continue;
    if (isOpen) return undefined;
    return patterns.every((pattern, i) => takes(pattern, args[i]!, bindings, coercing)) ? bindings : undefined;
  }
  return undefined;
}

/** Rules out at once what has no variables to be found. */
function mayTake(pattern: PatternNode, argument: ArgumentType, coercing: boolean): boolean {
  if (argument.kind === 'lambda') return pattern.kind === 'function';
  if (pattern.kind === 'concrete')
    return coercing ? canCoerce(argument, pattern.type) : sameType(argument, pattern.type);
  return coercing || pattern.kind !== 'numbers' || argument.kind === pattern.base;
}

/** The bindings found so far, and whether the round changed them. */
interface Unification extends Bindings {
  isChanged: boolean;
}

type Outcome = 'possible' | 'impossible' | 'open';

function unifyArgument(pattern: PatternNode, argument: ArgumentType, bindings: Unification): Outcome {
  if (argument.kind === 'lambda') return unifyLambda(pattern, argument, bindings);
  if (pattern.kind === 'function') return 'impossible';
  return unifyType(pattern, argument, bindings) ? 'possible' : 'impossible';
}

function unifyLambda(pattern: PatternNode, lambda: LambdaArgument, bindings: Unification): Outcome {
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

function unifyType(pattern: PatternNode, type: SqlType, bindings: Unification): boolean {
  switch (pattern.kind) {
    case 'concrete':
      return true;
    case 'variable': {
      const bound = bindings.types.get(pattern.name);
      const common = bound ? commonSuperType(bound, type) : type;
      if (!common || !isAllowed(pattern.name, common)) return false;
      if (bound && sameType(bound, common)) return true;
      bindings.types.set(pattern.name, common);
      bindings.isChanged = true;
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

function unifyNumbers(pattern: PatternNode & { kind: 'numbers' }, type: SqlType, bindings: Unification): boolean {
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
    if (bindings.numbers.get(part) !== widened[i]) {
      bindings.numbers.set(part, widened[i]!);
      bindings.isChanged = true;
    }
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
