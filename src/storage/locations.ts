import { realpathSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { LakeError } from '../base/lake-error.js';
import { fileSystemError, systemCode } from './storage-error.js';

/** Which locations a lake may use, and where their files lie. */
export interface LocationOptions {
  /** Folder that relative locations start from. */
  readonly baseFolder: string;
  /** Folders that stand for `s3://bucket/prefix/`, so that statements written for AWS run here. */
  readonly s3Folders?: Readonly<Record<string, string>> | undefined;
  /** Registered locations: others are refused. Undefined: all may be used. */
  readonly dataLocations?: readonly string[] | undefined;
}

/** Finds where the files of locations lie: an absolute path, or `s3://bucket/key` where no folder stands for it. */
export class Locations {
  readonly #baseFolder: string;
  /** Longest prefix first; prefixes end with a slash. */
  readonly #folders: readonly (readonly [prefix: string, folder: string])[];
  readonly #registered: readonly string[] | undefined;

  constructor({ baseFolder, s3Folders = {}, dataLocations }: LocationOptions) {
    this.#baseFolder = baseFolder;
    this.#folders = Object.entries(s3Folders)
      .map(([prefix, folder]): [string, string] => {
        if (!/^s3:\/\/[^/]+/.test(prefix))
          throw new LakeError(
            'CONFIGURATION_INVALID',
            `s3Folders has ${prefix}, which does not begin with s3://bucket`,
          );
        return [withSlash(prefix), resolve(baseFolder, folder)];
      })
      .sort(([a], [b]) => b.length - a.length);
    this.#registered = dataLocations?.map((location) => this.place(location));
  }

  /** Gives the place of a location's files. @throws INVALID_TABLE_PROPERTY, NOT_SUPPORTED */
  place(location: string): string {
    if (location === '' || location.includes('\0')) throw invalid(location, 'it is empty or has a NUL character');
    const [, scheme, rest = ''] = /^([a-zA-Z][a-zA-Z0-9+.-]+):(.*)$/s.exec(location) ?? [];
    switch (scheme?.toLowerCase()) {
      case undefined:
        return resolve(this.#baseFolder, location);
      case 'file':
        // Hive writes paths behind file: as they are, without encoding characters as URLs do.
        return resolve(this.#baseFolder, rest.replace(/^\/\/(?=\/)/, ''));
      case 's3':
      case 's3a':
      case 's3n':
        return this.#placeInS3(location, rest);
      default:
        if (!rest.startsWith('//')) return resolve(this.#baseFolder, location);
        throw new LakeError('NOT_SUPPORTED', `Locations of scheme ${scheme} are not supported: ${location}`);
    }
  }

  /** Refuses a location that is not registered. Links on the way to it count where they lead. @throws PERMISSION_DENIED */
  check(location: string): void {
    if (!this.isRegistered(this.place(location)))
      throw new LakeError('PERMISSION_DENIED', `Location ${location} is not registered as a data location`, {
        hint: 'The option dataLocations of the lake names the locations that may be used.',
      });
  }

  /** Tells whether a place is a registered one or below. */
  isRegistered(place: string): boolean {
    if (!this.#registered) return true;
    const real = isRemote(place) ? place : realPlace(place);
    return this.#registered.some((root) => isBelow(real, isRemote(root) ? root : realPlace(root)));
  }

  #placeInS3(location: string, rest: string): string {
    const [, bucket, key = ''] = /^\/\/([^/]+)(?:\/(.*))?$/s.exec(rest) ?? [];
    if (bucket === undefined) throw invalid(location, 'it has no bucket');
    const canonical = `s3://${bucket}/${key}`;
    const mapped = this.#folders.find(([prefix]) => withSlash(canonical).startsWith(prefix));
    if (!mapped) return canonical;
    const inside = canonical.slice(mapped[0].length);
    // Keys may have such parts; folders would lead elsewhere.
    if (inside.split(/[/\\]/).some((part) => part === '..' || part === '.'))
      throw invalid(location, 'it has a part . or ..');
    return join(mapped[1], inside).replace(/(?<=.)[/\\]+$/, '');
  }
}

/** Tells whether a place is in an object store instead of on a local disk. */
export const isRemote = (place: string): boolean => place.startsWith('s3://');

const withSlash = (text: string): string => (text.endsWith('/') ? text : `${text}/`);

function isBelow(place: string, root: string): boolean {
  const separator = isRemote(root) ? '/' : sep;
  return place === root || place.startsWith(root.endsWith(separator) ? root : root + separator);
}

/** Follows the links of a path as far as it exists. */
function realPlace(path: string): string {
  try {
    return realpathSync(path);
  } catch (cause) {
    const code = systemCode(cause);
    const above = dirname(path);
    if ((code !== 'ENOENT' && code !== 'ENOTDIR') || above === path) throw fileSystemError('finding', path, cause);
    return join(realPlace(above), path.slice(above.length));
  }
}

const invalid = (location: string, reason: string): LakeError =>
  new LakeError('INVALID_TABLE_PROPERTY', `Location '${location.replaceAll('\0', '\\0')}' is not valid: ${reason}`);
