import { z, type OpenAPIHono } from '@hono/zod-openapi';
import { cancelDeployment } from '../deployments/cancel-deployment.ts';
import { retryDeployment } from '../deployments/retry-deployment.ts';
import { AppError } from '../errors.ts';
import { readModelFile } from '../files/read-model-file.ts';
import { sendDownload } from '../http/send-stream.ts';
import type { Runtime } from '../runtime.ts';
import { pageOf, pageSchema } from '../schema.ts';
import { activateVersion } from '../versions/activate-version.ts';
import { closeCircuit } from '../versions/close-circuit.ts';
import { compareVersions } from '../versions/compare-versions.ts';
import { deleteVersion } from '../versions/delete-version.ts';
import { getVersion } from '../versions/get-version.ts';
import { listVersions } from '../versions/list-versions.ts';
import { restoreVersion } from '../versions/restore-version.ts';
import { editSignature } from '../versions/edit-signature.ts';
import { editSignatureSchema, settingsChangesSchema, versionComparisonSchema } from '../versions/schema.ts';
import { waitVersion } from '../versions/wait-version.ts';
import { updateVersionSettings } from '../versions/update-version-settings.ts';
import { createVersionRoute } from './create-version-route.ts';
import { defineRoute } from './define-route.ts';
import { json, Version } from './documented.ts';
import { pageOfArray } from './page-of-array.ts';
import { replaceFileRoute } from './replace-file-route.ts';
import { applyPreference, parsePrefer } from './parse-prefer.ts';
import { parseVersion } from './parse-target.ts';
import { readJson } from './read-json.ts';
import type { RestContext, RestEnv } from './rest-env.ts';
import { followVersion } from './follow-version.ts';

const MODEL = { model: 'Name of the model.' };
const signatureChoiceSchema = editSignatureSchema.pick({ choice: true, note: true });
const VERSION = { ...MODEL, version: 'Number of the version.' };

/** Deploys, follows, activates, deletes and restores versions. */
export function versionRoutes(app: OpenAPIHono<RestEnv>, runtime: Runtime): void {
  createVersionRoute(app);
  replaceFileRoute(app);
  readingRoutes(app, runtime);
  settingsRoute(app);
  signatureRoute(app);
  actionRoutes(app);
}

function readingRoutes(app: OpenAPIHono<RestEnv>, runtime: Runtime): void {
  defineRoute(
    app,
    {
      method: 'get',
      path: '/models/{model}/versions',
      tag: 'Versions',
      summary: 'List versions, newest first',
      params: MODEL,
      query: pageSchema.extend({ deleted: z.enum(['true', 'false']).default('false') }),
      responses: { 200: json(pageOf(Version), 'One page of versions.') },
      refusals: ['INVALID_INPUT', 'NOT_FOUND'],
    },
    async (c, { deleted, limit, cursor }) => {
      const versions = await listVersions(c.var.ctx, { team: c.var.team, model: c.req.param('model') ?? '', deleted: deleted === 'true' });
      return c.json(pageOfArray(versions, (version) => version.id, { limit, cursor }));
    },
  );
  defineRoute(
    app,
    {
      method: 'get',
      path: '/models/{model}/versions/{version}',
      tag: 'Versions',
      summary: 'Get a version',
      description: 'Status, phases with their times, signature, files, error.',
      params: VERSION,
      responses: { 200: json(Version, 'The version.') },
      refusals: ['NOT_FOUND'],
    },
    async (c) => c.json(await getVersion(c.var.ctx, versionOf(c))),
  );
  defineRoute(
    app,
    {
      method: 'get',
      path: '/models/{model}/versions/{version}/comparison',
      tag: 'Versions',
      summary: 'Compare a version with another',
      description: 'What callers of the version `with` notice when this one answers in its place, and the figures of both.',
      params: VERSION,
      query: z.object({ with: z.coerce.number().int().positive() }),
      responses: { 200: json(versionComparisonSchema, 'Both, and what changes.') },
      refusals: ['INVALID_INPUT', 'NOT_FOUND'],
    },
    async (c, query) => {
      const { team, model, version } = versionOf(c);
      return c.json(await compareVersions(c.var.ctx, { team, model, from: query.with, to: version }));
    },
  );
  defineRoute(
    app,
    {
      method: 'get',
      path: '/models/{model}/versions/{version}/events',
      tag: 'Versions',
      summary: 'Follow a deployment',
      description: 'Server-sent events `status`, `phase`, `log`, `done`, from the beginning or after `Last-Event-ID`. Ends after `done`.',
      params: VERSION,
      headers: { 'Last-Event-ID': 'Number of the last event seen.' },
      responses: { 200: { description: 'The log, then live.', content: { 'text/event-stream': { schema: z.string() } } } },
      refusals: ['NOT_FOUND'],
    },
    (c) => followVersion(c, runtime, versionOf(c)),
  );
  defineRoute(
    app,
    {
      method: 'get',
      path: '/models/{model}/versions/{version}/files/{name*}',
      tag: 'Versions',
      summary: 'Download a file of a version',
      params: { ...VERSION, name: 'Path of the file, percent-encoded.' },
      responses: { 200: { description: 'The file as it was uploaded.', content: { 'application/octet-stream': { schema: z.string() } } } },
      refusals: ['NOT_FOUND'],
    },
    async (c) => {
      const file = await readModelFile(c.var.ctx, { ...versionOf(c), name: c.req.param('name') ?? '' });
      return sendDownload(c, { name: file.name, sizeBytes: file.sizeBytes, body: file.stream });
    },
  );
}

