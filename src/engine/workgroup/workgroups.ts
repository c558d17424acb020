import { LakeError } from '../../base/lake-error.js';
import { initialSettings, primaryWorkgroup, type Workgroup } from '../../catalog/workgroup.js';
import type { LakeCatalog } from '../lake-catalog.js';
import type { StatementRights } from '../statement-rights.js';
import { StatementQueue } from './statement-queue.js';

/** The workgroups of an opened lake, with the statements that wait in them. */
export class Workgroups {
  readonly #catalog: LakeCatalog;
  readonly #queues = new Map<string, StatementQueue>();

  constructor(catalog: LakeCatalog) {
    this.#catalog = catalog;
  }

  /** Finds a workgroup that a principal may use. */
  find(name: string, rights: StatementRights): Workgroup | undefined {
    // A temporary lake may need no catalog at all.
    if (name === primaryWorkgroup && !this.#catalog.isOpen) return { ...initialSettings, name, createMillis: 0 };
    const { store } = this.#catalog;
    // SQLite is asked once for the workgroup and for what the principal may do.
    return store.snapshot(() => {
      const workgroup = store.workgroups.find(name);
      return workgroup && mayUse(workgroup, rights) ? workgroup : undefined;
    });
  }

  /** Lists the workgroups that a principal may use, by name. */
  list(rights: StatementRights): readonly Workgroup[] {
    return this.#catalog.store.workgroups.list().filter((workgroup) => mayUse(workgroup, rights));
  }

  /** Gives the queue of a workgroup, which holds to its limits as they are now. */
  queue(workgroup: Workgroup): StatementQueue {
    const queue = this.#queues.get(workgroup.name) ?? new StatementQueue(workgroup.name);
    this.#queues.set(workgroup.name, queue);
    queue.limit(workgroup);
    return queue;
  }
}

/** Refuses statements of a workgroup that is switched off. @throws QUERY_REJECTED */
export function requireEnabled({ name, state }: Workgroup): void {
  if (state === 'DISABLED') throw new LakeError('QUERY_REJECTED', `WorkGroup ${name} is disabled`);
}

function mayUse({ users, roles }: Workgroup, { authority, user }: StatementRights): boolean {
  if (authority.isAdmin || (!users && !roles)) return true;
  const isListed = authority.principals.some(({ kind, name }) => kind === 'role' && roles?.includes(name));
  return isListed || users?.includes(user) === true;
}
