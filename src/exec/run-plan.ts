import { keepClass } from '../base/kept-classes.js';
import { assert } from '../base/lake-error.js';
import type { Batch } from '../vector/vector.js';
import type { Emit, Gang, Operator, Source, Stages } from './operator.js';
import type { PhysicalNode, PhysicalPlan, Pipeline } from './physical-plan.js';
import { planKey } from './plan-key.js';
import { nodeDefinition } from './registry.js';
import { StageProfile } from './stage-profile.js';
import type { ThreadContext } from './thread-context.js';

/** Ends a source early, without a failure: what follows needs no more rows. */
class EarlyEnd extends Error {}

/** What a thread has of the gang before it can make stages. */
export type BareGang = Omit<Gang, 'stages' | 'isEarlyEnd'>;

/** Runs this worker's part of all pipelines, in step with the other workers. */
export function runPlan(plan: PhysicalPlan, context: ThreadContext, bare: BareGang): void {
  let profile: StageProfile | undefined;
  const gang: Gang = {
    workerIndex: bare.workerIndex,
    workerCount: bare.workerCount,
    local: bare.local,
    barrier: () => bare.barrier(),
    sharedState: (state) => bare.sharedState(state),
    next: (state, word) => bare.next(state, word),
    add: (state, word, amount) => bare.add(state, word, amount),
    deliver: (batch) => bare.deliver(batch),
    stages: (source, operators) => createStages(source, operators, context, gang, profile),
    isEarlyEnd: (error) => error instanceof EarlyEnd,
  };
  for (const [index, pipeline] of plan.pipelines.entries()) {
    profile = plan.profileStates && new StageProfile(pipeline);
    const stages = runPipeline(pipeline, context, gang, profile);
    profile?.publish(gang, plan.profileStates![index]!);
    gang.barrier();
    stages.release();
  }
}

function runPipeline(pipeline: Pipeline, context: ThreadContext, gang: Gang, profile?: StageProfile): Stages {
  const { source, operators } = pipeline;
  const stages = createStages(source, operators, context, gang, profile);
  const inputs = operators.at(-1)?.outputs ?? source.outputs;
  const definition = nodeDefinition(pipeline.sink.kind);
  assert(definition.place === 'sink', `${pipeline.sink.kind} is no sink`);
  context.beginNode(nodeKey(pipeline.sink, inputs));
  const created = definition.create(pipeline.sink, context, gang, inputs);
  const sink = profile?.sink(pipeline.sink, created) ?? created;
  context.beginNode(undefined);
  const mayEndEarly = 'isSatisfied' in sink;
  try {
    stages.run((batch) => {
      sink.consume(batch);
      if (mayEndEarly && sink.isSatisfied) throw new EarlyEnd();
    }, false);
  } catch (error) {
    if (!(error instanceof EarlyEnd)) throw error;
  }
  sink.finish();
  keepClass(created);
  context.resetScratch();
  return stages;
}

function createStages(
  source: PhysicalNode,
  nodes: readonly PhysicalNode[],
  context: ThreadContext,
  gang: Gang,
  profile?: StageProfile,
): Stages {
  const definition = nodeDefinition(source.kind);
  assert(definition.place === 'source', `${source.kind} is no source`);
  context.beginNode(nodeKey(source, noInputs));
  const begin = definition.create(source, context, gang);
  let inputs = source.outputs;
  const operators = nodes.map((node): Operator => {
    const operator = nodeDefinition(node.kind);
    assert(operator.place === 'operator', `${node.kind} is no operator`);
    context.beginNode(nodeKey(node, inputs));
    const created = operator.create(node, context, gang, inputs);
    inputs = node.outputs;
    return profile?.operator(node, created) ?? created;
  });
  context.beginNode(undefined);
  const first = profile?.source(source, begin) ?? begin;
  return {
    run: (emit, isUnwanted) => runStages(first, operators, context, emit, isUnwanted),
    release: () => {
      first.release?.();
      for (const operator of operators) operator.release?.();
      keepClass(begin);
      for (const operator of operators) keepClass(operator);
    },
  };
}

function runStages(
  source: Source,
  operators: readonly Operator[],
  context: ThreadContext,
  emit: Emit,
  isUnwanted: boolean,
): void {
  let ended: EarlyEnd | undefined = isUnwanted ? new EarlyEnd() : undefined;
  const attempt = (work: () => void): void => {
    try {
      work();
    } catch (error) {
      if (!(error instanceof EarlyEnd)) throw error;
    }
  };
  // emits[i] passes a batch to operator i, the last out of the stages.
  const emits: Emit[] = new Array(operators.length + 1);
  emits[operators.length] = (batch) => {
    if (ended) return;
    // What follows wants no more; an operator of this pipeline that has enough ends its source only.
    try {
      emit(batch);
    } catch (error) {
      if (error instanceof EarlyEnd) ended = error;
      throw error;
    }
  };
  for (let index = operators.length - 1; index >= 0; index--) {
    const operator = operators[index]!;
    const next = emits[index + 1]!;
    emits[index] = (batch) => operator.consume(batch, next);
  }
  const mayEndEarly = operators.some((operator) => 'isSatisfied' in operator);
  const first = (batch: Batch): void => {
    context.checkCancelled();
    emits[0]!(batch);
    if (mayEndEarly && anySatisfied(operators, 0)) throw new EarlyEnd();
  };
  if (!ended) attempt(() => source.run(first));
  context.resetScratch();
  operators.forEach((operator, index) => {
    const next = emits[index + 1]!;
    attempt(() => {
      operator.finish?.((batch) => {
        next(batch);
        if (anySatisfied(operators, index + 1)) throw new EarlyEnd();
      });
    });
  });
  if (ended) throw ended;
}

/** Tells whether an operator at `first` or behind has enough. */
function anySatisfied(operators: readonly Operator[], first: number): boolean {
  for (let index = first; index < operators.length; index++) if (operators[index]!.isSatisfied === true) return true;
  return false;
}

const noInputs: readonly number[] = [];
// Nodes of plans that come again keep their keys.
const nodeKeys = new WeakMap<PhysicalNode, { readonly inputs: readonly number[]; readonly key: string }>();

/** Writes all that a node's code depends on besides the shapes of columns: the node, without the places that it reads, and its inputs. */
function nodeKey(node: PhysicalNode, inputs: readonly number[]): string {
  const before = nodeKeys.get(node);
  if (before?.inputs === inputs) return before.key;
  const key = planKey([node, inputs]);
  nodeKeys.set(node, { inputs, key });
  return key;
}
