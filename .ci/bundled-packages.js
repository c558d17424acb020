/** The packages that are part of the program's bundle, and therefore installed for development alone. */
export const bundledPackages = ['commander', 'jose', 'zod'];
