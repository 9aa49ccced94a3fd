import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fetchFile } from './fetch-file.ts';

let server: Server;
let host: string;
let asked: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    if (request.url === '/cat.png') response.writeHead(200, { 'Content-Type': 'image/png; charset=x' }).end('cat');
    else if (request.url === '/away') response.writeHead(302, { Location: 'http://169.254.169.254/secret' }).end();
    else if (request.url === '/round') response.writeHead(302, { Location: '/round' }).end();
    else if (request.url === '/near') response.writeHead(302, { Location: '/cat.png' }).end();
    else if (request.url === '/large') response.writeHead(200).end(Buffer.alloc(5000));
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => new Promise((resolve) => server.close(resolve)));

const fetchAllowed = (path: string) => fetchFile(`http://${host}${path}`, { field: 'image', maxBytes: 1000, env: { fetchHosts: [host] } });

describe('a file that is named by its address', () => {
  it('is fetched, also through a redirect', async () => {
    const { mediaType, bytes } = await fetchAllowed('/near');
    expect([mediaType, Buffer.from(bytes).toString()]).toEqual(['image/png', 'cat']);
  });

  it.each([
    ['/missing', 'answers 404'],
    ['/away', '169.254.169.254 is not on the public internet'],
    ['/round', 'redirects more than 3 times'],
  ])('is refused at %s: %s', async (path, why) => {
    await expect(fetchAllowed(path)).rejects.toMatchObject({ code: 'INVALID_INPUT', message: expect.stringContaining(why) as string });
  });

  it('is refused past the limit of its field', async () => {
    await expect(fetchAllowed('/large')).rejects.toMatchObject({ code: 'PAYLOAD_TOO_LARGE' });
  });

  it.each([
    'localhost',
    '127.0.0.1',
    '[::1]',
    '2130706433',
    '0x7f.1',
    '0.0.0.0',
    '10.0.0.8',
    '192.168.1.1',
    '[fd00::1]',
    '[::ffff:127.0.0.1]',
    '169.254.169.254',
    '100.64.0.1',
  ])('is not asked for on our own network: %s', async (name) => {
    asked = [];
    const port = host.split(':')[1];
    await expect(fetchFile(`http://${name}:${port}/cat.png`, { field: 'image', maxBytes: 1000, env: { fetchHosts: [] } })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
    expect(asked).toEqual([]);
  });

  it.each(['file:///etc/passwd', 'ftp://example.com/x', 'http://user:word@example.com/', 'cat.jpg'])('is refused as %s', async (address) => {
    await expect(fetchFile(address, { field: 'image', maxBytes: 1000, env: { fetchHosts: [] } })).rejects.toThrow('is no http or https address');
  });
});
