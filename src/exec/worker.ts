import { forgetClasses, keepClass } from '../base/kept-classes.js';
import { LakeError } from '../base/lake-error.js';
import { kernelsModule } from '../vector/kernels.js';
import { memoryHeader } from '../vector/memory-header.js';
import { QueryMemory } from '../vector/query-memory.js';
import { MemoryGang, portDelivery } from './memory-gang.js';
import { noteIdle } from './memory-wait.js';
import { planOf } from './plan-parcel.js';
import type { QueryTask, TaskFailure } from './query-task.js';
import { runPlan } from './run-plan.js';
import { QueryStopped, ThreadContext } from './thread-context.js';
import { asTooLarge } from './too-large.js';

/** Runs one worker's part of a query; what piscina calls. */
export default function runTask(task: QueryTask): TaskFailure | undefined {
  kernelsModule(task.kernels);
  const context = new ThreadContext({ ...task, memory: memoryOf(task) });
  const gang = new MemoryGang(context, task.states, portDelivery(context, task.port));
  try {
    runPlan(planOf(task.plan), context, gang);
    return undefined;
  } catch (error) {
    if (error instanceof QueryStopped) return undefined;
    // The others stop at their next batch or barrier; what fails then (a file that is gone) is only a consequence.
    const before = Atomics.compareExchange(context.memory.i32, memoryHeader.cancelFlag >>> 2, 0, 2);
    return before === 0 ? taskFailure(asTooLarge(error)) : undefined;
  } finally {
    context.closeFiles();
    noteIdle(context);
    keepClass(context);
    keepClass(gang);
    // They hold the query's memory.
    if (task.memoryId === undefined) forgetClasses();
    // A worker that waits for its next task does not close ports; the reader does on this sign.
    task.port.postMessage(null);
  }
}

// What this thread holds of the memories that come again: a clone of a memory is another object each time.
const held = new Map<number, QueryMemory>();

function memoryOf({ memory, memoryId }: QueryTask): QueryMemory {
  const before = memoryId === undefined ? undefined : held.get(memoryId);
  if (before) return before;
  const opened = QueryMemory.open(memory);
  if (memoryId !== undefined) held.set(memoryId, opened);
  return opened;
}

/** Takes an error apart so that it survives structuredClone. */
function taskFailure(error: unknown): TaskFailure {
  if (error instanceof LakeError) {
    const { name, message, line, column, hint, stack } = error;
    return { name, message, line, column, hint, stack };
  }
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  return { name: 'GENERIC_INTERNAL_ERROR', message, line: undefined, column: undefined, hint: undefined, stack };
}
