import type { Expected } from './check-answer.ts';

export interface PlannedRequest {
  /** The whole HTTP request. */
  bytes: Uint8Array;
  expected: Expected;
}

/** What a load generator does once: the requests are sent in turn. */
export interface LoadPlan {
  host: string;
  port: number;
  requests: PlannedRequest[];
  /**
   * closed: each client sends its next request when the last was answered. open: requests come at seeded random moments
   * (Poisson), whether the server keeps up or not, and latency counts from the moment a request was meant to go.
   * count: so many requests, as fast as the clients can.
   */
  mode:
    | { kind: 'closed'; clients: number; seconds: number }
    | { kind: 'open'; perSecond: number; seconds: number; seed: number }
    | { kind: 'count'; clients: number; count: number };
}

export interface LoadResult {
  answered: number;
  seconds: number;
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  maxMs: number;
  /** What the generator itself took. */
  cpuSeconds: number;
}
