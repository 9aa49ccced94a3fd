'use client';

import { useState, type FormEvent } from 'react';
import { Button } from '../../_components/button.tsx';
import { Field } from '../../_components/field.tsx';
import { Input } from '../../_components/input.tsx';
import { PasswordInput } from '../../_components/password-input.tsx';
import { enter } from '../enter.ts';
import { FormProblem } from '../form-problem.tsx';

/** E-mail and password. */
export function LoginForm({ to }: { to: string }) {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [pending, setPending] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setPending(true);
    setProblem(null);
    const wrong = await enter({ email, password, to }).catch(() => 'Moorage did not answer. Try again in a few seconds.');
    setProblem(wrong);
    setPending(false);
  };
  return (
    <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
      <Field label="E-mail" required>
        <Input type="email" name="email" autoComplete="username" autoFocus required value={email} onChange={(event) => setEmail(event.target.value)} />
      </Field>
      <Field label="Password" required>
        <PasswordInput name="password" autoComplete="current-password" required value={password} onChange={(event) => setPassword(event.target.value)} />
      </Field>
      <FormProblem problem={problem ? { message: problem, cause: null, suggestions: [] } : null} />
      <Button type="submit" variant="primary" size="lg" pending={pending} pendingLabel="Signing in">
        Sign in
      </Button>
    </form>
  );
}
