import type { ScalarFunction } from '../../definition.js';
import { encode_json } from './encode_json.js';
import { is_json_scalar } from './is_json_scalar.js';
import { json_array } from './json_array.js';
import { json_array_contains } from './json_array_contains.js';
import { json_array_get } from './json_array_get.js';
import { json_array_length } from './json_array_length.js';
import { json_exists } from './json_exists.js';
import { json_extract } from './json_extract.js';
import { json_extract_scalar } from './json_extract_scalar.js';
import { json_format } from './json_format.js';
import { json_object } from './json_object.js';
import { castable_json, json_parse } from './json_parse.js';
import { json_query } from './json_query.js';
import { json_size } from './json_size.js';
import { json_table } from './json_table.js';
import { json_value } from './json_value.js';

/** Lists the functions of JSON. */
export const jsonFunctions: readonly ScalarFunction[] = [
  castable_json,
  encode_json,
  is_json_scalar,
  json_array,
  json_array_contains,
  json_array_get,
  json_array_length,
  json_exists,
  json_extract,
  json_extract_scalar,
  json_format,
  json_object,
  json_parse,
  json_query,
  json_size,
  json_table,
  json_value,
];
