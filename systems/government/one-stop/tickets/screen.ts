import { assetUrl, attributes, type Html, html, type Lang, lotus, type Piece, type ScriptName } from '#kernel/channels'

/** A document for a screen that stands in a hall: no navigation, nothing to sign in to, nothing to leave behind. */
export function screenPage(parts: {
  title: string
  lang: Lang
  kind: 'display' | 'kiosk'
  /** Who owns the hall. */
  name: string
  body: Piece
  /** Without script the screen asks again by itself after so many seconds. */
  refresh?: { seconds: number; to: string }
  sample?: string | null
  data?: Readonly<Record<string, string | undefined>>
}): Html {
  const script: ScriptName = 'one-stop/tickets'
  return html`<!doctype html>
<html ${attributes({ lang: parts.lang, 'data-theme': parts.kind === 'display' ? 'dark' : 'light' })}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${parts.title}</title>
${parts.refresh ? html`<noscript><meta http-equiv="refresh" content="${`${parts.refresh.seconds};url=${parts.refresh.to}`}"></noscript>` : null}
<link rel="stylesheet" href="${assetUrl('/face/face.css')}">
<link rel="stylesheet" href="${assetUrl('/face/one-stop/tickets.css')}">
<link rel="icon" href="${assetUrl('/face/lotus.svg')}" type="image/svg+xml">
<script type="module" src="${assetUrl(`/face/${script}.js`)}"></script>
</head>
<body ${attributes({ class: `hall hall-${parts.kind}`, ...parts.data })}>
<header class="hall-head">${lotus()}<p class="hall-name">${parts.name}</p>${parts.kind === 'display' ? html`<p class="hall-clock" data-clock hidden></p>` : null}${parts.sample ? html`<p class="hall-sample">${parts.sample}</p>` : null}</header>
<main id="main" class="hall-main">
${parts.body}
</main>
</body>
</html>
`
}
