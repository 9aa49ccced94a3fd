import { z } from 'zod';
import { drainWorker } from '../../workers/drain-worker.ts';
import { getQueue } from '../../workers/get-queue.ts';
import { listWorkers } from '../../workers/list-workers.ts';
import { resumeWorker } from '../../workers/resume-worker.ts';
import { workerRefSchema } from '../../workers/schema.ts';
import { procedure, router } from '../init.ts';

export const workersRouter = router({
  list: procedure.input(z.object({ team: z.string() })).query(({ ctx, input }) => listWorkers(ctx, input)),
  queue: procedure.input(z.object({ team: z.string() })).query(({ ctx, input }) => getQueue(ctx, input)),
  drain: procedure.input(workerRefSchema).mutation(({ ctx, input }) => drainWorker(ctx, input)),
  resume: procedure.input(workerRefSchema).mutation(({ ctx, input }) => resumeWorker(ctx, input)),
});
