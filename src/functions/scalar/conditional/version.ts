import { trinoVersion } from '../../../base/version.js';
import type { ScalarFunction } from '../../definition.js';

export const version: ScalarFunction = {
  kind: 'scalar',
  name: 'version',
  summary: 'Tells the version of Trino whose SQL this is.',
  overloads: [{ args: [], returns: 'varchar', emit: (e) => e.text(trinoVersion) }],
};
