import { LakeError } from '../../base/lake-error.js';
import type { WorkgroupSettings } from '../../catalog/workgroup.js';
import type { Property } from '../../sql/ast.js';
import type { StatementContext } from '../statement-context.js';
import { settingsOfProperties, workgroupProperties } from '../workgroup/workgroup-properties.js';
import { propertyValues } from './property-values.js';

/** Gives the settings that the properties of a statement stand for. @throws INVALID_ARGUMENTS, DUPLICATE_PROPERTY, PERMISSION_DENIED */
export function givenSettings(properties: readonly Property[], context: StatementContext): Partial<WorkgroupSettings> {
  const known = workgroupProperties.map(({ name }) => name);
  const constants = propertyValues(properties, known, { what: 'workgroup', error: 'INVALID_ARGUMENTS' }, context);
  const values = new Map([...constants].map(([name, { value }]) => [name, value]));
  const names = properties.map(({ name }) => name.value.toLowerCase());
  const settings = settingsOfProperties(
    values,
    names.filter((name) => !values.has(name)),
  );
  if (settings.outputLocation !== undefined) context.inside.locations.check(settings.outputLocation);
  return settings;
}

/** Refuses who does not administer the lake. @throws PERMISSION_DENIED */
export function requireWorkgroupAdmin(name: string, { rights }: StatementContext): void {
  if (!rights.authority.isAdmin)
    throw new LakeError('PERMISSION_DENIED', `Access Denied: Cannot change workgroup ${name}`, {
      hint: 'Administrators of the lake change workgroups.',
    });
}
