import type { ScalarFunction } from '../../definition.js';
import { url_decode } from './url_decode.js';
import { url_encode } from './url_encode.js';
import { urlExtracts } from './url_extract.js';

/** Lists the functions of URLs. */
export const urlFunctions: readonly ScalarFunction[] = [url_decode, url_encode, ...urlExtracts];
