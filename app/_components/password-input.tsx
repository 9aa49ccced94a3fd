'use client';

import { Eye, EyeOff } from 'lucide-react';
import { useState } from 'react';
import { IconButton } from './icon-button.tsx';
import { Input } from './input.tsx';
import type { InputProps } from './input.tsx';

/** A password or another secret, hidden until asked to show. */
export function PasswordInput({ what = 'password', ...props }: Omit<InputProps, 'type' | 'trailing'> & { what?: string }) {
  const [shown, setShown] = useState(false);
  return (
    <Input
      {...props}
      type={shown ? 'text' : 'password'}
      autoCapitalize="none"
      spellCheck={false}
      trailing={
        <IconButton
          label={`${shown ? 'Hide' : 'Show'} ${what}`}
          aria-pressed={shown}
          onClick={() => setShown(!shown)}
          className="h-6! w-7! max-lg:h-8! max-lg:w-9!"
        >
          {shown ? <EyeOff className="size-4" strokeWidth={1.75} /> : <Eye className="size-4" strokeWidth={1.75} />}
        </IconButton>
      }
    />
  );
}
