/** Says that a row has no value: NULL. */
export const noRow = -1;

/** Says that a row's value is its own default: the third argument. */
export const defaultRow = -2;
