import { z } from 'zod';

/** Queue names, with what their jobs carry and how they are retried. */
export const INVOCATIONS = 'invocations';
export const DEPLOY_VERSION = 'deploy-version';
export const FETCH_FILES = 'fetch-files';

/** What jobs of both queues of deployments carry. */
export const deploymentJobSchema = z.object({ deploymentId: z.uuid() });

/**
 * `invocations`: job id = invocation id, group = version id, no payload: the row is the truth. Three attempts; a job
 * whose worker stops sending heartbeats for 10 s goes back.
 * `deploy-version`: a deployment records its own failures, so only a lost worker makes it run again.
 * `fetch-files`: before it, for a deployment that brings its files itself; it can take hours, outlives many restarts and
 * goes on where it was.
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
  {
    name: FETCH_FILES,
    partition: false,
    notify: false,
    retryLimit: 100,
    retryDelay: 1,
    heartbeatSeconds: 10,
    // The longest the queue knows.
    expireInSeconds: 24 * 3600,
    retentionSeconds: 7 * 86_400,
    deleteAfterSeconds: 86_400,
  },
] as const;
