import { type LogicalPlan, outputsOf } from '../plan/logical-plan.js';
import { phases } from './registry.js';
import { rewriteNodes } from './rewrite-nodes.js';
import type { OptimizerContext, Phase, Rule } from './rule.js';
import { sameStructure } from './same-structure.js';

/**
 * Rewrites a bound plan to an equivalent one that the executor can lower: without Apply, SetOperation and distinct aggregates, and, when
 * the optimizer is enabled, fast. The outputs keep their ids and order.
 */
export function optimize(plan: LogicalPlan, context: OptimizerContext): LogicalPlan {
  const steps = optimizeInSteps(plan, context);
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}

/**
 * Does what `optimize` does, and stops after each rule, so that a thread can do other work in between. Before a phase that goes by
 * statistics it hands out the plan, to have those of its scans looked up, and goes on with what `next` is given for it.
 */
export function* optimizeInSteps(plan: LogicalPlan, context: OptimizerContext): OptimizerSteps {
  let current = plan;
  let settled: Settled = new Map();
  for (const phase of phases) {
    if (!phase.isMandatory && !context.settings.enabled) continue;
    if (phase.usesStatistics) {
      current = (yield current) ?? current;
      settled = new Map();
    }
    current = yield* runPhase(phase, current, context, settled);
  }
  return withOutputs(current, plan);
}

/** Steps of optimizing: a plan where statistics of its scans are wanted, else nothing. */
export type OptimizerSteps = Generator<LogicalPlan | undefined, LogicalPlan, LogicalPlan | undefined>;

/** Plans in which a rule was seen to have nothing to do, itself and below: plans do not change, so there it need not look again. */
type Settled = Map<Rule, Set<LogicalPlan>>;

function* runPhase(phase: Phase, plan: LogicalPlan, context: OptimizerContext, settled: Settled): OptimizerSteps {
  let current = plan;
  for (let round = 0; round < phase.roundsMax; round++) {
    const before = current;
    for (const rule of phase.rules) {
      current = applyRule(rule, current, context, settledBy(rule, settled));
      yield undefined;
    }
    if (current === before) break;
  }
  return current;
}

function settledBy(rule: Rule, settled: Settled): Set<LogicalPlan> {
  const plans = settled.get(rule) ?? new Set();
  settled.set(rule, plans);
  return plans;
}

/** Applies one rule to the whole plan; the same object when the rule has nothing to do. */
function applyRule(rule: Rule, plan: LogicalPlan, context: OptimizerContext, settled: Set<LogicalPlan>): LogicalPlan {
  if (settled.has(plan)) return plan;
  const changed =
    rule.scope === 'plan'
      ? (rule.apply(plan, context) ?? plan)
      : rewriteNodes(plan, (node) => rule.apply(node, context) ?? node, settled);
  if (sameStructure(changed, plan)) {
    settled.add(plan);
    return plan;
  }
  context.onChange?.(rule.name, changed);
  return changed;
}

function withOutputs(plan: LogicalPlan, original: LogicalPlan): LogicalPlan {
  const wanted = outputsOf(original);
  const produced = outputsOf(plan);
  if (produced.length === wanted.length && produced.every(({ id }, index) => id === wanted[index]!.id)) return plan;
  return { kind: 'Project', input: plan, outputs: wanted, expressions: wanted };
}
