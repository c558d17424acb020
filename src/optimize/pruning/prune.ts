import type { ColumnReference } from '../../plan/expression.js';
import {
  type Aggregate,
  type Apply,
  type Join,
  type LogicalPlan,
  outputsOf,
  type Project,
  type Scan,
  type Union,
  withInputs,
} from '../../plan/logical-plan.js';
import { expressionsOf } from '../../plan/plan-expressions.js';
import { freeColumns } from '../free-columns.js';
import { joinsOneRow } from '../unique-keys.js';
import { type Needed, neededBy, noneNeeded } from './needed-columns.js';

/**
 * Rebuilds a plan that produces the needed columns, perhaps among others, without what only served other columns. With `narrows`
 * projections drop what is left of other columns below nodes that store their input.
 */
export function prune(plan: LogicalPlan, needed: Needed, narrows: boolean): LogicalPlan {
  switch (plan.kind) {
    case 'Scan':
      return pruneScan(plan, needed);
    case 'Values': {
      const kept = plan.outputs.map((_, index) => index).filter((index) => needed.has(plan.outputs[index]!.id));
      if (kept.length === plan.outputs.length) return plan;
      const rows = plan.rows.map((row) => kept.map((index) => row[index]!));
      return { ...plan, outputs: kept.map((index) => plan.outputs[index]!), rows };
    }
    case 'Project':
      return pruneProject(plan, needed, narrows);
    case 'Aggregate':
      return pruneAggregate(plan, needed, narrows);
    case 'Window': {
      const calls = plan.calls.filter(({ output }) => needed.has(output.id));
      if (calls.length === 0) return prune(plan.input, needed, narrows);
      const kept = calls.length === plan.calls.length ? plan : { ...plan, calls };
      return withInputs(kept, [narrow(plan.input, neededBy(needed, ...expressionsOf(kept)), narrows)]);
    }
    case 'Join':
      return pruneJoin(plan, needed, narrows);
    case 'Apply':
      return pruneApply(plan, needed, narrows);
    case 'Filter':
    case 'Sample':
    case 'Limit':
    case 'EnforceSingleRow':
      return withInputs(plan, [prune(plan.input, neededBy(needed, ...expressionsOf(plan)), narrows)]);
    case 'Sort':
    case 'TopN':
      return withInputs(plan, [narrow(plan.input, neededBy(needed, ...expressionsOf(plan)), narrows)]);
    case 'Unnest': {
      const { ordinality } = plan;
      const kept = ordinality && !needed.has(ordinality.id) ? { ...plan, ordinality: undefined } : plan;
      return withInputs(kept, [narrow(plan.input, neededBy(needed, ...expressionsOf(plan)), narrows)]);
    }
    case 'AssignUniqueId':
      if (!needed.has(plan.output.id)) return prune(plan.input, needed, narrows);
      return withInputs(plan, [prune(plan.input, needed, narrows)]);
    case 'MatchRecognize':
      return withInputs(plan, [narrow(plan.input, neededBy(noneNeeded, ...expressionsOf(plan)), narrows)]);
    case 'Union':
      return pruneUnion(plan, needed, narrows);
    case 'SetOperation':
    case 'Recursion': {
      const inputs = plan.kind === 'Recursion' ? [plan.seed, plan.step] : plan.inputs;
      const columns = neededBy(noneNeeded, ...expressionsOf(plan));
      return withInputs(
        plan,
        inputs.map((input) => prune(input, columns, narrows)),
      );
    }
    case 'RecursionReference':
      return plan;
  }
}

/** Prunes, and drops with a projection what still is more than needed, for nodes that store their input. */
function narrow(plan: LogicalPlan, needed: Needed, narrows: boolean): LogicalPlan {
  const pruned = prune(plan, needed, narrows);
  const outputs = outputsOf(pruned);
  const kept = outputs.filter(({ id }) => needed.has(id));
  if (!narrows || kept.length === outputs.length) return pruned;
  return { kind: 'Project', input: pruned, outputs: kept, expressions: kept };
}

function pruneScan(plan: Scan, needed: Needed): Scan {
  const all = neededBy(needed, ...(plan.filter ?? []));
  const kept = plan.outputs.map((_, index) => index).filter((index) => all.has(plan.outputs[index]!.id));
  if (kept.length === plan.outputs.length) return plan;
  const outputs = kept.map((index) => plan.outputs[index]!);
  return { ...plan, outputs, columns: kept.map((index) => plan.columns[index]!) };
}

function pruneProject(plan: Project, needed: Needed, narrows: boolean): LogicalPlan {
  const kept = plan.outputs.map((_, index) => index).filter((index) => needed.has(plan.outputs[index]!.id));
  const outputs = kept.map((index) => plan.outputs[index]!);
  const expressions = kept.map((index) => plan.expressions[index]!);
  const input = prune(plan.input, neededBy(noneNeeded, ...expressions), narrows);
  if (input === plan.input && kept.length === plan.outputs.length) return plan;
  return { ...plan, input, outputs, expressions };
}

function pruneAggregate(plan: Aggregate, needed: Needed, narrows: boolean): LogicalPlan {
  const aggregates = plan.aggregates.filter(({ output }) => needed.has(output.id));
  const isOneGroup = plan.keys.length === 0 && (plan.groupingSets?.length ?? 1) === 1;
  if (aggregates.length === 0 && isOneGroup && !(plan.groupId && needed.has(plan.groupId.id)))
    return { kind: 'Values', outputs: [], rows: [[]] };
  const kept = aggregates.length === plan.aggregates.length ? plan : { ...plan, aggregates };
  return withInputs(kept, [prune(plan.input, neededBy(noneNeeded, ...expressionsOf(kept)), narrows)]);
}

function pruneJoin(plan: Join, needed: Needed, narrows: boolean): LogicalPlan {
  const right = outputsOf(plan.right);
  if (plan.type === 'mark' && !needed.has(plan.markColumn!.id)) return prune(plan.left, needed, narrows);
  if (plan.type === 'left' && !right.some(({ id }) => needed.has(id)) && joinsOneRow(plan))
    return prune(plan.left, needed, narrows);
  const all = neededBy(needed, ...expressionsOf(plan));
  return withInputs(plan, [narrow(plan.left, all, narrows), narrow(plan.right, all, narrows)]);
}

function pruneApply(plan: Apply, needed: Needed, narrows: boolean): LogicalPlan {
  const { form } = plan;
  if ((form.kind === 'exists' || form.kind === 'in') && !needed.has(form.output.id))
    return prune(plan.input, needed, narrows);
  const own = neededBy(needed, ...expressionsOf(plan));
  const wanted: ColumnReference[] = 'column' in form ? [form.column] : [];
  const inner = form.kind === 'lateral' ? own : neededBy(noneNeeded, ...wanted);
  const subquery = prune(plan.subquery, inner, narrows);
  const input = prune(plan.input, neededBy(own, ...freeColumns(subquery).values(), ...plan.correlation), narrows);
  return withInputs(plan, [input, subquery]);
}

function pruneUnion(plan: Union, needed: Needed, narrows: boolean): LogicalPlan {
  const kept = plan.outputs.map((_, index) => index).filter((index) => needed.has(plan.outputs[index]!.id));
  const columns = plan.columns.map((list) => kept.map((index) => list[index]!));
  const inputs = plan.inputs.map((input, index) => prune(input, neededBy(noneNeeded, ...columns[index]!), narrows));
  if (kept.length === plan.outputs.length) return withInputs(plan, inputs);
  return { ...plan, inputs, outputs: kept.map((index) => plan.outputs[index]!), columns };
}
