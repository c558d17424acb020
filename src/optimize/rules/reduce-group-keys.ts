import type { ColumnReference, Expression } from '../../plan/expression.js';
import type { Aggregate, LogicalPlan } from '../../plan/logical-plan.js';
import { outputsOf } from '../../plan/logical-plan.js';
import { conjunctsOf } from '../expression/conjuncts.js';
import { renameColumns } from '../plan-copy.js';
import { columnClasses, knownConditions } from '../pushdown/implied-conditions.js';
import { pairCondition } from '../pushdown/join-tree.js';
import type { OptimizerContext, Rule } from '../rule.js';

/**
 * Leaves out keys that are constant or equal to another key:
 *
 *     Aggregate[keys a, b, c]              →   Project[a, b := a, c := 5]
 *       Filter[a = b AND c = 5]                  Aggregate[keys a]
 *                                                  Filter[a = b AND c = 5]
 */
export const reduceGroupKeys: Rule = {
  name: 'reduce-group-keys',
  scope: 'node',
  apply(plan, context) {
    if (plan.kind !== 'Aggregate' || plan.groupingSets || plan.keys.length < 2) return undefined;
    return reduced(plan, context);
  },
};

function reduced(plan: Aggregate, context: OptimizerContext): LogicalPlan | undefined {
  const conditions = [...knownConditions(plan.input), ...joinEqualities(plan.input)].flatMap(conjunctsOf);
  const classes = columnClasses(conditions.filter((condition) => isExact(condition)));
  const constants = constantsOf(conditions);
  const values = new Map<number, Expression>();
  const kept: ColumnReference[] = [];
  for (const key of plan.keys) {
    const same = kept.find((other) => classes.get(key.id)?.some(({ id }) => id === other.id));
    const value = same ?? constants.get(key.id);
    // One key must stay: without keys there would be a row also for no input.
    if (value && (same || kept.length > 0 || key !== plan.keys.at(-1))) values.set(key.id, value);
    else kept.push(key);
  }
  if (values.size === 0 || kept.length === 0) return undefined;
  const outputs = outputsOf(plan);
  // The projection makes the left-out keys anew: below it they get other ids.
  const left = plan.keys.filter(({ id }) => values.has(id));
  const below = new Map(left.map((key) => [key.id, { ...key, id: context.nextColumnId() }]));
  return {
    kind: 'Project',
    input: renameColumns({ ...plan, keys: kept }, below),
    outputs,
    expressions: outputs.map((output) => values.get(output.id) ?? output),
  };
}

/** Equal values of these types are the same in every respect. */
const exactKinds: ReadonlySet<string> = new Set([
  'tinyint',
  'smallint',
  'integer',
  'bigint',
  'date',
  'varchar',
  'decimal',
]);

const isExact = (condition: Expression): boolean =>
  condition.kind === 'call' && condition.name === '=' && exactKinds.has(condition.args[0]!.type.kind);

function constantsOf(conditions: readonly Expression[]): ReadonlyMap<number, Expression> {
  const constants = new Map<number, Expression>();
  for (const condition of conditions) {
    if (!isExact(condition) || condition.kind !== 'call') continue;
    const [column, value] = [condition.args[0]!, condition.args[1]!];
    if (column.kind === 'column' && value.kind === 'constant' && value.value !== null) constants.set(column.id, value);
  }
  return constants;
}

/** The pairs of the inner joins that a plan's rows come from. */
function joinEqualities(plan: LogicalPlan): readonly Expression[] {
  switch (plan.kind) {
    case 'Filter':
    case 'Project':
      return joinEqualities(plan.input);
    case 'Join':
      if (plan.type === 'inner')
        return [
          ...plan.equal.filter(({ nullsEqual }) => !nullsEqual).map(pairCondition),
          ...joinEqualities(plan.left),
          ...joinEqualities(plan.right),
        ];
      return plan.type === 'semi' || plan.type === 'anti' || plan.type === 'mark' ? joinEqualities(plan.left) : [];
    default:
      return [];
  }
}
