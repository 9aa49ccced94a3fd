export interface TranscriptPart {
  text: string;
  /** Seconds. */
  timestamp: [start: number, end: number];
}

/** SubRip: numbered parts, times with a comma. Source: https://www.matroska.org/technical/subtitles.html */
export function toSrt(parts: readonly TranscriptPart[]): string {
  return parts.map(({ text, timestamp: [start, end] }, index) => `${index + 1}\n${clock(start, ',')} --> ${clock(end, ',')}\n${text.trim()}\n`).join('\n');
}

/** WebVTT. Source: https://www.w3.org/TR/webvtt1/ */
export function toVtt(parts: readonly TranscriptPart[]): string {
  return `WEBVTT\n\n${parts.map(({ text, timestamp: [start, end] }) => `${clock(start, '.')} --> ${clock(end, '.')}\n${text.trim()}\n`).join('\n')}`;
}

function clock(seconds: number, comma: string): string {
  const ms = Math.round(seconds * 1000);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(Math.floor(ms / 3_600_000))}:${two(Math.floor(ms / 60_000) % 60)}:${two(Math.floor(ms / 1000) % 60)}${comma}${String(ms % 1000).padStart(3, '0')}`;
}
