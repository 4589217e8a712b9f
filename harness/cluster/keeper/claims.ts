/** What a keeper owns and a run can use. */
export const RESOURCES = ['one', 'three', 'database'] as const;
export type Resource = (typeof RESOURCES)[number];

/**
 * What a run uses, and whether others of its group may use it at the same time. A run without claims (a learner's) uses
 * everything alone: what it sees must not hang on anybody else.
 */
export interface Claims {
  /** Runs of one group know of each other: those of one proof. */
  group: string;
  alone: readonly Resource[];
  shared: readonly Resource[];
}

export const resourcesOf = (claims: Claims | undefined): readonly Resource[] =>
  claims ? [...claims.alone, ...claims.shared] : RESOURCES;

/** Whether two runs may be under way at the same time. */
export function fitTogether(a: Claims | undefined, b: Claims | undefined): boolean {
  if (!a || !b || a.group !== b.group) return false;
  const clashes = (one: Claims, other: Claims) => one.alone.some((each) => resourcesOf(other).includes(each));
  return !clashes(a, b) && !clashes(b, a);
}
