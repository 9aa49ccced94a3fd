import { z, type OpenAPIHono } from '@hono/zod-openapi';
import { AppError } from '../errors.ts';
import { deleteModel } from '../models/delete-model.ts';
import { getModel } from '../models/get-model.ts';
import { listModels } from '../models/list-models.ts';
import { restoreModel } from '../models/restore-model.ts';
import { listModelsSchema } from '../models/schema.ts';
import { updateModel } from '../models/update-model.ts';
import { pageOf, pageSchema } from '../schema.ts';
import { defineRoute } from './define-route.ts';
import { json, Model } from './documented.ts';
import { readJson } from './read-json.ts';
import type { RestContext, RestEnv } from './rest-env.ts';

const MODEL = { model: 'Name of the model.' };
const changesSchema = z.object({ description: z.string().max(2000) });
const modelPageSchema = pageOf(Model).extend({ total: z.number().int().openapi({ description: 'Models on all pages.' }) });
const querySchema = pageSchema.extend({
  search: listModelsSchema.shape.search,
  sort: listModelsSchema.shape.sort,
  deleted: z.enum(['true', 'false']).default('false').openapi({ description: 'Lists the models that can still be restored.' }),
});

/** Reads, changes, deletes and restores models. A model is made by its first version. */
export function modelRoutes(app: OpenAPIHono<RestEnv>): void {
  defineRoute(
    app,
    {
      method: 'get',
      path: '/models',
      tag: 'Models',
      summary: 'List models',
      query: querySchema,
      responses: { 200: json(modelPageSchema, 'One page of models.') },
      refusals: ['INVALID_INPUT'],
    },
    async (c, { deleted, ...query }) => c.json(await listModels(c.var.ctx, { team: c.var.team, ...query, deleted: deleted === 'true' })),
  );
  defineRoute(
    app,
    {
      method: 'get',
      path: '/models/{model}',
      tag: 'Models',
      summary: 'Get a model',
      params: MODEL,
      responses: { 200: json(Model, 'The model.') },
      refusals: ['NOT_FOUND'],
    },
    async (c) => c.json(await getModel(c.var.ctx, modelOf(c))),
  );
  defineRoute(
    app,
    {
      method: 'patch',
      path: '/models/{model}',
      tag: 'Models',
      summary: 'Change a model’s description',
      params: MODEL,
      body: { content: { 'application/json': { schema: changesSchema } } },
      responses: { 200: json(Model, 'The model as it is now.') },
      refusals: ['INVALID_INPUT', 'FORBIDDEN', 'NOT_FOUND'],
    },
    async (c) => c.json(await updateModel(c.var.ctx, { ...modelOf(c), ...(await readJson(c, changesSchema)) })),
  );
  defineRoute(
    app,
    {
      method: 'delete',
      path: '/models/{model}',
      tag: 'Models',
      summary: 'Delete a model',
      description: 'Its name is free at once. For 7 days it can be restored.',
      params: MODEL,
      responses: { 200: json(z.object({ id: z.string() }), 'Its id, to restore it by.') },
      refusals: ['FORBIDDEN', 'NOT_FOUND'],
    },
    async (c) => c.json(await deleteModel(c.var.ctx, modelOf(c))),
  );
  defineRoute(
    app,
    {
      method: 'post',
      path: '/models/{model}/restore',
      tag: 'Models',
      summary: 'Restore a deleted model',
      params: { model: 'Its id (`mod_…`), or its name: then the one deleted last.' },
      responses: { 200: json(Model, 'The model.') },
      refusals: ['FORBIDDEN', 'NOT_FOUND', 'CONFLICT'],
    },
    async (c) => c.json(await restoreModel(c.var.ctx, { team: c.var.team, id: await deletedIdOf(c) })),
  );
}

function modelOf(c: RestContext): { team: string; model: string } {
  return { team: c.var.team, model: c.req.param('model') ?? '' };
}

async function deletedIdOf(c: RestContext): Promise<string> {
  const { team, model } = modelOf(c);
  if (model.startsWith('mod_')) return model;
  const [last] = (await listModels(c.var.ctx, { team, name: model, deleted: true, limit: 1 })).items;
  if (!last) throw new AppError('NOT_FOUND', `There is no deleted model "${model}" in ${team}.`);
  return last.id;
}
