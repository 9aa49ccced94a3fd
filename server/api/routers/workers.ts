import { z } from 'zod';
import { listWorkers } from '../../workers/list-workers.ts';
import { procedure, router } from '../init.ts';

export const workersRouter = router({
  list: procedure.input(z.object({ team: z.string() })).query(({ ctx, input }) => listWorkers(ctx, input)),
});
