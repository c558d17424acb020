import type { AggregateFunction } from '../definition.js';
import { geometryOf, geometryValue, withPlanarErrors } from '../scalar/geospatial/geometry-call.js';
import { convexHullOf } from '../scalar/geospatial/overlay.js';
import { unionOfValues } from '../scalar/geospatial/st_union.js';

export const geometry_union_agg: AggregateFunction = {
  kind: 'aggregate',
  name: 'geometry_union_agg',
  summary: 'Returns all points of the figures.',
  overloads: [
    {
      args: ['geometry'],
      returns: 'geometry',
      host: (rows) => withPlanarErrors(() => unionOfValues(rows.map(([value]) => value!))),
    },
  ],
};

export const convex_hull_agg: AggregateFunction = {
  kind: 'aggregate',
  name: 'convex_hull_agg',
  summary: 'Returns the smallest convex figure around the figures.',
  overloads: [
    {
      args: ['geometry'],
      returns: 'geometry',
      host: (rows) => {
        const geometries = rows.map(([value]) => geometryOf(value));
        if (rows.length === 0) return null;
        return withPlanarErrors(() => geometryValue(convexHullOf({ type: 'GEOMETRY_COLLECTION', geometries })));
      },
    },
  ],
};