function settingsRoute(app: OpenAPIHono<RestEnv>): void {
  defineRoute(
    app,
    {
      method: 'patch',
      path: '/models/{model}/versions/{version}/settings',
      tag: 'Versions',
      summary: 'Change how a version runs',
      description: 'Threads, instances, batches, limits. What is left out stays; null goes back to what was measured, or to the default.',
      params: VERSION,
      body: { content: { 'application/json': { schema: settingsChangesSchema } } },
      responses: { 200: json(Version, 'The version as it is now.') },
      refusals: ['INVALID_INPUT', 'FORBIDDEN', 'NOT_FOUND'],
    },
    async (c) => c.json(await updateVersionSettings(c.var.ctx, { ...versionOf(c), settings: await readJson(c, settingsChangesSchema) })),
  );
}

function signatureRoute(app: OpenAPIHono<RestEnv>): void {
  defineRoute(
    app,
    {
      method: 'post',
      path: '/models/{model}/versions/{version}/signature',
      tag: 'Versions',
      summary: 'Serve the same files as something else',
      description:
        'Makes the next version from the files of this one: as another task, with its preset fields, or with fields of your own. Nothing is uploaded again. With `Prefer: wait=60` it answers when the version is ready or failed.',
      params: VERSION,
      headers: { Prefer: '`wait=n`: answer when it is ready or failed, after n seconds at most.' },
      body: { content: { 'application/json': { schema: signatureChoiceSchema, examples: { task: { value: { choice: { task: 'image-classification' } } } } } } },
      responses: { 200: json(Version, 'It is ready or failed.'), 202: json(Version, 'It is being deployed.') },
      refusals: ['INVALID_INPUT', 'FORBIDDEN', 'NOT_FOUND'],
    },
    async (c) => {
      const preference = parsePrefer(c, 0);
      applyPreference(c, preference);
      const made = await editSignature(c.var.ctx, { ...versionOf(c), ...(await readJson(c, signatureChoiceSchema)) });
      const ref = { team: c.var.team, model: made.model, version: made.number };
      const version = preference.waitMs > 0 ? await waitVersion(c.var.ctx, { ...ref, timeoutMs: preference.waitMs }) : made;
      return c.json(version, version.status === 'deploying' ? 202 : 200);
    },
  );
}

function actionRoutes(app: OpenAPIHono<RestEnv>): void {
  const common = { tag: 'Versions', params: VERSION } as const;
  const version = { 200: json(Version, 'The version as it is now.') };
  defineRoute(
    app,
    {
      ...common,
      method: 'post',
      path: '/models/{model}/versions/{version}/activate',
      summary: 'Make a version the active one',
      description:
        'Where the active one before it is loaded, the answer waits until this one is too, up to 30 s, so that no caller meets a cold start. A version on which golden tests give something else than before is refused unless the differences are accepted.',
      query: z.object({ accept_differences: z.enum(['true', 'false']).default('false') }),
      responses: version,
      refusals: ['FORBIDDEN', 'NOT_FOUND', 'CONFLICT', 'INVALID_MODEL'],
    },
    async (c, query) => {
      await activateVersion(c.var.ctx, { ...versionOf(c), acceptDifferences: query.accept_differences === 'true' });
      return c.json(await getVersion(c.var.ctx, versionOf(c)));
    },
  );
  defineRoute(
    app,
    {
      ...common,
      method: 'post',
      path: '/models/{model}/versions/{version}/retry',
      summary: 'Deploy a failed version again',
      responses: version,
      refusals: ['FORBIDDEN', 'NOT_FOUND', 'CONFLICT'],
    },
    (c) => changeDeployment(c, retryDeployment),
  );
  defineRoute(
    app,
    {
      ...common,
      method: 'post',
      path: '/models/{model}/versions/{version}/cancel',
      summary: 'Cancel a deployment',
      responses: version,
      refusals: ['FORBIDDEN', 'NOT_FOUND', 'CONFLICT'],
    },
    (c) => changeDeployment(c, cancelDeployment),
  );
  defineRoute(
    app,
    {
      ...common,
      method: 'post',
      path: '/models/{model}/versions/{version}/close-circuit',
      summary: 'Let a version take runs again',
      description: 'Closes its circuit before its time. Three more deaths of its runner open it again.',
      responses: version,
      refusals: ['FORBIDDEN', 'NOT_FOUND'],
    },
    async (c) => c.json(await closeCircuit(c.var.ctx, versionOf(c))),
  );
  defineRoute(
    app,
    {
      ...common,
      method: 'delete',
      path: '/models/{model}/versions/{version}',
      summary: 'Delete a version',
      description: 'It takes no runs any more; its runs keep their results. For 7 days it can be restored.',
      responses: { 200: json(z.object({ version: z.number().int() }), 'The number of the version deleted.') },
      refusals: ['FORBIDDEN', 'NOT_FOUND', 'CONFLICT'],
    },
    async (c) => c.json(await deleteVersion(c.var.ctx, versionOf(c))),
  );
  defineRoute(
    app,
    {
      ...common,
      method: 'post',
      path: '/models/{model}/versions/{version}/restore',
      summary: 'Restore a deleted version',
      responses: version,
      refusals: ['FORBIDDEN', 'NOT_FOUND'],
    },
    async (c) => c.json(await restoreVersion(c.var.ctx, versionOf(c))),
  );
}

async function changeDeployment(c: RestContext, change: typeof retryDeployment | typeof cancelDeployment): Promise<Response> {
  const { deployment } = await getVersion(c.var.ctx, versionOf(c));
  if (!deployment) throw new AppError('CONFLICT', 'This version has no deployment.');
  await change(c.var.ctx, { team: c.var.team, deployment: deployment.id });
  return c.json(await getVersion(c.var.ctx, versionOf(c)));
}

function versionOf(c: RestContext): { team: string; model: string; version: number } {
  return { team: c.var.team, model: c.req.param('model') ?? '', version: parseVersion(c.req.param('version') ?? '') };
}
