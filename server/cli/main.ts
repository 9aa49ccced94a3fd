import { parseArgs } from 'node:util';
import { ZodError } from 'zod';
import { isAppError } from '../errors.ts';
import { newUuid, toId } from '../ids.ts';
import { readEnv } from '../env.ts';
import { startRuntime, type Runtime } from '../runtime.ts';
import type { Ctx } from '../context.ts';
import { createKey, resetPassword, setUp } from './commands.ts';

const HELP = `moorage: commands for scripts and for whoever runs the machine

  setup --email E --password-stdin --team T [--name N]   makes the first account and team; prints an API key, alone on the last line
  key create [--team T] [--name N] [--role developer]    makes an API key; prints it alone on the last line
  reset-password --email E                               prints a link that sets a new password, once, within an hour
`;

const options = {
  email: { type: 'string' },
  name: { type: 'string' },
  team: { type: 'string' },
  role: { type: 'string' },
  'password-stdin': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const command = positionals.join(' ');
  if (values.help || command === '') {
    process.stdout.write(HELP);
    return values.help ? 0 : 1;
  }
  const commands: Record<string, (ctx: Ctx) => Promise<string>> = {
    setup: async (ctx) => setUp(ctx, { ...values, password: values['password-stdin'] ? await readStdin() : undefined }),
    'key create': (ctx) => createKey(ctx, values),
    'reset-password': (ctx) => resetPassword(ctx, values),
  };
  const run = commands[command];
  if (!run) {
    process.stderr.write(`There is no command "${command}".\n\n${HELP}`);
    return 1;
  }
  const runtime = await startRuntime(readEnv(), 'cli');
  try {
    process.stdout.write(`${await run(systemCtx(runtime))}\n`);
    return 0;
  } finally {
    await runtime.stop();
  }
}

function systemCtx(runtime: Runtime): Ctx {
  return { runtime, actor: null, requestId: toId('req', newUuid()), address: null, source: 'cli' };
}

async function readStdin(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks)
    .toString('utf8')
    .replace(/\r?\n$/, '');
}

function explain(error: unknown): string {
  if (isAppError(error)) return [error.message, error.why, ...error.suggestions].filter(Boolean).join(' ');
  if (error instanceof ZodError) return error.issues.map((issue) => issue.message).join(' ');
  return error instanceof Error ? error.message : String(error);
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${explain(error)}\n`);
    process.exit(1);
  },
);
