import { Hono } from 'hono';
import { AppError } from '../errors.ts';
import { getModel } from '../models/get-model.ts';
import { listModelNames } from '../models/list-model-names.ts';
import type { ModelNameView } from '../models/schema.ts';
import { authenticate } from '../rest/authenticate.ts';
import type { RestEnv } from '../rest/rest-env.ts';
import type { Runtime } from '../runtime.ts';
import { completionRoutes } from './completion-routes.ts';
import { embeddingRoutes } from './embedding-routes.ts';
import { isNamedHere } from './find-model.ts';
import { respondOpenAiError } from './openai-error.ts';
import { transcriptionRoutes } from './transcription-routes.ts';

/**
 * The part of OpenAI's HTTP API that models here can answer, at /v1, so that its clients work as they are. A field that is not supported is refused
 * by name. Source: https://platform.openai.com/docs/api-reference
 */
export function openAiRoutes(runtime: Runtime): Hono<RestEnv> {
  const app = new Hono<RestEnv>();
  app.onError((error, c) => respondOpenAiError(runtime, c, error));
  app.use('/v1/*', authenticate(runtime));
  app.get('/v1/models', async (c) => {
    const models = await listModelNames(c.var.ctx, { team: c.var.team });
    return c.json({ object: 'list', data: models.filter(isServed).map((model) => describe(model, c.var.team)) });
  });
  app.get('/v1/models/:model', async (c) => {
    const model = await getModel(c.var.ctx, { team: c.var.team, model: c.req.param('model') });
    if (!isServed(model)) throw new AppError('NOT_FOUND', `${model.name} is for ${model.task ?? 'nothing known'}, which has no call here.`);
    return c.json(describe(model, c.var.team));
  });
  completionRoutes(app, runtime);
  embeddingRoutes(app, runtime);
  transcriptionRoutes(app, runtime);
  app.all('/v1/*', (c) => respondOpenAiError(runtime, c, new AppError('NOT_FOUND', `There is nothing at ${c.req.method} ${c.req.path}.`)));
  return app;
}

function isServed({ task, activeVersion }: ModelNameView): boolean {
  return activeVersion !== null && isNamedHere(task);
}

function describe(model: ModelNameView, team: string) {
  return { id: model.name, object: 'model', created: Math.floor(model.createdAt.getTime() / 1000), owned_by: team };
}
