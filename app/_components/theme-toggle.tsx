'use client';

import { Moon, Sun, SunMoon } from 'lucide-react';
import { IconButton } from './icon-button.tsx';
import { Menu } from './menu.tsx';
import { setTheme, useThemeChoice } from './theme.ts';
import type { ThemeChoice } from './theme.ts';

const icons = { system: SunMoon, light: Sun, dark: Moon };
const labels: Record<ThemeChoice, string> = { system: 'System', light: 'Light', dark: 'Dark' };

/** Light, dark or as the system says. */
export function ThemeToggle({ className }: { className?: string }) {
  const choice = useThemeChoice();
  const Icon = icons[choice];
  return (
    <Menu
      className="min-w-36"
      trigger={
        <IconButton bare label={`Theme: ${choice}`} {...(className ? { className } : {})}>
          <Icon className="size-4" strokeWidth={1.75} />
        </IconButton>
      }
      items={(['system', 'light', 'dark'] as const).map((one) => {
        const Mark = icons[one];
        return { label: labels[one], icon: <Mark strokeWidth={1.75} />, checked: one === choice, onSelect: () => setTheme(one) };
      })}
    />
  );
}
