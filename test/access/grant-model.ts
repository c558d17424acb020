// A model of permissions as plain as can be: a list of grants, looked through for every question.

export type ModelPermission = 'ALL' | 'ALTER' | 'DESCRIBE' | 'INSERT' | 'SELECT';
export type ModelScope = 'schema' | { readonly table: string };

/** A statement that changes who may do what. */
export type ModelStatement =
  | {
      readonly kind: 'permission';
      readonly isGrant: boolean;
      readonly permission: ModelPermission;
      readonly columns: readonly string[] | undefined;
      readonly scope: ModelScope;
      readonly grantee: { readonly kind: 'USER' | 'ROLE'; readonly name: string };
      readonly option: boolean;
    }
  | { readonly kind: 'membership'; readonly isGrant: boolean; readonly role: string; readonly user: string };

/** One grant: on the schema itself, on all of its tables, or on one. */
interface ModelGrant {
  readonly holder: string;
  readonly on: 'schema' | '*' | `table ${string}`;
  readonly permission: ModelPermission;
  /** Sorted; undefined: all. */
  readonly columns: readonly string[] | undefined;
  readonly option: boolean;
}

/** Says of a schema with tables of the same columns who may do what; the administrator owns all. */
export class GrantModel {
  readonly #tables: readonly string[];
  readonly #columns: readonly string[];
  readonly #admin: string;
  #grants: ModelGrant[] = [];
  readonly #members = new Set<string>();

  constructor(tables: readonly string[], columns: readonly string[], admin: string) {
    this.#tables = tables;
    this.#columns = columns;
    this.#admin = admin;
  }

  sqlOf(statement: ModelStatement): string {
    const [verb, to] = statement.isGrant ? ['GRANT', 'TO'] : ['REVOKE', 'FROM'];
    if (statement.kind === 'membership') return `${verb} ${statement.role} ${to} USER ${statement.user}`;
    const { permission, columns, scope, grantee, option, isGrant } = statement;
    const what = columns ? `${permission} (${columns.join(', ')})` : permission;
    const on = scope === 'schema' ? 'SCHEMA default' : scope.table;
    const end = isGrant && option ? ' WITH GRANT OPTION' : '';
    return `${verb} ${what} ON ${on} ${to} ${grantee.kind} ${grantee.name}${end}`;
  }

  /** Runs a statement; false where the actor may not. */
  run(actor: string, statement: ModelStatement): boolean {
    if (statement.kind === 'membership') {
      if (actor !== this.#admin) return false;
      const member = `${statement.role} ${statement.user}`;
      if (statement.isGrant) this.#members.add(member);
      else this.#members.delete(member);
      return true;
    }
    const { permission, columns, grantee, isGrant, option } = statement;
    const sorted = columns && [...columns].sort();
    const places = this.#placesOf(statement);
    if (actor !== this.#admin && !places.every((on) => this.#mayGrant(actor, on, permission, sorted))) return false;
    for (const on of places) {
      const grant = { holder: `${grantee.kind} ${grantee.name}`, on, permission, columns: sorted, option };
      const same = this.#grants.find((other) => keyOf(other) === keyOf(grant));
      this.#grants = this.#grants.filter((other) => other !== same);
      if (isGrant) this.#grants.push({ ...grant, option: option || same?.option === true });
    }
    return true;
  }

  /** What `SELECT *` gives: columns, or an error's name. */
  select(user: string, table: string): string {
    if (!this.#seesSchema(user)) return 'SCHEMA_NOT_FOUND';
    if (!this.#sees(user, table)) return 'TABLE_NOT_FOUND';
    const shown = this.#shown(user, table);
    return shown.length > 0 ? shown.join(',') : 'PERMISSION_DENIED';
  }

  /** What changing a table's properties gives: who sees a part of the columns only may not. */
  alter(user: string, table: string): string {
    if (!this.#sees(user, table)) return 'TABLE_NOT_FOUND';
    const mayAlter = this.#on(user, table).some(({ permission }) => permission === 'ALTER' || permission === 'ALL');
    const shown = this.#shown(user, table).length;
    const seesPart = shown > 0 && shown < this.#columns.length;
    return mayAlter && !seesPart ? 'result' : 'PERMISSION_DENIED';
  }

  visibleTables(user: string): readonly string[] {
    return this.#tables.filter((table) => this.#sees(user, table));
  }

  #placesOf({ scope, permission }: Extract<ModelStatement, { kind: 'permission' }>): readonly ModelGrant['on'][] {
    if (scope !== 'schema') return [`table ${scope.table}`];
    if (permission === 'ALL') return ['schema', '*'];
    return permission === 'SELECT' || permission === 'INSERT' ? ['*'] : ['schema'];
  }

  #held(user: string): readonly ModelGrant[] {
    return this.#grants.filter(({ holder }) => {
      const [kind, name] = holder.split(' ');
      return kind === 'USER' ? name === user : this.#members.has(`${name} ${user}`);
    });
  }

  #on(user: string, table: string): readonly ModelGrant[] {
    return this.#held(user).filter(({ on }) => on === '*' || on === `table ${table}`);
  }

  #sees(user: string, table: string): boolean {
    return this.#on(user, table).length > 0;
  }

  #seesSchema(user: string): boolean {
    return this.#held(user).length > 0;
  }

  #shown(user: string, table: string): readonly string[] {
    const reading = this.#on(user, table).filter(({ permission }) => permission === 'SELECT' || permission === 'ALL');
    return this.#columns.filter((column) => reading.some(({ columns }) => !columns || columns.includes(column)));
  }

  #mayGrant(
    actor: string,
    on: ModelGrant['on'],
    permission: ModelPermission,
    columns: readonly string[] | undefined,
  ): boolean {
    return this.#held(actor).some((grant) => {
      const isWider = grant.on === on || (grant.on === '*' && on.startsWith('table '));
      const isMore = grant.permission === permission || grant.permission === 'ALL';
      const hasColumns = !grant.columns || (columns?.every((column) => grant.columns!.includes(column)) ?? false);
      return grant.option && isWider && isMore && hasColumns;
    });
  }
}

const keyOf = ({ holder, on, permission, columns }: ModelGrant): string =>
  [holder, on, permission, columns?.join() ?? '*'].join('|');
