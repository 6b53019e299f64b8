import { createTheme, defaultVariantColorsResolver, type MantineColorsTuple } from '@mantine/core'

/**
 * The house colours as Mantine scales. The tokens of the house decide in CSS (officer.css maps them onto Mantine's
 * variables); these tuples only give Mantine the tints in between.
 */
const delta: MantineColorsTuple = [
  '#edf6f4',
  '#d5e9e5',
  '#a9d2ca',
  '#7abaaf',
  '#4c9d91',
  '#2b8177',
  '#0f6b63',
  '#0b5d57',
  '#094b46',
  '#063833',
]
const lotus: MantineColorsTuple = [
  '#fdf0f5',
  '#f8dce7',
  '#f0b5cc',
  '#e68caf',
  '#db6792',
  '#d04c7d',
  '#c8386f',
  '#b52f62',
  '#972450',
  '#75193c',
]
const night: MantineColorsTuple = [
  '#e8efec',
  '#cfdad6',
  '#a9bab5',
  '#7f948e',
  '#3a4f4a',
  '#2a3d39',
  '#1b2b28',
  '#10201d',
  '#0b1715',
  '#060e0d',
]

export const theme = createTheme({
  variantColorResolver: (input) => {
    const chosen = defaultVariantColorsResolver(input)
    if (input.variant !== 'filled') return chosen
    // The text on a filled button turns dark in the night theme: the tokens know, Mantine does not.
    if (input.color === 'lotus')
      return {
        ...chosen,
        background: 'var(--sen-action)',
        hover: 'var(--sen-action-strong)',
        color: 'var(--sen-on-action)',
      }
    if (input.color === 'red')
      return { ...chosen, background: 'var(--sen-bad)', hover: 'var(--sen-bad)', color: 'var(--sen-on-bad)' }
    return {
      ...chosen,
      background: 'var(--sen-structure)',
      hover: 'var(--sen-structure-strong)',
      color: 'var(--sen-on-structure)',
    }
  },
  colors: { delta, lotus, dark: night },
  primaryColor: 'delta',
  primaryShade: { light: 7, dark: 5 },
  fontFamily: 'var(--sen-font)',
  fontFamilyMonospace: 'var(--sen-mono)',
  headings: { fontFamily: 'var(--sen-font)', fontWeight: '600' },
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.9375rem', lg: '1.0625rem', xl: '1.25rem' },
  spacing: { xs: '0.5rem', sm: '0.75rem', md: '1rem', lg: '1.5rem', xl: '2rem' },
  defaultRadius: 'sm',
  radius: { xs: '3px', sm: '6px', md: '8px', lg: '12px', xl: '16px' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  focusRing: 'auto',
  components: {
    Button: { defaultProps: { size: 'sm' } },
    TextInput: { defaultProps: { size: 'sm' } },
    Modal: { defaultProps: { centered: true, overlayProps: { backgroundOpacity: 0.45 } } },
    Tooltip: { defaultProps: { openDelay: 300, withArrow: true } },
    // Without 'keydown': the key that opens a menu would at once count as a click outside it.
    Menu: {
      defaultProps: {
        shadow: 'md',
        clickOutsideEvents: ['mousedown', 'touchstart'],
        // A focusable placeholder is not an item, and a menu may hold nothing else.
        withInitialFocusPlaceholder: false,
        // Inside the page's landmark, where a reader of landmarks finds it.
        portalProps: { target: '#main' },
      },
    },
  },
})

/** The nonce the server put in the page, for the style elements that Mantine makes while running. */
export function pageNonce(): string {
  return document.querySelector('meta[name="csp-nonce"]')?.getAttribute('content') ?? ''
}
