import { classNames } from './class-names.ts';
import { formatClock } from './format/format-time.ts';

export type LogEntry = {
  /** Unique in its log, such as the event's number. */
  id: string | number;
  at?: Date | string | number;
  level?: 'debug' | 'info' | 'warn' | 'error';
  /** A short column before the text: "#2" for an attempt. */
  tag?: string;
  text: string;
};

const tint = { debug: 'text-ink-3', info: '', warn: 'bg-warn-soft text-warn-text', error: 'bg-bad-soft text-bad-text' };

type LogLineProps = { entry: LogEntry; wrap?: boolean; levels?: boolean; className?: string };

/** One line of a log: time, level, tag, text. */
export function LogLine({ entry, wrap = true, levels = false, className }: LogLineProps) {
  const level = entry.level ?? 'info';
  return (
    <div className={classNames('flex gap-3', tint[level], className)}>
      {entry.at !== undefined && (
        <span className="shrink-0 text-ink-3 tnum select-none max-sm:hidden" suppressHydrationWarning>
          {formatClock(new Date(entry.at))}
        </span>
      )}
      {levels && <span className="w-10 shrink-0">{level}</span>}
      {entry.tag && <span className="shrink-0 text-ink-3">{entry.tag}</span>}
      <span className={classNames('min-w-0', wrap ? 'wrap-anywhere whitespace-pre-wrap' : 'whitespace-pre')}>{entry.text}</span>
    </div>
  );
}
