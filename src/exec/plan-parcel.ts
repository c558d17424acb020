import { DefaultDeserializer, DefaultSerializer } from 'node:v8';
import { assert } from '../base/lake-error.js';
import { LatestUsed } from '../base/latest-used.js';
import type { PhysicalPlan } from './physical-plan.js';

// What a thread keeps of plans that may come again; an opened plan takes a few times its bytes.
const openedBytesMax = 8 * 1024 * 1024;
const openedWeight = 4;

/** A plan on its way to threads: written once, however many of them run it, and however often. */
export interface PlanParcel {
  readonly id: string;
  /** In shared memory. */
  readonly bytes: Uint8Array;
  /** Arrays that the plan has, in shared memory or not; they stand beside the bytes. */
  readonly arrays: readonly NodeJS.ArrayBufferView[];
}

class PlanWriter extends DefaultSerializer {
  readonly arrays: NodeJS.ArrayBufferView[] = [];

  /** Called by V8 for each array. */
  _writeHostObject(array: NodeJS.ArrayBufferView): void {
    this.writeUint32(this.arrays.push(array) - 1);
  }
}

class PlanReader extends DefaultDeserializer {
  readonly #arrays: PlanParcel['arrays'];

  constructor({ bytes, arrays }: PlanParcel) {
    super(new Uint8Array(bytes));
    this.#arrays = arrays;
  }

  /** Called by V8 where an array was. */
  _readHostObject(): NodeJS.ArrayBufferView {
    const array = this.#arrays[this.readUint32()];
    assert(array, 'a parcel has the arrays of its plan');
    return array;
  }
}

const parcels = new WeakMap<PhysicalPlan, PlanParcel>();
let parcelsMade = 0;

/** Packs a plan, which does not change from then on. */
export function parcelOf(plan: PhysicalPlan): PlanParcel {
  let parcel = parcels.get(plan);
  if (parcel) return parcel;
  const writer = new PlanWriter();
  writer.writeHeader();
  writer.writeValue(plan);
  const written = writer.releaseBuffer();
  const bytes = new Uint8Array(new SharedArrayBuffer(written.length));
  bytes.set(written);
  parcel = { id: `${parcelsMade++}`, bytes, arrays: writer.arrays };
  parcels.set(plan, parcel);
  return parcel;
}

const opened = new LatestUsed<PhysicalPlan>(openedBytesMax);

/** Unpacks a plan, or gives the one that this thread unpacked before: what threads know of a plan's nodes they know the next time, too. */
export function planOf(parcel: PlanParcel): PhysicalPlan {
  const before = opened.find(parcel.id);
  if (before) return before.value;
  const reader = new PlanReader(parcel);
  reader.readHeader();
  const plan = reader.readValue() as PhysicalPlan;
  opened.keep(parcel.id, plan, openedWeight * parcel.bytes.length);
  return plan;
}
