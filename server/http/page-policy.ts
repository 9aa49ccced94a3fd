import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * The Content-Security-Policy of a page: scripts run only with this answer's nonce. Next reads the nonce from the
 * request's own header of that name and puts it on every script it writes; the layout reads `x-nonce` for ours.
 * Styles may be inline: toasts, scroll locks and heat maps set them at run time. `blob:` is what the page itself holds:
 * pictures and recordings chosen but not sent, which it draws.
 */
export function pagePolicy(nonce: string, dev: boolean): string {
  return [
    `default-src 'self'`,
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${dev ? " 'unsafe-eval'" : ''}`,
    `style-src 'self' 'unsafe-inline'`,
    `img-src 'self' blob: data:`,
    `media-src 'self' blob:`,
    `connect-src 'self' blob:${dev ? ' ws:' : ''}`,
    `worker-src 'self' blob:`,
    `object-src 'none'`,
    `base-uri 'none'`,
    `form-action 'self'`,
    `frame-ancestors 'none'`,
  ].join('; ');
}

/** Gives a request its nonce, whatever the caller sent under these names, and its answer the policy. */
export function applyPagePolicy(req: IncomingMessage, res: ServerResponse, dev: boolean): void {
  // Built files run nothing by themselves; they are asked for by the dozen.
  if (req.url?.startsWith('/_next/static/')) return;
  const nonce = randomBytes(16).toString('base64');
  const policy = pagePolicy(nonce, dev);
  req.headers['x-nonce'] = nonce;
  req.headers['content-security-policy'] = policy;
  delete req.headers['content-security-policy-report-only'];
  res.setHeader('Content-Security-Policy', policy);
  res.setHeader('X-Content-Type-Options', 'nosniff');
  res.setHeader('X-Frame-Options', 'DENY');
  res.setHeader('Referrer-Policy', 'same-origin');
  res.setHeader('Permissions-Policy', 'camera=(self), geolocation=(), microphone=(self)');
}
