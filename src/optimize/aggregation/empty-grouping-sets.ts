import type { ColumnReference, Expression } from '../../plan/expression.js';
import { type Aggregate, type LogicalPlan, outputsOf, type Project, type Union } from '../../plan/logical-plan.js';
import { bigintConstant, equalTo } from '../expression/call-building.js';
import { nullConstant } from '../expression/conjuncts.js';
import { copyPlan } from '../plan-copy.js';
import type { OptimizerContext } from '../rule.js';

/**
 * Takes the sets without keys out of GROUPING SETS, since they alone have a row where there is no input:
 *
 *     Aggregate[sets (a), ()]   →   Union
 *                                     Aggregate[sets (a)]
 *                                     Project[a := NULL, group := 1]
 *                                       Aggregate[no keys] over a copy of the input
 */
export function splitEmptyGroupingSets(plan: Aggregate, context: OptimizerContext): LogicalPlan {
  const sets = plan.groupingSets;
  if (!sets || plan.keys.length === 0 || sets.every((set) => set.length > 0)) return plan;
  const outputs = outputsOf(plan);
  const inputs: LogicalPlan[] = [];
  if (sets.some((set) => set.length > 0)) inputs.push(withoutEmptySets(plan, sets, context));
  for (const [index, set] of sets.entries()) if (set.length === 0) inputs.push(globalAggregate(plan, index, context));
  const union: Union = {
    kind: 'Union',
    inputs,
    outputs,
    columns: inputs.map((input) => outputsOf(input)),
  };
  return union;
}

/** The grouping with new output columns: the sets with keys, each with the number that it had. */
function withoutEmptySets(
  plan: Aggregate,
  sets: readonly (readonly number[])[],
  context: OptimizerContext,
): LogicalPlan {
  const copy = copyPlan(plan, context).plan as Aggregate;
  const grouped: Aggregate = { ...copy, groupingSets: sets.filter((set) => set.length > 0) };
  if (!copy.groupId) return grouped;
  const numbers = sets.flatMap((set, index) => (set.length > 0 ? [index] : []));
  const raw = { ...copy.groupId, id: context.nextColumnId() };
  const number: Expression = numbers.every((original, index) => original === index)
    ? raw
    : {
        kind: 'case',
        type: raw.type,
        whens: numbers.map((original, index) => ({
          condition: equalTo(raw, bigintConstant(index)),
          result: bigintConstant(original),
        })),
      };
  const outputs = outputsOf(grouped);
  const expressions = outputs.map((column) => (column.id === copy.groupId!.id ? number : column));
  return { kind: 'Project', input: { ...grouped, groupId: raw }, outputs, expressions };
}

function globalAggregate(plan: Aggregate, index: number, context: OptimizerContext): Project {
  const copy = copyPlan(plan, context).plan as Aggregate;
  const input: Aggregate = { kind: 'Aggregate', input: copy.input, keys: [], aggregates: copy.aggregates };
  const keys = copy.keys.map((key): ColumnReference => ({ ...key, id: context.nextColumnId() }));
  const number = copy.groupId;
  const results = copy.aggregates.map(({ output }) => output);
  return {
    kind: 'Project',
    input,
    outputs: [...keys, ...(number ? [number] : []), ...results],
    expressions: [
      ...keys.map(({ type }) => nullConstant(type)),
      ...(number ? [bigintConstant(index)] : []),
      ...results,
    ],
  };
}
