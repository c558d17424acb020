import { randomUUID } from 'node:crypto';
import { assert } from '../../../base/lake-error.js';
import { parseUuid } from '../../../types/address-text.js';
import type { ScalarFunction } from '../../definition.js';

export const uuid: ScalarFunction = {
  kind: 'scalar',
  name: 'uuid',
  summary: 'Makes a random UUID.',
  deterministic: false,
  overloads: [
    {
      args: [],
      returns: 'uuid',
      host() {
        const bytes = parseUuid(randomUUID());
        assert(bytes, 'a random UUID can be read');
        return bytes;
      },
    },
  ],
};
