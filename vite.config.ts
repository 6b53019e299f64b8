import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

/** The tokens name the fonts where the citizen's pages serve them; this application carries its own, hashed and cached. */
const ownFonts: Plugin = {
  name: 'own-fonts',
  enforce: 'pre',
  transform(code, id) {
    if (!id.endsWith('/channels/tokens.css')) return null
    return { code: code.replace(/@font-face\s*\{[^}]*url\("\/face\/[^}]*\}/g, ''), map: null }
  },
}

/** The officer's single-page application, served by the host under /officer/. Nothing inline: the page's CSP is strict. */
export default defineConfig({
  root: resolve(import.meta.dirname, 'kernel/channels/officer'),
  base: '/officer/',
  publicDir: false,
  cacheDir: resolve(import.meta.dirname, '.build/vite'),
  plugins: [ownFonts, react()],
  build: {
    outDir: resolve(import.meta.dirname, '.build/officer'),
    emptyOutDir: true,
    target: 'es2023',
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    // MapLibre and ECharts are chunks of their own, fetched only by the screens that draw.
    chunkSizeWarningLimit: 1200,
  },
  worker: { format: 'es' },
})
