const latest = new Map<unknown, object>();

/**
 * Keeps the latest object of a class in this thread. When a garbage collection finds no object of a hidden class, V8 throws away the code that it
 * optimised for it: between two queries that would be most of what reads files and runs operators.
 */
export function keepClass(object: object): void {
  latest.set(object.constructor, object);
}

/** Lets go of what is kept. */
export const forgetClasses = (): void => latest.clear();
