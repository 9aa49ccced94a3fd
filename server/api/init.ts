import { initTRPC, TRPCError, type TRPC_ERROR_CODE_KEY } from '@trpc/server';
import superjson from 'superjson';
import { z } from 'zod';
import type { Ctx } from '../context.ts';
import { AppError, isAppError, type ErrorBody, type ErrorCode } from '../errors.ts';

/** What the browser gets with every failed call. */
export type ClientError = ErrorBody & { requestId: string };

const TRPC_CODES: Partial<Record<ErrorCode, TRPC_ERROR_CODE_KEY>> = {
  UNAUTHORIZED: 'UNAUTHORIZED',
  FORBIDDEN: 'FORBIDDEN',
  NOT_FOUND: 'NOT_FOUND',
  CONFLICT: 'CONFLICT',
  INVALID_INPUT: 'BAD_REQUEST',
  INVALID_MODEL: 'UNPROCESSABLE_CONTENT',
  UNSUPPORTED_MODEL: 'UNPROCESSABLE_CONTENT',
  PAYLOAD_TOO_LARGE: 'PAYLOAD_TOO_LARGE',
  QUEUE_FULL: 'TOO_MANY_REQUESTS',
  RATE_LIMITED: 'TOO_MANY_REQUESTS',
  TIMEOUT: 'TIMEOUT',
  DEADLINE_EXCEEDED: 'TIMEOUT',
  UNAVAILABLE: 'SERVICE_UNAVAILABLE',
};

const t = initTRPC.context<Ctx>().create({
  transformer: superjson,
  errorFormatter({ shape, error, ctx }) {
    const body = isAppError(error.cause) ? error.cause.toBody() : bodyOf(error);
    return {
      ...shape,
      message: body.message,
      data: { ...shape.data, stack: undefined, error: { ...body, requestId: ctx?.requestId ?? '' } satisfies ClientError },
    };
  },
});

/** The one error middleware: an AppError keeps its words, everything else becomes INTERNAL with a request id. */
const errors = t.middleware(async ({ ctx, next, path }) => {
  const result = await next();
  if (result.ok) return result;
  const { cause } = result.error;
  if (isAppError(cause)) throw new TRPCError({ code: TRPC_CODES[cause.code] ?? 'INTERNAL_SERVER_ERROR', message: cause.message, cause });
  if (result.error.code === 'INTERNAL_SERVER_ERROR') ctx.runtime.log.error({ err: cause ?? result.error, path, requestId: ctx.requestId }, 'call failed');
  return result;
});

function bodyOf(error: TRPCError): ErrorBody {
  if (error.cause instanceof z.ZodError) {
    const issue = error.cause.issues[0];
    const where = issue?.path.length ? `${issue.path.join('.')}: ` : '';
    return { code: 'INVALID_INPUT', message: `${where}${issue?.message ?? 'The input is not valid.'}`, cause: null, suggestions: [] };
  }
  if (error.code === 'NOT_FOUND') return { code: 'NOT_FOUND', message: error.message, cause: null, suggestions: [] };
  return new AppError('INTERNAL', 'Something went wrong on our side.', { suggestions: ['Try again. If it stays, tell an admin the request id.'] }).toBody();
}

export const router = t.router;
export const procedure = t.procedure.use(errors);
export const createCaller = t.createCallerFactory;
