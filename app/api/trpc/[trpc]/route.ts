import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { appRouter } from '../../../../server/api/root.ts';
import { requestContext } from '../../../_server/request-context.ts';

export const dynamic = 'force-dynamic';

function handle(request: Request): Promise<Response> | Response {
  if (request.method !== 'GET' && !isSameOrigin(request)) return new Response('{"error":"cross-origin call refused"}', { status: 403 });
  return fetchRequestHandler({ endpoint: '/api/trpc', req: request, router: appRouter, createContext: () => requestContext(request.headers, request.signal) });
}

// A session travels in a cookie: a write must come from our own pages.
function isSameOrigin(request: Request): boolean {
  const site = request.headers.get('sec-fetch-site');
  if (site) return site === 'same-origin';
  const origin = request.headers.get('origin');
  return origin !== null && new URL(origin).host === request.headers.get('host');
}

export { handle as GET, handle as POST };
