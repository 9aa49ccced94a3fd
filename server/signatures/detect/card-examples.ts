import type { Signature } from '../schema.ts';
import { asObject, asText, type JsonObject } from './json-look.ts';

/** An example that a model card gives: what to send, by field. */
export interface CardExample {
  title: string;
  inputs: Readonly<Record<string, unknown>>;
}

const MOST = 8;
const MOST_TITLE = 60;

/**
 * The examples of a model card's front matter (`widget`) that this signature can take: texts, and what goes with them.
 * Pictures and recordings are links into somebody else's server, so they are left out.
 * Source: https://huggingface.co/docs/hub/models-widgets-examples
 */
export function examplesOfCard(head: JsonObject | null, signature: Pick<Signature, 'inputs'>): CardExample[] {
  const listed: unknown[] = Array.isArray(head?.widget) ? head.widget : [];
  return listed.flatMap((item) => exampleOf(asObject(item), signature) ?? []).slice(0, MOST);
}

function exampleOf(item: JsonObject | null, { inputs }: Pick<Signature, 'inputs'>): CardExample | null {
  const text = asText(item?.text);
  // A chat model can do without a prompt.
  const main = inputs.find(({ encoding, required, name }) => encoding === 'text' && (required || name === 'prompt'));
  if (!item || !text || !main) return null;
  // A question has its text beside it, labels of one's own come as one line.
  const beside = {
    context: asText(item.context),
    candidate_labels:
      asText(item.candidate_labels)
        ?.split(',')
        .map((label) => label.trim()) ?? null,
  };
  const known = Object.entries(beside).filter(([name, value]) => value !== null && name !== main.name && inputs.some((field) => field.name === name));
  return { title: short(asText(item.example_title) ?? text), inputs: { [main.name]: text, ...Object.fromEntries(known) } };
}

function short(title: string): string {
  const line = title.replace(/\s+/g, ' ').trim();
  return line.length > MOST_TITLE ? `${line.slice(0, MOST_TITLE - 1)}…` : line;
}
