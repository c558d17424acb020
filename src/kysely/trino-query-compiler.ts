import { DefaultQueryCompiler, type LimitNode, type OffsetNode, type SelectQueryNode } from 'kysely';

/** Writes Kysely's queries in Trino's SQL: names in double quotes, `?` for parameters, OFFSET before LIMIT. */
export class TrinoQueryCompiler extends DefaultQueryCompiler {
  protected override getCurrentParameterPlaceholder(): string {
    return '?';
  }

  protected override visitSelectQuery(node: SelectQueryNode): void {
    const { limit, offset, ...rest } = node;
    // The compiler writes what stands in `limit` first, whichever kind of node it is.
    super.visitSelectQuery({
      ...rest,
      ...(offset && { limit: offset as unknown as LimitNode }),
      ...(limit && { offset: limit as unknown as OffsetNode }),
    });
  }
}
