import { useEffect, useRef } from 'react';
import { EVENT_KINDS, type EventKind } from '../../server/events/schema.ts';

/** One event of a subject as /api/events sends it. `topic` is `deployment:dep_…` or `invocation:inv_…`. */
export interface StreamEvent {
  topic: string;
  seq: number;
  kind: EventKind;
  data: Record<string, unknown>;
  createdAt: string;
}

interface Topic {
  team: string;
  afterSeq: number;
  listeners: Set<(event: StreamEvent) => void>;
}

const BACK_OFF_MS = [250, 500, 1000, 2000, 4000];

/**
 * One EventSource for all topics of this tab, closed while the tab is hidden so that many tabs never use up the
 * browser's connections. It is opened anew with the last seq of each topic, so nothing is missed or heard twice.
 */
class EventStream {
  readonly #topics = new Map<string, Topic>();
  #source: EventSource | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #failures = 0;

  constructor() {
    document.addEventListener('visibilitychange', () => this.#reopen(0));
    window.addEventListener('online', () => this.#reopen(0));
  }

  /** Calls `listener` with every event of the topic, those stored first. Returns how to stop. */
  follow(team: string, topic: string, listener: (event: StreamEvent) => void): () => void {
    const known = this.#topics.get(topic);
    // A second listener needs the events the first has heard already: the topic starts again, who heard them filters.
    const entry: Topic = known ?? { team, afterSeq: 0, listeners: new Set() };
    entry.afterSeq = 0;
    entry.listeners.add(listener);
    this.#topics.set(topic, entry);
    this.#reopen(0);
    return () => {
      entry.listeners.delete(listener);
      if (entry.listeners.size > 0) return;
      this.#topics.delete(topic);
      this.#reopen(0);
    };
  }

  #reopen(delayMs: number): void {
    this.#source?.close();
    this.#source = null;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = this.#topics.size > 0 && !document.hidden ? setTimeout(() => this.#open(), delayMs) : null;
  }

  #open(): void {
    const [team] = [...this.#topics.values()].map((topic) => topic.team);
    const query = new URLSearchParams({ team: team ?? '' });
    for (const [name, topic] of this.#topics) if (topic.team === team) query.append('topic', `${name}:${topic.afterSeq}`);
    const source = new EventSource(`/api/events?${query}`);
    this.#source = source;
    source.onopen = () => (this.#failures = 0);
    source.onerror = () => {
      if (this.#source !== source) return;
      this.#reopen(BACK_OFF_MS[Math.min(this.#failures++, BACK_OFF_MS.length - 1)] ?? 4000);
    };
    for (const kind of EVENT_KINDS) source.addEventListener(kind, (message) => this.#hear(message as MessageEvent<string>));
  }

  #hear(message: MessageEvent<string>): void {
    const event = JSON.parse(message.data) as StreamEvent;
    const topic = this.#topics.get(event.topic);
    if (!topic) return;
    topic.afterSeq = Math.max(topic.afterSeq, event.seq);
    for (const listener of topic.listeners) listener(event);
  }
}

let stream: EventStream | null = null;

/** Calls `onEvent` with every event of a topic, the stored ones first; each once. Null follows nothing. */
export function useEventStream(team: string, topic: string | null, onEvent: (event: StreamEvent) => void): void {
  const latest = useRef(onEvent);
  useEffect(() => {
    latest.current = onEvent;
  });
  useEffect(() => {
    if (!topic) return;
    stream ??= new EventStream();
    let heard = 0;
    return stream.follow(team, topic, (event) => {
      if (event.seq <= heard) return;
      heard = event.seq;
      latest.current(event);
    });
  }, [team, topic]);
}
