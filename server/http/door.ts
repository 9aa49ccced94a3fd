/** Who answers a path: our own doors on Hono, uploads by tus, or Next for everything else. */
export type Door = 'api' | 'uploads' | 'next';

const API_PREFIXES = ['/api/v1', '/api/events', '/api/app', '/api/shared', '/v1', '/docs/api', '/healthz', '/readyz'];

/** The door of a request target, decided on its path as sent: an encoded path never opens another door. */
export function doorOf(target: string): Door {
  const query = target.indexOf('?');
  const path = query < 0 ? target : target.slice(0, query);
  if (isUnder(path, '/api/uploads')) return 'uploads';
  return API_PREFIXES.some((prefix) => isUnder(path, prefix)) ? 'api' : 'next';
}

function isUnder(path: string, prefix: string): boolean {
  return path.startsWith(prefix) && (path.length === prefix.length || path[prefix.length] === '/');
}
