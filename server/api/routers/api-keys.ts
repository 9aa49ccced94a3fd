import { z } from 'zod';
import { createApiKey } from '../../api-keys/create-api-key.ts';
import { listApiKeys } from '../../api-keys/list-api-keys.ts';
import { revokeApiKey } from '../../api-keys/revoke-api-key.ts';
import { createApiKeySchema } from '../../api-keys/schema.ts';
import { procedure, router } from '../init.ts';

export const apiKeysRouter = router({
  list: procedure.input(z.object({ team: z.string() })).query(({ ctx, input }) => listApiKeys(ctx, input)),
  create: procedure.input(createApiKeySchema).mutation(({ ctx, input }) => createApiKey(ctx, input)),
  revoke: procedure.input(z.object({ team: z.string(), key: z.string() })).mutation(({ ctx, input }) => revokeApiKey(ctx, input)),
});
