import { expect, it } from 'vitest';
import { doorOf } from './door.ts';

it('opens our own doors by their exact path, and Next for the rest', () => {
  for (const target of [
    '/api/v1',
    '/api/v1/models?x=1',
    '/api/events?topic=a',
    '/api/app/acme/x',
    '/api/shared/token/outputs/0',
    '/healthz',
    '/readyz?',
    '/docs/api',
  ])
    expect([target, doorOf(target)]).toEqual([target, 'api']);
  for (const target of ['/api/uploads', '/api/uploads/up_1']) expect(doorOf(target)).toBe('uploads');
  for (const target of ['/', '/api/v1x', '/api/auth/session', '/api/trpc/models.list', '/healthzz', '/docs', '/%61pi/v1/models', '//api/v1'])
    expect([target, doorOf(target)]).toEqual([target, 'next']);
});
