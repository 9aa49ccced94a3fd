import { pino, type Logger } from 'pino';

export type { Logger };

/** One JSON line per entry on stdout; keys, cookies and passwords never reach it. */
export function createLog(name: string, level: string): Logger {
  return pino({
    name,
    level,
    base: undefined,
    redact: {
      paths: ['*.authorization', '*.cookie', '*.password', '*.secret', '*.token', 'headers.authorization', 'headers.cookie'],
      censor: '[redacted]',
    },
  });
}
