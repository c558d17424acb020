// The word in the memory's header that ends a query (`cancelFlag` of vector/memory-header.ts). Kernels that run long look at it now and then
// and leave their work undone; whoever called them looks at it behind them.
const CANCEL_FLAG: usize = 66560;

/** Tells whether the query was cancelled or another worker failed. */
export function is_stopped(): bool {
  return atomic.load<i32>(CANCEL_FLAG) != 0;
}
