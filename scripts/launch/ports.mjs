import { createServer } from 'node:net';
import { LaunchError } from './say.mjs';

/** A port of this machine's own address that nothing listens on. */
export async function freePort() {
  const server = await listen(0, '127.0.0.1');
  const { port } = server.address();
  await close(server);
  return port;
}

export async function isFree(port, host) {
  return listen(port, host).then(close, () => false);
}

/** @throws LaunchError saying why web could not listen there */
export async function assertListenable(port, host) {
  if (!/^\d+$/.test(port) || Number(port) < 1 || Number(port) > 65535) {
    throw new LaunchError(`PORT is "${port}", which is no port: set it to a number from 1 to 65535, or leave it out for 3000.`);
  }
  try {
    await close(await listen(Number(port), host));
  } catch (error) {
    throw new LaunchError(explain(error, port, host));
  }
}

function explain({ code, message }, port, host) {
  const other = `start with another port, for example "PORT=${Number(port) + 100 > 65535 ? 3100 : Number(port) + 100} npm start"`;
  if (code === 'EADDRINUSE') return `Port ${port} on ${host} is taken by another program: stop it, or ${other}.`;
  if (code === 'EACCES') return `This user may not listen on port ${port}: choose one above 1023, for example "PORT=3000 npm start".`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `HOST is "${host}", which is no address of this machine: use 127.0.0.1 for this machine alone, or 0.0.0.0 for every network.`;
  return `Nothing can listen on port ${port} of ${host}: ${message}. Set PORT or HOST to something else.`;
}

function listen(port, host) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, host, exclusive: true }, () => resolve(server));
  });
}

function close(server) {
  return new Promise((resolve) => server.close(() => resolve(true)));
}
