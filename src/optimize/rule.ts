import type { Constant, Expression } from '../plan/expression.js';
import type { LogicalPlan } from '../plan/logical-plan.js';
import type { StatisticsSource } from './statistics.js';

/** What a session may set for the optimizer. */
export interface OptimizerSettings {
  /** False (`optimizer_enabled`): only the rules that the executor cannot do without. */
  readonly enabled: boolean;
}

/** What rules may know and use. */
export interface OptimizerContext {
  readonly statistics: StatisticsSource;
  readonly settings: OptimizerSettings;
  /** Numbers a new column of the plan. */
  nextColumnId(): number;
  /** Computes an expression without columns; undefined when it fails or cannot be computed here. */
  evaluate(expression: Expression): Constant | undefined;
  /** Sees the whole plan after each application of a rule that changed it. */
  onChange?(ruleName: string, plan: LogicalPlan): void;
}

/** One rewrite. A `node` rule is offered every node, inputs first; a `plan` rule the whole plan, once a round. */
export interface Rule {
  readonly name: string;
  readonly scope: 'node' | 'plan';
  /** Answers the equivalent plan, or undefined where the rule has nothing to do. */
  apply(plan: LogicalPlan, context: OptimizerContext): LogicalPlan | undefined;
}

/** Rules that run in order, round after round until none changes the plan or `roundsMax` is reached. */
export interface Phase {
  readonly name: string;
  /** Runs also with the optimizer switched off. */
  readonly isMandatory: boolean;
  /** Goes by what is known of tables. */
  readonly usesStatistics?: boolean;
  readonly roundsMax: number;
  readonly rules: readonly Rule[];
}
