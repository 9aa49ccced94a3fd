'use client';

import { Toaster as Sonner } from 'sonner';

/** The corner where toasts appear; once, in the root layout. */
export function Toaster() {
  return (
    <Sonner
      position="bottom-right"
      gap={10}
      offset={16}
      mobileOffset={{ bottom: 68, left: 16, right: 16 }}
      duration={6000}
      visibleToasts={4}
      containerAriaLabel="Notices"
    />
  );
}
