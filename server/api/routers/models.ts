import { z } from 'zod';
import { countModels } from '../../models/count-models.ts';
import { deleteModel } from '../../models/delete-model.ts';
import { getModel } from '../../models/get-model.ts';
import { listModelNames } from '../../models/list-model-names.ts';
import { listModels } from '../../models/list-models.ts';
import { restoreModel } from '../../models/restore-model.ts';
import { listModelsSchema } from '../../models/schema.ts';
import { updateModel } from '../../models/update-model.ts';
import { procedure, router } from '../init.ts';

const ref = z.object({ team: z.string(), model: z.string() });

export const modelsRouter = router({
  list: procedure.input(listModelsSchema).query(({ ctx, input }) => listModels(ctx, input)),
  names: procedure.input(ref.pick({ team: true })).query(({ ctx, input }) => listModelNames(ctx, input)),
  count: procedure.input(ref.pick({ team: true })).query(({ ctx, input }) => countModels(ctx, input)),
  get: procedure.input(ref).query(({ ctx, input }) => getModel(ctx, input)),
  update: procedure.input(ref.extend({ description: z.string().max(2000) })).mutation(({ ctx, input }) => updateModel(ctx, input)),
  delete: procedure.input(ref).mutation(({ ctx, input }) => deleteModel(ctx, input)),
  restore: procedure.input(z.object({ team: z.string(), id: z.string() })).mutation(({ ctx, input }) => restoreModel(ctx, input)),
});
