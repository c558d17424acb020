import type { ColumnReference, Expression } from '../../plan/expression.js';
import { type Join, outputsOf } from '../../plan/logical-plan.js';
import { BOOLEAN } from '../../types/sql-type.js';
import { aheadColumn } from '../expression/ahead-step.js';
import { columnsOf } from '../expression/expression-facts.js';
import type { JoinBuildNode, JoinPair } from '../operators/join-build.js';
import type { JoinFilterNode } from '../operators/join-filter.js';
import type { JoinProbeNode } from '../operators/join-probe.js';
import type { NestedLoopJoinNode } from '../operators/nested-loop-join.js';
import type { ParquetScanNode } from '../operators/parquet-scan.js';
import type { ProjectNode } from '../operators/project.js';
import type { PhysicalNode } from '../physical-plan.js';
import { among, filtersOver, idsOf, type Lowering, type OpenPipeline, withOperator } from './lowering.js';

/** A hash join where there are equal pairs, else a nested loop over the build side's rows. */
export function lowerJoin(plan: Join, lowering: Lowering): OpenPipeline {
  if (plan.buildsLeft) return lowerBuildingLeft(plan, lowering);
  const payload =
    plan.type === 'mark' || plan.type === 'semi' || plan.type === 'anti' ? neededBy(plan) : outputsOf(plan.right);
  const pairs = plan.equal.map((pair): JoinPair => ({ ...pair, nullsEqual: pair.nullsEqual === true }));
  const build: JoinBuildNode = {
    kind: 'JoinBuild',
    outputs: [],
    state: lowering.newState(),
    pairs,
    payload,
    keepsNullKeys: plan.type === 'right' || plan.type === 'full',
  };
  const left = lowerSides(plan, build, lowering);
  // The probe side's batches may have columns in another order than the plan says, or more of them.
  const probe = withKeyColumns(left, pairs);
  const outputs = joinOutputs(plan, probe.input.outputs, payload);
  const facts = {
    outputs,
    type: plan.type,
    probeColumns: columnsAt(probe.input.outputs, [...outputsOf(plan.left), ...probe.computed]),
    filter: plan.filter,
  };
  if (pairs.length === 0) {
    const node: NestedLoopJoinNode = { kind: 'NestedLoopJoin', build, ...facts };
    return withOperator(probe.input, node);
  }
  const node: JoinProbeNode = {
    kind: 'JoinProbe',
    build: { ...build, pairs: probe.pairs },
    ...facts,
    nullAware: plan.nullAware === true,
  };
  return withOperator(withJoinFilter(probe.input, plan, build), node);
}

/** A semi or anti join whose left side is kept: the right side's rows say which of its rows meet one. */
function lowerBuildingLeft(plan: Join, lowering: Lowering): OpenPipeline {
  const payload = outputsOf(plan.left);
  const pairs = plan.equal.map(
    ({ left, right, nullsEqual }): JoinPair => ({ left: right, right: left, nullsEqual: nullsEqual === true }),
  );
  const state = lowering.newState();
  const keepsNullKeys = plan.type === 'anti';
  const build: JoinBuildNode = { kind: 'JoinBuild', outputs: [], state, pairs, payload, keepsNullKeys };
  lowering.end(lowering.lower(plan.left, filtersOver(lowering.filters, among(payload))), build);
  const swapped = { ...plan, type: 'right', equal: pairs } as const;
  const probe = withKeyColumns(lowering.lower(plan.right, ownFilter(swapped, build)), pairs);
  const node: JoinProbeNode = {
    kind: 'JoinProbe',
    type: plan.type === 'semi' ? 'build_semi' : 'build_anti',
    build: { ...build, pairs: probe.pairs },
    outputs: idsOf(payload),
    probeColumns: columnsAt(probe.input.outputs, [...outputsOf(plan.right), ...probe.computed]),
    filter: plan.filter,
    nullAware: false,
  };
  return withOperator(probe.input, node);
}

/**
 * Lowers both sides, the build side's pipeline ended. The one that is lowered first tells the other which keys can meet: an inner join's
 * build side the probe side; the probe side of an existence join, by what filters it already, the build side.
 */
