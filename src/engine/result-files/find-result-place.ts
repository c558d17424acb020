import { LakeError } from '../../base/lake-error.js';
import type { Workgroup } from '../../catalog/workgroup.js';
import type { ObjectStore } from '../../storage/object-store.js';
import type { LakeInside } from '../lake-inside.js';
import type { SessionSettings } from '../session-settings.js';
import type { StatementRights } from '../statement-rights.js';
import type { ResultPlace } from './result-place.js';

/** A file of a result. */
export interface PlacedFile {
  /** As users name it. */
  readonly location: string;
  /** As its store names it. */
  readonly place: string;
  readonly store: ObjectStore;
}

/**
 * Finds where results go: the workgroup's location, or where that is not enforced the session's. Undefined: results are not written.
 * @throws PERMISSION_DENIED
 */
export function findResultPlace(
  { enforce, outputLocation }: Workgroup,
  settings: SessionSettings,
  { locations }: LakeInside,
  rights: StatementRights,
): ResultPlace | undefined {
  const own = enforce ? undefined : settings.text('result_location');
  const location = own ?? outputLocation;
  if (location === undefined) return undefined;
  locations.check(location);
  if (own !== undefined && !rights.mayReadFiles(locations.place(own)))
    throw new LakeError('PERMISSION_DENIED', `Insufficient Lake Formation permissions on ${own}`, {
      hint: 'GRANT DATA_LOCATION_ACCESS ON LOCATION allows to write results there.',
    });
  return { location: location.replace(/(?<=.)\/+$/, ''), isEnforced: enforce };
}

/** Finds the file of a result by its name. */
export function placedFile({ location }: ResultPlace, name: string, { locations, files }: LakeInside): PlacedFile {
  const own = `${location}/${name}`;
  const place = locations.place(own);
  return { location: own, place, store: files.store(place) };
}
