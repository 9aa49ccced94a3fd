'use client';

import { Textarea } from '../_components/textarea.tsx';

interface Message {
  role: string;
  content: string;
}

/** The last message of a conversation; what came before it stays. */
export function MessagesEditor({ data, onChange }: { data: unknown; onChange(data: unknown): void }) {
  const messages = Array.isArray(data) ? (data as Message[]) : [];
  const last = messages.at(-1);
  return (
    <Textarea
      rows={3}
      value={last?.content ?? ''}
      onChange={({ target }) => onChange(target.value === '' ? undefined : [...messages.slice(0, -1), { role: 'user', content: target.value }])}
    />
  );
}
