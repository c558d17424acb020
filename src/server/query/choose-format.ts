import { LakeError } from '../../base/lake-error.js';
import { resultFormats } from '../../engine/result-formats/registry.js';
import type { ResultFormat } from '../../engine/result-formats/result-format.js';
import type { Exchange } from '../exchange.js';
import { jsonDocument } from './json-document.js';

const formats: readonly ResultFormat[] = [jsonDocument, ...resultFormats.filter(({ name }) => name !== 'json')];

/** Names of the formats that answers have. */
export const formatNames: readonly string[] = formats.flatMap(({ name, aliases }) => [name, ...aliases]);

/** Chooses the form of an answer: `?format=`, else the first of `Accept` that we have, else JSON. @throws LakeError */
export function chooseFormat(exchange: Exchange, search: URLSearchParams): ResultFormat {
  const name = search.get('format');
  if (name !== null) {
    const format = formats.find((known) => known.name === name || known.aliases.includes(name));
    if (format) return format;
    throw new LakeError('INVALID_ARGUMENTS', `There is no format '${name}'`, {
      hint: `One of ${formatNames.join(', ')}`,
    });
  }
  for (const type of acceptedTypes(exchange.header('accept') ?? '')) {
    const format = formats.find(({ mediaTypes }) => mediaTypes.includes(type));
    if (format) return format;
  }
  return jsonDocument;
}

/** Lists the media types of `Accept`, the one that is liked most first. */
const acceptedTypes = (header: string): readonly string[] =>
  header
    .split(',')
    .map((part) => {
      const [type = '', ...parameters] = part.split(';').map((piece) => piece.trim().toLowerCase());
      const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
      return { type, quality: quality === undefined ? 1 : Number(quality) };
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality)
    .map(({ type }) => type);
