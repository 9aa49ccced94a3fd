import { z } from 'zod';

/** Queue names, with what their jobs carry and how they are retried. */
export const INVOCATIONS = 'invocations';
export const DEPLOY_VERSION = 'deploy-version';

export const deployVersionSchema = z.object({ deploymentId: z.uuid() });
export type DeployVersionJob = z.infer<typeof deployVersionSchema>;

/**
 * `invocations`: job id = invocation id, group = version id, no payload: the row is the truth. Three attempts; a job
 * whose worker stops sending heartbeats for 10 s goes back.
 * `deploy-version`: a deployment records its own failures, so only a lost worker makes it run again.
 */
export const QUEUES = [
  {
    name: INVOCATIONS,
    partition: true,
    notify: false,
    retryLimit: 2,
    retryDelay: 0,
    heartbeatSeconds: 10,
    expireInSeconds: 3600,
    retentionSeconds: 30 * 86_400,
    deleteAfterSeconds: 3600,
    warningQueueSize: 100_000,
  },
  {
    name: DEPLOY_VERSION,
    partition: false,
    notify: false,
    retryLimit: 2,
    retryDelay: 1,
    heartbeatSeconds: 10,
    expireInSeconds: 3600,
    retentionSeconds: 7 * 86_400,
    deleteAfterSeconds: 86_400,
  },
] as const;
