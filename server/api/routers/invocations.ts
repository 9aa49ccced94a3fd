import { z } from 'zod';
import { cancelInvocation } from '../../invocations/cancel-invocation.ts';
import { createInvocation } from '../../invocations/create-invocation.ts';
import { getInvocation } from '../../invocations/get-invocation.ts';
import { listInvocations } from '../../invocations/list-invocations.ts';
import { invocationFormSchema } from '../../invocations/parse-form.ts';
import { rerunInvocation } from '../../invocations/rerun-invocation.ts';
import { listInvocationsSchema } from '../../invocations/schema.ts';
import { compareInvocations } from '../../invocations/compare-invocations.ts';
import { listShareLinks } from '../../sharing/list-share-links.ts';
import { openShareLink } from '../../sharing/open-share-link.ts';
import { revokeShareLink } from '../../sharing/revoke-share-link.ts';
import { shareInvocationSchema } from '../../sharing/schema.ts';
import { shareInvocation } from '../../sharing/share-invocation.ts';
import { procedure, router } from '../init.ts';

const ref = z.object({ team: z.string(), id: z.string() });

export const invocationsRouter = router({
  compare: procedure.input(z.object({ team: z.string(), ids: z.tuple([z.string(), z.string()]) })).query(({ ctx, input }) => compareInvocations(ctx, input)),
  share: procedure.input(shareInvocationSchema).mutation(({ ctx, input }) => shareInvocation(ctx, input)),
  shareLinks: procedure.input(ref).query(({ ctx, input }) => listShareLinks(ctx, input)),
  unshare: procedure.input(z.object({ team: z.string(), link: z.string() })).mutation(({ ctx, input }) => revokeShareLink(ctx, input)),
  shared: procedure.input(z.object({ token: z.string().max(200) })).query(({ ctx, input }) => openShareLink(ctx.runtime, input.token)),
  create: procedure.input(invocationFormSchema).mutation(({ ctx, input }) => createInvocation(ctx, input)),
  get: procedure.input(ref).query(({ ctx, input }) => getInvocation(ctx, input)),
  list: procedure.input(listInvocationsSchema).query(({ ctx, input }) => listInvocations(ctx, input)),
  rerun: procedure.input(ref).mutation(({ ctx, input }) => rerunInvocation(ctx, input)),
  cancel: procedure.input(ref).mutation(({ ctx, input }) => cancelInvocation(ctx, input)),
});
