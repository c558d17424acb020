import type { ErrorCode } from '../../base/error-codes.js';
import { LakeError, type Position } from '../../base/lake-error.js';
import type { WindowPattern } from '../../plan/logical-plan.js';
import type { PatternValue } from '../../plan/row-pattern.js';
import type * as ast from '../../sql/ast.js';
import { BOOLEAN } from '../../types/sql-type.js';
import { findAll } from '../contained-calls.js';
import type { ExpressionBinder } from '../expression/expression-binder.js';
import { bindSearch, forbidPatterns } from './bind-search.js';
import { PatternLabels } from './pattern-labels.js';
import { PatternColumns } from './pattern-scope.js';
import { PatternValues } from './pattern-values.js';

/** A pattern that cuts the frames of a window, and the measures that calls over it may name, in lower case. */
export interface BoundWindowPattern {
  readonly pattern: WindowPattern;
  readonly measures: ReadonlyMap<string, PatternValue>;
}

/** Binds the pattern of a frame; undefined where it has none. */
export function bindWindowPattern(binder: ExpressionBinder, frame: ast.WindowFrame): BoundWindowPattern | undefined {
  const search = frame.pattern;
  if (!search?.pattern) {
    refuseWithoutPattern(frame);
    return undefined;
  }
  checkFrame(frame, search);
  const { context, scope } = binder;
  const labels = new PatternLabels(search.pattern, search.subsets);
  const finish = bindSearch(search, labels);
  forbidPatterns(search.pattern, 'PatternAnchor', 'Anchor pattern syntax is not allowed in window');
  checkMatchNumber(frame, search);
  const fields = scope.fields.map(({ name, column, hidden }) => ({ name, column, hidden }));
  const shared = new PatternColumns(context, labels, fields);
  const values = new PatternValues(binder.within({ ...scope, fields }), shared);
  const bound = finish(values);
  const measures = new Map(
    frame.measures.map(({ name, value }) => [name.value.toLowerCase(), values.bind(value)] as const),
  );
  const { id } = context.column('pattern', BOOLEAN);
  const seeks = search.mode?.name === 'SEEK';
  return { pattern: { id, search: bound, seeks, columns: shared.columns }, measures };
}

function refuseWithoutPattern({ measures, pattern: search, position }: ast.WindowFrame): void {
  const missing = (what: string, at: Position): LakeError =>
    new LakeError('MISSING_ROW_PATTERN', `${what} PATTERN clause`, { position: at });
  if (measures.length > 0) throw missing('Row pattern measures require', position);
  if (search?.skipTo) throw missing('AFTER MATCH SKIP clause requires', search.skipTo.position);
  if (search?.mode) throw missing('Pattern search modifier requires', search.mode.position);
  const [subset] = search?.subsets ?? [];
  if (subset) throw missing('Union pattern variable definitions require', subset.position);
  const [definition] = search?.definitions ?? [];
  if (definition) throw missing('Primary pattern variable definitions require', definition.name.position);
}

function checkFrame({ unit, start, end, position }: ast.WindowFrame, { definitions }: ast.PatternSearch): void {
  const invalid = (name: ErrorCode, message: string): LakeError => new LakeError(name, message, { position });
  if (unit !== 'ROWS') throw invalid('INVALID_WINDOW_FRAME', 'Pattern recognition requires ROWS frame type');
  if (start.kind !== 'current row' || !end)
    throw invalid(
      'INVALID_WINDOW_FRAME',
      'Pattern recognition requires frame specified as BETWEEN CURRENT ROW AND ...',
    );
  if (definitions.length === 0)
    throw invalid('MISSING_VARIABLE_DEFINITIONS', 'Pattern recognition requires DEFINE clause');
}

function checkMatchNumber({ measures }: ast.WindowFrame, { definitions }: ast.PatternSearch): void {
  const isMatchNumber = (node: ast.Expression): boolean =>
    node.kind === 'FunctionCall' && node.name.parts.at(-1)!.value.toLowerCase() === 'match_number';
  const all = [...measures.map(({ value }) => value), ...definitions.map(({ condition }) => condition)];
  const [call] = findAll(all, isMatchNumber);
  if (call)
    throw new LakeError('INVALID_PATTERN_RECOGNITION_FUNCTION', 'MATCH_NUMBER function is not supported in window', {
      position: call.position,
    });
}
