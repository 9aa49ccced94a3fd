/** Every error code a caller can meet, with the HTTP status it is answered with. The list is closed. */
export const ERROR_STATUS = {
  UNAUTHORIZED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  INVALID_INPUT: 400,
  INVALID_MODEL: 422,
  UNSUPPORTED_MODEL: 422,
  PAYLOAD_TOO_LARGE: 413,
  IDEMPOTENCY_MISMATCH: 422,
  QUEUE_FULL: 429,
  DEADLINE_EXCEEDED: 504,
  CANCELED: 499,
  OUT_OF_MEMORY: 500,
  RUNNER_CRASHED: 500,
  TIMEOUT: 504,
  CIRCUIT_OPEN: 503,
  UNAVAILABLE: 503,
  STORAGE_FULL: 507,
  RATE_LIMITED: 429,
  INTERNAL: 500,
} as const;

export type ErrorCode = keyof typeof ERROR_STATUS;

export interface ErrorDetail {
  /** Why it happened, in one sentence. */
  cause?: string;
  /** What to do next, most useful first. */
  suggestions?: string[];
  /** Seconds after which trying again makes sense (becomes Retry-After). */
  retryAfterSeconds?: number;
}

/** An error as stored with a version or invocation and as answered by every door. */
export interface ErrorBody {
  code: ErrorCode;
  message: string;
  cause: string | null;
  suggestions: string[];
}

// Two module graphs share the web process, so `instanceof` would fail across them.
const BRAND = Symbol.for('moorage.app-error');

/** The one error class: what happened (message), why (cause), what to do (suggestions). */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly why: string | null;
  readonly suggestions: string[];
  readonly retryAfterSeconds: number | null;

  constructor(code: ErrorCode, message: string, detail: ErrorDetail = {}) {
    super(message);
    this.name = 'AppError';
    this.code = code;
    this.why = detail.cause ?? null;
    this.suggestions = detail.suggestions ?? [];
    this.retryAfterSeconds = detail.retryAfterSeconds ?? null;
    Object.defineProperty(this, BRAND, { value: true });
  }

  get status(): number {
    return ERROR_STATUS[this.code];
  }

  toBody(): ErrorBody {
    return { code: this.code, message: this.message, cause: this.why, suggestions: this.suggestions };
  }
}

/** Recognises an AppError of either module graph by its brand. */
export function isAppError(error: unknown): error is AppError {
  return typeof error === 'object' && error !== null && BRAND in error;
}
