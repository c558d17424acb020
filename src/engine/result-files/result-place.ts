/** Where the files of a statement's result go. */
export interface ResultPlace {
  /** Folder or prefix, without a slash at its end. */
  readonly location: string;
  /** The workgroup decides, whatever a statement says. */
  readonly isEnforced: boolean;
}
