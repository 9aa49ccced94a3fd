import { z, type OpenAPIHono } from '@hono/zod-openapi';
import { deleteExample } from '../examples/delete-example.ts';
import { listExamples } from '../examples/list-examples.ts';
import { saveExample } from '../examples/save-example.ts';
import { exampleSchema, saveExampleSchema } from '../examples/schema.ts';
import { updateExample } from '../examples/update-example.ts';
import { pageOf, pageSchema } from '../schema.ts';
import { shareInvocation } from '../sharing/share-invocation.ts';
import { shareInvocationSchema, shareLinkSchema } from '../sharing/schema.ts';
import { defineRoute } from './define-route.ts';
import { json } from './documented.ts';
import { pageOfArray } from './page-of-array.ts';
import { readJson } from './read-json.ts';
import type { RestEnv } from './rest-env.ts';

const Example = exampleSchema.openapi('Example');
const EXAMPLE = { example: 'Id of the example: exa_….' };
const saveBody = saveExampleSchema.omit({ team: true });
const goldenBody = z.object({ golden: z.boolean() });
const shareBody = shareInvocationSchema.pick({ days: true });

/** Keeps runs as examples and golden tests of their model, and shows single runs to people without an account. */
export function exampleRoutes(app: OpenAPIHono<RestEnv>): void {
  defineRoute(
    app,
    {
      method: 'get',
      path: '/models/{model}/examples',
      tag: 'Models',
      summary: 'List examples and golden tests',
      params: { model: 'Name of the model.' },
      query: pageSchema,
      responses: { 200: json(pageOf(Example), 'One page of examples, the oldest first.') },
      refusals: ['INVALID_INPUT', 'NOT_FOUND'],
    },
    async (c, page) => c.json(pageOfArray(await listExamples(c.var.ctx, { team: c.var.team, model: c.req.param('model') ?? '' }), ({ id }) => id, page)),
  );
  defineRoute(
    app,
    {
      method: 'post',
      path: '/examples',
      tag: 'Models',
      summary: 'Keep a run as an example or a golden test',
      description: 'Golden: every version deployed from then on runs its inputs, and is not made active unasked where it gives something else.',
      body: { content: { 'application/json': { schema: saveBody } } },
      responses: { 201: json(Example, 'The example.') },
      refusals: ['INVALID_INPUT', 'FORBIDDEN', 'NOT_FOUND', 'CONFLICT'],
    },
    async (c) => c.json(await saveExample(c.var.ctx, { team: c.var.team, ...(await readJson(c, saveBody)) }), 201),
  );
  defineRoute(
    app,
    {
      method: 'patch',
      path: '/examples/{example}',
      tag: 'Models',
      summary: 'Make an example golden, or an ordinary one again',
      params: EXAMPLE,
      body: { content: { 'application/json': { schema: goldenBody } } },
      responses: { 200: json(Example, 'The example as it is now.') },
      refusals: ['INVALID_INPUT', 'FORBIDDEN', 'NOT_FOUND', 'CONFLICT'],
    },
    async (c) => c.json(await updateExample(c.var.ctx, { team: c.var.team, id: c.req.param('example') ?? '', ...(await readJson(c, goldenBody)) })),
  );
  defineRoute(
    app,
    {
      method: 'delete',
      path: '/examples/{example}',
      tag: 'Models',
      summary: 'Remove an example',
      params: EXAMPLE,
      responses: { 204: { description: 'It is gone.' } },
      refusals: ['FORBIDDEN', 'NOT_FOUND'],
    },
    async (c) => {
      await deleteExample(c.var.ctx, { team: c.var.team, id: c.req.param('example') ?? '' });
      return c.body(null, 204);
    },
  );
  defineRoute(
    app,
    {
      method: 'post',
      path: '/invocations/{invocation}/links',
      tag: 'Invocations',
      summary: 'Make a link that shows one run',
      description: 'Whoever has the link sees what went in and what came out, without an account, until it expires. Its address is answered once.',
      params: { invocation: 'Id of the run: inv_….' },
      body: { content: { 'application/json': { schema: shareBody } } },
      responses: { 201: json(shareLinkSchema.extend({ url: z.string() }), 'The link.') },
      refusals: ['INVALID_INPUT', 'FORBIDDEN', 'NOT_FOUND'],
    },
    async (c) => c.json(await shareInvocation(c.var.ctx, { team: c.var.team, id: c.req.param('invocation') ?? '', ...(await readJson(c, shareBody)) }), 201),
  );
}
