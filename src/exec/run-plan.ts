import { assert } from '../base/lake-error.js';
import type { Batch } from '../vector/vector.js';
import type { Emit, Gang, Operator, Sink, Source } from './operator.js';
import type { PhysicalPlan, Pipeline } from './physical-plan.js';
import { nodeDefinition } from './registry.js';
import type { ThreadContext } from './thread-context.js';

/** Ends a source early, without a failure: what follows needs no more rows. */
class PipelineSatisfied extends Error {}

/** Runs this worker's part of all pipelines, in step with the other workers. */
export function runPlan(plan: PhysicalPlan, context: ThreadContext, gang: Gang): void {
  for (const pipeline of plan.pipelines) {
    runPipeline(pipeline, context, gang);
    gang.barrier();
  }
}

function runPipeline(pipeline: Pipeline, context: ThreadContext, gang: Gang): void {
  const { source, operators, sink } = createPipeline(pipeline, context, gang);
  const isSatisfied = (): boolean =>
    sink.isSatisfied === true || operators.some((operator) => operator.isSatisfied === true);
  // emits[i] passes a batch to operator i, the last to the sink.
  const emits: Emit[] = new Array(operators.length + 1);
  emits[operators.length] = (batch) => sink.consume(batch);
  for (let index = operators.length - 1; index >= 0; index--) {
    const operator = operators[index]!;
    const next = emits[index + 1]!;
    emits[index] = (batch) => operator.consume(batch, next);
  }
  const first = (batch: Batch): void => {
    context.checkCancelled();
    emits[0]!(batch);
    if (isSatisfied()) throw new PipelineSatisfied();
  };
  try {
    source.run(first);
  } catch (error) {
    if (!(error instanceof PipelineSatisfied)) throw error;
  }
  context.resetScratch();
  operators.forEach((operator, index) => {
    operator.finish?.(emits[index + 1]!);
  });
  sink.finish();
  context.resetScratch();
}

function createPipeline(
  pipeline: Pipeline,
  context: ThreadContext,
  gang: Gang,
): { source: Source; operators: Operator[]; sink: Sink } {
  const sourceDefinition = nodeDefinition(pipeline.source.kind);
  assert(sourceDefinition.place === 'source', `${pipeline.source.kind} is no source`);
  const source = sourceDefinition.create(pipeline.source, context, gang);
  let inputs = pipeline.source.outputs;
  const operators = pipeline.operators.map((node) => {
    const definition = nodeDefinition(node.kind);
    assert(definition.place === 'operator', `${node.kind} is no operator`);
    const operator = definition.create(node, context, gang, inputs);
    inputs = node.outputs;
    return operator;
  });
  const sinkDefinition = nodeDefinition(pipeline.sink.kind);
  assert(sinkDefinition.place === 'sink', `${pipeline.sink.kind} is no sink`);
  return { source, operators, sink: sinkDefinition.create(pipeline.sink, context, gang, inputs) };
}
