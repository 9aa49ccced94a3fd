import { flushCompileCache } from 'node:module';
import { readEnv, type Env } from './env.ts';
import { isDatabaseAway } from './failure.ts';
import { announce } from './http/announce.ts';
import { createWebServer, type NodeHandler, type WebServer } from './http/create-server.ts';
import { startRuntime, type Runtime } from './runtime.ts';

const GRACE_MS = 25_000;
/** So long before the end of that, who still waits is told that nobody here waits on. */
const LAST_WORDS_MS = 2_000;

/**
 * The web door: env → runtime → our own doors over node:http → listen → Next for the rest; ends in order. Our doors answer
 * while Next is still loading, which takes longer than everything before it: pages asked for meanwhile wait for it.
 */
async function main(): Promise<void> {
  const env = readEnv();
  const runtime = await startRuntime(env, 'web');
  survive(runtime);
  let web: WebServer | null = null;
  const stop = endInOrder(runtime, () => web);
  process.on('SIGTERM', stop).on('SIGINT', stop);
  if (env.supervised) process.stdin.on('end', stop).on('error', stop).resume();
  let loaded: Promise<NodeHandler> | undefined;
  const pages = () => (loaded ??= prepareNext(env));
  web = createWebServer(runtime, async (req, res) => (await pages())(req, res));
  await listen(web, env);
  await pages();
  await announce(runtime);
  flushCompileCache();
}

async function prepareNext(env: Env): Promise<NodeHandler> {
  const { default: createNextServer } = await import('next');
  const next = createNextServer({ dev: env.nodeEnv === 'development', hostname: env.host, port: env.port });
  await next.prepare();
  return next.getRequestHandler();
}

function listen({ server }: WebServer, env: Env): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(env.port, env.host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** Readiness off, streams that can be resumed ended, no more connections, requests under way finished, pools closed. Twice: at once. */
function endInOrder(runtime: Runtime, web: () => WebServer | null): () => void {
  let stopping = false;
  return () => {
    if (stopping) process.exit(1);
    stopping = true;
    void (async () => {
      runtime.end(GRACE_MS - LAST_WORDS_MS);
      await web()?.drain(GRACE_MS);
      await runtime.stop();
    })().then(
      () => process.exit(0),
      (error: unknown) => {
        runtime.log.error({ err: error }, 'did not stop in order');
        process.exit(1);
      },
    );
  };
}

/** A database that goes away must not take the web door with it; what we do not understand ends it, to start clean. */
function survive(runtime: Runtime): void {
  process.on('unhandledRejection', (error) => runtime.log.error({ err: error }, 'unhandled rejection'));
  process.on('uncaughtException', (error) => {
    runtime.log.error({ err: error }, 'uncaught exception');
    if (!isDatabaseAway(error)) process.exit(1);
  });
}

/** What kept the server from starting, in one sentence. */
function explain(error: unknown): string {
  const { code, port, message } = error as NodeJS.ErrnoException & { port?: number };
  if (code === 'EADDRINUSE') return `Port ${port} is taken. Set PORT to a free one, or stop what listens there.`;
  if (code === 'EACCES' && port) return `Port ${port} may not be opened by this user. Set PORT to one above 1023.`;
  if (isDatabaseAway(error)) return `The database at DATABASE_URL cannot be reached (${code ?? message}).`;
  if (/production build/.test(message)) return 'The app is not built. Start it with "npm start", which builds it.';
  return message;
}

main().catch((error: unknown) => {
  process.stderr.write(`Moorage did not start: ${explain(error)}\n`);
  process.exit(1);
});
