import { LakeError } from '../../base/lake-error.js';
import type { PatternSearch } from '../../plan/row-pattern.js';
import type * as ast from '../../sql/ast.js';
import { findAll } from '../contained-calls.js';
import { compilePattern } from './compile-pattern.js';
import type { PatternLabels } from './pattern-labels.js';
import type { PatternValues } from './pattern-values.js';

/** Checks the names of a search and what it skips to, and compiles its pattern; its conditions are bound by `finish`. */
export function bindSearch(
  { pattern, skipTo, definitions }: ast.PatternSearch,
  labels: PatternLabels,
): (values: PatternValues) => PatternSearch {
  const conditions = labels.conditions(definitions);
  checkFinal(definitions);
  const steps = compilePattern(pattern!, labels);
  const skip = {
    target: skipTo?.target ?? 'past last row',
    labels: skipTo?.variable ? labels.require(skipTo.variable) : [],
  } as const;
  return (values) => ({
    steps,
    labelNames: labels.names,
    conditions: conditions.map((condition) => condition && values.condition(condition)),
    skip,
  });
}

function checkFinal(definitions: ast.PatternSearch['definitions']): void {
  const isFinal = (node: ast.Expression): boolean => node.kind === 'FunctionCall' && node.processingMode === 'FINAL';
  const [call] = findAll(
    definitions.map(({ condition }) => condition),
    isFinal,
  );
  if (call)
    throw new LakeError('INVALID_PROCESSING_MODE', 'FINAL semantics is not supported in DEFINE clause', {
      position: call.position,
    });
}

/** Refuses patterns of one kind where they may not stand. */
export function forbidPatterns(pattern: ast.RowPattern, kind: ast.RowPattern['kind'], message: string): void {
  if (pattern.kind === kind) throw new LakeError('INVALID_ROW_PATTERN', message, { position: pattern.position });
  if ('pattern' in pattern) forbidPatterns(pattern.pattern, kind, message);
  if ('patterns' in pattern) for (const part of pattern.patterns) forbidPatterns(part, kind, message);
}
