import type { MatchRecognize, SortKey } from '../../plan/logical-plan.js';
import type { MatchRecognizeNode } from '../operators/match-recognize.js';
import type { ProjectNode } from '../operators/project.js';
import type { WindowNode } from '../operators/window.js';
import { WindowColumns } from './lower-window.js';
import { idsOf, type Lowering, type OpenPipeline, startPipeline, withOperator } from './lowering.js';

/** Collects and sorts the rows by partition as for a window, then finds the matches. */
export function lowerMatchRecognize(plan: MatchRecognize, lowering: Lowering): OpenPipeline {
  const input = lowering.lower(plan.input);
  const columns = new WindowColumns([]);
  const named = plan.columns.map((expression) => columns.index(expression));
  const keyOf = (key: SortKey): SortKey => ({ ...key, expression: columns.column(key.expression) });
  const partitionKeys = plan.partitionBy.map((expression) =>
    keyOf({ expression, descending: false, nullsFirst: true }),
  );
  const orderKeys = plan.orderBy.map(keyOf);
  const project: ProjectNode = { kind: 'Project', outputs: idsOf(columns.all), expressions: columns.expressions };
  const window: WindowNode = {
    kind: 'Window',
    outputs: [],
    state: lowering.newState(),
    keys: [...partitionKeys, ...orderKeys],
    partitionKeyCount: partitionKeys.length,
    columns: columns.all,
  };
  lowering.end(withOperator(input, project), window);
  const source: MatchRecognizeNode = {
    kind: 'MatchRecognize',
    outputs: idsOf(plan.outputs),
    window,
    columns: named,
    search: plan.search,
    form: plan.form,
    types: plan.outputs.map(({ type }) => type),
    values: plan.values,
  };
  return startPipeline(source);
}
