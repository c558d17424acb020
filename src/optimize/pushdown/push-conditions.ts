import type { Expression } from '../../plan/expression.js';
import {
  type Aggregate,
  type Apply,
  type Filter,
  inputsOf,
  type LogicalPlan,
  type Project,
  type Scan,
  type Union,
  withInputs,
} from '../../plan/logical-plan.js';
import { columnsUsed, idsOf, usesAny, usesOnly } from '../expression/columns-used.js';
import { conjunctsOf } from '../expression/conjuncts.js';
import { isDeterministic } from '../expression/evaluation.js';
import { definitionsOf, substituteColumns } from '../expression/substitution.js';
import { outputIds } from '../output-ids.js';
import type { OptimizerContext } from '../rule.js';
import { filtered, type Push, refiltered, type Split, splitConditions, withoutKnown } from './conditions.js';
import { pushIntoInnerJoin } from './push-into-inner-join.js';
import { pushIntoJoin } from './push-into-join.js';

/** Filters a plan by conditions, an AND in order, with each of them and of the plan's own filters as low as it may be. */
export const pushConditions: Push = (plan, conditions, context) => {
  switch (plan.kind) {
    case 'Filter':
      return pushFilter(plan, conditions, context);
    case 'Scan':
      return pushIntoScan(plan, conditions);
    case 'Project':
      return pushThroughProject(plan, conditions, context);
    case 'Join':
      return plan.type === 'inner'
        ? pushIntoInnerJoin(plan, conditions, context, pushConditions)
        : pushIntoJoin(plan, conditions, context, pushConditions);
    case 'Union':
      return pushIntoUnion(plan, conditions, context);
    case 'Apply':
      return pushIntoApply(plan, conditions, context);
    case 'Aggregate':
      return through(plan, splitByColumns(conditions, groupedBy(plan), false), context);
    case 'Window':
      return through(plan, splitByColumns(conditions, idsOf(plan.partitionBy), false), context);
    case 'Sort':
      return through(
        plan,
        splitConditions(conditions, (condition) => condition, false),
        context,
      );
    case 'AssignUniqueId':
      return through(plan, splitByColumns(conditions, outputIds(plan.input), false), context);
    case 'Unnest':
      return through(plan, splitByColumns(conditions, outputIds(plan.input), !plan.outer), context);
    default:
      return through(plan, { below: [], above: conditions }, context);
  }
};

/** Pushes into the only input, or on its own into each of several. */
function through(plan: LogicalPlan, { below, above }: Split, context: OptimizerContext): LogicalPlan {
  const inputs = inputsOf(plan).map((input) => pushConditions(input, below, context));
  return filtered(withInputs(plan, inputs), above);
}

/** Conditions without columns stay where they are, since a row more or less may matter above. */
function splitByColumns(conditions: readonly Expression[], columns: ReadonlySet<number>, dropsRows: boolean): Split {
  const isBelow = (condition: Expression): boolean =>
    columnsUsed(condition).size > 0 && [...columnsUsed(condition).keys()].every((id) => columns.has(id));
  return splitConditions(conditions, (condition) => (isBelow(condition) ? condition : undefined), dropsRows);
}

/** The keys that every grouping set has. */
function groupedBy(plan: Aggregate): Set<number> {
  const isEverywhere = (index: number): boolean => plan.groupingSets?.every((set) => set.includes(index)) ?? true;
  return idsOf(plan.keys.filter((_, index) => isEverywhere(index)));
}

function pushFilter(plan: Filter, conditions: readonly Expression[], context: OptimizerContext): LogicalPlan {
  const own = conjunctsOf(plan.condition);
  const all = [...own, ...withoutKnown(conditions, own)];
  const pushed = pushConditions(plan.input, all, context);
  return pushed.kind === 'Filter' ? refiltered(plan, pushed.input, conjunctsOf(pushed.condition)) : pushed;
}

function pushIntoScan(plan: Scan, conditions: readonly Expression[]): LogicalPlan {
  const own = idsOf(plan.outputs);
  const { below, above } = splitConditions(
    conditions,
    (condition) => (usesOnly(condition, own) && isDeterministic(condition) ? condition : undefined),
    false,
  );
  const added = withoutKnown(below, plan.filter);
  return filtered(added.length === 0 ? plan : { ...plan, filter: [...(plan.filter ?? []), ...added] }, above);
}

function pushThroughProject(plan: Project, conditions: readonly Expression[], context: OptimizerContext): LogicalPlan {
  const definitions = definitionsOf(plan.outputs, plan.expressions);
  const isMovable = (id: number): boolean => {
    const definition = definitions.get(id);
    return definition === undefined || isDeterministic(definition);
  };
  const split = splitConditions(
    conditions,
    (condition) =>
      [...columnsUsed(condition).keys()].every(isMovable) ? substituteColumns(condition, definitions) : undefined,
    false,
  );
  return through(plan, split, context);
}

function pushIntoUnion(plan: Union, conditions: readonly Expression[], context: OptimizerContext): LogicalPlan {
  const own = idsOf(plan.outputs);
  const { below, above } = splitConditions(
    conditions,
    (condition) => (usesAny(condition, own) ? condition : undefined),
    false,
  );
  const inputs = plan.inputs.map((input, index) => {
    const definitions = definitionsOf(plan.outputs, plan.columns[index]!);
    const translated = below.map((condition) => substituteColumns(condition, definitions));
    return pushConditions(input, translated, context);
  });
  return filtered(withInputs(plan, inputs), above);
}

function pushIntoApply(plan: Apply, conditions: readonly Expression[], context: OptimizerContext): LogicalPlan {
  const dropsRows = plan.form.kind === 'lateral' && plan.form.join === 'inner';
  const { below, above } = splitByColumns(conditions, outputIds(plan.input), dropsRows);
  const input = pushConditions(plan.input, below, context);
  return filtered(withInputs(plan, [input, pushConditions(plan.subquery, [], context)]), above);
}
