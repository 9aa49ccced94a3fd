import type { IncomingMessage, ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { applyPagePolicy } from './page-policy.ts';

function policyOf(url: string, sent: Record<string, string> = {}) {
  const answered = new Map<string, string>();
  const req = { url, headers: { ...sent } } as unknown as IncomingMessage;
  applyPagePolicy(req, { setHeader: (name: string, value: string) => answered.set(name, value) } as unknown as ServerResponse, false);
  return { headers: req.headers, answered };
}

test('every page has a nonce of its own, the same for Next, the layout and the browser', () => {
  const [one, two] = [policyOf('/login'), policyOf('/login')];
  const nonce = one.headers['x-nonce'] as string;
  expect(Buffer.from(nonce, 'base64')).toHaveLength(16);
  expect(one.answered.get('Content-Security-Policy')).toContain(`'nonce-${nonce}'`);
  expect(one.headers['content-security-policy']).toBe(one.answered.get('Content-Security-Policy'));
  expect(two.headers['x-nonce']).not.toBe(nonce);
});

test('a caller cannot bring a nonce along', () => {
  const { headers } = policyOf('/login', {
    'x-nonce': 'mine',
    'content-security-policy': "script-src 'nonce-mine'",
    'content-security-policy-report-only': 'x',
  });
  expect(JSON.stringify(headers)).not.toContain('mine');
  expect(headers).not.toHaveProperty('content-security-policy-report-only');
});

test('scripts run by nonce only, and nobody frames a page', () => {
  const policy = policyOf('/').answered.get('Content-Security-Policy') ?? '';
  expect(policy).toMatch(/script-src 'self' 'nonce-[^']+' 'strict-dynamic';/);
  expect(policy).not.toContain('unsafe-eval');
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policyOf('/_next/static/chunks/a.js').answered.size).toBe(0);
});
