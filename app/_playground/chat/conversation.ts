import { z } from 'zod';

const turnSchema = z.object({
  role: z.enum(['user', 'assistant']),
  content: z.string(),
  /** The run an answer came from. */
  run: z.string().optional(),
  /** It was stopped before its end. */
  stopped: z.boolean().optional(),
  details: z
    .object({
      finish_reason: z.enum(['length', 'eos_token', 'stop_sequence']),
      prompt_tokens: z.number(),
      generated_tokens: z.number(),
      time_to_first_token_ms: z.number(),
      tokens_per_second: z.number(),
    })
    .optional(),
});
export type Turn = z.infer<typeof turnSchema>;

const conversationSchema = z.object({ system: z.string(), turns: z.array(turnSchema) });
export type Conversation = z.infer<typeof conversationSchema>;

export const NEW_CONVERSATION: Conversation = { system: '', turns: [] };

/** The messages a run is sent: the system prompt where there is one, then the turns. */
export function messagesOf({ system, turns }: Conversation): { role: string; content: string }[] {
  const head = system.trim() === '' ? [] : [{ role: 'system', content: system }];
  return [...head, ...turns.map(({ role, content }) => ({ role, content }))];
}

/** The conversation of this tab's last visit. */
export function openConversation(key: string): Conversation {
  try {
    return conversationSchema.parse(JSON.parse(window.sessionStorage.getItem(key) ?? 'null'));
  } catch {
    return NEW_CONVERSATION;
  }
}

export function keepConversation(key: string, conversation: Conversation): void {
  try {
    window.sessionStorage.setItem(key, JSON.stringify(conversation));
  } catch {
    // The browser's store is full: the next visit begins afresh.
    window.sessionStorage.removeItem(key);
  }
}
