// Where kernels put the bytes of strings that they make: a bump region that the host hands out per batch.
let next: usize = 0;
let end: usize = 0;
let generation: u32 = 0;

/** Sets the region that `scratch_take` cuts from. */
export function scratch_set(start: usize, limit: usize): void {
  next = start;
  end = limit;
  generation++;
}

/** Changes whenever the region does: memory that was taken before may since be someone else's. */
export function scratch_generation(): u32 {
  return generation;
}

/** The first free address of the region. */
export function scratch_next(): usize {
  return next;
}

/** Takes `bytes` aligned to 8 from the region. */
export function scratch_take(bytes: usize): usize {
  const size = (bytes + 7) & ~7;
  // The host cuts at least `size` from the batch's arena and calls scratch_set; it throws when the budget is spent.
  if (next + size > end || next + size < next) scratch_refill(size);
  const address = next;
  next += size;
  return address;
}

// @ts-ignore: decorator
@external("env", "scratch_refill")
declare function scratch_refill(bytes: usize): void;