function lowerSides(plan: Join, build: JoinBuildNode, lowering: Lowering): OpenPipeline {
  const { type, left, right } = plan;
  const inherited = {
    left: type === 'right' || type === 'full' ? [] : filtersOver(lowering.filters, among(outputsOf(left))),
    right: type === 'inner' || type === 'right' ? filtersOver(lowering.filters, among(outputsOf(right))) : [],
  };
  if (type === 'semi' || type === 'anti' || type === 'mark' || type === 'left') {
    const probe = lowering.lower(left, inherited.left);
    const known = isScan(probe.source) ? (probe.source.joinFilters ?? []) : inherited.left;
    // What the probe side lacks is not looked for; a NULL on the build side must be seen all the same.
    const met = plan.nullAware ? [] : filtersOver(known, pairedColumn(plan));
    lowering.end(lowering.lower(right, [...inherited.right, ...met]), build);
    return probe;
  }
  lowering.end(lowering.lower(right, inherited.right), build);
  return lowering.lower(left, [...inherited.left, ...ownFilter(plan, build)]);
}

const isScan = (node: PhysicalNode): node is ParquetScanNode => node.kind === 'ParquetScan';

/** Renames a probe key to the build key that it must equal. */
const pairedColumn =
  ({ equal }: Join) =>
  (id: number): ColumnReference | undefined => {
    const pair = equal.find(({ left }) => left.kind === 'column' && left.id === id);
    return pair?.right.kind === 'column' && !pair.nullsEqual ? pair.right : undefined;
  };

/** What a join's table says of its probe side, where rows without a match are dropped. */
function ownFilter({ type, equal }: Pick<Join, 'type' | 'equal'>, { state }: JoinBuildNode): readonly JoinFilterNode[] {
  if ((type !== 'inner' && type !== 'semi' && type !== 'right') || equal.length === 0) return [];
  const keys = equal.flatMap(({ left, nullsEqual }) => (left.kind === 'column' && !nullsEqual ? [left] : []));
  return keys.length === equal.length ? [{ state, keys }] : [];
}

/** Tells the scan that begins the probe side of a semi join which rows can match. */
function withJoinFilter(input: OpenPipeline, plan: Join, build: JoinBuildNode): OpenPipeline {
  // How many rows go into these decides what comes out.
  const countsRows = input.operators.some(({ kind }) => kind === 'Limit' || kind === 'SingleRow');
  if (plan.type !== 'semi' || countsRows || !isScan(input.source)) return input;
  const filters = filtersOver(ownFilter(plan, build), among(input.source.columns));
  const joinFilters = [...(input.source.joinFilters ?? []), ...filters];
  const source: ParquetScanNode = { ...input.source, joinFilters };
  return { ...input, source };
}

function joinOutputs(plan: Join, probe: readonly number[], payload: readonly ColumnReference[]): readonly number[] {
  if (plan.type === 'semi' || plan.type === 'anti') return probe;
  if (plan.type === 'mark') return [...probe, plan.markColumn!.id];
  return [...probe, ...idsOf(payload)];
}

/** Of an existence join's build side only what the filter uses is kept. */
function neededBy({ right, filter }: Join): readonly ColumnReference[] {
  const used = filter ? columnsOf(filter) : new Set<number>();
  return outputsOf(right).filter(({ id }) => used.has(id));
}

/** Computes the probe keys that are no plain columns ahead of the join, so that each is computed once. */
function withKeyColumns(
  input: OpenPipeline,
  pairs: readonly JoinPair[],
): { input: OpenPipeline; pairs: readonly JoinPair[]; computed: readonly ColumnReference[] } {
  const computed: ColumnReference[] = [];
  const expressions: Expression[] = [];
  const plain = pairs.map((pair): JoinPair => {
    if (pair.left.kind === 'column') return pair;
    const column = aheadColumn(pair.left.type);
    computed.push(column);
    expressions.push(pair.left);
    return { ...pair, left: column };
  });
  if (computed.length === 0) return { input, pairs, computed };
  const passed = input.outputs.map((id): ColumnReference => ({ kind: 'column', id, name: '', type: BOOLEAN }));
  const node: ProjectNode = {
    kind: 'Project',
    outputs: [...input.outputs, ...idsOf(computed)],
    expressions: [...passed, ...expressions],
  };
  return { input: withOperator(input, node), pairs: plain, computed };
}

/** The columns that a pipeline's batches have, as far as they are known. */
function columnsAt(ids: readonly number[], columns: readonly ColumnReference[]): JoinProbeNode['probeColumns'] {
  const byId = new Map(columns.map((column) => [column.id, column]));
  return ids.map((id) => byId.get(id));
}
