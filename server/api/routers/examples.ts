import { z } from 'zod';
import { deleteExample } from '../../examples/delete-example.ts';
import { listExamples } from '../../examples/list-examples.ts';
import { saveExample } from '../../examples/save-example.ts';
import { saveExampleSchema } from '../../examples/schema.ts';
import { updateExample } from '../../examples/update-example.ts';
import { procedure, router } from '../init.ts';

const ref = z.object({ team: z.string(), id: z.string() });

export const examplesRouter = router({
  list: procedure.input(z.object({ team: z.string(), model: z.string() })).query(({ ctx, input }) => listExamples(ctx, input)),
  save: procedure.input(saveExampleSchema).mutation(({ ctx, input }) => saveExample(ctx, input)),
  update: procedure.input(ref.extend({ golden: z.boolean() })).mutation(({ ctx, input }) => updateExample(ctx, input)),
  delete: procedure.input(ref).mutation(({ ctx, input }) => deleteExample(ctx, input)),
});
