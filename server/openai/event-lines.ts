import type { RestContext } from '../rest/rest-env.ts';

/** A stream of `data:` lines as OpenAI's clients read it: no names, no ids, and `[DONE]` at the end. */
export class EventLines {
  readonly gone: AbortSignal;
  readonly #c: RestContext;

  constructor(c: RestContext) {
    this.#c = c;
    const gone = new AbortController();
    this.gone = gone.signal;
    const { outgoing } = c.env;
    outgoing.once('close', () => gone.abort());
    outgoing.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache, no-transform', 'X-Accel-Buffering': 'no' });
  }

  send(data: unknown): void {
    if (!this.gone.aborted) this.#c.env.outgoing.write(`data: ${JSON.stringify(data)}\n\n`);
  }

  end({ done }: { done: boolean }): void {
    if (done && !this.gone.aborted) this.#c.env.outgoing.write('data: [DONE]\n\n');
    this.#c.env.outgoing.end();
  }
}
