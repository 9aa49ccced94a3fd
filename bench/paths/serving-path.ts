import type { LoadPlan } from '../load/load-plan.ts';

/** One way to have a model answered over HTTP: ours by JSON, ours in binary, a Python server. */
export interface ServingPath {
  name: string;
  host: string;
  port: number;
  requests: LoadPlan['requests'];
  /** The processes that answer; what is below them counts too. */
  pids(): number[];
  /** Stands still while others are measured: a server that polls takes CPU while it waits. */
  rest?(): void;
  wake?(): void;
}
