/** Collects the values of an option that may stand several times. */
export const collected = (text: string, previous: unknown): readonly string[] => [
  ...((previous as readonly string[] | undefined) ?? []),
  text,
];
