import { z, type OpenAPIHono } from '@hono/zod-openapi';
import { replaceFile } from '../deployments/replace-file.ts';
import { AppError } from '../errors.ts';
import { createVersionSchema } from '../versions/schema.ts';
import { getVersion } from '../versions/get-version.ts';
import { waitVersion } from '../versions/wait-version.ts';
import { defineRoute } from './define-route.ts';
import { json, Version } from './documented.ts';
import { applyPreference, parsePrefer } from './parse-prefer.ts';
import { parseVersion } from './parse-target.ts';
import { readJson } from './read-json.ts';
import { receiveBody, receiveForm, type ReceivedFiles } from './receive-files.ts';
import type { RestContext, RestEnv } from './rest-env.ts';

const uploadsSchema = createVersionSchema.pick({ files: true });
const querySchema = z.object({
  filename: z.string().max(512).optional().openapi({ description: 'Of a raw body: the file’s name.', example: 'model.onnx' }),
});

/** POST /models/{model}/versions/{version}/files: other files for a version that failed, which then deploys again. */
export function replaceFileRoute(app: OpenAPIHono<RestEnv>): void {
  defineRoute(
    app,
    {
      method: 'post',
      path: '/models/{model}/versions/{version}/files',
      tag: 'Versions',
      summary: 'Replace the files of a failed version',
      description: [
        'Puts other files in place and deploys the version again. A file replaces the one of its name; a single file replaces a',
        'single file whatever its name; others are added. The body is as for deploying: a file, a form, or JSON that names uploads.',
      ].join(' '),
      params: { model: 'Name of the model.', version: 'Number of the version.' },
      headers: { Prefer: '`wait=n`: answer when it is ready or failed, after n seconds at most.' },
      query: querySchema,
      body: {
        required: true,
        content: {
          'application/octet-stream': { schema: z.string().openapi({ format: 'binary', description: 'One file.' }) },
          'multipart/form-data': { schema: z.object({ file: z.array(z.string().openapi({ format: 'binary' })) }) },
          'application/json': { schema: uploadsSchema },
        },
      },
      responses: { 200: json(Version, 'It is ready or failed.'), 202: json(Version, 'It is being deployed.') },
      refusals: ['INVALID_INPUT', 'FORBIDDEN', 'NOT_FOUND', 'CONFLICT', 'PAYLOAD_TOO_LARGE', 'STORAGE_FULL'],
    },
    async (c, query) => {
      const { ctx, team } = c.var;
      const ref = { team, model: c.req.param('model') ?? '', version: parseVersion(c.req.param('version') ?? '') };
      const preference = parsePrefer(c, 0);
      applyPreference(c, preference);
      // A version that takes no files is said before gigabytes are sent, not after.
      const { status, deployment } = await getVersion(ctx, ref);
      if (status !== 'failed' || !deployment) throw new AppError('CONFLICT', 'Only a version whose deployment failed or was canceled takes other files.');
      const { files } = await receive(c, query.filename);
      await replaceFile(ctx, { team, deployment: deployment.id, files });
      const version = preference.waitMs > 0 ? await waitVersion(ctx, { ...ref, timeoutMs: preference.waitMs }) : await getVersion(ctx, ref);
      return c.json(version, version.status === 'deploying' ? 202 : 200);
    },
  );
}

async function receive(c: RestContext, fileName = 'model.onnx'): Promise<Pick<ReceivedFiles, 'files'>> {
  const { ctx, team } = c.var;
  const contentType = c.req.header('content-type')?.toLowerCase() ?? '';
  if (contentType.startsWith('application/json')) {
    const { files } = uploadsSchema.parse(await readJson(c, z.looseObject({})));
    return { files: files as ReceivedFiles['files'] };
  }
  if (contentType.startsWith('multipart/form-data')) return receiveForm(ctx, c.env.incoming, { team });
  return receiveBody(ctx, c.env.incoming, { team, fileName });
}
