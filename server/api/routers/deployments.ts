import { z } from 'zod';
import { cancelDeployment } from '../../deployments/cancel-deployment.ts';
import { getDeployment } from '../../deployments/get-deployment.ts';
import { replaceFile } from '../../deployments/replace-file.ts';
import { retryDeployment } from '../../deployments/retry-deployment.ts';
import { procedure, router } from '../init.ts';

const ref = z.object({ team: z.string(), deployment: z.string() });

export const deploymentsRouter = router({
  get: procedure.input(ref).query(({ ctx, input }) => getDeployment(ctx, input)),
  cancel: procedure.input(ref).mutation(({ ctx, input }) => cancelDeployment(ctx, input)),
  retry: procedure.input(ref).mutation(({ ctx, input }) => retryDeployment(ctx, input)),
  replaceFile: procedure
    .input(ref.extend({ files: z.array(z.object({ uploadId: z.string(), name: z.string().optional() })).min(1) }))
    .mutation(({ ctx, input }) => replaceFile(ctx, input)),
});
