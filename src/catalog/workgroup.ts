/** How urgent statements are, the most urgent first: Redshift's priorities. */
export const priorities = ['HIGHEST', 'HIGH', 'NORMAL', 'LOW', 'LOWEST'] as const;

/** How urgent a statement is. */
export type Priority = (typeof priorities)[number];

/** Gives a priority as a number; more is more urgent. */
export const urgencyOf = (priority: Priority): number => priorities.length - 1 - priorities.indexOf(priority);

/** What statements of a workgroup are held to, and where their results go. What is absent is not limited. */
export interface WorkgroupSettings {
  readonly state: 'ENABLED' | 'DISABLED';
  readonly description?: string | undefined;
  /** What the workgroup says of results counts, not what a session says. */
  readonly enforce: boolean;
  /** Bytes that one statement may scan. */
  readonly bytesScannedCutoff?: number | undefined;
  /** How long a statement may take, without the time that it waits. */
  readonly statementTimeoutMs?: number | undefined;
  /** Statements that run at the same time in a process; others wait. */
  readonly concurrency?: number | undefined;
  /** Statements that may wait. */
  readonly queue?: number | undefined;
  readonly queueTimeoutMs?: number | undefined;
  readonly priority: Priority;
  /** The folder or prefix that results are written to. */
  readonly outputLocation?: string | undefined;
  /** How old a result may be that is given again; 0: none is. */
  readonly reuseMinutes?: number | undefined;
  /** Users and roles that may use the workgroup in a governed lake; without either, all may. */
  readonly users?: readonly string[] | undefined;
  readonly roles?: readonly string[] | undefined;
  /** What the catalog keeps for others, such as the tags of Athena's API. */
  readonly others?: Readonly<Record<string, unknown>> | undefined;
}

/** A workgroup of the lake. */
export interface Workgroup extends WorkgroupSettings {
  readonly name: string;
  readonly createMillis: number;
}

/** The workgroup that always is there. */
export const primaryWorkgroup = 'primary';

/** What a workgroup is that nobody has set up: `primary` of a new lake. */
export const initialSettings: WorkgroupSettings = { state: 'ENABLED', enforce: false, priority: 'NORMAL' };
