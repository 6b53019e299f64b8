import '@mantine/core/styles.css'
import '@mantine/notifications/styles.css'
import '../tokens.css'
import '@fontsource/be-vietnam-pro/400.css'
import '@fontsource/be-vietnam-pro/500.css'
import '@fontsource/be-vietnam-pro/600.css'
import '@fontsource/be-vietnam-pro/700.css'
import './officer.css'
import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { LiveRegion } from './announce.tsx'
import { Refused } from './api.ts'
import { LanguageProvider } from './language.tsx'
import { router } from './routes.tsx'
import { SessionProvider } from './session.tsx'
import { pageNonce, theme } from './theme.ts'

const nonce = pageNonce()
// The scroll lock of dialogs (react-style-singleton) reads its nonce from this well-known global.
Object.assign(globalThis, { __webpack_nonce__: nonce })

// After an upgrade an open tab still asks for pieces of the build before: it is loaded anew, but only when the house
// answers, and not twice in a row.
const RELOAD_AGAIN_MS = 30_000
addEventListener('vite:preloadError', () => {
  const last = Number(sessionStorage.getItem('sen.reloaded') ?? 0)
  if (Date.now() - last < RELOAD_AGAIN_MS) return
  void fetch(location.href, { cache: 'no-store' }).then(
    (answer) => {
      if (!answer.ok) return
      sessionStorage.setItem('sen.reloaded', String(Date.now()))
      location.reload()
    },
    () => {},
  )
})

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // A refusal is an answer: asking again gives the same. Only a broken road is worth a second try.
      retry: (tries, reason) => !(reason instanceof Refused) && tries < 2,
      refetchOnWindowFocus: true,
    },
  },
})

const root = document.getElementById('root')
if (!root) throw new Error('the page has no #root')
createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={() => nonce}>
      <QueryClientProvider client={client}>
        <LanguageProvider>
          <SessionProvider>
            <Notifications position="bottom-right" limit={4} />
            <LiveRegion />
            <RouterProvider router={router} />
          </SessionProvider>
        </LanguageProvider>
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
)
