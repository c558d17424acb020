import type { Expression } from './expression.js';
import type { LogicalPlan, WindowCall } from './logical-plan.js';

/** Lists the expressions that a node itself evaluates over its inputs' columns, not those of its inputs. */
export function expressionsOf(plan: LogicalPlan): readonly Expression[] {
  switch (plan.kind) {
    case 'Scan':
      return plan.filter ?? [];
    case 'Values':
      return plan.rows.flat();
    case 'Filter':
      return [plan.condition];
    case 'Project':
      return plan.expressions;
    case 'Aggregate':
      return [
        ...plan.keys,
        ...plan.aggregates.flatMap(({ args, filter, orderBy }) => [
          ...args,
          ...(filter ? [filter] : []),
          ...(orderBy ?? []).map(({ expression }) => expression),
        ]),
      ];
    case 'Window':
      return [
        ...plan.partitionBy,
        ...plan.orderBy.map(({ expression }) => expression),
        ...plan.calls.flatMap(windowParts),
      ];
    case 'Join':
      return [...plan.equal.flatMap(({ left, right }) => [left, right]), ...(plan.filter ? [plan.filter] : [])];
    case 'Apply':
      if (plan.form.kind === 'in' || plan.form.kind === 'quantified') return [plan.form.value];
      return plan.form.kind === 'lateral' && plan.form.filter ? [plan.form.filter] : [];
    case 'Sort':
    case 'TopN':
      return plan.keys.map(({ expression }) => expression);
    case 'Union':
    case 'SetOperation':
      return plan.columns.flat();
    case 'MatchRecognize':
      return [...plan.partitionBy, ...plan.orderBy.map(({ expression }) => expression), ...plan.columns];
    case 'Unnest':
      return plan.items.map(({ expression }) => expression);
    case 'Recursion':
      return [...plan.seedColumns, ...plan.stepColumns];
    case 'Limit':
    case 'EnforceSingleRow':
    case 'AssignUniqueId':
    case 'Sample':
    case 'RecursionReference':
      return [];
  }
}

const windowParts = ({ args, filter, frame, orderBy }: WindowCall): Expression[] => [
  ...args,
  ...(orderBy ?? []).map(({ expression }) => expression),
  ...(filter ? [filter] : []),
  ...(frame.pattern?.columns ?? []),
  ...(frame.start.value ? [frame.start.value] : []),
  ...(frame.end.value ? [frame.end.value] : []),
];
