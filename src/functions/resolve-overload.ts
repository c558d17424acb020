import { LakeError, type Position } from '../base/lake-error.js';
import { type SqlType, sameType, typeText } from '../types/sql-type.js';
import type { FunctionDefinition, ReturnType, TypePattern } from './definition.js';
import { isGeneric, type PatternNode, parsePattern, patternText, substitute } from './type-pattern.js';
import { type ArgumentType, unify } from './unify.js';

/** The overload that a call means, with the exact types that its arguments must be cast to. */
export interface ResolvedOverload {
  readonly overload: number;
  /** A lambda's type is a function type. */
  readonly args: readonly SqlType[];
  readonly returns: SqlType;
}

interface Overload {
  readonly args: readonly TypePattern[];
  readonly variadic?: boolean;
  readonly returns: ReturnType;
  readonly nulls?: 'propagate' | 'called' | 'skip';
}

interface Candidate extends ResolvedOverload {
  readonly patterns: readonly PatternNode[];
  readonly passesNulls: boolean;
}

/**
 * Chooses an overload as Trino does: one that takes the arguments as they are, first among those without type variables; else the most
 * specific of those that take them coerced. Throws FUNCTION_NOT_FOUND or AMBIGUOUS_FUNCTION_CALL.
 */
export function resolveOverload(
  definition: FunctionDefinition,
  args: readonly ArgumentType[],
  position?: Position,
): ResolvedOverload {
  const resolved = tryResolveOverload(definition, args, position);
  if (resolved) return resolved;
  const given = args.map((type) => (type.kind === 'lambda' ? '<function>' : typeText(type))).join(', ');
  const expected = definition.overloads.map((overload) => `${definition.name}(${overloadText(overload)})`).sort();
  throw new LakeError(
    'FUNCTION_NOT_FOUND',
    `Unexpected parameters (${given}) for function ${definition.name}. Expected: ${expected.join(', ')}`,
    { position },
  );
}

const answers = new WeakMap<FunctionDefinition, Map<string, ResolvedOverload | undefined>>();
const answersMax = 256;

/** Like `resolveOverload`, but undefined where no overload takes the arguments. */
export function tryResolveOverload(
  definition: FunctionDefinition,
  args: readonly ArgumentType[],
  position?: Position,
): ResolvedOverload | undefined {
  const types = args.filter((type) => type.kind !== 'lambda');
  if (types.length < args.length) return choose(definition, args, position);
  // Statements ask the same again and again, and the answer depends on nothing else.
  const known = answers.get(definition) ?? new Map<string, ResolvedOverload | undefined>();
  answers.set(definition, known);
  const key = types.map(typeText).join(';');
  if (known.has(key)) return known.get(key);
  const answer = choose(definition, args, position);
  if (known.size >= answersMax) known.clear();
  known.set(key, answer);
  return answer;
}

function choose(
  definition: FunctionDefinition,
  args: readonly ArgumentType[],
  position: Position | undefined,
): ResolvedOverload | undefined {
  const overloads = definition.overloads.map((overload, index) => ({ overload, index }));
  const isOpen = ({ overload }: { overload: Overload }): boolean =>
    overload.args.some((arg) => isGeneric(parsePattern(arg)));
  const groups = [overloads.filter((entry) => !isOpen(entry)), overloads.filter(isOpen)];
  for (const group of groups) {
    const exact = candidatesOf(group, args, false, position);
    if (exact.length > 0) return onlyOne(exact, position);
  }
  const coerced = candidatesOf(overloads, args, true, position);
  return coerced.length > 0 ? onlyOne(mostSpecific(coerced, args), position) : undefined;
}

function candidatesOf(
  overloads: readonly { readonly overload: Overload; readonly index: number }[],
  args: readonly ArgumentType[],
  coercing: boolean,
  position: Position | undefined,
): Candidate[] {
  const candidates: Candidate[] = [];
  for (const { overload, index } of overloads) {
    const patterns = expandPatterns(overload, args.length);
    const bindings = patterns && unify(patterns, args, coercing);
    if (!bindings) continue;
    const types = patterns.map((pattern) => substitute(pattern, bindings)!);
    const returns =
      typeof overload.returns === 'function'
        ? overload.returns(types, position)
        : substitute(parsePattern(overload.returns), bindings)!;
    candidates.push({ overload: index, args: types, returns, patterns, passesNulls: overload.nulls !== 'called' });
  }
  return candidates;
}

/** The patterns of an overload for a count of arguments; undefined when it does not take so many. */
function expandPatterns(overload: Overload, count: number): readonly PatternNode[] | undefined {
  const patterns = overload.args.map(parsePattern);
  if (!overload.variadic) return patterns.length === count ? patterns : undefined;
  const fixed = patterns.length - 1;
  if (count < fixed) return undefined;
  return Array.from({ length: count }, (_, i) => patterns[Math.min(i, fixed)]!);
}

function mostSpecific(candidates: readonly Candidate[], args: readonly ArgumentType[]): readonly Candidate[] {
  const representatives: Candidate[] = [];
  for (const current of candidates) {
    let isCovered = false;
    for (let i = 0; i < representatives.length && !isCovered; i++) {
      const representative = representatives[i]!;
      if (isMoreSpecific(current, representative)) {
        representatives[i] = current;
        isCovered = true;
      } else if (isMoreSpecific(representative, current)) isCovered = true;
    }
    if (!isCovered) representatives.push(current);
  }
  const types = args.filter((type) => type.kind !== 'lambda');
  const hasUnknown = types.length === args.length && types.some((type) => type.kind === 'unknown');
  return representatives.length > 1 && hasUnknown ? settleUnknowns(representatives, types) : representatives;
}

/** One overload is more specific than another that could take over its calls. */
const isMoreSpecific = (a: Candidate, b: Candidate): boolean =>
  a.args.every((type) => type.kind !== 'function') && unify(b.patterns, a.args, true) !== undefined;

/** Prefers overloads that convert the NULL literals only; of those that surely answer NULL of one type any will do. */
function settleUnknowns(candidates: readonly Candidate[], types: readonly SqlType[]): readonly Candidate[] {
  const casting = candidates.filter((candidate) =>
    types.every((type, i) => type.kind === 'unknown' || sameType(type, candidate.args[i]!)),
  );
  const left = casting.length > 0 ? casting : candidates;
  const returns = left[0]!.returns;
  const isOneAnswer = left.every((candidate) => candidate.passesNulls && sameType(candidate.returns, returns));
  return isOneAnswer ? left.slice(0, 1) : left;
}

function onlyOne(candidates: readonly Candidate[], position: Position | undefined): ResolvedOverload {
  if (candidates.length > 1) {
    const lines = candidates.map(({ args, returns }) => `\t * (${args.map(typeText).join(',')}):${typeText(returns)}`);
    throw new LakeError(
      'AMBIGUOUS_FUNCTION_CALL',
      `Could not choose a best candidate operator. Explicit type casts must be added.\nCandidates are:\n${lines.join('\n')}\n`,
      { position },
    );
  }
  const { overload, args, returns } = candidates[0]!;
  return { overload, args, returns };
}

function overloadText(overload: Overload): string {
  const texts = overload.args.map((arg) => patternText(parsePattern(arg)));
  return overload.variadic ? `${texts.join(', ')}...` : texts.join(', ');
}
