import type { OpenAPIHono } from '@hono/zod-openapi';
import { pageOf, pageSchema } from '../schema.ts';
import { drainWorker } from '../workers/drain-worker.ts';
import { getQueue } from '../workers/get-queue.ts';
import { listWorkers } from '../workers/list-workers.ts';
import { resumeWorker } from '../workers/resume-worker.ts';
import { defineRoute } from './define-route.ts';
import { json, WaitingRuns, Worker } from './documented.ts';
import { pageOfArray } from './page-of-array.ts';
import type { RestContext, RestEnv } from './rest-env.ts';

const WORKER = { worker: 'Id of the worker (`wrk_…`).' };

/** Lists workers and what waits for them, drains and resumes one. */
export function workerRoutes(app: OpenAPIHono<RestEnv>): void {
  defineRoute(
    app,
    {
      method: 'get',
      path: '/workers',
      tag: 'Workers',
      summary: 'List workers, oldest first',
      description: 'With their devices and what each has loaded. Models of other teams have no name here.',
      query: pageSchema,
      responses: { 200: json(pageOf(Worker), 'One page of workers.') },
      refusals: ['INVALID_INPUT'],
    },
    async (c, { limit, cursor }) => c.json(pageOfArray(await listWorkers(c.var.ctx, { team: c.var.team }), (worker) => worker.id, { limit, cursor })),
  );
  defineRoute(
    app,
    {
      method: 'get',
      path: '/queue',
      tag: 'Workers',
      summary: 'What waits',
      description: 'Runs that wait, per version and in all, why they do not start where no worker can take them, and open circuits.',
      responses: { 200: json(WaitingRuns, 'The queue as it is now.') },
      refusals: [],
    },
    async (c) => c.json(await getQueue(c.var.ctx, { team: c.var.team })),
  );
  const common = { tag: 'Workers', method: 'post', params: WORKER, refusals: ['FORBIDDEN', 'NOT_FOUND', 'CONFLICT'] } as const;
  const responses = { 200: json(Worker, 'The worker as it is now.') };
  defineRoute(
    app,
    {
      ...common,
      path: '/workers/{worker}/drain',
      summary: 'Drain a worker',
      description: 'It takes no new runs, finishes what it has, and stays.',
      responses,
      refusals: [...common.refusals],
    },
    async (c) => c.json(await drainWorker(c.var.ctx, workerOf(c))),
  );
  defineRoute(
    app,
    { ...common, path: '/workers/{worker}/resume', summary: 'Let a worker take runs again', responses, refusals: [...common.refusals] },
    async (c) => c.json(await resumeWorker(c.var.ctx, workerOf(c))),
  );
}

function workerOf(c: RestContext): { team: string; worker: string } {
  return { team: c.var.team, worker: c.req.param('worker') ?? '' };
}
