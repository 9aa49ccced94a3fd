import type { Context } from 'hono';
import type { Ctx } from '../context.ts';
import type { AppEnv } from '../http/app-env.ts';

/** What every REST handler finds besides: who asks, and the team its key belongs to. */
export interface RestEnv extends AppEnv {
  Variables: { ctx: Ctx; team: string };
}

export type RestContext = Context<RestEnv>;
