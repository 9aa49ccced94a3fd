import { lookup } from 'node:dns/promises';
import { isPublicAddress } from './public-address.ts';

/**
 * Why a redirect of a server, which is trusted, is not followed; null when it is. Nothing leads from https to plain http,
 * and nothing of the public internet into one's own network: there a mirror may send to its neighbours.
 */
export async function whyNotFollow(server: URL, next: URL): Promise<string | null> {
  if (next.origin === server.origin) return null;
  const plain = next.protocol === 'http:' && server.protocol === 'http:';
  if (next.protocol !== 'https:' && !plain) return 'it points to an address that is not https';
  if ((await isInside(next)) && !(await isInside(server))) return `it points to ${next.host}, which is not on the public internet`;
  return null;
}

/** Where no name is resolved a proxy does it: what it reaches is its own matter. */
async function isInside(url: URL): Promise<boolean> {
  const found = await lookup(url.hostname.replaceAll(/^\[|\]$/g, ''), { all: true }).catch(() => []);
  return found.some(({ address }) => !isPublicAddress(address));
}
