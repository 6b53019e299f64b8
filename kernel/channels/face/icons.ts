/** Our own small drawings, on a 24 × 24 grid. Always beside words, so hidden from screen readers. */
import { type Html, html, raw } from './html.ts'

const drawings = {
  check: 'M5 12.5 10 17.5 19.5 7',
  cross: 'M6 6l12 12M18 6 6 18',
  alert: 'M12 4 2.8 19.5h18.4zM12 10v4.5M12 17.2v.1',
  info: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 11v5.5M12 7.6v.1',
  stop: 'M8.3 3h7.4L21 8.3v7.4L15.7 21H8.3L3 15.7V8.3zM12 7.5v5.5M12 16.2v.1',
  clock: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5l3.5 2',
  pause: 'M9 6v12M15 6v12',
  file: 'M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6',
  upload: 'M12 16V4M7 9l5-5 5 5M4 16v4h16v-4',
  download: 'M12 4v12M7 11l5 5 5-5M4 16v4h16v-4',
  search: 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5 21 21',
  right: 'M9 5l7 7-7 7',
  left: 'M15 5l-7 7 7 7',
  down: 'M5 9l7 7 7-7',
  user: 'M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4 20.5c1-4 4-6 8-6s7 2 8 6',
  users:
    'M9 5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM2.5 19.5c.8-3.5 3.2-5 6.5-5s5.7 1.5 6.5 5M16 5.3a3.5 3.5 0 0 1 0 6.4M18 14.8c2 .7 3.1 2.3 3.5 4.7',
  bell: 'M6 16V11a6 6 0 0 1 12 0v5l2 2H4zM10 21h4',
  moon: 'M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z',
  home: 'M3.5 11.5 12 4l8.5 7.5M6 9.5V20h12V9.5M10 20v-6h4v6',
  list: 'M8 6h12M8 12h12M8 18h12M4 6v.1M4 12v.1M4 18v.1',
  wallet: 'M4 7h15v12H4zM4 7l11-3v3M15.5 13v.1',
  folder: 'M3 6h6l2 2.5h10V19H3z',
  phone: 'M5 4h4l2 5-2.5 1.5a11 11 0 0 0 5 5L15 13l5 2v4c0 1-1 2-2 2C10.5 20.5 3.5 13.5 3 6c0-1 1-2 2-2z',
  lock: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  trash: 'M4 7h16M9 7V4h6v3M6.5 7l1 13h9l1-13',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  print: 'M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z',
  calendar: 'M4 6h16v14H4zM4 10h16M8 3.5V7M16 3.5V7',
  offline:
    'M3 3l18 18M8.5 15.5a5 5 0 0 1 7 0M5 12a10 10 0 0 1 4-2.4M15 9.6a10 10 0 0 1 4 2.4M2 8.5A15 15 0 0 1 6 6M11 5a15 15 0 0 1 11 3.5M12 19v.1',
  pin: 'M12 21c-4-5-6.5-8-6.5-11a6.5 6.5 0 0 1 13 0c0 3-2.5 6-6.5 11zM12 7.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z',
  money: 'M3 6h18v12H3zM12 9.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5zM6 9v.1M18 15v.1',
  eye: 'M2.5 12c2.5-4.5 5.7-6.5 9.5-6.5s7 2 9.5 6.5c-2.5 4.5-5.7 6.5-9.5 6.5s-7-2-9.5-6.5zM12 9.3a2.7 2.7 0 1 0 0 5.4 2.7 2.7 0 0 0 0-5.4z',
  star: 'M12 3.5l2.6 5.6 6.1.7-4.5 4.2 1.2 6-5.4-3-5.4 3 1.2-6L3.3 9.8l6.1-.7z',
  exit: 'M14 4H5v16h9M10 12h11M17 8l4 4-4 4',
  edit: 'M4 20l1-4L16 5l3 3L8 19zM14 7l3 3',
  map: 'M3 6l6-2 6 2 6-2v14l-6 2-6-2-6 2zM9 4v14M15 6v14',
  dot: 'M12 9.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z',
} as const

export type IconName = keyof typeof drawings
export const iconNames = Object.keys(drawings) as IconName[]

export function icon(name: IconName): Html {
  return html`<svg class="icon" viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false"><path d="${drawings[name]}"/></svg>`
}

// Five petals over a leaf: drawn for this house, from three curves mirrored about the middle.
const flower =
  '<path fill="#0B5D57" d="M4 30.5c8-2.6 32-2.6 40 0-5 7.3-11.8 10.5-20 10.5S9 37.8 4 30.5z"/>' +
  '<path fill="#E58AAF" d="M3.5 17.5c6.8.2 12.2 4 15.5 12.7C11.2 30.8 5.6 26.5 3.5 17.5zM44.5 17.5c-6.8.2-12.2 4-15.5 12.7 7.8.6 13.4-3.7 15.5-12.7z"/>' +
  '<path fill="#D65A8A" d="M11 9.5c6.8 2.4 11.2 9.3 12 22.5-8.6-2.6-13.3-10.8-12-22.5zM37 9.5c-6.8 2.4-11.2 9.3-12 22.5 8.6-2.6 13.3-10.8 12-22.5z"/>' +
  '<path fill="#C8386F" d="M24 4c6.7 8.4 7.7 18.5 0 28.5-7.7-10-6.7-20.1 0-28.5z"/>'

/** The lotus mark as a file of its own: icon of the page and of the installed application. */
export const lotusFile = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48">${flower}</svg>`

/** The lotus mark inside a page; says nothing, the name stands beside it. */
export function lotus(): Html {
  return html`<svg class="lotus" viewBox="0 0 48 48" width="40" height="40" aria-hidden="true" focusable="false">${raw(flower)}</svg>`
}
