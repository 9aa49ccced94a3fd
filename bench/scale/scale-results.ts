export interface Timing {
  p50Ms: number;
  p95Ms: number;
}

/** The same thing measured in an empty installation and in a full one. */
export interface Compared {
  name: string;
  empty: Timing;
  full: Timing;
}

export interface ListPlan {
  name: string;
  /** Indexes the plan uses. */
  indexes: string[];
  /** Tables of more than a few pages that are read from end to end. */
  seqScans: string[];
  ms: number;
}

export interface ScaleResults {
  at: string;
  filled: { models: number; invocations: number; queued: number; seconds: number };
  invocation: Compared[];
  pages: Compared[];
  plans: ListPlan[];
  retention: { removed: number; seconds: number; beside: Compared };
}
