/** Who a grant is to: a user, a role, or the group of everybody. Names are as the door that let the user in gives them. */
export interface Principal {
  readonly kind: 'user' | 'role' | 'group';
  readonly name: string;
}

/** The group that everybody is in: what it may do to an object, all may, and no restriction of others counts there. */
export const everybody: Principal = { kind: 'group', name: 'IAM_ALLOWED_PRINCIPALS' };

const iamName = /^arn:[\w-]+:(?:iam|sts)::\d*:(user|role|assumed-role)\/(.+)$/;

/**
 * Reads the text of a principal as Lake Formation's API and `PRINCIPAL '…'` write it: the ARN of an IAM user or role, the name of the
 * group, or else a user's name.
 */
export function parsePrincipal(text: string): Principal {
  if (text === everybody.name) return everybody;
  const [, kind, path] = iamName.exec(text) ?? [];
  if (!kind || !path) return { kind: 'user', name: text };
  const parts = path.split('/');
  // A path before the name does not tell principals apart; a session's name behind an assumed role neither.
  if (kind === 'assumed-role') return { kind: 'role', name: parts[0]! };
  return { kind: kind === 'user' ? 'user' : 'role', name: parts.at(-1)! };
}

/** Tells whether two are the same. */
export const isSamePrincipal = (a: Principal, b: Principal): boolean => a.kind === b.kind && a.name === b.name;
