import type { ScalarFunction } from '../../definition.js';
import { modulus } from '../../operator/modulus.js';

export const mod: ScalarFunction = {
  ...modulus,
  name: 'mod',
  examples: [['mod(-7, 3)', '-1']],
  hidden: false,
};
