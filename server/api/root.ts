import { router } from './init.ts';
import { accountsRouter, installationRouter } from './routers/accounts.ts';
import { apiKeysRouter } from './routers/api-keys.ts';
import { deploymentsRouter } from './routers/deployments.ts';
import { examplesRouter } from './routers/examples.ts';
import { invocationsRouter } from './routers/invocations.ts';
import { modelsRouter } from './routers/models.ts';
import { teamsRouter } from './routers/teams.ts';
import { uploadsRouter } from './routers/uploads.ts';
import { versionsRouter } from './routers/versions.ts';
import { workersRouter } from './routers/workers.ts';

export const appRouter = router({
  accounts: accountsRouter,
  apiKeys: apiKeysRouter,
  deployments: deploymentsRouter,
  examples: examplesRouter,
  installation: installationRouter,
  invocations: invocationsRouter,
  models: modelsRouter,
  teams: teamsRouter,
  uploads: uploadsRouter,
  versions: versionsRouter,
  workers: workersRouter,
});

export type AppRouter = typeof appRouter;
