const noBreakSpace = '\u00a0';
const words = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

function dayOf(date: Date): number {
  return Math.floor((date.getTime() - date.getTimezoneOffset() * 60_000) / 86_400_000);
}

function amount(seconds: number): string {
  if (seconds < 60) return `${seconds}${noBreakSpace}s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}${noBreakSpace}min`;
  return `${Math.floor(seconds / 3600)}${noBreakSpace}h`;
}

/** Time since or until: now, 4 s ago, 2 min ago, 3 h ago, yesterday, 22 Dec 2026; in 2 h, tomorrow, in 6 days. */
export function formatRelativeTime(at: Date, now: Date): string {
  const seconds = Math.round((now.getTime() - at.getTime()) / 1000);
  const distance = Math.abs(seconds);
  if (distance < 1) return 'now';
  if (distance < 86_400 && (distance < 43_200 || dayOf(at) === dayOf(now))) {
    return seconds > 0 ? `${amount(distance)} ago` : `in ${amount(distance)}`;
  }
  const days = dayOf(at) - dayOf(now);
  if (Math.abs(days) <= 6) return words.format(days, 'day').replace(/(\d+) /, `$1${noBreakSpace}`);
  return formatDate(at);
}

/** 22 Dec 2026, in the reader's zone. */
export function formatDate(at: Date): string {
  return new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' }).format(at);
}

/** 22 Dec 2026, 10:58:02 UTC, in the reader's zone unless `timeZone` is given. */
export function formatExactTime(at: Date, timeZone?: string): string {
  const format = new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
    ...(timeZone ? { timeZone } : {}),
  });
  return format.format(at);
}

/** 10:58:02.098, for log lines; in the reader's zone unless `timeZone` is given. */
export function formatClock(at: Date, timeZone?: string): string {
  const format = new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    ...(timeZone ? { timeZone } : {}),
  });
  return format.format(at);
}
